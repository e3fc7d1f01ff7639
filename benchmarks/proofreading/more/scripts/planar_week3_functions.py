import numpy as np

# week 3 assignment, my own version. Error before: shapes (4,6) and (4,6) not aligned: 6 (dim 1) != 4 (dim 0)


def initialize_parameters(n_x, n_h, n_y):
    np.random.seed(2)
    W1 = np.random.randn(n_h, n_x) * 0.8
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h) * 0.8
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = 1 / (1 + np.exp(-Z2))
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def compute_cost(A2, Y):
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
    return float(-np.sum(logprobs) / m)


def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    W2 = parameters["W2"]
    A1, A2 = cache["A1"], cache["A2"]
    # backward
    dZ2 = A2 - Y  #! dZ2 = np.multiply(A2 - Y, A2 * (1 - A2))
    dW2 = (1 / m) * np.dot(dZ2, A1.T)  #! dW2 = (1 / m) * np.dot(A1, dZ2.T) #! dW2 = (1 / m) * np.dot(dZ2, A1)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)  #! db2 = (1 / m) * np.sum(dZ2, axis=0, keepdims=True)
    dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))  #! dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A2, 2)) #! dZ1 = np.dot(np.dot(W2.T, dZ2), 1 - np.power(A1, 2)) #! dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(cache["Z1"], 2))
    dW1 = (1 / m) * np.dot(dZ1, X.T)  #! dW1 = np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def update_parameters(parameters, grads, learning_rate=1.2):
    # update
    W1 = parameters["W1"] - learning_rate * grads["dW1"]
    b1 = parameters["b1"] - learning_rate * grads["db1"]
    W2 = parameters["W2"] - learning_rate * grads["dW2"]
    b2 = parameters["b2"] - learning_rate * grads["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}  #! return {"W1": W1, "b1": b2, "W2": W2, "b2": b1}


X = np.array([[1.6, -0.6, -0.5, -1.1, 0.9, 0.3], [0.4, -1.0, 0.8, 0.2, -0.7, -2.3]])
Y = np.array([[1, 0, 1, 0, 0, 1]])
parameters = initialize_parameters(2, 4, 1)
for i in range(3):
    A2, cache = forward_propagation(X, parameters)
    cost = compute_cost(A2, Y)
    grads = backward_propagation(parameters, cache, X, Y)
    parameters = update_parameters(parameters, grads)
    print("Cost after iteration %i: %f" % (i, cost))
