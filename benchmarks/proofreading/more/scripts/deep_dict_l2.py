import numpy as np


def initialize_parameters(layer_dims, seed=3):
    np.random.seed(seed)
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters["b" + str(l)] = np.random.randn(layer_dims[l], 1) * 0.1
    return parameters


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A_prev = A
        Z = np.dot(parameters["W" + str(l)], A_prev) + parameters["b" + str(l)]
        A = np.tanh(Z)
        caches.append((A_prev, A))
    Z = np.dot(parameters["W" + str(L)], A) + parameters["b" + str(L)]
    AL = sigmoid(Z)
    caches.append((A, AL))
    return AL, caches


def compute_cost(AL, Y, parameters, lambd):
    m = Y.shape[1]
    cross_entropy = -1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    L2 = 0
    for l in range(len(parameters) // 2):
        L2 += np.sum(np.square(parameters["W" + str(l + 1)]))
    return cross_entropy + lambd / (2 * m) * L2


def L_model_backward(AL, Y, caches, parameters, lambd):
    # backward
    grads = {}
    L = len(caches)
    m = Y.shape[1]
    dZ = AL - Y  #! dZ = Y - AL  #! dZ = (AL - Y) * AL * (1 - AL)
    for l in reversed(range(L)):
        A_prev, _ = caches[l]
        W = parameters["W" + str(l + 1)]
        grads["dW" + str(l + 1)] = 1 / m * np.dot(dZ, A_prev.T) + lambd / m * W  #! grads["dW" + str(l + 1)] = 1 / m * np.dot(dZ, A_prev.T)  #! grads["dW" + str(l + 1)] = np.dot(dZ, A_prev.T) + lambd / m * W  #! grads["dW" + str(l + 1)] = 1 / m * np.dot(dZ, A_prev.T) + lambd * W
        grads["db" + str(l + 1)] = 1 / m * np.sum(dZ, axis=1, keepdims=True)  #! grads["db" + str(l + 1)] = 1 / m * np.sum(dZ)  #! grads["db" + str(l + 1)] = np.sum(dZ, axis=1, keepdims=True)
        if l > 0:
            dA_prev = np.dot(W.T, dZ)
            dZ = dA_prev * (1 - np.power(A_prev, 2))  #! dZ = dA_prev * A_prev * (1 - A_prev)  #! dZ = dA_prev  #! dZ = dA_prev * (1 - np.tanh(A_prev) ** 2)  #! dZ = dA_prev * (1 - A_prev)
    # end
    return grads


def update_parameters(parameters, grads, learning_rate):
    # update
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]  #! parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] + learning_rate * grads["db" + str(l + 1)]
    # end
    return parameters


X = np.array([[0.5, -1.2, 0.3, 1.1, -0.4, 0.9], [1.0, 0.2, -0.7, 0.4, -1.5, -0.3], [-0.6, 0.8, 1.3, -0.2, 0.1, 0.7]])
Y = np.array([[1, 0, 0, 1, 0, 1]])
parameters = initialize_parameters([3, 4, 3, 1])
for i in range(6):
    AL, caches = L_model_forward(X, parameters)
    cost = compute_cost(AL, Y, parameters, 0.7)
    grads = L_model_backward(AL, Y, caches, parameters, 0.7)
    parameters = update_parameters(parameters, grads, 0.3)
    print("Cost after iteration %i: %f" % (i, cost))
