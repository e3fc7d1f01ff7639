"""Two pre-norm residual blocks  x <- x + W2 relu(W1 LN(x))  with a linear head.
The gradient of the stream goes down both ways: straight through the skip and through the block."""
import numpy as np

rs = np.random.RandomState(77)
B, d, hid, nblk = 5, 4, 6, 2
EPS = 1e-5
x_in = rs.randn(B, d)
target = rs.randn(B, 2)

blocks = []
for _ in range(nblk):
    blocks.append(dict(g=np.ones(d) + 0.2 * rs.randn(d), s=0.1 * rs.randn(d),
                       W1=rs.randn(d, hid) * 0.5, c1=np.zeros(hid),
                       W2=rs.randn(hid, d) * 0.5))
Wo = rs.randn(d, 2) * 0.5


def block_forward(x, p):
    mean = x.mean(axis=1, keepdims=True)
    rstd = 1.0 / np.sqrt(x.var(axis=1, keepdims=True) + EPS)
    xn = (x - mean) * rstd
    u = xn * p['g'] + p['s']
    pre = u @ p['W1'] + p['c1']
    r = np.maximum(pre, 0)
    return x + r @ p['W2'], (xn, rstd, u, pre, r)


def block_backward(dy, p, cache):
    # backward
    xn, rstd, u, pre, r = cache
    gr = {}
    gr['W2'] = r.T @ dy  #! gr['W2'] = pre.T @ dy
    dpre = dy @ p['W2'].T
    dpre[pre <= 0] = 0  #! dpre[dpre <= 0] = 0
    gr['W1'] = u.T @ dpre
    gr['c1'] = dpre.sum(axis=0)  #! gr['c1'] = dpre.mean(axis=0)
    du = dpre @ p['W1'].T
    gr['g'] = (du * xn).sum(axis=0)
    gr['s'] = du.sum(axis=0)
    dxn = du * p['g']
    proj = (dxn * xn).mean(axis=1, keepdims=True)  #! proj = (dxn * xn).mean(axis=0, keepdims=True)
    dx = (dxn - dxn.mean(axis=1, keepdims=True) - xn * proj) * rstd  #! dx = (dxn - xn * proj) * rstd
    return dx + dy, gr  #! return dx, gr


lr = 0.05
for it in range(10):
    x, caches = x_in, []
    for p in blocks:
        x, c = block_forward(x, p)
        caches.append(c)
    err = x @ Wo - target
    mse = (err ** 2).mean()

    dout = 2 * err / err.size  #! dout = err / err.size
    dWo = x.T @ dout  #! dWo = x_in.T @ dout
    dx = dout @ Wo.T
    grads = [None] * nblk
    for k in range(nblk - 1, -1, -1):
        dx, grads[k] = block_backward(dx, blocks[k], caches[k])  #! dx, grads[k] = block_backward(dx, blocks[k], caches[-1])

    # update
    Wo -= lr * dWo
    for p, gr in zip(blocks, grads):
        for name in p:
            p[name] -= lr * gr[name]
print("mse", mse)
