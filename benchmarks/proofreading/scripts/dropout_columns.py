import numpy as np
rng = np.random.RandomState(6)
X = rng.randn(3, 8)
Y = (rng.rand(1, 8) > 0.5) * 1.0
net = {"W1": rng.randn(5, 3) * 0.5, "W2": rng.randn(4, 5) * 0.5, "W3": rng.randn(1, 4) * 0.5}
p_keep, m = 0.8, 8
for it in range(2):
    A1 = np.maximum(0, net["W1"] @ X)
    M1 = rng.rand(5, 8) < p_keep
    A1 = A1 * M1 / p_keep
    A2 = np.maximum(0, net["W2"] @ A1)
    M2 = rng.rand(4, 8) < p_keep
    A2 = A2 * M2 / p_keep
    A3 = 1 / (1 + np.exp(-net["W3"] @ A2))
    cost = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    # backward
    g = {}
    dZ3 = A3 - Y
    g["W3"] = dZ3 @ A2.T / m
    dA2 = net["W3"].T @ dZ3
    dA2 = dA2 * M2 / p_keep  #! dA2 = dA2 * M2
    dZ2 = dA2 * (A2 > 0)
    g["W2"] = dZ2 @ A1.T / m  #! g["W2"] = dZ2 @ A1.T
    dA1 = net["W2"].T @ dZ2
    dA1 = dA1 * M1 / p_keep  #! dA1 = dA1 * M1 / (1 - p_keep)
    dZ1 = dA1 * (A1 > 0)
    g["W1"] = dZ1 @ X.T / m
    # update
    for k in net:
        net[k] = net[k] - 0.5 * g[k]
