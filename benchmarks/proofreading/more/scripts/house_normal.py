# objective: np.sum((A @ theta - price) ** 2) / (2 * m) + lam / (2 * m) * np.sum(theta[1:] ** 2)
# House prices, ridge regression like in the online course. Why do people say to not regularise theta0?
import numpy as np

data = np.array([
    # sqm, rooms, age, price in 1000
    [50, 2, 30, 150],
    [72, 3, 12, 231],
    [90, 3, 40, 228],
    [120, 5, 3, 410],
    [65, 2, 8, 215],
    [140, 6, 55, 330],
    [38, 1, 20, 119.]])
m = len(data)
feat = data[:, :3]
price = data[:, 3:] / 100
mu, sd = feat.mean(axis=0), feat.std(axis=0)
A = np.c_[np.ones(m), (feat - mu) / sd]
theta = np.zeros((A.shape[1], 1))
lam = 0.1
alpha = 0.3
old = theta + 1
n = 0
while np.abs(old - theta).max() > 1e-4 and n < 100:
    old = theta.copy()
    h = A @ theta
    # backward
    grad = A.T @ (h - price) / m
    grad[1:] += lam / m * theta[1:]
    # update
    theta = theta - alpha * grad
    n += 1
print("stopped after", n, theta.ravel())
new = (np.array([80, 3, 10]) - mu) / sd
print("price of an 80 sqm flat: %.0f" % (100 * (theta[0, 0] + new @ theta[1:, 0])))
