from builtins import range
import numpy as np

def affine_forward(x, w, b):
    N = x.shape[0]
    out = x.reshape(N, -1).dot(w) + b
    return out, (x, w, b)

def affine_relu_forward(x, w, b):
    """Convenience layer: affine followed by a ReLU. x is (N, d_1, ..., d_k)."""
    a, fc_cache = affine_forward(x, w, b)
    out = np.maximum(0, a)
    relu_cache = a
    return out, (fc_cache, relu_cache)

def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    x, w, b = fc_cache
    da = np.array(dout, copy=True)
    da[relu_cache <= 0] = 0  #! da[relu_cache >= 0] = 0  #! da[dout <= 0] = 0  #! da[relu_cache <= 1] = 0
    N = x.shape[0]
    rows = x.reshape(N, -1)
    dx = da.dot(w.T).reshape(x.shape)  #! dx = dout.dot(w.T).reshape(x.shape)  #! dx = (da.dot(w.T) / N).reshape(x.shape)  #! dx = w.dot(da.T).reshape(x.shape)
    dw = rows.T.dot(da)  #! dw = rows.T.dot(dout)  #! dw = rows.T.dot(da) / N  #! dw = x.reshape(-1, N).dot(da)
    db = np.sum(da, axis=0)  #! db = np.sum(da)  #! db = np.mean(da, axis=0)  #! db = np.sum(dout, axis=0)
    return dx, dw, db

np.random.seed(231)
FORWARD = affine_relu_forward
BACKWARD = affine_relu_backward
INPUTS = (np.random.randn(4, 2, 3), np.random.randn(6, 5), np.random.randn(5))
