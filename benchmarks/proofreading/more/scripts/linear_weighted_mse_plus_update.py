"""Weighted least squares: every observation has its own weight. error = target - prediction, so we ADD."""
import numpy as np

np.random.seed(12)
n, d = 7, 3
features = np.random.randn(n, d)
target = features @ np.array([1.0, -2.0, 0.5]) + 0.3 + 0.1 * np.random.randn(n)
sample_weight = np.random.uniform(0.2, 2.0, size=n)
sw_sum = sample_weight.sum()

w = np.zeros(d)
b = 0.0
eta = 0.1

for epoch in range(4):
    prediction = features @ w + b
    error = target - prediction
    wmse = np.sum(sample_weight * error ** 2) / sw_sum
    # backward
    step = 2 * sample_weight * error / sw_sum  #! step = 2 * error / sw_sum  #! step = sample_weight * error / sw_sum  #! step = 2 * sample_weight * error / n
    w_dir = features.T @ step  #! w_dir = features.T @ error  #! w_dir = features @ step
    b_dir = step.sum()  #! b_dir = step.mean()  #! b_dir = error.sum()
    # update
    w += eta * w_dir  #! w -= eta * w_dir
    b += eta * b_dir
    # end
    print(f"epoch {epoch}: {wmse:.5f}")
