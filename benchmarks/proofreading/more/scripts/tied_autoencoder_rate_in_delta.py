import numpy as np
from numpy import dot, tanh

"""
Tied-weight autoencoder:   code = tanh(W x + b),   xr = W' code + c
samples are columns.  The step size goes straight into the deltas, so all the
"D" things below are already finished steps.
"""
rng = np.random.RandomState(1234)
base = rng.uniform(-1, 1, (2, 6))
mix = rng.uniform(-1, 1, (4, 2))
DATA = dot(mix, base) + 0.05 * rng.randn(4, 6)
n_vis, n_samples = DATA.shape
n_code = 4

W = rng.uniform(-.7, .7, (n_code, n_vis))
b = np.full((n_code, 1), 0.2)
c = np.zeros((n_vis, 1))
rate = .15
decay = .01


def reconstruct(x):
    code = tanh(dot(W, x) + b)
    return code, dot(W.T, code) + c


history = []
for sweep in range(12):
    code, xr = reconstruct(DATA)
    miss = DATA - xr
    err = .5 * np.sum(miss ** 2) / n_samples + .5 * decay * np.sum(W ** 2)
    history.append(err)

    # backward
    Dout = rate * miss / n_samples  #! Dout = rate * miss  #! Dout = -rate * miss / n_samples  #! Dout = rate * miss / n_vis
    Dcode = dot(W, Dout) * (1 - code ** 2)  #! Dcode = dot(W.T, Dout) * (1 - code ** 2)  #! Dcode = dot(W, Dout)  #! Dcode = rate * dot(W, Dout) * (1 - code ** 2)  #! Dcode = dot(W, Dout) * (1 - code)
    step = dot(Dcode, DATA.T)  #! step = dot(Dcode, xr.T)
    step = step + dot(code, Dout.T)  #! step = dot(code, Dout.T)  #! step = step + dot(code, Dout.T).T
    step -= rate * decay * W  #! step += rate * decay * W  #! step -= decay * W
    W = W + step
    b = b + Dcode.sum(axis=1, keepdims=True)  #! b = b + Dcode.sum()
    c = c + Dout.sum(axis=1, keepdims=True)  #! c = c - Dout.sum(axis=1, keepdims=True)
    # end

print("first", history[0], "last", history[-1])
