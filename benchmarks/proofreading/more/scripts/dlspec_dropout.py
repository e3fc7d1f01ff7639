import numpy as np

# Week 1 assignment, own version: L-layer model with dropout AND L2

def initialize_parameters(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) * np.sqrt(2. / layer_dims[l-1])
        parameters['b' + str(l)] = 0.1 * np.ones((layer_dims[l], 1))
    return parameters

def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))

def forward_propagation(X, parameters, keep_prob):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A_prev = A
        W, b = parameters['W' + str(l)], parameters['b' + str(l)]
        Z = np.dot(W, A_prev) + b
        D = np.random.rand(Z.shape[0], Z.shape[1]) < keep_prob
        A = np.maximum(0, Z) * D / keep_prob      # inverted dropout
        caches.append((A_prev, W, Z, D))
    W, b = parameters['W' + str(L)], parameters['b' + str(L)]
    Z = np.dot(W, A) + b
    AL = sigmoid(Z)
    caches.append((A, W, Z, None))
    return AL, caches

def compute_cost(AL, Y, parameters, lambd):
    m = Y.shape[1]
    cross_entropy = -(1. / m) * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    L2 = 0
    for l in range(1, len(parameters) // 2 + 1):
        L2 += np.sum(np.square(parameters['W' + str(l)]))
    return cross_entropy + lambd / (2. * m) * L2

def backward_propagation(AL, Y, caches, lambd, keep_prob):
    # backward
    grads = {}
    L = len(caches)
    m = Y.shape[1]
    A_prev, W, Z, D = caches[L-1]
    dZ = AL - Y  #! dZ = (AL - Y) * AL * (1 - AL)  #! dZ = Y - AL
    grads['dW' + str(L)] = 1. / m * np.dot(dZ, A_prev.T) + lambd / m * W  #! grads['dW' + str(L)] = 1. / m * np.dot(dZ, A_prev.T) + lambd * W
    grads['db' + str(L)] = 1. / m * np.sum(dZ, axis=1, keepdims=True)  #! grads['db' + str(L)] = 1. / m * np.sum(dZ, axis=0, keepdims=True)
    dA = np.dot(W.T, dZ)
    for l in reversed(range(1, L)):
        A_prev, W, Z, D = caches[l-1]
        dA = dA * D / keep_prob  #! dA = dA * D
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0  #! dZ[dA <= 0] = 0
        grads['dW' + str(l)] = 1. / m * np.dot(dZ, A_prev.T) + lambd / m * W  #! grads['dW' + str(l)] = 1. / m * np.dot(dZ, A_prev.T)
        grads['db' + str(l)] = 1. / m * np.sum(dZ, axis=1, keepdims=True)  #! grads['db' + str(l)] = 1. / m * np.sum(dA, axis=1, keepdims=True)
        dA = np.dot(W.T, dZ)  #! dA = np.dot(W.T, dA)
    return grads

def update_parameters(parameters, grads, learning_rate):
    # update
    L = len(parameters) // 2
    for l in range(1, L + 1):
        parameters['W' + str(l)] = parameters['W' + str(l)] - learning_rate * grads['dW' + str(l)]
        parameters['b' + str(l)] = parameters['b' + str(l)] - learning_rate * grads['db' + str(l)]  #! parameters['b' + str(l)] = parameters['b' + str(l)] + learning_rate * grads['db' + str(l)]
    return parameters

def model(X, Y, layer_dims, num_iterations=20, learning_rate=0.1, lambd=0.7, keep_prob=0.8):
    parameters = initialize_parameters(layer_dims)
    for i in range(num_iterations):
        AL, caches = forward_propagation(X, parameters, keep_prob)
        cost = compute_cost(AL, Y, parameters, lambd)
        grads = backward_propagation(AL, Y, caches, lambd, keep_prob)
        parameters = update_parameters(parameters, grads, learning_rate)
        if i % 10 == 0:
            print("Cost after iteration %i: %f" % (i, cost))
    return parameters

np.random.seed(1)
X = np.random.randn(3, 10)
Y = (X[0:1] * X[1:2] > 0).astype(int)
parameters = model(X, Y, [3, 6, 4, 1])
