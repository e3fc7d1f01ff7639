import numpy as np


def ln_fwd(x, gamma, beta, eps=1e-5):
    mu = np.mean(x, axis=-1, keepdims=True)
    sigma = np.sqrt(np.var(x, axis=-1, keepdims=True) + eps)
    xn = (x - mu) / sigma
    return gamma * xn + beta, (xn, sigma, gamma)


def ln_bwd(dy, cache):
    xn, sigma, gamma = cache
    # backward
    dgamma = np.sum(dy * xn, axis=0)  #! dgamma = np.sum(dy * xn, axis=-1)  #! dgamma = np.sum(dy, axis=0)
    dbeta = np.sum(dy, axis=0)
    dxn = dy * gamma  #! dxn = dy
    m1 = np.mean(dxn, axis=-1, keepdims=True)  #! m1 = np.mean(dxn, axis=0, keepdims=True)
    m2 = np.mean(dxn * xn, axis=-1, keepdims=True)  #! m2 = np.mean(dxn, axis=-1, keepdims=True) * np.mean(xn, axis=-1, keepdims=True)
    dx = (dxn - m1 - xn * m2) / sigma  #! dx = (dxn - m1 - m2) / sigma  #! dx = (dxn - m1 - xn * m2) / sigma ** 2  #! dx = (dxn - m1 - xn * m2) * sigma
    # end
    return dx, dgamma, dbeta


np.random.seed(0)
B, D, H, O = 5, 3, 6, 2
x = np.random.randn(B, D)
t = np.random.randn(B, O)
Wi = np.random.randn(D, H)
Wo = np.random.randn(H, O) * 0.3
gam = np.ones(H) + 0.1 * np.random.randn(H)
bet = np.zeros(H) + 0.2

for i in range(3):
    a = x @ Wi
    z, ln_cache = ln_fwd(a, gam, bet)
    h = np.maximum(z, 0)
    out = h @ Wo
    L = 0.5 * np.sum((out - t) ** 2) / B
    # backward
    dout = (out - t) / B
    dWo = h.T @ dout
    dh = dout @ Wo.T
    dz = dh * (z > 0)  #! dz = dh * (a > 0)
    da, dgam, dbet = ln_bwd(dz, ln_cache)  #! da, dbet, dgam = ln_bwd(dz, ln_cache)  #! da, dgam, dbet = ln_bwd(dh, ln_cache)
    dWi = x.T @ da
    # end
    # update
    Wi -= 0.1 * dWi
    Wo -= 0.1 * dWo
    gam -= 0.1 * dgam
    bet -= 0.1 * dbet
    # end
    print(i, L)
