from math import sqrt
import numpy as np

# Post-LN two layer block + read-out, every op is a pair of functions returning (out, cache)

def linear_forward(x, w, b):
    return np.einsum('ni,oi->no', x, w) + b, (x, w)

def linear_backward(dout, cache):
    x, w = cache
    # backward
    dx = np.einsum('no,oi->ni', dout, w)
    dw = np.einsum('no,ni->oi', dout, x)  #! dw = np.einsum('no,ni->oi', dout, x) / x.shape[0]
    db = np.einsum('no->o', dout)
    # end
    return dx, dw, db

def ln_forward(x, g, s, eps=1e-5):
    mean = x.mean(-1, keepdims=True)
    std = np.sqrt(x.var(-1, keepdims=True) + eps)
    y = (x - mean) / std
    return g * y + s, (y, std, g)

def ln_backward(dout, cache):
    y, std, g = cache
    # backward
    dg = (dout * y).sum(0)  #! dg = (dout * y).mean(0)
    ds = dout.sum(0)
    dy = dout * g  #! dy = dout
    dx = dy - dy.mean(-1, keepdims=True) - y * (dy * y).mean(-1, keepdims=True)  #! dx = dy - dy.mean(0) - y * (dy * y).mean(-1, keepdims=True)  #! dx = dy - dy.mean(-1, keepdims=True) - y * dy.mean(-1, keepdims=True)  #! dx = dy - dy.mean(-1, keepdims=True) + y * (dy * y).mean(-1, keepdims=True)
    dx = dx / std  #! dx = dx * std  #! dx = dx / std ** 2
    # end
    return dx, dg, ds

def mish_forward(x):
    t = np.tanh(np.log1p(np.exp(x)))
    return x * t, (x, t)

def mish_backward(dout, cache):
    x, t = cache
    # backward
    sig = 1 / (1 + np.exp(-x))
    return dout * (t + x * sig * (1 - t * t))  #! return dout * (t + x * (1 - t * t))  #! return dout * (t + x * sig * (1 - t))
    # end

rs = np.random.RandomState(42)
x = rs.randn(4, 3)
target = rs.randn(4, 2)
P = [rs.randn(5, 3) / sqrt(3), np.zeros(5), 1 + 0.1 * rs.randn(5), 0.1 * rs.randn(5),
     rs.randn(2, 5) / sqrt(5), np.zeros(2)]
V = [np.zeros_like(p) for p in P]

for step in range(5):
    h, c1 = linear_forward(x, P[0], P[1])
    n, c2 = ln_forward(h, P[2], P[3])
    a, c3 = mish_forward(n)
    a = a + h                                  # residual around norm + activation
    out, c4 = linear_forward(a, P[4], P[5])
    diff = out - target
    huber = np.where(abs(diff) < 1, 0.5 * diff ** 2, abs(diff) - 0.5).sum()
    print(step, huber)

    # backward
    dout = np.clip(diff, -1, 1)  #! dout = diff  #! dout = np.sign(diff)
    da, dW2, db2 = linear_backward(dout, c4)
    dn, dg, ds = ln_backward(mish_backward(da, c3), c2)
    dh = dn + da  #! dh = dn
    _, dW1, db1 = linear_backward(dh, c1)
    # update
    for k, grad in enumerate([dW1, db1, dg, ds, dW2, db2]):
        V[k] = 0.5 * V[k] + grad
        P[k] = P[k] - 0.03 * V[k]  #! P[k] = P[k] + 0.03 * V[k]
    # end
