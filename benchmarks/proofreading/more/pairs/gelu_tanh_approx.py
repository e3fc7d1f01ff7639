import numpy as np

C = np.sqrt(2 / np.pi)


def gelu(x, bias):
    y = x + bias
    u = C * (y + 0.044715 * y**3)
    t = np.tanh(u)
    return 0.5 * y * (1 + t), (y, t)


def gelu_backward(dout, cache):
    # backward
    y, t = cache
    sech2 = 1 - t**2  #! sech2 = 1 - t
    du_dy = C * (1 + 3 * 0.044715 * y**2)  #! du_dy = C * (1 + 0.044715 * y**2)  #! du_dy = 1 + 3 * 0.044715 * y**2
    left = 0.5 * (1 + t)
    right = 0.5 * y * sech2 * du_dy  #! right = 0.5 * sech2 * du_dy
    dy = dout * (left + right)  #! dy = dout * (left * right)
    return dy, dy.sum(0)


seed = 44
rng = np.random.default_rng(seed)
FORWARD = gelu
BACKWARD = gelu_backward
INPUTS = (rng.normal(0, 1.5, (5, 3)), rng.normal(0, 0.3, 3))
