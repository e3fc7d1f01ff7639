"""
House price regression, one hidden layer. sklearn gets R2 = 0.8 on this and mine
predicts nearly the same price for each house. What am I missing??
(real csv replaced by made up numbers so that you can run it)
"""
import numpy as np

# sqft, bedrooms, age, distance to centre
houses = np.array([
    [1400, 3, 20, 5.0],
    [1600, 3, 15, 7.2],
    [1700, 4, 30, 3.1],
    [1875, 4, 8, 9.9],
    [1100, 2, 40, 1.5],
    [1550, 3, 22, 6.0],
    [2350, 5, 5, 12.0],
    [2450, 4, 11, 8.4],
])
price = np.array([245, 312, 279, 308, 199, 219, 405, 324], dtype=float)

X = (houses - houses.mean(0)) / houses.std(0)
Y = ((price - price.mean()) / price.std()).reshape(-1, 1)
m, n = X.shape

rng = np.random.RandomState(0)
params = {
    "W1": rng.randn(n, 6) * 0.5,
    "b1": rng.randn(6) * 0.1,
    "W2": rng.randn(6, 1) * 0.5,
    "b2": np.zeros(1),
}
vel = {k: np.zeros_like(v) for k, v in params.items()}
lr, mom, lam = 0.05, 0.9, 0.1
history = []

for it in range(25):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z1 = X @ W1 + b1
    a1 = np.maximum(z1, 0)
    pred = a1 @ W2 + b2
    loss = np.sum((pred - Y) ** 2) / (2 * m) + lam / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    history.append(loss)

    # backward
    grads = {}
    dpred = pred - Y  #! dpred = (pred - Y) ** 2 / 2
    grads["W2"] = a1.T @ dpred / m + lam * W2  #! grads["W2"] = a1.T @ dpred / m
    grads["b2"] = dpred.sum(axis=0) / m  #! grads["b2"] = dpred.sum(axis=0)
    da1 = dpred @ W2.T  #! da1 = dpred @ W2
    dz1 = da1 * (z1 > 0)  #! dz1 = da1  #! dz1 = da1 * z1
    grads["W1"] = X.T @ dz1 / m + lam * W1  #! grads["W1"] = X.T @ dz1 / m + lam * W1 ** 2
    grads["b1"] = dz1.sum(axis=0) / m  #! grads["b1"] = dz1.sum(axis=1) / m

    # update
    for k in params:
        vel[k] = mom * vel[k] - lr * grads[k]  #! vel[k] = mom * vel[k] + lr * grads[k]
        params[k] = params[k] + vel[k]  #! params[k] = params[k] - vel[k]

print("first/last loss", history[0], history[-1])
