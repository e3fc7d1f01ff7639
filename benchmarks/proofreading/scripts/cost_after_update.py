import numpy as np
rng = np.random.default_rng(23)
X, y = rng.normal(size=(7, 3)), rng.normal(size=7)
theta, bias, alpha, m = rng.normal(size=3), 0.5, 0.1, 7
costs = []
def cost(theta, bias):
    return np.sum((X @ theta + bias - y) ** 2) / (2 * m)
for i in range(4):
    # backward
    error = X @ theta + bias - y
    # update
    theta = theta - alpha * (1 / m) * (X.T @ error)
    bias = bias - alpha * (1 / m) * np.sum(error)
    # end
    costs.append(cost(theta, bias))
