import numpy as np

# L-layer network the "parameters / caches / grads" way, examples are COLUMNS
np.random.seed(3)
X = np.random.randn(3, 7)
labels = np.array([0, 2, 1, 1, 0, 2, 2])
Y = np.eye(3)[labels].T
layer_dims = [3, 3, 3, 3]
L = len(layer_dims) - 1


def initialize_parameters(dims):
    parameters = {}
    for l in range(1, len(dims)):
        parameters["W" + str(l)] = np.random.randn(dims[l], dims[l - 1]) * np.sqrt(2.0 / dims[l - 1])
        parameters["b" + str(l)] = np.zeros((dims[l], 1)) + 0.01
    return parameters


def forward_propagation(X, parameters):
    caches = {"A0": X}
    for l in range(1, L + 1):
        Z = np.dot(parameters["W%d" % l], caches["A%d" % (l - 1)]) + parameters["b%d" % l]
        caches["Z%d" % l] = Z
        if l < L:
            caches["A%d" % l] = np.maximum(0.1 * Z, Z)   # leaky relu
        else:
            t = np.exp(Z - Z.max(axis=0, keepdims=True))
            caches["A%d" % l] = t / t.sum(axis=0, keepdims=True)
    return caches["A%d" % L], caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    return -np.sum(Y * np.log(AL)) / m


def backward_propagation(Y, caches, parameters):
    grads = {}
    m = Y.shape[1]
    # backward
    dZ = caches["A%d" % L] - Y  #! dZ = Y - caches["A%d" % L]  #! dZ = caches["Z%d" % L] - Y
    for l in reversed(range(1, L + 1)):
        A_prev = caches["A%d" % (l - 1)]  #! A_prev = caches["A%d" % l]
        grads["dW%d" % l] = np.dot(dZ, A_prev.T) / m  #! grads["dW%d" % l] = np.dot(dZ, A_prev.T)
        grads["db%d" % l] = np.sum(dZ, axis=1, keepdims=True) / m  #! grads["db%d" % l] = np.sum(dZ, axis=1, keepdims=True)
        if l > 1:
            dA = np.dot(parameters["W%d" % l].T, dZ)  #! dA = np.dot(parameters["W%d" % l], dZ)  #! dA = np.dot(parameters["W%d" % (l - 1)].T, dZ)
            slope = np.where(caches["Z%d" % (l - 1)] > 0, 1.0, 0.1)  #! slope = np.where(caches["Z%d" % l] > 0, 1.0, 0.1)  #! slope = np.where(caches["Z%d" % (l - 1)] > 0, 1.0, 0.0)
            dZ = dA * slope  #! dZ = dA
    # end
    return grads


parameters = initialize_parameters(layer_dims)
s = {k: np.zeros_like(v) for k, v in parameters.items()}
learning_rate, beta, eps = 0.02, 0.9, 1e-8

for i in range(6):
    AL, caches = forward_propagation(X, parameters)
    cost = compute_cost(AL, Y)
    grads = backward_propagation(Y, caches, parameters)
    # update
    for k in parameters:
        g = grads["d" + k]
        s[k] = beta * s[k] + (1 - beta) * g ** 2  #! s[k] = beta * s[k] + g ** 2
        parameters[k] = parameters[k] - learning_rate * g / (np.sqrt(s[k]) + eps)  #! parameters[k] = parameters[k] - learning_rate * g / (s[k] + eps)
    # end
    print("Cost after iteration %i: %f" % (i, cost))
