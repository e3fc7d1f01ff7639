import numpy as np

def sigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s

def propagate(w, b, X, Y):
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    # backward
    dZ = A - Y
    dw = 1 / m * np.dot(X, dZ.T)
    db = 1 / m * np.sum(dZ)
    # end
    cost = np.squeeze(cost)
    grads = {"dw": dw, "db": db}
    return grads, cost

def optimize(w, b, X, Y, num_iterations, learning_rate):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        dw = grads["dw"]
        db = grads["db"]
        # update
        w = w - learning_rate * dw
        b = b - learning_rate * db
        # end
        costs.append(cost)
    return w, b

np.random.seed(2)
X = np.random.randn(4, 6)
Y = np.array([[1, 0, 1, 1, 0, 0]])
w, b = np.random.randn(4, 1) * 0.1, 0.3
w, b = optimize(w, b, X, Y, 3, 0.1)
