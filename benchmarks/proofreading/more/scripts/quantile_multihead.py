# Forecast with uncertainty: one hidden layer, three quantile heads (10 / 50 / 90 %) with the pinball loss
import numpy as np

QUANTILES = np.array([0.1, 0.5, 0.9])


def init(seed):
    r = np.random.RandomState(seed)
    return {"in/w": r.randn(2, 5) * 0.6, "in/b": np.zeros(5), "head/w": r.randn(5, 3) * 0.3, "head/b": np.array([-1.0, 0.0, 1.0])}


def pinball(q_pred, y):
    u = y[:, None] - q_pred
    return np.maximum(QUANTILES * u, (QUANTILES - 1) * u).sum() / len(y)


def step(net, x, y, lr):
    hidden = np.arctan(x @ net["in/w"] + net["in/b"])
    q_pred = hidden @ net["head/w"] + net["head/b"]
    value = pinball(q_pred, y)
    # backward
    u = y[:, None] - q_pred
    d_q = -np.where(u > 0, QUANTILES, QUANTILES - 1) / len(y)
    grads = {"head/w": hidden.T @ d_q, "head/b": d_q.sum(0)}
    # d arctan(z) = 1/(1+z^2)  and z = tan(hidden)
    d_z = (d_q @ net["head/w"].T) / (1 + np.tan(hidden) ** 2)
    grads |= {"in/w": x.T @ d_z, "in/b": d_z.sum(0)}
    # update
    new_net = {k: net[k] - lr * grads[k] for k in net}
    return new_net, value


rng = np.random.default_rng(14)
x = rng.uniform(-1, 1, (12, 2))
y = x[:, 0] + rng.normal(size=12) * (0.2 + np.abs(x[:, 1]))
net = init(0)
for k in range(25):
    net, value = step(net, x, y, lr=0.3 / (1 + 0.05 * k))
    if k % 8 == 0:
        print(k, value)
