import numpy as np
rng = np.random.default_rng(90)
X, Y = rng.normal(size=(3, 6)), rng.normal(size=(2, 6))
P = {"W1": rng.normal(size=(4, 3)), "b1": np.zeros((4, 1)), "W2": rng.normal(size=(2, 4)), "b2": np.zeros((2, 1))}
lam, m = 0.7, 6

def loss_of(P):
    A1 = np.tanh(P["W1"] @ X + P["b1"])
    out = P["W2"] @ A1 + P["b2"]
    penalty = lam / (2 * m) * (np.sum(P["W1"] ** 2) + np.sum(P["W2"] ** 2))
    return np.sum((out - Y) ** 2) / (2 * m) + penalty, A1, out

for epoch in range(2):
    cost, A1, out = loss_of(P)
    # backward
    G = {}
    dZ2 = out - Y
    G["W2"] = dZ2 @ A1.T / m + lam / m * P["W2"]  #! G["W2"] = dZ2 @ A1.T / m + lam * P["W2"] #! G["W2"] = dZ2 @ A1.T / m
    G["b2"] = dZ2.sum(axis=1, keepdims=True) / m
    dZ1 = P["W2"].T @ dZ2 * (1 - A1 ** 2)  #! dZ1 = P["W2"].T @ dZ2 * (1 - A1)
    G["W1"] = dZ1 @ X.T / m + lam / m * P["W1"]  #! G["W1"] = dZ1 @ X.T / m - lam / m * P["W1"]
    G["b1"] = dZ1.sum(axis=1, keepdims=True) / m
    # update
    for name in P:
        P[name] -= 0.3 * G[name]
