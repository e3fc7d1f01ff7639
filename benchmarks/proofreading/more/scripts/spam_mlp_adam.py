# spam filter with a hidden layer and Adam. features: capitals, exclamation marks, links, length
import numpy as np
np.random.seed(33)
ham = np.abs(np.random.randn(6, 4)) * [0.3, 0.2, 0.2, 1.0]
junk = np.abs(np.random.randn(6, 4)) * [1.0, 1.5, 1.0, 0.5] + [0.5, 0.5, 0.3, 0]
X = np.concatenate([ham, junk])
y = np.concatenate([np.zeros((6, 1)), np.ones((6, 1))])
params = dict(W1=np.random.randn(4, 5) * 0.5, b1=np.zeros((1, 5)), W2=np.random.randn(5, 1) * 0.5, b2=np.zeros((1, 1)))
first = {k: 0.0 for k in params}
second = {k: 0.0 for k in params}

def forward(x):
    h = np.where(x @ params['W1'] + params['b1'] > 0, 1.0, 0.1) * (x @ params['W1'] + params['b1'])   # leaky
    p = 1 / (1 + np.exp(-(h @ params['W2'] + params['b2'])))
    return h, p

def gradients(x, t):
    h, p = forward(x)
    # backward
    dz2 = (p - t) / t.shape[0]
    dz1 = np.dot(dz2, params['W2'].T) * np.where(h > 0, 1.0, 0.1)
    return {'W2': h.T.dot(dz2), 'b2': dz2.sum(axis=0, keepdims=True),
            'W1': x.T.dot(dz1), 'b1': dz1.sum(axis=0, keepdims=True)}

def cross_entropy(x, t):
    p = forward(x)[1]
    return float(np.mean(-t * np.log(p) - (1 - t) * np.log(1 - p)))

print("start", cross_entropy(X, y))
for step in range(1, 26):
    g = gradients(X, y)
    # update
    for k in params:
        first[k] = 0.9 * first[k] + 0.1 * g[k]
        second[k] = 0.99 * second[k] + 0.01 * g[k] ** 2
        mhat = first[k] / (1 - 0.9 ** step)
        vhat = second[k] / (1 - 0.99 ** step)
        params[k] -= 0.05 * mhat / (np.sqrt(vhat) + 1e-8)
print("end  ", cross_entropy(X, y), "caught", int((forward(junk)[1] > 0.5).sum()), "of 6")
