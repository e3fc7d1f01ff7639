"""Exercise 4: a two-layer classifier with batch normalisation, trained with RMSprop."""
import numpy as np


def affine_forward(x, w, b):
    out = x.dot(w) + b
    return out, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    dx = dout.dot(w.T)
    dw = x.T.dot(dout)
    db = dout.sum(axis=0)  #! db = dout.sum(axis=1)
    return dx, dw, db


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    std = np.sqrt(var + eps)
    xhat = (x - mu) / std
    return gamma * xhat + beta, (xhat, std, gamma)


def batchnorm_backward(dout, cache):
    xhat, std, gamma = cache
    m = dout.shape[0]
    dgamma = (dout * xhat).sum(axis=0)  #! dgamma = dout.sum(axis=0)
    dbeta = dout.sum(axis=0)
    dxhat = dout * gamma
    s1 = dxhat.sum(axis=0)  #! s1 = dout.sum(axis=0)
    s2 = (dxhat * xhat).sum(axis=0)  #! s2 = dxhat.sum(axis=0)
    dx = (m * dxhat - s1 - xhat * s2) / (m * std)  #! dx = (m * dxhat - s1 - s2) / (m * std)  #! dx = (m * dxhat - s1 + xhat * s2) / (m * std)
    return dx, dgamma, dbeta


def relu_forward(x):
    return np.maximum(x, 0), x


def relu_backward(dout, x):
    return dout * (x > 0)  #! return dout * x


def softmax_loss(scores, y):
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    n = len(y)
    loss = -np.log(p[np.arange(n), y]).mean()
    ds = p.copy()
    ds[np.arange(n), y] -= 1
    return loss, ds / n


rng = np.random.RandomState(0)
X = rng.randn(12, 5)
y = rng.randint(0, 4, 12)
params = {
    'W1': rng.randn(5, 6) * 0.4,
    'b1': np.zeros(6),
    'gamma': 1 + 0.1 * rng.randn(6),
    'beta': 0.1 * rng.randn(6),
    'W2': rng.randn(6, 4) * 0.4,
    'b2': np.zeros(4),
}
sq = {k: np.zeros_like(v) for k, v in params.items()}

for it in range(15):
    a1, c1 = affine_forward(X, params['W1'], params['b1'])
    n1, c2 = batchnorm_forward(a1, params['gamma'], params['beta'])
    h1, c3 = relu_forward(n1)
    scores, c4 = affine_forward(h1, params['W2'], params['b2'])
    loss, dscores = softmax_loss(scores, y)

    # backward
    grads = {}
    dh1, grads['W2'], grads['b2'] = affine_backward(dscores, c4)
    dn1 = relu_backward(dh1, c3)  #! dn1 = relu_backward(dh1, a1)
    da1, grads['gamma'], grads['beta'] = batchnorm_backward(dn1, c2)  #! da1, grads['beta'], grads['gamma'] = batchnorm_backward(dn1, c2)
    _, grads['W1'], grads['b1'] = affine_backward(da1, c1)

    # update
    for k in params:
        sq[k] = 0.9 * sq[k] + 0.1 * grads[k] ** 2  #! sq[k] = 0.9 * sq[k] + 0.1 * np.abs(grads[k])
        params[k] -= 0.01 * grads[k] / (np.sqrt(sq[k]) + 1e-4)
