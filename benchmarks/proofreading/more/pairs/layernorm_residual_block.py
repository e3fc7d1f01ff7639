import numpy as np

# y = x + W2 * gelu-ish( W1 * LN(x) ), the block everybody uses. swish instead of gelu because the derivative is shorter


def block_forward(x, g, b, W1, c1, W2, c2):
    mean = x.mean(axis=1, keepdims=True)
    xc = x - mean
    std = np.sqrt((xc ** 2).mean(axis=1, keepdims=True) + 1e-5)
    xn = xc / std
    ln = g * xn + b
    a = ln @ W1 + c1
    s = 1 / (1 + np.exp(-a))
    f = a * s
    out = x + f @ W2 + c2
    cache = dict(std=std, xn=xn, ln=ln, a=a, s=s, f=f, g=g, W1=W1, W2=W2)
    return out, cache


def block_backward(dout, cache):
    # backward
    std, xn, ln, a, s, f, g, W1, W2 = [cache[k] for k in ('std', 'xn', 'ln', 'a', 's', 'f', 'g', 'W1', 'W2')]
    grads = {}
    grads['W2'] = f.T @ dout  #! grads['W2'] = a.T @ dout
    grads['c2'] = dout.sum(axis=0)  #! grads['c2'] = dout
    df = dout @ W2.T
    da = df * (s + a * s * (1 - s))  #! da = df * (s + f * s * (1 - s))
    grads['W1'] = ln.T @ da
    grads['c1'] = da.sum(axis=0)
    dln = da @ W1.T
    grads['g'] = (dln * xn).sum(axis=0)  #! grads['g'] = (dln * ln).sum(axis=0)
    grads['b'] = dln.sum(axis=0)  #! grads['b'] = dln.sum(axis=1)
    dxn = dln * g
    m1 = dxn.mean(axis=1, keepdims=True)  #! m1 = dxn.mean(axis=0, keepdims=True)
    m2 = (dxn * xn).mean(axis=1, keepdims=True)
    dx = (dxn - m1 - xn * m2) / std
    # skip connection
    grads['x'] = dx + dout  #! grads['x'] = dx
    return tuple(grads[k] for k in ('x', 'g', 'b', 'W1', 'c1', 'W2', 'c2'))


rng = np.random.default_rng(5)
FORWARD = block_forward
BACKWARD = block_backward
INPUTS = (rng.normal(size=(5, 4)), 1 + 0.2 * rng.normal(size=4), 0.2 * rng.normal(size=4), 0.6 * rng.normal(size=(4, 6)),
          0.1 * rng.normal(size=6), 0.6 * rng.normal(size=(6, 4)), 0.1 * rng.normal(size=4))
