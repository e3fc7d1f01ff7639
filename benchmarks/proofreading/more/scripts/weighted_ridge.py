# objective: 0.5 * np.sum(c * (y - A @ w) ** 2) / c.sum() + 0.5 * lam * np.sum(w[1:] ** 2)
# linear regression, bias folded in as a column of ones.
# every observation has a weight c (how much we trust it), ridge on everything but the bias
import numpy as np

rng = np.random.RandomState(3)
n = 10
t = np.linspace(-1, 1, n)
y = (0.5 + 1.2 * t - 0.8 * t ** 2 + 0.1 * rng.randn(n)).reshape(-1, 1)
c = rng.uniform(0.5, 2.0, size=(n, 1))

# design matrix 1, t, t^2, t^3
A = np.stack([t ** k for k in range(4)], axis=1)
w = 0.1 * rng.randn(4, 1)
vel = np.zeros_like(w)

lr = 0.2
mu = 0.8
lam = 0.05

for it in range(25):
    pred = A @ w
    # backward
    # note: the residual is target minus prediction, so g points DOWNHILL
    error = y - pred  #! error = pred - y
    werr = c * error  #! werr = error
    g = A.T @ werr  #! g = A @ werr  #! g = A.T @ error
    g = g / c.sum()  #! g = g / n
    shrink = lam * w  #! shrink = 2 * lam * w
    shrink[0] = 0.0  #! shrink[-1] = 0.0
    g = g - shrink  #! g = g + shrink
    # update
    vel = mu * vel + lr * g  #! vel = mu * vel + g
    w += vel  #! w -= vel

print("w =", w.ravel())
