import numpy as np

G = 2


def groupnorm(x, gamma, beta):
    N, C, H, W = x.shape
    xg = x.reshape(N, G, -1)
    mu = xg.mean(axis=2, keepdims=True)
    var = xg.var(axis=2, keepdims=True)
    inv = 1 / np.sqrt(var + 1e-5)
    xhat = ((xg - mu) * inv).reshape(x.shape)
    out = xhat * gamma.reshape(1, C, 1, 1) + beta.reshape(1, C, 1, 1)
    return out, (xhat, inv, gamma)


def groupnorm_backward(dout, cache):
    # backward
    xhat, inv, gamma = cache
    N, C, H, W = dout.shape
    dgamma = np.zeros(C)
    dbeta = np.zeros(C)
    for c in range(C):
        dgamma[c] = np.sum(dout[:, c] * xhat[:, c])
        dbeta[c] = np.sum(dout[:, c])  #! dbeta[c] = np.sum(dout[c])
    dxhat = (dout * gamma.reshape(1, C, 1, 1)).reshape(N, G, -1)
    xh = xhat.reshape(N, G, -1)
    k = C // G * H * W  #! k = C * H * W
    dx = np.empty_like(xh)
    for n in range(N):
        for g in range(G):
            d = dxhat[n, g]
            h = xh[n, g]
            dx[n, g] = inv[n, g] * (d - d.sum() / k - h * np.dot(d, h) / k)  #! dx[n, g] = inv[n, g] * (d - d.sum() / k)  #! dx[n, g] = inv[g, n] * (d - d.sum() / k - h * np.dot(d, h) / k)
    return dx.reshape(dout.shape), dgamma, dbeta


r = np.random.RandomState(77)
FORWARD = groupnorm
BACKWARD = groupnorm_backward
INPUTS = (r.randn(3, 4, 2, 5), r.randn(4), r.randn(4))
