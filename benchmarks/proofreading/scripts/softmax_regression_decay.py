import numpy as np
rng = np.random.default_rng(77)
X = np.c_[np.ones(9), rng.normal(size=(9, 2))]
labels = rng.integers(3, size=9)
Theta = rng.normal(size=(3, 3)) * 0.1
lam, alpha = 0.1, 0.2
for it in range(2):
    logits = X @ Theta.T
    logits = logits - logits.max(axis=1, keepdims=True)
    P = np.exp(logits)
    P = P / P.sum(axis=1, keepdims=True)
    J = -np.log(P[np.arange(9), labels]).sum() / 9 + lam / 2 * (Theta[:, 1:] ** 2).sum()
    # backward
    G = P.copy()
    G[np.arange(9), labels] -= 1
    grad = G.T @ X / 9
    grad[:, 1:] += lam * Theta[:, 1:]
    # update
    Theta -= alpha * grad
