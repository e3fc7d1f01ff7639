import numpy as np


def relu(z):
    return np.maximum(0, z)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialize_parameters(layers_dims):
    np.random.seed(3)
    parameters = {}
    L = len(layers_dims)
    for l in range(1, L):
        parameters['W' + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) * np.sqrt(2 / layers_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layers_dims[l], 1))
    return parameters


def forward_propagation_with_dropout(X, parameters, keep_prob=0.8):
    np.random.seed(1)
    caches = {'A0': X}
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        Z = np.dot(parameters['W' + str(l)], A) + parameters['b' + str(l)]
        A = relu(Z)
        D = np.random.rand(A.shape[0], A.shape[1]) < keep_prob
        A = A * D
        A = A / keep_prob
        caches['Z' + str(l)], caches['A' + str(l)], caches['D' + str(l)] = Z, A, D
    ZL = np.dot(parameters['W' + str(L)], A) + parameters['b' + str(L)]
    AL = sigmoid(ZL)
    return AL, caches


def compute_cost_with_regularization(AL, Y, parameters, lambd):
    m = Y.shape[1]
    cross_entropy = -np.sum(np.multiply(Y, np.log(AL)) + np.multiply(1 - Y, np.log(1 - AL))) / m
    L2 = 0
    for l in range(1, len(parameters) // 2 + 1):
        L2 += np.sum(np.square(parameters['W' + str(l)]))
    return cross_entropy + lambd / (2 * m) * L2


def backward_propagation(AL, Y, caches, parameters, lambd, keep_prob=0.8):
    grads = {}
    m = Y.shape[1]
    L = len(parameters) // 2
    # backward
    dZ = AL - Y  #! dZ = Y - AL  #! dZ = (AL - Y) * AL * (1 - AL)
    for l in reversed(range(1, L + 1)):
        A_prev = caches['A' + str(l - 1)]
        W = parameters['W' + str(l)]
        grads['dW' + str(l)] = 1. / m * np.dot(dZ, A_prev.T) + lambd / m * W  #! grads['dW' + str(l)] = 1. / m * np.dot(dZ, A_prev.T)  #! grads['dW' + str(l)] = 1. / m * np.dot(dZ, A_prev.T) + lambd * W  #! grads['dW' + str(l)] = np.dot(dZ, A_prev.T) + lambd / m * W
        grads['db' + str(l)] = 1. / m * np.sum(dZ, axis=1, keepdims=True)  #! grads['db' + str(l)] = 1. / m * np.sum(dZ)  #! grads['db' + str(l)] = np.sum(dZ, axis=1, keepdims=True)
        if l > 1:
            dA = np.dot(W.T, dZ)  #! dA = 1. / m * np.dot(W.T, dZ)
            dA = dA * caches['D' + str(l - 1)]  #! dA = dA * (1 - caches['D' + str(l - 1)])  #! dA = dA * caches['D' + str(1)]
            dA = dA / keep_prob  #! dA = dA * keep_prob
            dZ = np.multiply(dA, np.int64(caches['Z' + str(l - 1)] > 0))  #! dZ = np.multiply(dA, np.int64(caches['Z' + str(l - 1)] < 0))  #! dZ = np.multiply(dA, caches['A' + str(l - 1)])
    # end
    return grads


def update_parameters(parameters, grads, learning_rate):
    # update
    for k in range(1, len(parameters) // 2 + 1):
        parameters["W" + str(k)] -= learning_rate * grads["dW" + str(k)]
        parameters["b" + str(k)] -= learning_rate * grads["db" + str(k)]  #! parameters["b" + str(k)] += learning_rate * grads["db" + str(k)]
    # end
    return parameters


train_X = np.array([[0.5, -1.2, 0.3, 1.4, -0.7, 0.9],
                    [1.0, 0.4, -0.9, 0.2, -1.1, -0.3],
                    [-0.2, 0.8, 1.1, -0.6, 0.3, 0.7]])
train_Y = np.array([[1, 0, 0, 1, 0, 1]])
parameters = initialize_parameters([3, 4, 4, 1])
for i in range(25):
    AL, caches = forward_propagation_with_dropout(train_X, parameters)
    cost = compute_cost_with_regularization(AL, train_Y, parameters, 0.1)
    grads = backward_propagation(AL, train_Y, caches, parameters, 0.1)
    parameters = update_parameters(parameters, grads, 0.3)
    if i % 6 == 0:
        print("Cost after iteration {}: {}".format(i, cost))
