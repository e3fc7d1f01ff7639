# Poisson regression head on top of mean-pooled hidden units with group norm in between (per-sample nll comes out)
import numpy as np

counts = np.array([0., 3., 1., 5., 2.])
expo = np.array([1., 2., .5, 1.5, 1.])     # exposure
G, EPS = 2, 1e-4


def forward(x, W, g, b, v):
    z = x @ W
    zg = z.reshape(len(x), G, -1)
    mean = zg.mean(-1, keepdims=True)
    sd = np.sqrt(((zg - mean) ** 2).mean(-1, keepdims=True) + EPS)
    xhat = ((zg - mean) / sd).reshape(z.shape)
    n = g * xhat + b
    act = np.log1p(np.exp(n))              # softplus
    lin = act @ v
    rate = expo * np.exp(lin)
    nll = rate - counts * (lin + np.log(expo))
    return nll, (x, W, g, v, sd, xhat, n, act, rate)


def backward(dnll, cache):
    # backward
    x, W, g, v, sd, xhat, n, act, rate = cache
    dlin = dnll * (rate - counts)  #! dlin = dnll * (1 - counts / rate)  #! dlin = rate - counts
    dv = act.T @ dlin  #! dv = n.T @ dlin
    dact = np.outer(dlin, v)
    dn = dact / (1 + np.exp(-n))  #! dn = dact / (1 + np.exp(-act))  #! dn = dact / (1 + np.exp(n))
    dg = np.sum(dn * xhat, axis=0)
    db = np.sum(dn, axis=0)  #! db = np.sum(dn * g, axis=0)
    dh = (dn * g).reshape(len(x), G, -1)  #! dh = dn.reshape(len(x), G, -1)
    xh = xhat.reshape(dh.shape)
    dz = (dh - dh.mean(-1, keepdims=True) - xh * (dh * xh).mean(-1, keepdims=True)) / sd  #! dz = (dh - dh.mean(-1, keepdims=True) - xh * (dh * xh).mean(-1, keepdims=True)) / sd ** 2
    dz = dz.reshape(xhat.shape)
    dW = x.T @ dz
    dx = dz @ W.T
    return dx, dW, dg, db, dv


rnd = np.random.RandomState(33)
FORWARD = forward
BACKWARD = backward
INPUTS = (rnd.randn(5, 3), rnd.randn(3, 6), 1 + 0.3 * rnd.randn(6), 0.2 * rnd.randn(6), 0.3 * rnd.randn(6))
