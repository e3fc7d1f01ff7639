from functools import partial, reduce
import numpy as np


def prelu(slope, z, deriv=False):
    return np.where(z > 0, 1.0, slope) if deriv else np.where(z > 0, z, slope * z)


def scaled_tanh(A, S, z, deriv=False):
    t = np.tanh(S * z)
    return A * S * (1 - t * t) if deriv else A * t


identity = lambda z, deriv=False: np.ones_like(z) if deriv else z

acts = [partial(scaled_tanh, 1.7159, 2 / 3), partial(prelu, 0.25), identity]
r = np.random.RandomState(13)
shapes = [(6, 3), (5, 6), (2, 5)]
weights = [r.randn(*s) / np.sqrt(s[1]) for s in shapes]
biases = [np.zeros((s[0], 1)) for s in shapes]
velocity = [np.zeros_like(w) for w in weights] + [np.zeros_like(b) for b in biases]

# samples are columns
X = r.randn(3, 8)
T = np.vstack([np.cos(X[0]), X[1] * X[2]])


def fwd(state, layer):
    zs, hs = state
    w, b, f = layer
    z = w @ hs[-1] + b
    return zs + [z], hs + [f(z)]


for k in range(18):
    zs, hs = reduce(fwd, zip(weights, biases, acts), ([], [X]))
    E = 0.5 * np.linalg.norm(hs[-1] - T) ** 2
    # backward
    delta = (hs[-1] - T) * acts[-1](zs[-1], deriv=True)
    dws, dbs = [], []
    for l in range(len(weights) - 1, -1, -1):
        dws.insert(0, delta @ hs[l].T)
        dbs.insert(0, delta.sum(axis=1, keepdims=True))
        if l:
            delta = weights[l].T @ delta * acts[l - 1](zs[l - 1], deriv=True)
    # update
    for p, g, v in zip(weights + biases, dws + dbs, velocity):
        v *= 0.8
        v -= 0.01 * g
        p += v
    if not k % 6:
        print(k, E)
