# weights are kept like torch.nn.Linear does: (out_features, in_features), samples are rows
import numpy as np

rs = np.random.RandomState(11)
X = rs.randn(7, 3)
y = (X[:, 0] * X[:, 1] > 0).astype(float).reshape(-1, 1)

params = {
    'fc1.weight': rs.randn(4, 3) * 0.6,
    'fc1.bias': np.zeros(4),
    'fc2.weight': rs.randn(3, 4) * 0.6,
    'fc2.bias': np.zeros(3),
    'out.weight': rs.randn(1, 3) * 0.6,
    'out.bias': np.zeros(1),
}
wd = 0.02


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(p, X):
    c = {'x': X}
    c['h1'] = np.tanh(X @ p['fc1.weight'].T + p['fc1.bias'])
    c['h2'] = sigmoid(c['h1'] @ p['fc2.weight'].T + p['fc2.bias'])
    c['yhat'] = sigmoid(c['h2'] @ p['out.weight'].T + p['out.bias'])
    return c


def loss_fn(p, c, y):
    yh = c['yhat']
    bce = -np.mean(y * np.log(yh) + (1 - y) * np.log(1 - yh))
    l2 = sum((v ** 2).sum() for k, v in p.items() if k.endswith('weight'))
    return bce + 0.5 * wd * l2


def backward(p, c, y):
    g = {}
    # backward
    d = (c['yhat'] - y) / len(y)  #! d = c['yhat'] - y  #! d = (c['yhat'] - y) * c['yhat'] * (1 - c['yhat']) / len(y)
    g['out.weight'] = d.T @ c['h2']  #! g['out.weight'] = d.T @ (c['h2'] * (1 - c['h2']))
    g['out.bias'] = d.sum(0)  #! g['out.bias'] = d.mean(0)
    d = d @ p['out.weight'] * c['h2'] * (1 - c['h2'])  #! d = d @ p['out.weight']  #! d = d @ p['out.weight'] * (1 - c['h2'] ** 2)
    g['fc2.weight'] = d.T @ c['h1']  #! g['fc2.weight'] = d.T @ (c['h1'] * (1 - c['h1'] ** 2))
    g['fc2.bias'] = d.sum(0)  #! g['fc2.bias'] = d.sum()
    d = (d @ p['fc2.weight']) * (1 - c['h1'] ** 2)  #! d = (d @ p['fc2.weight']) * (1 - np.tanh(c['h1']) ** 2)  #! d = (d @ p['fc2.weight']) * c['h1'] * (1 - c['h1'])
    g['fc1.weight'] = d.T @ c['x']
    g['fc1.bias'] = d.sum(0)
    for k in g:
        if k.endswith('weight'):  #! if k.endswith('bias'):
            g[k] = g[k] + wd * p[k]  #! g[k] = g[k] - wd * p[k]  #! g[k] = g[k] + wd * p[k] ** 2
    # end
    return g


for it in range(21):
    c = forward(params, X)
    L = loss_fn(params, c, y)
    grads = backward(params, c, y)
    for k in params:
        params[k] = params[k] - 0.5 * grads[k]
    if it % 5 == 0:
        print('iter', it, 'loss', round(L, 5))
