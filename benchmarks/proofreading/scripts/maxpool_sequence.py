import numpy as np
rng = np.random.RandomState(61)
words = rng.randn(3, 5, 4)
label = np.array([1.0, 0.0, 1.0])
W = rng.randn(4, 6) * 0.5
u = rng.randn(6)
for epoch in range(2):
    feats = np.tanh(words @ W)
    where = feats.argmax(axis=1)
    pooled = feats.max(axis=1)
    prob = 1 / (1 + np.exp(-(pooled @ u)))
    loss = -np.mean(label * np.log(prob) + (1 - label) * np.log(1 - prob))
    # backward
    dscore = (prob - label) / 3
    du = pooled.T @ dscore
    dpooled = np.outer(dscore, u)
    dfeats = np.zeros_like(feats)
    for n in range(3):
        for j in range(6):
            dfeats[n, where[n, j], j] = dpooled[n, j]  #! dfeats[n, :, j] = dpooled[n, j] #! dfeats[n, where[n, j], j] = dpooled[n, j] * pooled[n, j]
    dpre = dfeats * (1 - feats ** 2)  #! dpre = dfeats * (1 - feats) ** 2
    dW = np.zeros_like(W)
    for n in range(3):
        dW += words[n].T @ dpre[n]  #! dW = words[n].T @ dpre[n]
    # update
    W -= 0.2 * dW
    u -= 0.2 * du
