# objective: np.mean(np.sum(np.maximum(taus * u, (taus - 1) * u), axis=1))
"""Three conditional quantiles at once that cannot cross: q1, q1 + softplus(d2), q1 + softplus(d2) + softplus(d3).
Pinball loss, subgradients, Lion optimiser."""
import numpy as np

rng = np.random.default_rng(50)
n = 12
x = np.sort(rng.uniform(0, 1, n))
y = 2 * x + (0.2 + x) * rng.normal(size=n)
taus = np.array([0.1, 0.5, 0.9])
B = np.vander(x, 3, increasing=True)            # 1, x, x^2
Theta = np.zeros((3, 3))                        # basis x quantile
momentum = np.zeros_like(Theta)
b1, b2, lr = 0.9, 0.99, 0.05

for it in range(30):
    raw = B @ Theta
    gaps = np.column_stack([raw[:, 0], np.logaddexp(0, raw[:, 1]), np.logaddexp(0, raw[:, 2])])
    Qhat = np.cumsum(gaps, axis=1)
    u = y[:, None] - Qhat

    # backward
    dQ = np.where(u > 0, -taus, 1 - taus) / n
    dgaps = np.cumsum(dQ[:, ::-1], axis=1)[:, ::-1]       # transpose of cumsum
    draw = dgaps.copy()
    draw[:, 1:] /= 1 + np.exp(-raw[:, 1:])
    dTheta = B.T @ draw

    # update
    Theta = Theta - lr * np.sign(b1 * momentum + (1 - b1) * dTheta)
    momentum = b2 * momentum + (1 - b2) * dTheta
    lr *= 0.95

assert (np.diff(Qhat, axis=1) > 0).all()
print("coverage of the 80% band:", np.mean((y > Qhat[:, 0]) & (y < Qhat[:, 2])))
