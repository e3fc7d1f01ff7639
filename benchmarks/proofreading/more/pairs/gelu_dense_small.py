import numpy as np

# dense layer followed by GELU (the tanh version from the GPT-2 code)
ROOT = np.sqrt(2.0 / np.pi)


def gelu_dense(x, w, b):
    u = x @ w + b
    th = np.tanh(ROOT * (u + 0.044715 * u ** 3))
    return 0.5 * u * (1 + th), (x, w, u, th)


def gelu_dense_grad(dout, cache):
    x, w, u, th = cache
    # backward
    inner = ROOT * (1 + 3 * 0.044715 * u ** 2)  #! inner = ROOT * (1 + 0.044715 * u ** 2)  #! inner = 1 + 3 * 0.044715 * u ** 2
    slope = 0.5 * (1 + th) + 0.5 * u * (1 - th ** 2) * inner  #! slope = 0.5 * (1 + th)  #! slope = 0.5 * (1 + th) + 0.5 * u * (1 - th ** 2)  #! slope = 0.5 * (1 + th) + 0.5 * u * (1 - th) * inner  #! slope = 0.5 * (1 + th) + 0.5 * (1 - th ** 2) * inner
    du = dout * slope  #! du = slope  #! du = dout + slope
    dx = du @ w.T  #! dx = dout @ w.T
    dw = x.T @ du  #! dw = x.T @ dout
    db = du.sum(0)  #! db = du.mean(0)
    # end
    return dx, dw, db


_r = np.random.RandomState(2)
FORWARD = gelu_dense
BACKWARD = gelu_dense_grad
INPUTS = (_r.randn(4, 3), _r.randn(3, 5), _r.randn(5) * 0.3)
