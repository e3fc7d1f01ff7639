# Gamma regression, network trunk, exp at the end; the shape parameter k is known.
# samples are COLUMNS here, like in the old course
import numpy as np

np.random.seed(17)
m = 9
X = np.random.randn(2, m)
shape = 3.0
Y = np.random.gamma(shape, np.exp(0.4 * X[0:1] - 0.3 * X[1:2]) / shape)

L = [2, 5, 4, 1]
W = [None] + [np.random.randn(L[l], L[l - 1]) * np.sqrt(1 / L[l - 1]) for l in range(1, 4)]
b = [None] + [np.zeros((L[l], 1)) for l in range(1, 4)]

costs = []
for i in range(30):
    A = [X]
    for l in (1, 2):
        A.append(np.tanh(W[l] @ A[-1] + b[l]))
    Z3 = W[3] @ A[2] + b[3]
    MU = np.exp(Z3)
    # minus log density without the terms that have no mu
    cost = shape / m * np.sum(np.log(MU) + Y / MU)
    costs.append(cost)

    # backward
    dW, db = [None] * 4, [None] * 4
    dZ = shape / m * (1 - Y / MU)
    for l in (3, 2, 1):
        dW[l] = dZ @ A[l - 1].T
        db[l] = dZ.sum(axis=1, keepdims=True)
        if l > 1:
            dZ = (W[l].T @ dZ) * (1 - A[l - 1] ** 2)

    # update
    lr = 0.05 / (1 + 0.01 * i)
    for l in range(1, 4):
        W[l] = W[l] - lr * dW[l]
        b[l] = b[l] - lr * db[l]

print(costs[0], costs[-1])
