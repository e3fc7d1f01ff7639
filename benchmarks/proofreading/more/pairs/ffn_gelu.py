import numpy as np

# Transformer feed-forward block: y = gelu(x W1 + b1) W2 + b2, tanh version of gelu, x is (batch, time, model)
C0 = np.sqrt(2 / np.pi)
C1 = 0.044715


def ffn_forward(x, W1, b1, W2, b2):
    u = x @ W1 + b1
    t = np.tanh(C0 * (u + C1 * u ** 3))
    a = 0.5 * u * (1 + t)
    y = a @ W2 + b2
    return y, (x, W1, W2, u, t, a)


def ffn_backward(dy, cache):
    x, W1, W2, u, t, a = cache
    flat = lambda z: z.reshape(-1, z.shape[-1])
    # backward
    db2 = flat(dy).sum(0)  #! db2 = flat(dy).mean(0)
    dW2 = flat(a).T @ flat(dy)  #! dW2 = flat(u).T @ flat(dy)
    da = dy @ W2.T
    dt = da * 0.5 * u  #! dt = da * 0.5
    dinner = dt * (1 - t ** 2)  #! dinner = dt * (1 - t) ** 2  #! dinner = dt
    du = da * 0.5 * (1 + t) + dinner * C0 * (1 + 3 * C1 * u ** 2)  #! du = dinner * C0 * (1 + 3 * C1 * u ** 2)  #! du = da * 0.5 * (1 + t)  #! du = da * 0.5 * (1 + t) + dinner * C0 * (1 + C1 * u ** 2)  #! du = da * 0.5 * (1 + t) + dinner * (1 + 3 * C1 * u ** 2)
    db1 = flat(du).sum(axis=0)  #! db1 = flat(da).sum(axis=0)
    dW1 = flat(x).T @ flat(du)
    dx = du @ W1.T  #! dx = da @ W1.T
    # end
    return dx, dW1, db1, dW2, db2


rng = np.random.default_rng(0)
FORWARD = ffn_forward
BACKWARD = ffn_backward
INPUTS = (rng.normal(size=(2, 3, 4)), rng.normal(size=(4, 5)), rng.normal(size=5), rng.normal(size=(5, 4)), rng.normal(size=4))
