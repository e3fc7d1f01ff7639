# single head causal self attention for one sequence, with a learned distance bias
import numpy as np


def attend(x, Wq, Wk, Wv, dist_bias):
    T = x.shape[0]
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    scale = 1 / np.sqrt(Wq.shape[1])
    s = q @ k.T * scale
    lag = np.maximum(np.arange(T)[:, None] - np.arange(T)[None, :], 0)
    s = s + dist_bias[lag]
    future = np.triu(np.ones((T, T)), 1) > 0
    s = np.where(future, -1e9, s)
    w = np.exp(s - s.max(axis=1, keepdims=True))
    w = w / w.sum(axis=1, keepdims=True)
    o = w @ v
    return x + o, (x, Wq, Wk, Wv, q, k, v, w, lag, scale, dist_bias)


def attend_grad(dout, cache):
    # backward
    x, Wq, Wk, Wv, q, k, v, w, lag, scale, dist_bias = cache
    dw = dout @ v.T
    dv = w.T @ dout  #! dv = w @ dout
    ds = w * (dw - (w * dw).sum(axis=1, keepdims=True))  #! ds = w * (dw - (w * dw).sum(axis=0, keepdims=True))
    dbias = np.zeros_like(dist_bias)
    np.add.at(dbias, lag, ds)  #! dbias[lag] += ds
    dq = ds @ k * scale  #! dq = ds @ k
    dk = ds.T @ q * scale  #! dk = ds @ q * scale
    dx = dout + dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T
    return dx, x.T @ dq, x.T @ dk, x.T @ dv, dbias  #! return dx, x.T @ dq, x.T @ dq, x.T @ dv, dbias


_r = np.random.RandomState(0)
FORWARD = attend
BACKWARD = attend_grad
INPUTS = (_r.randn(5, 4), _r.randn(4, 3), _r.randn(4, 3), _r.randn(4, 4), _r.randn(5))
