# multivariate linear regression, the way I did it in the Octave course
import numpy as np

data = np.array([[2104., 3, 399.9], [1600, 3, 329.9], [2400, 3, 369.0], [1416, 2, 232.0],
                 [3000, 4, 539.9], [1985, 4, 299.9], [1534, 3, 314.9], [1427, 3, 198.9]])
m = data.shape[0]
n = 2
X = np.zeros((m, n + 1))
y = np.zeros(m)
# feature normalisation
for j in range(n):
    mu = sum(data[:, j]) / m
    s = np.sqrt(sum((data[:, j] - mu) ** 2) / (m - 1))
    for i in range(m):
        X[i, j + 1] = (data[i, j] - mu) / s
for i in range(m):
    X[i, 0] = 1
    y[i] = data[i, 2] / 100

theta = np.zeros(n + 1)
alpha = 0.3
num_iters = 25
J_history = np.zeros(num_iters)

for it in range(num_iters):
    h = np.zeros(m)
    for i in range(m):
        for j in range(n + 1):
            h[i] = h[i] + theta[j] * X[i, j]
    J = 0
    for i in range(m):
        J = J + (h[i] - y[i]) ** 2
    J = J / (2 * m)
    J_history[it] = J
    # backward
    grad = np.zeros(n + 1)
    for j in range(n + 1):
        for i in range(m):
            grad[j] = grad[j] + (h[i] - y[i]) * X[i, j]
        grad[j] = grad[j] / m
    # update
    temp = np.zeros(n + 1)
    for j in range(n + 1):
        temp[j] = theta[j] - alpha * grad[j]
    theta = temp

print('theta =', theta)
print('first cost', J_history[0], 'last cost', J_history[num_iters - 1])
