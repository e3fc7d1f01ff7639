import numpy as np


def softmax_forward(x, t):
    # t is a temperature, shape (1,)
    z = x / t
    z = z - z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    p = e / e.sum(axis=-1, keepdims=True)
    return p, (x, t, p)


def softmax_backward(dout, cache):
    # backward
    x, t, p = cache
    inner = (dout * p).sum(axis=-1, keepdims=True)  #! inner = (dout * p).sum()  #! inner = dout.sum(axis=-1, keepdims=True)
    dz = p * (dout - inner)  #! dz = p * (1 - p) * dout
    dx = dz / t  #! dx = dz * t
    dt = np.array([-(dz * x).sum() / t[0] ** 2])  #! dt = np.array([(dz * x).sum() / t[0] ** 2])
    return dx, dt


r = np.random.RandomState(8)
FORWARD = softmax_forward
BACKWARD = softmax_backward
INPUTS = (r.randn(4, 6), r.uniform(1.2, 2.0, size=1))
