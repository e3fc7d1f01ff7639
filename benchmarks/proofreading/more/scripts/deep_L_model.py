import numpy as np

# L-layer model, [LINEAR->TANH]*(L-1) -> LINEAR->SIGMOID, columns are examples


def initialize_parameters_deep(layer_dims):
    np.random.seed(1)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) / np.sqrt(layer_dims[l-1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    A = np.tanh(Z) if activation == "tanh" else 1 / (1 + np.exp(-Z))
    return A, (A_prev, W, b, A)


def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "tanh")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches


def compute_cost(AL, Y, parameters, lambd):
    m = Y.shape[1]
    ce = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    l2 = sum(np.sum(np.square(v)) for k, v in parameters.items() if k.startswith("W"))
    return ce + lambd / (2 * m) * l2


def L_model_backward(AL, Y, caches, lambd):
    # backward
    grads = {}
    L = len(caches)
    m = AL.shape[1]
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dAL = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))
    A_prev, W, b, A = caches[L-1]
    dZ = dAL * A * (1 - A)  #! dZ = dAL * A_prev * (1 - A_prev)  #! dZ = dAL * (1 - A ** 2)
    grads["dW" + str(L)] = np.dot(dZ, A_prev.T) / m + lambd / m * W  #! grads["dW" + str(L)] = np.dot(dZ, A_prev.T) / m
    grads["db" + str(L)] = np.sum(dZ, axis=1, keepdims=True) / m  #! grads["db" + str(L)] = np.sum(dZ, keepdims=True) / m + lambd / m * b
    grads["dA" + str(L-1)] = np.dot(W.T, dZ)
    for l in reversed(range(1, L)):
        A_prev, W, b, A = caches[l-1]  #! A_prev, W, b, A = caches[l]
        dZ = grads["dA" + str(l)] * (1 - np.power(A, 2))  #! dZ = grads["dA" + str(l)] * (1 - np.power(A_prev, 2))
        grads["dW" + str(l)] = 1. / m * np.dot(dZ, A_prev.T) + lambd / m * W  #! grads["dW" + str(l)] = 1. / m * np.dot(dZ, A_prev.T) + lambd * W
        grads["db" + str(l)] = 1. / m * np.sum(dZ, axis=1, keepdims=True)  #! grads["db" + str(l)] = 1. / m * np.sum(dZ, axis=0, keepdims=True)
        grads["dA" + str(l-1)] = np.dot(W.T, dZ)  #! grads["dA" + str(l-1)] = np.dot(W.T, grads["dA" + str(l)])
    return grads


np.random.seed(7)
X = np.random.randn(4, 9)
Y = (np.random.rand(1, 9) > 0.5).astype(float)
parameters = initialize_parameters_deep([4, 5, 3, 1])
learning_rate = 0.3
costs = []
for i in range(15):
    AL, caches = L_model_forward(X, parameters)
    cost = compute_cost(AL, Y, parameters, 0.7)
    costs.append(cost)
    grads = L_model_backward(AL, Y, caches, 0.7)
    # update
    for l in range(1, len(parameters) // 2 + 1):
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]
