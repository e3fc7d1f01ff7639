# Course exercise: planar data classification, but with three layers (my own variation)
# columns are the examples, as in the lectures
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def load_data(m):
    np.random.seed(1)
    X = np.random.randn(2, m)
    Y = (X[0:1] * X[1:2] > 0).astype(float)
    return X, Y

def initialize_parameters(n_x, n_h1, n_h2, n_y):
    np.random.seed(2)
    parameters = {
        "W1": np.random.randn(n_h1, n_x) * 0.7, "b1": np.zeros((n_h1, 1)),
        "W2": np.random.randn(n_h2, n_h1) * 0.7, "b2": np.ones((n_h2, 1)) * 0.1,
        "W3": np.random.randn(n_y, n_h2) * 0.7, "b3": np.zeros((n_y, 1)),
    }
    return parameters

def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = np.maximum(0, Z2)
    Z3 = np.dot(parameters["W3"], A2) + parameters["b3"]
    A3 = sigmoid(Z3)
    cache = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": A3}
    return A3, cache

def compute_cost(A3, Y):
    m = Y.shape[1]
    logprobs = Y * np.log(A3) + (1 - Y) * np.log(1 - A3)
    return -np.sum(logprobs) / m

def backward_propagation(parameters, cache, X, Y):
    # backward
    m = X.shape[1]  #! m = X.shape[0]
    A1, A2, A3 = cache["A1"], cache["A2"], cache["A3"]
    dZ3 = A3 - Y  #! dZ3 = Y - A3
    dW3 = 1 / m * np.dot(dZ3, A2.T)  #! dW3 = np.dot(dZ3, A2.T)
    db3 = 1 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(parameters["W3"].T, dZ3)  #! dA2 = np.dot(parameters["W3"], dZ3)
    dZ2 = dA2 * (cache["Z2"] > 0)  #! dZ2 = dA2 * (dA2 > 0)
    dW2 = 1 / m * np.dot(dZ2, A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)  #! db2 = 1 / m * np.sum(dZ2)
    dA1 = np.dot(parameters["W2"].T, dZ2)
    dZ1 = dA1 * (1 - np.power(A1, 2))  #! dZ1 = dA1 * A1 * (1 - A1)
    dW1 = 1 / m * np.dot(dZ1, X.T)
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)  #! db1 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}

def update_parameters(parameters, grads, learning_rate=0.8):
    # update
    for l in range(1, 4):  #! for l in range(1, 3):
        parameters["W" + str(l)] -= learning_rate * grads["dW" + str(l)]  #! parameters["W" + str(l)] -= grads["dW" + str(l)]
        parameters["b" + str(l)] -= learning_rate * grads["db" + str(l)]
    return parameters

def nn_model(X, Y, num_iterations=20, print_cost=False):
    parameters = initialize_parameters(X.shape[0], 4, 3, Y.shape[0])
    for i in range(num_iterations):
        A3, cache = forward_propagation(X, parameters)
        cost = compute_cost(A3, Y)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads)
        if print_cost and i % 5 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    return parameters

X, Y = load_data(12)
parameters = nn_model(X, Y)
