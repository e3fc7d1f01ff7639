# Building your Deep Neural Network: Step by Step  (my version for 3 layers, columns are examples)
import numpy as np

def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) / np.sqrt(layer_dims[l-1])
        parameters["b" + str(l)] = np.full((layer_dims[l], 1), 0.05)
    return parameters

def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))

def relu(Z):
    return np.maximum(0, Z)

def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A_prev = A
        W, b = parameters["W" + str(l)], parameters["b" + str(l)]
        Z = np.dot(W, A_prev) + b
        A = relu(Z)
        caches.append(((A_prev, W, b), Z))
    W, b = parameters["W" + str(L)], parameters["b" + str(L)]
    Z = np.dot(W, A) + b
    AL = sigmoid(Z)
    caches.append(((A, W, b), Z))
    return AL, caches

def compute_cost(AL, Y):
    m = Y.shape[1]
    cost = -1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    return np.squeeze(cost)

# backward
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]  #! m = A_prev.shape[0]
    dW = 1 / m * np.dot(dZ, A_prev.T)  #! dW = np.dot(dZ, A_prev.T)
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)  #! db = 1 / m * np.sum(dZ)  #! db = np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db

def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0  #! dZ[Z > 0] = 0  #! dZ[dA <= 0] = 0
    return dZ

def sigmoid_backward(dA, Z):
    s = 1 / (1 + np.exp(-Z))
    return dA * s * (1 - s)  #! return dA * (1 - s)  #! return dA * s

def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dAL = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))  #! dAL = AL - Y
    linear_cache, activation_cache = caches[L-1]
    dZ = sigmoid_backward(dAL, activation_cache)
    grads["dA" + str(L-1)], grads["dW" + str(L)], grads["db" + str(L)] = linear_backward(dZ, linear_cache)
    for l in reversed(range(L-1)):
        linear_cache, activation_cache = caches[l]
        dZ = relu_backward(grads["dA" + str(l+1)], activation_cache)
        grads["dA" + str(l)], grads["dW" + str(l+1)], grads["db" + str(l+1)] = linear_backward(dZ, linear_cache)
    return grads

# update
def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(1, L + 1):
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]  #! parameters["W" + str(l)] = parameters["W" + str(l)] + learning_rate * grads["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]  #! parameters["b" + str(l)] = -learning_rate * grads["db" + str(l)]
    return parameters
# end

np.random.seed(1)
train_x = np.random.randn(4, 7)
train_y = np.array([[1, 0, 1, 1, 0, 0, 1]])
parameters = initialize_parameters_deep([4, 4, 4, 1])
for i in range(8):
    AL, caches = L_model_forward(train_x, parameters)
    cost = compute_cost(AL, train_y)
    grads = L_model_backward(AL, train_y, caches)
    parameters = update_parameters(parameters, grads, learning_rate=0.3)
    print("Cost after iteration {}: {}".format(i, cost))
