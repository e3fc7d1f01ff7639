import numpy as np

# 3-layer net, LINEAR->RELU->LINEAR->TANH->LINEAR->SIGMOID, samples in columns

def initialize(layer_dims, seed=4):
    np.random.seed(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters['b' + str(l)] = np.random.randn(layer_dims[l], 1) * 0.1
    return parameters

def forward_propagation(X, parameters):
    W1, b1 = parameters['W1'], parameters['b1']
    W2, b2 = parameters['W2'], parameters['b2']
    W3, b3 = parameters['W3'], parameters['b3']
    Z1 = np.dot(W1, X) + b1
    A1 = np.maximum(0, Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = np.tanh(Z2)
    Z3 = np.dot(W3, A2) + b3
    A3 = 1 / (1 + np.exp(-Z3))
    return A3, (Z1, A1, W1, Z2, A2, W2, Z3, A3, W3)

def compute_cost(A3, Y, parameters, lambd):
    m = Y.shape[1]
    cross_entropy = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    L2 = sum(np.sum(np.square(parameters['W' + str(l)])) for l in (1, 2, 3))
    return cross_entropy + lambd / (2 * m) * L2

def backward_propagation(X, Y, cache, lambd):
    m = X.shape[1]
    (Z1, A1, W1, Z2, A2, W2, Z3, A3, W3) = cache
    # backward
    dZ3 = A3 - Y  #! dZ3 = Y - A3  #! dZ3 = (A3 - Y) * A3 * (1 - A3)
    dW3 = 1. / m * np.dot(dZ3, A2.T) + lambd / m * W3  #! dW3 = 1. / m * np.dot(dZ3, A2.T)  #! dW3 = np.dot(dZ3, A2.T) + lambd / m * W3
    db3 = 1. / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = dA2 * (1 - np.power(A2, 2))  #! dZ2 = dA2 * (1 - np.power(Z2, 2))  #! dZ2 = np.multiply(dA2, np.int64(A2 > 0))  #! dZ2 = dA2 * A2 * (1 - A2)
    dW2 = 1. / m * np.dot(dZ2, A1.T) + lambd / m * W2  #! dW2 = 1. / m * np.dot(dZ2, Z1.T) + lambd / m * W2  #! dW2 = 1. / m * np.dot(dZ2, A1.T) + lambd / m * W3.T
    db2 = 1. / m * np.sum(dZ2, axis=1, keepdims=True)  #! db2 = 1. / m * np.sum(dZ2)
    dA1 = np.dot(W2.T, dZ2)  #! dA1 = np.dot(W2.T, dA2)
    dZ1 = np.multiply(dA1, np.int64(Z1 > 0))  #! dZ1 = np.multiply(dA1, np.int64(Z1 < 0))
    dW1 = 1. / m * np.dot(dZ1, X.T) + lambd / m * W1  #! dW1 = 1. / m * np.dot(dA1, X.T) + lambd / m * W1
    db1 = 1. / m * np.sum(dZ1, axis=1, keepdims=True)
    # end
    return {"dW3": dW3, "db3": db3, "dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1}

def update_parameters(parameters, grads, learning_rate):
    for l in range(1, len(parameters) // 2 + 1):
        # update
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]  #! parameters["b" + str(l)] = parameters["b" + str(l)] + learning_rate * grads["db" + str(l)]
        # end
    return parameters

np.random.seed(1)
X = np.random.randn(2, 7)
Y = (X[0:1] * X[1:2] > 0).astype(int)
parameters = initialize([2, 4, 3, 1])
for i in range(10):
    A3, cache = forward_propagation(X, parameters)
    cost = compute_cost(A3, Y, parameters, 0.5)
    grads = backward_propagation(X, Y, cache, 0.5)
    parameters = update_parameters(parameters, grads, 0.3)
    if i % 2 == 0:
        print("Cost after iteration {}: {}".format(i, cost))
