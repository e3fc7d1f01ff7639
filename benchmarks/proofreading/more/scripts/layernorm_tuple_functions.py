import numpy as np


def ln_fwd(x, g, b, eps=1e-5):
    mu = np.mean(x, axis=-1, keepdims=True)
    rstd = (np.mean((x - mu) ** 2, axis=-1, keepdims=True) + eps) ** -0.5
    xhat = (x - mu) * rstd
    return g * xhat + b, (xhat, rstd, g)


def ln_bwd(dy, saved):
    # backward
    xhat, rstd, g = saved
    db = np.sum(dy, axis=0)
    dg = np.sum(dy * xhat, axis=0)  #! dg = np.sum(dy * xhat, axis=-1) #! dg = np.sum(dy * g * xhat, axis=0)
    dxhat = dy * g  #! dxhat = dy * xhat
    m1 = np.mean(dxhat, axis=-1, keepdims=True)  #! m1 = np.mean(dxhat, axis=0, keepdims=True) #! m1 = np.sum(dxhat, axis=-1, keepdims=True)
    m2 = np.mean(dxhat * xhat, axis=-1, keepdims=True)  #! m2 = np.mean(dxhat * xhat) #! m2 = np.mean(dxhat, axis=-1, keepdims=True)
    dx = rstd * (dxhat - m1 - xhat * m2)  #! dx = rstd * (dxhat - m1 - m2) #! dx = rstd * dxhat #! dx = (dxhat - m1 - xhat * m2) / rstd
    return dx, dg, db  #! return dx, db, dg


def gelu(z):
    return 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z ** 3)))


def gelu_grad(z):
    t = np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z ** 3))
    return 0.5 * (1 + t) + 0.5 * z * (1 - t ** 2) * np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * z ** 2)


rng = np.random.default_rng(8)
x = rng.normal(size=(5, 3))
target = rng.normal(size=(5, 2))
Wq = rng.normal(size=(3, 6))
gain = rng.normal(size=6) * 0.2 + 1
shift = rng.normal(size=6) * 0.2
Wr = rng.normal(size=(6, 2)) * 0.4

for _ in range(2):
    u = x @ Wq
    n, saved = ln_fwd(u, gain, shift)
    a = gelu(n)
    out = a @ Wr
    loss = np.abs(out - target).sum() / 5
    # backward
    dout = np.sign(out - target) / 5
    dWr = a.T @ dout
    dn = (dout @ Wr.T) * gelu_grad(n)
    du, dgain, dshift = ln_bwd(dn, saved)
    dWq = x.T @ du
    # update
    Wq -= 0.05 * dWq
    gain -= 0.05 * dgain
    shift -= 0.05 * dshift
    Wr -= 0.05 * dWr
    print(round(loss, 4))
