# batch norm, derived on paper over the weekend. digits 0/1 from 9 noisy pixels
import numpy as np
np.random.seed(66)
X = np.random.randn(8, 9) * 3 + 5          # not normalised on purpose
y = np.array([0, 1, 0, 1, 1, 0, 1, 0])
X[:, 4] += 6 * y

P = [np.random.randn(9, 4) * 0.3, np.ones(4), np.zeros(4), np.random.randn(4, 2) * 0.3]

def bn_forward(a, gamma, beta):
    mu = a.mean(0)
    var = a.var(0)
    inv = 1 / np.sqrt(var + 1e-5)
    xh = (a - mu) * inv
    return gamma * xh + beta, (xh, inv, gamma)

def bn_backward(g, cache):
    xh, inv, gamma = cache
    dxh = g * gamma
    da = inv * (dxh - dxh.mean(0) - xh * (dxh * xh).mean(0))
    return da, (g * xh).sum(0), g.sum(0)

for epoch in range(20):
    a = X @ P[0]
    n, cache = bn_forward(a, P[1], P[2])
    h = np.tanh(n)
    z = h @ P[3]
    z -= z.max(axis=1)[:, None]
    logp = z - np.log(np.exp(z).sum(axis=1))[:, None]
    loss = 0
    for i in range(8):
        loss -= logp[i, y[i]] / 8
    # backward
    dz = np.exp(logp)
    for i in range(8):
        dz[i, y[i]] -= 1
    dz = dz / 8
    dP3 = h.T @ dz
    dn = dz @ P[3].T * (1 - h * h)
    da, dgamma, dbeta = bn_backward(dn, cache)
    dP0 = X.T @ da
    # update
    for k, d in enumerate([dP0, dgamma, dbeta, dP3]):
        P[k] = P[k] - 0.3 * d
    if epoch % 5 == 0 or epoch == 19:
        print("epoch %d loss %.4f errors %d" % (epoch, loss, (z.argmax(1) != y).sum()))
