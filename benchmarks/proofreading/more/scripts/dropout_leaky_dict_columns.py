# Assignment week 2 - regularisation
# 3-layer net, LINEAR->LEAKY->DROPOUT->LINEAR->TANH->LINEAR->SIGMOID, L2 in the cost
import numpy as np

np.random.seed(1)
KEEP = 0.8
LAMBD = 0.3
SLOPE = 0.1


def init(n_x, n_h1, n_h2):
    return {"W1": np.random.randn(n_h1, n_x) * 0.6, "b1": np.zeros((n_h1, 1)),
            "W2": np.random.randn(n_h2, n_h1) * 0.6, "b2": np.zeros((n_h2, 1)),
            "W3": np.random.randn(1, n_h2) * 0.6, "b3": np.zeros((1, 1))}


def forward_prop(X, P):
    Z1 = P["W1"] @ X + P["b1"]
    A1 = np.where(Z1 > 0, Z1, SLOPE * Z1)
    D1 = (np.random.rand(*A1.shape) < KEEP)
    A1 = A1 * D1 / KEEP
    Z2 = P["W2"] @ A1 + P["b2"]
    A2 = np.tanh(Z2)
    Z3 = P["W3"] @ A2 + P["b3"]
    A3 = 1 / (1 + np.exp(-Z3))
    return A3, (Z1, D1, A1, Z2, A2, Z3)


def compute_cost(A3, Y, P):
    m = Y.shape[1]
    ce = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    l2 = sum(np.sum(P["W%d" % i] ** 2) for i in (1, 2, 3)) * LAMBD / (2 * m)
    return ce + l2


def backward_prop(X, Y, A3, cache, P):
    # backward
    m = X.shape[1]
    Z1, D1, A1, Z2, A2, Z3 = cache
    dZ3 = A3 - Y  #! dZ3 = (A3 - Y) * A3 * (1 - A3)
    dW3 = dZ3 @ A2.T / m + LAMBD / m * P["W3"]  #! dW3 = dZ3 @ A2.T / m
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dA2 = P["W3"].T @ dZ3
    dZ2 = dA2 * (1 - A2 ** 2)  #! dZ2 = dA2 * (1 - np.tanh(A2) ** 2)
    dW2 = dZ2 @ A1.T / m + LAMBD / m * P["W2"]  #! dW2 = dZ2 @ A1.T / m + LAMBD / (2 * m) * P["W2"]
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m  #! db2 = np.sum(dZ2) / m
    dA1 = P["W2"].T @ dZ2
    dA1 = dA1 * D1  #! dA1 = dA1
    dA1 = dA1 / KEEP  #! dA1 = dA1 * KEEP
    dZ1 = dA1 * np.where(Z1 > 0, 1, SLOPE)  #! dZ1 = dA1 * (Z1 > 0)
    dW1 = dZ1 @ X.T / m + LAMBD / m * P["W1"]  #! dW1 = dZ1 @ X.T / m + LAMBD / m * P["W2"]
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}


X = np.random.randn(3, 12)
Y = (np.sum(X ** 2, axis=0, keepdims=True) > 2.5).astype(float)
P = init(3, 6, 4)
lr = 0.4
for epoch in range(20):
    A3, cache = forward_prop(X, P)
    cost = compute_cost(A3, Y, P)
    G = backward_prop(X, Y, A3, cache, P)
    # update
    for name in P:
        P[name] = P[name] - lr * G[name]  #! P[name] = P[name] + lr * G[name]
    if epoch % 5 == 0:
        print("cost after epoch", epoch, cost)
