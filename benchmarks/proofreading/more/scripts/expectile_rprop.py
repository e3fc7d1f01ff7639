# objective: np.mean(np.where(y > pred, tau, 1 - tau) * (y - pred) ** 2)
# Expectile regression (asymmetric least squares), optimised with Rprop because it is fun.
import numpy as np

np.random.seed(100)
tau = 0.8
X = np.column_stack([np.ones(10), np.random.rand(10, 2)])
y = X @ np.array([1.0, 2.0, -1.0]) + np.random.exponential(0.5, 10)

beta = np.zeros(3)
size = np.full(3, 0.1)
before = np.zeros(3)

def predict(beta):
    return X @ beta

for i in range(30):
    pred = predict(beta)
    # backward
    weight = np.where(y > pred, tau, 1 - tau)
    slope = -2 * X.T @ (weight * (y - pred)) / len(y)
    # update
    agree = slope * before
    size = np.where(agree > 0, np.minimum(size * 1.2, 0.5), size)
    size = np.where(agree < 0, np.maximum(size * 0.5, 1e-4), size)
    beta = beta - np.sign(slope) * size
    before = slope

print("expectile line", beta)
print("share of points above:", np.mean(y > X @ beta))
print("for comparison OLS  :", np.linalg.lstsq(X, y, rcond=None)[0])
