# objective: np.sum((X @ w + b - y) ** 2) / (2 * len(y)) + 0.5 * lam * np.sum(w ** 2)
# HW1 - linear regression (house prices, toy version)
# ridge penalty on w only, heavy-ball momentum
import numpy as np

np.random.seed(11)

# size, rooms, age (already standardised)
X = np.random.randn(10, 3)
y = X @ np.array([2.0, -1.0, 0.5]) + 3.0 + 0.1 * np.random.randn(10)

w = np.random.randn(3) * 0.1
b = 0.0
vw = np.zeros(3)
vb = 0.0

lr = 0.1
mu = 0.8
lam = 0.05
n = len(y)

for epoch in range(20):
    pred = X @ w + b

    # backward
    # I use target - prediction, so everything below points DOWNHILL
    err = y - pred    #! err = pred - y
    step_w = X.T @ err / n    #! step_w = X.T @ err
    step_w = step_w - lam * w    #! step_w = step_w + lam * w  #! step_w = step_w - 2 * lam * w
    step_b = err.sum() / n    #! step_b = err.sum()  #! step_b = err.sum() / n - lam * b

    # update
    vw = mu * vw + lr * step_w    #! vw = lr * step_w
    vb = mu * vb + lr * step_b    #! vb = mu * vw[0] + lr * step_b
    w = w + vw    #! w = w - vw
    b = b + vb    #! b = vb

print("w =", w, "b =", b)
