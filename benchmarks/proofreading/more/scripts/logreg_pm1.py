import numpy as np
# Logistic regression, homework 1. X is (features, m), labels are -1 / +1

def initialize(n, rng):
    w = rng.normal(0, 0.3, size=(n, 1))
    b = 0.05
    return w, b

def propagate(w, b, X, Y, lam):
    m = X.shape[1]
    # forward: margin of each example
    Z = np.dot(w.T, X) + b
    M = Y * Z
    cost = np.sum(np.log(1 + np.exp(-M))) / m + 0.5 * lam * np.sum(w ** 2)
    # backward
    S = 1 / (1 + np.exp(M))  #! S = 1 / (1 + np.exp(-M))
    dM = -S / m  #! dM = -S * (1 - S) / m
    dZ = dM * Y  #! dZ = dM * Z  #! dZ = dM - Y
    dw = np.dot(X, dZ.T) + lam * w  #! dw = np.dot(X, dZ.T) + 2 * lam * w  #! dw = np.dot(dZ, X.T) + lam * w
    db = np.sum(dZ)  #! db = np.mean(dZ)
    return {"dw": dw, "db": db}, cost

def optimize(w, b, X, Y, lam, num_iterations, alpha0):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y, lam)
        alpha = alpha0 / (1 + 0.1 * i)     # learning rate decay
        # update
        w = w - alpha * grads["dw"]  #! w = w - alpha * grads["db"]
        b = b - alpha * grads["db"]  #! b = b + alpha * grads["db"]
        costs.append(cost)
    return w, b, costs

rng = np.random.default_rng(11)
X = rng.normal(size=(4, 12))
Y = np.sign(X[0:1] - 0.5 * X[2:3] + 0.3 * rng.normal(size=(1, 12)))
w, b = initialize(4, rng)
w, b, costs = optimize(w, b, X, Y, 0.05, 20, 0.5)
pred = np.where(np.dot(w.T, X) + b > 0, 1, -1)
print("cost", costs[0], "->", costs[-1])
print("train accuracy", np.mean(pred == Y))
