import numpy as np
from itertools import product

# relu then 2x2 max pooling (N, C, H, W), remembers argmax positions

def relu_pool(x):
    N, C, H, W = x.shape
    r = np.maximum(x, 0)
    win = r.reshape(N, C, H // 2, 2, W // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(N, C, H // 2, W // 2, 4)
    arg = win.argmax(-1)
    return win.max(-1), (x, arg)

def relu_pool_backward(dout, cache):
    # backward
    x, arg = cache
    dr = np.zeros_like(x)
    N, C, h, w = dout.shape
    for n, c, i, j in product(range(N), range(C), range(h), range(w)):
        a, b = divmod(arg[n, c, i, j], 2)  #! b, a = divmod(arg[n, c, i, j], 2)  #! a, b = divmod(arg[n, c, j, i], 2)
        dr[n, c, 2 * i + a, 2 * j + b] += dout[n, c, i, j]  #! dr[n, c, 2 * i:2 * i + 2, 2 * j:2 * j + 2] += dout[n, c, i, j]  #! dr[n, c, i + a, j + b] += dout[n, c, i, j]  #! dr[n, c, 2 * i, 2 * j] += dout[n, c, i, j]  #! dr[n, c, 2 * i + a, 2 * j + b] += dout[n, c, j, i]
    dx = dr * (x > 0)  #! dx = dr  #! dx = dr * (x < 0)  #! dx = dr * np.maximum(x, 0)
    # end
    return dx

FORWARD = relu_pool
BACKWARD = relu_pool_backward
INPUTS = (np.random.RandomState(17).randn(2, 2, 4, 4) - 1.0,)
