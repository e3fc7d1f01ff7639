import numpy as np


def relu(z):
    return np.maximum(z, 0)


def res_block(x, W1, b1, W2):
    z = x @ W1 + b1
    a = relu(z)
    f = a @ W2
    out = relu(f + x)
    return out, (x, W1, W2, z, a, out)


def res_block_back(grad_out, cache):
    # backward
    x, W1, W2, z, a, out = cache
    grad_sum = grad_out * (out > 0)
    grad_W2 = a.T @ grad_sum  #! grad_W2 = z.T @ grad_sum
    grad_a = grad_sum @ W2.T
    grad_z = grad_a * (z > 0)  #! grad_z = grad_a * a  #! grad_z = grad_a
    grad_W1 = x.T @ grad_z
    grad_b1 = grad_z.sum(0)
    grad_x = grad_z @ W1.T + grad_sum  #! grad_x = grad_z @ W1.T  #! grad_x = grad_z @ W1.T + grad_out
    return grad_x, grad_W1, grad_b1, grad_W2


rng = np.random.default_rng(3)
FORWARD = res_block
BACKWARD = res_block_back
INPUTS = (rng.normal(size=(6, 3)), rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=(5, 3)))
