# logistic regression, examples are COLUMNS of X; regularised cost, bias not regularised
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def initialize(dim):
    return {"w": 0.3 * np.ones((dim, 1)), "b": np.zeros((1, 1))}

def propagate(params, X, Y, lambd):
    w, b = params["w"], params["b"]
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m + lambd / (2 * m) * np.sum(np.square(w))
    # backward
    dZ = A - Y  #! dZ = A * (1 - A)
    dw = 1 / m * np.dot(X, dZ.T) + lambd / m * w  #! dw = 1 / m * np.dot(X, dZ.T) + lambd * w  #! dw = 1 / m * np.dot(X, dZ.T)  #! dw = np.dot(X, dZ.T) + lambd / m * w  #! dw = 1 / m * np.dot(dZ, X.T) + lambd / m * w
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)  #! db = 1 / m * np.sum(dZ, axis=0, keepdims=True)
    grads = {"dw": dw, "db": db}
    # end
    return grads, cost

def optimize(params, X, Y, steps, lr, lambd):
    costs = []
    for i in range(steps):
        grads, cost = propagate(params, X, Y, lambd)
        # update
        params["w"] = params["w"] - lr * grads["dw"]
        params["b"] = params["b"] - lr * grads["db"]  #! params["b"] = params["w"] - lr * grads["db"]  #! params["b"] = params["b"] + lr * grads["db"]
        # end
        costs.append(cost)
    return params, costs

np.random.seed(1)
X = np.random.randn(4, 6)
Y = np.array([[1, 0, 0, 1, 1, 0]])
params = initialize(4)
params, costs = optimize(params, X, Y, steps=3, lr=0.2, lambd=0.7)
w, b = params["w"], params["b"]
print(costs)
