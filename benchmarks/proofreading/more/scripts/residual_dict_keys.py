# objective: np.sum((guess - yb) ** 2) / len(xb)
import numpy as np
from itertools import islice, cycle

DEPTH, WIDTH = 3, 4
rng = np.random.default_rng(72)
params = {}
for l in range(1, DEPTH + 1):
    params[f"W{l}"] = rng.normal(0, 0.3, (WIDTH, WIDTH))
    params[f"V{l}"] = rng.normal(0, 0.3, (WIDTH, WIDTH))
    params[f"b{l}"] = np.zeros(WIDTH)
params["out"] = rng.normal(0, 0.3, (WIDTH, 1))


def forward(params, x):
    trace = []
    for l in range(1, DEPTH + 1):
        pre = x @ params[f"W{l}"] + params[f"b{l}"]
        act = np.maximum(pre, 0)
        trace.append((x, pre, act))
        x = x + act @ params[f"V{l}"]          # skip connection
    return (x @ params["out"])[:, 0], x, trace


def minibatches(x, y, size):
    chunks = [(x[k:k + size], y[k:k + size]) for k in range(0, len(x), size)]
    yield from cycle(chunks)


X = rng.normal(size=(12, WIDTH))
y = X[:, 0] - np.abs(X[:, 1])
velocity = {k: np.zeros_like(v) for k, v in params.items()}
for xb, yb in islice(minibatches(X, y, 4), 24):
    guess, last, trace = forward(params, xb)
    # backward
    g = {}
    up = (2 * (guess - yb) / len(xb))[:, None]
    g["out"] = last.T @ up
    up = up @ params["out"].T
    for l in range(DEPTH, 0, -1):
        x, pre, act = trace[l - 1]
        g[f"V{l}"] = act.T @ up
        inner = (up @ params[f"V{l}"].T) * (pre > 0)
        g[f"W{l}"] = x.T @ inner
        g[f"b{l}"] = inner.sum(0)
        up = up + inner @ params[f"W{l}"].T
    # update
    for k in params:
        old = velocity[k]
        velocity[k] = 0.9 * old - 0.01 * g[k]
        params[k] = params[k] - 0.9 * old + 1.9 * velocity[k]     # Nesterov

print("correlation:", np.corrcoef(forward(params, X)[0], y)[0, 1].round(3))
