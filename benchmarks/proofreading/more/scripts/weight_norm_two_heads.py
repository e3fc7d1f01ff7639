import numpy as np


def softplus(u):
    return np.log1p(np.exp(u))


def logistic(u):
    return 1 / (1 + np.exp(-u))


# Houses: one shared trunk, two tasks (price = regression, sold = yes / no).
# The trunk uses weight normalisation  w = g * v / ||v||  for each column.
rng = np.random.RandomState(77)
X = rng.randn(8, 4)
price = X @ np.array([0.5, -0.2, 0.1, 0.9]) + 0.1 * rng.randn(8)
sold = (X[:, 1] + 0.3 * rng.randn(8) > 0).astype(float)

model = {
    "v": rng.randn(4, 5),
    "g": 0.5 + rng.rand(5),
    "b": np.zeros(5),
    "head_price": rng.randn(5) * 0.4,
    "head_sold": rng.randn(5) * 0.4,
}
lam = 0.3          # how much the second task counts
N = len(X)

for it in range(3):
    norm = np.sqrt((model["v"] ** 2).sum(axis=0))
    w = model["g"] * model["v"] / norm
    u = X @ w + model["b"]
    trunk = softplus(u)
    out_price = trunk @ model["head_price"]
    out_sold = logistic(trunk @ model["head_sold"])
    loss_price = 0.5 * np.mean((out_price - price) ** 2)
    loss_sold = -np.mean(sold * np.log(out_sold) + (1 - sold) * np.log(1 - out_sold))
    # objective: loss_price + lam * loss_sold

    grad = {}
    # backward
    d_price = (out_price - price) / N
    d_sold = lam * (out_sold - sold) / N  #! d_sold = (out_sold - sold) / N
    grad["head_price"] = trunk.T @ d_price
    grad["head_sold"] = trunk.T @ d_sold  #! grad["head_sold"] = trunk.T @ d_price
    d_trunk = np.outer(d_price, model["head_price"]) + np.outer(d_sold, model["head_sold"])  #! d_trunk = np.outer(d_price, model["head_price"])  #! d_trunk = np.outer(d_price + d_sold, model["head_price"] + model["head_sold"])
    d_u = d_trunk * logistic(u)  #! d_u = d_trunk * logistic(trunk)  #! d_u = d_trunk * logistic(u) * (1 - logistic(u))
    grad["b"] = d_u.sum(axis=0)
    d_w = X.T @ d_u
    grad["g"] = (d_w * model["v"]).sum(axis=0) / norm  #! grad["g"] = (d_w * model["v"]).sum(axis=0)
    grad["v"] = model["g"] / norm * (d_w - grad["g"] * model["v"] / norm)  #! grad["v"] = model["g"] / norm * d_w  #! grad["v"] = model["g"] / norm * (d_w - grad["g"] * model["v"])
    # update
    for name, value in grad.items():
        model[name] -= 0.2 * value
    print(it, loss_price, loss_sold)
