import numpy as np

# logistic regression with a neural network mindset, one example per column
X = np.array([[0.5, 1.2, -0.7, 2.0, -1.5, 0.3],
              [1.0, -0.4, 0.8, 0.6, -1.1, -2.0],
              [-0.2, 0.9, 1.4, -1.3, 0.7, 0.1]])
Y = np.array([[1, 1, 0, 1, 0, 0]])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialize(dim):
    w = np.full((dim, 1), 0.1)
    w[1] = -0.3
    b = 0.05
    return w, b


def propagate(w, b, X, Y, lambd):
    m = X.shape[1]
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    cost = cost + lambd / (2 * m) * np.sum(np.square(w))
    # backward
    dZ = A - Y  #! dZ = Y - A  #! dZ = (A - Y) * A * (1 - A)
    dw = 1 / m * np.dot(X, dZ.T) + lambd / m * w  #! dw = 1 / m * np.dot(X, dZ.T)  #! dw = np.dot(X, dZ.T) + lambd / m * w  #! dw = 1 / m * np.dot(X, dZ.T) + lambd * w  #! dw = 1 / m * np.dot(X, dZ.T) - lambd / m * w  #! dw = 1 / m * np.dot(X, A.T) + lambd / m * w
    db = 1 / m * np.sum(dZ)  #! db = np.sum(dZ)  #! db = 1 / m * np.sum(A)
    # end
    return {"dw": dw, "db": db}, cost


w, b = initialize(X.shape[0])
costs = []
for i in range(30):
    grads, cost = propagate(w, b, X, Y, 0.7)
    # update
    w = w - 0.3 * grads["dw"]  #! w = w + 0.3 * grads["dw"]  #! w = 0.3 * grads["dw"]
    b = b - 0.3 * grads["db"]  #! b = b - 0.3 * grads["dw"].sum()
    # end
    if i % 10 == 0:
        costs.append(cost)
        print("Cost after iteration %i: %f" % (i, cost))

print("w =", w.ravel(), "b =", b)
