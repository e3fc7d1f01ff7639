"""
Logistic Regression with a Neural Network mindset
(cat / non-cat exercise, here on six tiny 'pictures' of 4 pixels)
"""
import numpy as np


def sigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s


def initialize(dim):
    w = np.full((dim, 1), 0.1)
    b = 0.0
    return w, b


def propagate(w, b, X, Y):
    """
    w -- weights, size (num_px, 1)
    X -- data of size (num_px, number of examples)
    Y -- true "label" vector of size (1, number of examples)
    """
    m = X.shape[1]

    # FORWARD PROPAGATION (FROM X TO COST)
    A = sigmoid(np.dot(w.T, X) + b)
    cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))

    # BACKWARD PROPAGATION (TO FIND GRAD)
    # backward
    dA = -(Y / A) + (1 - Y) / (1 - A)  #! dA = -(Y / A) - (1 - Y) / (1 - A)  #! dA = (Y / A) - (1 - Y) / (1 - A)  #! dA = -(Y / A)
    dZ = dA * A * (1 - A)  #! dZ = dA * (1 - A)  #! dZ = dA * sigmoid(A) * (1 - sigmoid(A))  #! dZ = dA
    dw = 1 / m * np.dot(X, dZ.T)  #! dw = np.dot(X, dZ.T)  #! dw = 1 / m * np.dot(X, A.T)  #! dw = 1 / w.shape[0] * np.dot(X, dA.T)
    db = 1 / m * np.sum(dZ)  #! db = np.sum(dZ)  #! db = 1 / m * np.sum(A)
    # end

    assert dw.shape == w.shape
    cost = np.squeeze(cost)
    grads = {"dw": dw, "db": db}
    return grads, cost


def optimize(w, b, X, Y, num_iterations, learning_rate, print_cost=False):
    costs = []
    for i in range(num_iterations):
        grads, cost = propagate(w, b, X, Y)
        dw = grads["dw"]
        db = grads["db"]
        # update
        w = w - learning_rate * dw  #! w = w + learning_rate * dw
        b = b - learning_rate * db  #! b = b - learning_rate * dw.mean()
        # end
        if i % 5 == 0:
            costs.append(cost)
            if print_cost:
                print("Cost after iteration %i: %f" % (i, cost))
    return w, b, grads, costs


X_train = np.array([[0.9, 0.1, 0.8, 0.3, 0.2, 0.7],
                    [0.8, 0.2, 0.6, 0.1, 0.4, 0.9],
                    [0.1, 0.7, 0.3, 0.9, 0.6, 0.2],
                    [0.4, 0.5, 0.2, 0.6, 0.9, 0.1]])
Y_train = np.array([[1, 0, 1, 0, 0, 1]])

w, b = initialize(X_train.shape[0])
w, b, grads, costs = optimize(w, b, X_train, Y_train, 20, 0.5, print_cost=True)
predictions = sigmoid(np.dot(w.T, X_train) + b) > 0.5
print("train accuracy: {} %".format(100 - np.mean(np.abs(predictions - Y_train)) * 100))
