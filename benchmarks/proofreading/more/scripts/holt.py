import numpy as np

# Simple exponential smoothing with damped drift, innovations state space form (ETS):
#   e_t = y_t - l_{t-1} - b_{t-1}
#   l_t = l_{t-1} + b_{t-1} + alpha e_t
#   b_t = b_{t-1} + beta e_t
y = np.array([3.0, 3.4, 3.9, 4.1, 4.9, 5.2, 5.1, 6.0, 6.4, 6.9])
n = y.size
alpha, beta, l0, b0 = 0.2, 0.05, 2.5, 0.2
trace = np.zeros(20)

for j in range(20):
    l, b, e = np.empty(n + 1), np.empty(n + 1), np.empty(n)
    l[0], b[0] = l0, b0
    for t in range(n):
        e[t] = y[t] - l[t] - b[t]
        l[t + 1] = l[t] + b[t] + alpha * e[t]
        b[t + 1] = b[t] + beta * e[t]
    mse = np.mean(e ** 2)
    trace[j] = mse

    # backward
    da = dbeta = 0.0
    dl = db = 0.0
    for t in range(n - 1, -1, -1):
        de = 2 * e[t] / n + alpha * dl + beta * db
        da += dl * e[t]
        dbeta += db * e[t]
        dl, db = dl - de, dl + db - de

    # update
    alpha = min(max(alpha - 0.05 * da, 0.01), 0.99)
    beta = min(max(beta - 0.05 * dbeta, 0.001), 0.99)
    l0 -= 0.05 * dl
    b0 -= 0.05 * db

print(alpha, beta, l0, b0)
print(trace)
