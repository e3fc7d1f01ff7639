# Course 1, week 3: planar data with one hidden layer, retyped without looking
# (plus the L2 term from course 2, because I was curious)
import numpy as np


def sigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s


def load_petals():
    np.random.seed(1)
    m = 8
    theta = np.linspace(0, 2 * np.pi, m, endpoint=False)
    r = 4 * np.sin(4 * theta + 0.4) + np.random.randn(m) * 0.2
    X = np.c_[r * np.sin(theta), r * np.cos(theta)].T / 4.0
    Y = (np.arange(m) % 2).reshape(1, m)
    return X, Y


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(2)
    return {"W1": np.random.randn(n_h, n_x) * 0.5,
            "b1": np.zeros((n_h, 1)),
            "W2": np.random.randn(n_y, n_h) * 0.5,
            "b2": np.zeros((n_y, 1))}


def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = sigmoid(Z2)
    cache = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
    return A2, cache


def compute_cost(A2, Y, parameters, lambd):
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
    cross_entropy = -np.sum(logprobs) / m
    l2 = lambd / (2 * m) * (np.sum(np.square(parameters["W1"])) + np.sum(np.square(parameters["W2"])))
    return cross_entropy + l2


def backward_propagation(parameters, cache, X, Y, lambd):
    m = X.shape[1]
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    A1 = cache["A1"]
    A2 = cache["A2"]
    # backward
    dZ2 = A2 - Y  #! dZ2 = Y - A2  #! dZ2 = (A2 - Y) * A2 * (1 - A2)  #! dZ2 = (A2 - Y) / m
    dW2 = np.dot(dZ2, A1.T) / m + lambd / m * W2  #! dW2 = np.dot(dZ2, A1.T) / m  #! dW2 = np.dot(dZ2, A1.T) + lambd / m * W2
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m  #! db2 = np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))  #! dZ1 = np.dot(W2.T, dZ2)  #! dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(cache["Z1"], 2))  #! dZ1 = np.dot(W2.T, dZ2) * A1 * (1 - A1)
    dW1 = np.dot(dZ1, X.T) / m + lambd / m * W1  #! dW1 = np.dot(dZ1, X.T) / m + lambd * W1  #! dW1 = np.dot(dZ1, X.T) / m - lambd / m * W1
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m  #! db1 = np.sum(dZ1) / m
    # end
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    return grads


def update_parameters(parameters, grads, learning_rate=1.2):
    # update
    W1 = parameters["W1"] - learning_rate * grads["dW1"]
    b1 = parameters["b1"] - learning_rate * grads["db1"]  #! b1 = parameters["b1"] + learning_rate * grads["db1"]
    W2 = parameters["W2"] - learning_rate * grads["dW2"]  #! W2 = parameters["W2"] * learning_rate - grads["dW2"]
    b2 = parameters["b2"] - learning_rate * grads["db2"]
    # end
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


X, Y = load_petals()
parameters = initialize_parameters(X.shape[0], 4, 1)
learning_rate = 1.2
lambd = 0.1
for i in range(0, 30):
    A2, cache = forward_propagation(X, parameters)
    cost = compute_cost(A2, Y, parameters, lambd)
    grads = backward_propagation(parameters, cache, X, Y, lambd)
    parameters = update_parameters(parameters, grads, learning_rate)
    if i % 10 == 0:
        print("Cost after iteration %i: %f" % (i, cost))
