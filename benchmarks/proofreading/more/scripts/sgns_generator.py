# Skip-gram with negative sampling, pairs come from a generator, lr falls linearly to 0
import numpy as np

rng = np.random.default_rng(13)
sentences = [[0, 1, 2, 3], [4, 1, 2, 5], [0, 6, 2, 3]]
V, d, k = 7, 3, 2
counts = np.bincount(np.concatenate(sentences), minlength=V)
noise_dist = counts ** 0.75 / (counts ** 0.75).sum()
IN = rng.uniform(-0.5, 0.5, (V, d))
OUT = rng.uniform(-0.5, 0.5, (V, d))


def pairs(epochs, window=1):
    """Yield (centre, context, negatives)."""
    for _ in range(epochs):
        for s in sentences:
            for t, c in enumerate(s):
                for o in s[max(0, t - window):t] + s[t + 1:t + 1 + window]:
                    yield c, o, [int(q) for q in rng.choice(V, k, p=noise_dist)]


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


stream = list(pairs(3))
running = None
for n, (c, o, negs) in enumerate(stream):
    lr = 0.2 * (1 - n / len(stream))
    ids = [o] + negs                       # may hold a word twice!
    t = np.array([1.0] + [0.0] * k)
    v = IN[c]
    s = sigmoid(OUT[ids] @ v)
    loss = -np.log(s[0]) - np.log(1 - s[1:]).sum()
    # backward
    e = s - t
    dv = e @ OUT[ids]
    dOUT = np.zeros_like(OUT)
    for r, i in enumerate(ids):
        dOUT[i] += e[r] * v
    # update
    IN[c] = v - lr * dv
    OUT -= lr * dOUT
    running = loss if running is None else 0.95 * running + 0.05 * loss
print("smoothed loss", running)
