# My notes of the deep network assignment: L layers, [LINEAR->RELU] * (L-1) -> LINEAR -> SIGMOID
import numpy as np


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.7
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1)) + 0.1
    return parameters


def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    A = 1 / (1 + np.exp(-Z)) if activation == "sigmoid" else np.maximum(0, Z)
    return A, ((A_prev, W, b), Z)


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


def compute_cost(AL, Y):
    m = Y.shape[1]
    return float(np.squeeze(-(np.dot(Y, np.log(AL).T) + np.dot(1 - Y, np.log(1 - AL).T)) / m))


def linear_activation_backward(dA, cache, activation):
    linear_cache, Z = cache
    A_prev, W, b = linear_cache
    m = A_prev.shape[1]
    if activation == "relu":
        # backward
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0  #! dZ[dZ <= 0] = 0  #! dZ[Z <= 0] = 1
    else:
        s = 1 / (1 + np.exp(-Z))
        # backward
        dZ = dA * s * (1 - s)  #! dZ = dA * s  #! dZ = s * (1 - s)
    # backward
    dW = np.dot(dZ, A_prev.T) / m  #! dW = np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True) / m  #! db = np.sum(dZ) / m  #! db = np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)  #! dA_prev = np.dot(W.T, dZ) / m
    return dA_prev, dW, db


def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    # backward
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dAL = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))
    dA, grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(dAL, caches[L - 1], "sigmoid")
    for l in reversed(range(L - 1)):
        dA, grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_activation_backward(dA, caches[l], "relu")
    return grads


np.random.seed(2)
X = np.random.randn(4, 6)
Y = np.array([[1, 0, 1, 1, 0, 0]])
parameters = initialize_parameters_deep([4, 5, 3, 1])
for i in range(3):
    AL, caches = L_model_forward(X, parameters)
    cost = compute_cost(AL, Y)
    grads = L_model_backward(AL, Y, caches)
    for l in range(len(parameters) // 2):
        # update
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - 0.2 * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - 0.2 * grads["db" + str(l + 1)]
    # end
    print("Cost after iteration %i: %f" % (i, cost))
