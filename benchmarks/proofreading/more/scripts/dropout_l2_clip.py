import numpy as np

# 3-layer classifier with dropout + L2 regularisation (homework, part c)
# lambd/(2m) * sum of squares like in the lecture


def init_params(n_in, n1, n2, rs):
    p = {}
    p['W1'] = rs.randn(n_in, n1) * np.sqrt(2.0 / n_in)
    p['b1'] = np.zeros((1, n1))
    p['W2'] = rs.randn(n1, n2) * np.sqrt(2.0 / n1)
    p['b2'] = np.zeros((1, n2))
    p['W3'] = rs.randn(n2, 1) * np.sqrt(1.0 / n2)
    p['b3'] = np.zeros((1, 1))
    return p


def leaky(z):
    return np.where(z > 0, z, 0.1 * z)


def dleaky(z):
    return np.where(z > 0, 1.0, 0.1)


def forward(X, p, keep, rs):
    c = {'X': X}
    c['Z1'] = X @ p['W1'] + p['b1']
    c['D1'] = (rs.rand(*c['Z1'].shape) < keep) / keep    # inverted dropout mask
    c['A1'] = leaky(c['Z1']) * c['D1']
    c['Z2'] = c['A1'] @ p['W2'] + p['b2']
    c['D2'] = (rs.rand(*c['Z2'].shape) < keep) / keep
    c['A2'] = leaky(c['Z2']) * c['D2']
    c['Z3'] = c['A2'] @ p['W3'] + p['b3']
    c['yhat'] = 1 / (1 + np.exp(-c['Z3']))
    return c


def cost(c, Y, p, lambd):
    m = len(Y)
    ce = -np.mean(Y * np.log(c['yhat']) + (1 - Y) * np.log(1 - c['yhat']))
    l2 = lambd / (2 * m) * (np.sum(p['W1']**2) + np.sum(p['W2']**2) + np.sum(p['W3']**2))
    return ce + l2


def backward(c, Y, p, lambd):
    # backward
    m = len(Y)
    g = {}
    dZ3 = (c['yhat'] - Y) / m  #! dZ3 = (c['yhat'] - Y) * c['yhat'] * (1 - c['yhat']) / m
    g['W3'] = c['A2'].T @ dZ3 + lambd / m * p['W3']  #! g['W3'] = c['A2'].T @ dZ3
    g['b3'] = dZ3.sum(axis=0, keepdims=True)
    dA2 = dZ3 @ p['W3'].T
    dA2 = dA2 * c['D2']  #! dA2 = dA2 * (c['D2'] > 0)
    dZ2 = dA2 * dleaky(c['Z2'])  #! dZ2 = dA2 * dleaky(c['Z3'])
    g['W2'] = c['A1'].T @ dZ2 + lambd / m * p['W2']  #! g['W2'] = c['A1'].T @ dZ2 + lambd / m * p['W2']**2
    g['b2'] = dZ2.sum(axis=0, keepdims=True)  #! g['b2'] = dZ2.sum(axis=1, keepdims=True)
    dA1 = dZ2 @ p['W2'].T * c['D1']  #! dA1 = dZ2 @ p['W2'].T
    dZ1 = dA1 * dleaky(c['Z1'])
    g['W1'] = X.T @ dZ1 + lambd / m * p['W1']  #! g['W1'] = X.T @ dZ1 + lambd / m * np.sum(p['W1']**2)
    g['b1'] = dZ1.sum(axis=0, keepdims=True)  #! g['b1'] = dZ2.sum(axis=0, keepdims=True)
    return g


rs = np.random.RandomState(10)
X = rs.randn(10, 4)
Y = (np.sum(X**2, axis=1, keepdims=True) > 3.5) * 1.0
params = init_params(4, 6, 5, rs)
lambd, lr, keep, max_norm = 0.8, 0.5, 0.75, 0.5
for it in range(20):
    cache = forward(X, params, keep, rs)
    J = cost(cache, Y, params, lambd)
    grads = backward(cache, Y, params, lambd)
    # update
    norm = np.sqrt(sum(np.sum(v**2) for v in grads.values()))
    scale = min(1.0, max_norm / norm)
    for key in params:
        params[key] -= lr * scale * grads[key]  #! params[key] -= lr * scale * grads['W3'].mean()
    if it % 5 == 0:
        print(it, J)
