import numpy as np
rng = np.random.default_rng(4)
X = rng.normal(size=(20, 3))
y = rng.normal(size=(20, 1))
W1 = rng.normal(size=(3, 5)) * 0.5
b1 = np.zeros((1, 5))
W2 = rng.normal(size=(5, 1)) * 0.5
losses = []
for epoch in range(2):
    order = rng.permutation(len(X))
    for start in range(0, len(X), 5):
        idx = order[start:start + 5]
        xb, yb = X[idx], y[idx]
        z = xb @ W1 + b1
        a = np.where(z > 0, z, 0.1 * z)
        pred = a @ W2
        loss = np.mean((pred - yb) ** 2)
        losses.append(loss)
        # backward
        dpred = 2 * (pred - yb) / len(xb)
        dW2 = a.T @ dpred
        da = dpred @ W2.T
        dz = da * np.where(z > 0, 1, 0.1)
        dW1 = xb.T @ dz
        db1 = dz.sum(axis=0, keepdims=True)
        # update
        W2 -= 0.05 * dW2
        W1 -= 0.05 * dW1
        b1 -= 0.05 * db1
