import numpy as np

# Hi all, week 4 style network (L layers), examples are the COLUMNS of X. cost goes down but slowly
np.random.seed(3)
X = np.random.randn(4, 10)
Y = (X[0:1, :] * X[1:2, :] + 0.3 * X[2:3, :] > 0).astype(float)
layer_dims = [4, 6, 5, 1]
lambd = 0.7
learning_rate = 0.04


def initialize_parameters(dims):
    parameters = {}
    for l in range(1, len(dims)):
        parameters['W' + str(l)] = np.random.randn(dims[l], dims[l - 1]) * np.sqrt(2. / dims[l - 1])
        parameters['b' + str(l)] = np.zeros((dims[l], 1)) + 0.05
    return parameters


def forward_propagation(X, parameters):
    caches = {'A0': X}
    L = len(parameters) // 2
    for l in range(1, L + 1):
        Z = np.dot(parameters['W' + str(l)], caches['A' + str(l - 1)]) + parameters['b' + str(l)]
        caches['Z' + str(l)] = Z
        if l < L:
            caches['A' + str(l)] = np.maximum(0.1 * Z, Z)    # leaky relu
        else:
            caches['A' + str(l)] = 1 / (1 + np.exp(-Z))
    return caches['A' + str(L)], caches


def compute_cost(AL, Y, parameters):
    m = Y.shape[1]
    cross = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    l2 = 0
    for l in range(1, len(parameters) // 2 + 1):
        l2 += np.sum(np.square(parameters['W' + str(l)]))
    return cross + lambd / (2 * m) * l2


def backward_propagation(AL, Y, caches, parameters):
    # backward
    grads = {}
    m = Y.shape[1]  #! m = Y.shape[0]
    L = len(parameters) // 2
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dA = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))
    for l in reversed(range(1, L + 1)):
        Z = caches['Z' + str(l)]
        if l == L:
            s = 1 / (1 + np.exp(-Z))
            dZ = dA * s * (1 - s)  #! dZ = dA * (1 - s ** 2)
        else:
            dZ = np.array(dA, copy=True)
            dZ[Z <= 0] *= 0.1  #! dZ[Z <= 0] = 0  #! dZ[dZ <= 0] *= 0.1
        A_prev = caches['A' + str(l - 1)]
        grads['dW' + str(l)] = np.dot(dZ, A_prev.T) / m + lambd / m * parameters['W' + str(l)]  #! grads['dW' + str(l)] = np.dot(dZ, A_prev.T) / m  #! grads['dW' + str(l)] = np.dot(dZ, A_prev.T) / m + lambd * parameters['W' + str(l)]
        grads['db' + str(l)] = np.sum(dZ, axis=1, keepdims=True) / m  #! grads['db' + str(l)] = np.sum(dZ) / m
        dA = np.dot(parameters['W' + str(l)].T, dZ)  #! dA = np.dot(parameters['W' + str(l)], dZ)
    return grads


parameters = initialize_parameters(layer_dims)
costs = []
for i in range(12):
    AL, caches = forward_propagation(X, parameters)
    cost = compute_cost(AL, Y, parameters)
    costs.append(cost)
    grads = backward_propagation(AL, Y, caches, parameters)
    # update
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = parameters['W' + str(l)] - learning_rate * grads['dW' + str(l)]
        parameters['b' + str(l)] = parameters['b' + str(l)] - learning_rate * grads['db' + str(l)]  #! parameters['b' + str(l)] = parameters['b' + str(l)] - learning_rate * grads['dW' + str(l)]
    if i % 5 == 0:
        print("cost after iteration", i, cost)
