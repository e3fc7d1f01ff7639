import numpy as np


def relu(Z):
    return np.maximum(0, Z), Z


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z)), Z


def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) / np.sqrt(layer_dims[l-1])
        parameters['b' + str(l)] = np.full((layer_dims[l], 1), 0.1)
    return parameters


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A_prev = A
        W, b = parameters['W' + str(l)], parameters['b' + str(l)]
        Z = np.dot(W, A_prev) + b
        A, activation_cache = sigmoid(Z) if l == L else relu(Z)
        caches.append(((A_prev, W, b), activation_cache))
    return A, caches


def compute_cost(AL, Y, parameters, lambd):
    m = Y.shape[1]
    cross_entropy = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    L2 = sum(np.sum(np.square(parameters['W' + str(l)])) for l in range(1, len(parameters) // 2 + 1))
    return cross_entropy + lambd / (2 * m) * L2


# backward
def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0  #! dZ[Z > 0] = 0  #! dZ[dA <= 0] = 0
    return dZ


def sigmoid_backward(dA, Z):
    s = 1 / (1 + np.exp(-Z))
    return dA * s * (1 - s)  #! return dA * (1 - s)


def linear_backward(dZ, cache, lambd):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m + lambd / m * W  #! dW = np.dot(dZ, A_prev.T) / m  #! dW = np.dot(dZ, A_prev.T) + lambd / m * W  #! dW = np.dot(dZ, A_prev.T) / m + lambd * W
    db = np.sum(dZ, axis=1, keepdims=True) / m  #! db = np.sum(dZ) / m  #! db = np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)  #! dA_prev = np.dot(W.T, dZ) / m
    return dA_prev, dW, db


def L_model_backward(AL, Y, caches, lambd):
    grads = {}
    L = len(caches)
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dA = np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)  #! dA = AL - Y
    for l in reversed(range(L)):
        linear_cache, Z = caches[l]
        dZ = sigmoid_backward(dA, Z) if l == L - 1 else relu_backward(dA, Z)  #! dZ = sigmoid_backward(dA, Z)
        dA, grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_backward(dZ, linear_cache, lambd)  #! dA, grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_backward(dA, linear_cache, lambd)
    return grads
# end


X = np.array([[1.2, -0.4, 0.3, 2.1, -0.9], [0.7, 1.5, -1.1, 0.2, 0.6], [-0.5, 0.8, 1.9, -1.4, 0.1]])
Y = np.array([[1, 0, 0, 1, 0]])
parameters = initialize_parameters_deep([3, 4, 3, 1])
for i in range(10):
    AL, caches = L_model_forward(X, parameters)
    cost = compute_cost(AL, Y, parameters, 0.1)
    grads = L_model_backward(AL, Y, caches, 0.1)
    # update
    for key in parameters:
        parameters[key] = parameters[key] - 0.2 * grads["d" + key]  #! parameters[key] = parameters[key] + 0.2 * grads["d" + key]
    # end
    if i % 2 == 0:
        print("Cost after iteration {}: {}".format(i, np.squeeze(cost)))
