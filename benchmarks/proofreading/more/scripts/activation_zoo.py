# same net, four activations: which trains fastest?
import numpy as np
from math import pi

def sig(z): return 1 / (1 + np.exp(-z))

def elu(z): return np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)
def elu_d(z): return np.where(z > 0, 1, np.exp(np.minimum(z, 0)))

k = np.sqrt(2 / pi)
def gelu(z): return 0.5 * z * (1 + np.tanh(k * (z + 0.044715 * z ** 3)))
def gelu_d(z):
    th = np.tanh(k * (z + 0.044715 * z ** 3))
    return 0.5 * (1 + th) + 0.5 * z * (1 - th ** 2) * k * (1 + 3 * 0.044715 * z ** 2)

def swish(z): return z * sig(z)
def swish_d(z): return sig(z) + z * sig(z) * (1 - sig(z))

def mish(z): return z * np.tanh(np.logaddexp(0, z))
def mish_d(z):
    t = np.tanh(np.logaddexp(0, z))
    return t + z * (1 - t * t) * sig(z)

ACTS = {'elu': (elu, elu_d), 'gelu': (gelu, gelu_d), 'swish': (swish, swish_d), 'mish': (mish, mish_d)}
rng = np.random.RandomState(1)
X = rng.randn(8, 3)
Y = (X.sum(1) ** 2).reshape(-1, 1) / 3
init = [rng.randn(3, 6) * .6, np.zeros(6), rng.randn(6, 6) * .4, np.zeros(6), rng.randn(6, 1) * .4, np.zeros(1)]

results = {}
for name in ACTS:
    f, df = ACTS[name]
    W1, b1, W2, b2, W3, b3 = [p.copy() for p in init]
    for step in range(20):
        z1 = X @ W1 + b1;  a1 = f(z1)
        z2 = a1 @ W2 + b2; a2 = f(z2)
        yhat = a2 @ W3 + b3
        loss = ((yhat - Y) ** 2).mean()
        # backward
        d3 = 2 * (yhat - Y) / len(X)
        d2 = d3 @ W3.T * df(z2)
        d1 = d2 @ W2.T * df(z1)
        grads = [X.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0), a2.T @ d3, d3.sum(0)]
        # update
        for p, g in zip([W1, b1, W2, b2, W3, b3], grads):
            p -= 0.03 * g
    results[name] = loss
for name, l in sorted(results.items(), key=lambda kv: kv[1]):
    print(name.ljust(6), l)
