# Week 4 homework. Data is (features x m), examples are the COLUMNS. BN after the first linear layer (no bias there).
# The 1/m is put into the gradients at the end, dZ are "per example".
import numpy as np

np.random.seed(1)
m = 8
X = np.random.randn(3, m)
Y = (X[0:1] * X[1:2] > 0).astype(float)

parameters = {"W1": np.random.randn(5, 3), "gamma1": np.ones((5, 1)), "beta1": np.zeros((5, 1)),
              "W2": np.random.randn(1, 5) * 0.5, "b2": np.zeros((1, 1))}


def forward_propagation(X, p):
    Z1 = p["W1"] @ X
    mu = np.mean(Z1, axis=1, keepdims=True)
    var = np.mean((Z1 - mu) ** 2, axis=1, keepdims=True)
    Zhat = (Z1 - mu) / np.sqrt(var + 1e-3)
    Zt = p["gamma1"] * Zhat + p["beta1"]
    A1 = np.maximum(0, Zt)
    Z2 = p["W2"] @ A1 + p["b2"]
    A2 = 1 / (1 + np.exp(-Z2))
    return A2, (Z1, mu, var, Zhat, Zt, A1)


def compute_cost(A2, Y):
    return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / Y.shape[1]


def backward_propagation(X, Y, A2, cache, p):
    Z1, mu, var, Zhat, Zt, A1 = cache
    m = X.shape[1]
    # backward
    dZ2 = A2 - Y  #! dZ2 = (A2 - Y) * A2 * (1 - A2)
    dW2 = dZ2 @ A1.T / m  #! dW2 = dZ2 @ A1.T
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m  #! db2 = np.sum(dZ2, axis=0, keepdims=True) / m
    dA1 = p["W2"].T @ dZ2  #! dA1 = p["W2"].T @ A2
    dZt = dA1 * (Zt > 0)  #! dZt = dA1 * (Z1 > 0)  #! dZt = dA1 * np.maximum(0, Zt)
    dgamma1 = np.sum(dZt * Zhat, axis=1, keepdims=True) / m  #! dgamma1 = np.sum(dZt * Zt, axis=1, keepdims=True) / m
    dbeta1 = np.sum(dZt, axis=1, keepdims=True) / m
    dZhat = dZt * p["gamma1"]
    istd = (var + 1e-3) ** -0.5
    dvar = np.sum(dZhat * (Z1 - mu) * -0.5 * istd ** 3, axis=1, keepdims=True)  #! dvar = np.sum(dZhat * (Z1 - mu) * -0.5 * istd, axis=1, keepdims=True)
    dmu = -np.sum(dZhat * istd, axis=1, keepdims=True)  #! dmu = np.sum(dZhat * istd, axis=1, keepdims=True)
    dZ1 = dZhat * istd + dvar * 2 * (Z1 - mu) / m + dmu / m  #! dZ1 = dZhat * istd + dvar * (Z1 - mu) / m + dmu / m  #! dZ1 = dZhat * istd + dvar * 2 * (Z1 - mu) / m
    dW1 = dZ1 @ X.T / m
    return {"W1": dW1, "gamma1": dgamma1, "beta1": dbeta1, "W2": dW2, "b2": db2}


for i in range(20):
    A2, cache = forward_propagation(X, parameters)
    cost = compute_cost(A2, Y)
    grads = backward_propagation(X, Y, A2, cache, parameters)
    # update
    for key in parameters:
        parameters[key] = parameters[key] - 0.4 * grads[key]  #! parameters[key] = parameters[key] - 0.4 * grads[key] / m
    if i % 10 == 0:
        print("Cost after iteration", i, ":", cost)
