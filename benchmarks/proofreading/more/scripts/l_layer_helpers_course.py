import numpy as np

def sigmoid(Z):
    return 1 / (1 + np.exp(-Z)), Z

def relu(Z):
    return np.maximum(0, Z), Z

def relu_backward(dA, activation_cache):
    Z = activation_cache
    dZ = np.array(dA, copy=True)
    # backward
    dZ[Z <= 0] = 0  #! dZ[dA <= 0] = 0  #! dZ[Z > 0] = 0
    return dZ
    # end

def sigmoid_backward(dA, activation_cache):
    Z = activation_cache
    s = 1 / (1 + np.exp(-Z))
    # backward
    return dA * s * (1 - s)  #! return dA * Z * (1 - Z)  #! return s * (1 - s)
    # end

def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    A, activation_cache = sigmoid(Z) if activation == "sigmoid" else relu(Z)
    return A, ((A_prev, W, b), activation_cache)

def linear_backward(dZ, linear_cache):
    A_prev, W, b = linear_cache
    m = A_prev.shape[1]
    # backward
    dW = np.dot(dZ, A_prev.T) / m  #! dW = np.dot(dZ, A_prev.T)  #! dW = np.dot(A_prev, dZ.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m  #! db = np.sum(dZ) / m
    dA_prev = np.dot(W.T, dZ)  #! dA_prev = np.dot(W, dZ)  #! dA_prev = np.dot(W.T, dZ) / m
    # end
    return dA_prev, dW, db

def L_model_forward(X, parameters):
    caches, A, L = [], X, len(parameters) // 2
    for l in range(1, L + 1):
        act = "sigmoid" if l == L else "relu"
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], act)
        caches.append(cache)
    return A, caches

def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    # backward
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dA = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))  #! dA = AL - Y
    for l in reversed(range(L)):
        linear_cache, activation_cache = caches[l]  #! linear_cache, activation_cache = caches[l - 1]
        dZ = sigmoid_backward(dA, activation_cache) if l == L - 1 else relu_backward(dA, activation_cache)
        dA, grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = linear_backward(dZ, linear_cache)
    # end
    return grads

np.random.seed(5)
dims = [4, 5, 3, 1]
parameters = {}
for l in range(1, len(dims)):
    parameters["W" + str(l)] = np.random.randn(dims[l], dims[l - 1]) / np.sqrt(dims[l - 1])
    parameters["b" + str(l)] = np.zeros((dims[l], 1)) + 0.1
X = np.random.randn(4, 7)
Y = np.random.randint(0, 2, (1, 7))
for i in range(2):
    AL, caches = L_model_forward(X, parameters)
    cost = np.squeeze(-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / 7)
    grads = L_model_backward(AL, Y, caches)
    # update
    for l in range(3):
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - 0.3 * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - 0.3 * grads["db" + str(l + 1)]
