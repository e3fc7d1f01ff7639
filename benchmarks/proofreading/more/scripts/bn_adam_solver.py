"""Week 2 homework solution: affine - batchnorm - relu - affine, trained with Adam."""
import numpy as np


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    xc = x - mu
    var = np.mean(xc ** 2, axis=0)
    istd = 1.0 / np.sqrt(var + eps)
    xhat = xc * istd
    return gamma * xhat + beta, (gamma, xc, istd, xhat)


def batchnorm_backward(dout, cache):
    # the long way through the graph, node by node
    gamma, xc, istd, xhat = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)  #! dbeta = dout.mean(axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xc, axis=0)  #! dgamma = np.sum(dout * gamma, axis=0)
    dxhat = dout * gamma  #! dxhat = dout
    divar = np.sum(dxhat * xc, axis=0)  #! divar = np.sum(dxhat * xhat, axis=0)
    dvar = -0.5 * divar * istd ** 3  #! dvar = -0.5 * divar * istd ** 2  #! dvar = 0.5 * divar * istd ** 3
    dxc = dxhat * istd
    dxc += 2.0 / N * xc * dvar  #! dxc = 2.0 / N * xc * dvar  #! dxc += 1.0 / N * xc * dvar
    dmu = -dxc.sum(axis=0)
    dx = dxc + dmu / N  #! dx = dxc + dmu  #! dx = dxc - dmu / N
    return dx, dgamma, dbeta


def loss_and_grads(P, X, y):
    h = X.dot(P['W1'])          # no bias: beta does that job
    hb, bn_cache = batchnorm_forward(h, P['gamma'], P['beta'])
    a = np.maximum(0, hb)
    scores = a.dot(P['W2']) + P['b2']
    shifted = scores - scores.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    N = X.shape[0]
    loss = -logp[np.arange(N), y].mean()

    # backward
    G = {}
    dscores = np.exp(logp)
    dscores[np.arange(N), y] -= 1  #! dscores[:, y] -= 1
    dscores /= N
    G['W2'] = a.T.dot(dscores)  #! G['W2'] = hb.T.dot(dscores)
    G['b2'] = dscores.sum(axis=0)
    da = dscores.dot(P['W2'].T)
    dhb = da * (hb > 0)  #! dhb = da * (h > 0)
    dh, G['gamma'], G['beta'] = batchnorm_backward(dhb, bn_cache)  #! dh, G['beta'], G['gamma'] = batchnorm_backward(dhb, bn_cache)
    G['W1'] = X.T.dot(dh)
    return loss, G


rng = np.random.RandomState(11)
X = rng.randn(12, 5)
y = rng.randint(0, 3, 12)
P = {'W1': rng.randn(5, 6), 'gamma': 1 + 0.2 * rng.randn(6), 'beta': 0.1 * rng.randn(6),
     'W2': 0.6 * rng.randn(6, 3), 'b2': np.zeros(3)}
m = {k: np.zeros_like(v) for k, v in P.items()}
v = {k: np.zeros_like(p) for k, p in P.items()}
lr, beta1, beta2 = 0.02, 0.9, 0.999
history = []
for t in range(1, 16):
    loss, G = loss_and_grads(P, X, y)
    history.append(loss)
    # update
    for k in P:
        m[k] = beta1 * m[k] + (1 - beta1) * G[k]  #! m[k] = beta1 * m[k] + G[k]
        v[k] = beta2 * v[k] + (1 - beta2) * G[k] ** 2  #! v[k] = beta2 * v[k] + (1 - beta2) * G[k]
        mhat = m[k] / (1 - beta1 ** t)
        vhat = v[k] / (1 - beta2 ** t)  #! vhat = v[k] / (1 - beta1 ** t)
        P[k] -= lr * mhat / (np.sqrt(vhat) + 1e-8)  #! P[k] -= lr * mhat / (vhat + 1e-8)
