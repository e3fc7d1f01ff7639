import numpy as np
rng = np.random.default_rng(1)
theta = rng.normal(size=(3, 2)) * 0.1
states = rng.normal(size=(5, 3))
actions = rng.integers(0, 2, size=5)
returns = rng.normal(size=5)
lr = 0.05
for episode in range(2):
    scores = states @ theta
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    pi = e / e.sum(axis=1, keepdims=True)
    objective = np.sum(returns * np.log(pi[np.arange(5), actions]))
    # backward
    onehot = np.zeros((5, 2))
    onehot[np.arange(5), actions] = 1
    dscores = (onehot - pi) * returns[:, None]
    grad = states.T @ dscores
    # update
    theta += lr * grad
