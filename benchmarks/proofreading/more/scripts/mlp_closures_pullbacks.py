"""Every operation returns its value and a function that pulls the gradient back."""
import numpy as np


def linear(x, w, b):
    def pull(g):
        # backward
        return g @ w, g.T @ x, g.sum(0)  #! return g @ w.T, g.T @ x, g.sum(0)  #! return g @ w, x.T @ g, g.sum(0)  #! return g @ w, g.T @ x, g.mean(0)
        # end
    return x @ w.T + b, pull


def gelu(x):
    c = np.sqrt(2 / np.pi)
    t = np.tanh(c * (x + 0.044715 * x ** 3))

    def pull(g):
        # backward
        dt = (1 - t ** 2) * c * (1 + 3 * 0.044715 * x ** 2)  #! dt = (1 - t ** 2) * c * (1 + 0.044715 * x ** 2)  #! dt = (1 - t ** 2) * (1 + 3 * 0.044715 * x ** 2)  #! dt = (1 - t) * c * (1 + 3 * 0.044715 * x ** 2)
        return g * (0.5 * (1 + t) + 0.5 * x * dt)  #! return g * 0.5 * (1 + t)  #! return g * (0.5 * (1 + t) + 0.5 * dt)
        # end
    return 0.5 * x * (1 + t), pull


def cross_entropy(z, y):
    z = z - z.max(1, keepdims=True)
    logsum = np.log(np.exp(z).sum(1, keepdims=True))
    rows = np.arange(len(y))

    def pull():
        # backward
        g = np.exp(z - logsum)  #! g = np.exp(z)
        g[rows, y] -= 1.0
        return g / len(y)  #! return g  #! return g / g.size
        # end
    return (logsum[:, 0] - z[rows, y]).mean(), pull


rng = np.random.default_rng(64)
x = rng.normal(size=(6, 4))
y = np.array([2, 0, 1, 1, 2, 0])
params = {"w1": rng.normal(size=(5, 4)) * 0.5, "b1": np.zeros(5), "w2": rng.normal(size=(3, 5)) * 0.5, "b2": np.zeros(3)}

for it in range(2):
    z1, pull1 = linear(x, params["w1"], params["b1"])
    h, pull_act = gelu(z1)
    z2, pull2 = linear(h, params["w2"], params["b2"])
    loss, pull_loss = cross_entropy(z2, y)
    # backward
    grads = {}
    dz2 = pull_loss()
    dh, grads["w2"], grads["b2"] = pull2(dz2)
    _, grads["w1"], grads["b1"] = pull1(pull_act(dh))  #! _, grads["w1"], grads["b1"] = pull1(dh)
    # update
    params = {k: v - 0.3 * grads[k] for k, v in params.items()}
