import numpy as np
rng = np.random.default_rng(11)
sizes = [3, 4, 4, 2]
W = [rng.normal(size=(a, b)) * 0.6 for a, b in zip(sizes[:-1], sizes[1:])]
B = [rng.normal(size=b) * 0.1 for b in sizes[1:]]
X = rng.normal(size=(5, 3))
T = rng.normal(size=(5, 2))
eta = 0.05
for step in range(3):
    acts = [X]
    for i in range(len(W)):
        s = acts[i] @ W[i] + B[i]
        acts.append(np.tanh(s) if i < len(W) - 1 else s)
    loss = 0.5 * np.sum((acts[-1] - T) ** 2) / X.shape[0]
    # backward
    delta = (acts[-1] - T) / X.shape[0]
    dW = [None] * len(W)
    dB = [None] * len(W)
    for i in reversed(range(len(W))):
        dW[i] = acts[i].T @ delta
        dB[i] = delta.sum(axis=0)
        if i > 0:
            back = delta @ W[i].T
            delta = back * (1 - acts[i] ** 2)
    # update
    for i in range(len(W)):
        W[i] = W[i] - eta * dW[i]
        B[i] = B[i] - eta * dB[i]
