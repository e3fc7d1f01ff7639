import numpy as np

# Deep neural network, L layers: [LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID
# shapes: X is (n_x, m), one column per example

def initialize(layer_dims, seed=3):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l-1]) * np.sqrt(2. / layer_dims[l-1])
        parameters["b" + str(l)] = 0.1 * rng.randn(layer_dims[l], 1)
    return parameters

def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    if activation == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
    else:
        A = np.maximum(0, Z)
    return A, (A_prev, W, b, Z)

def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        act = "sigmoid" if l == L else "relu"
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], act)
        caches.append(cache)
    return A, caches

def compute_cost(AL, Y):
    m = Y.shape[1]
    return float(-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m)

# backward
def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0  #! dZ[Z > 0] = 0
    return dZ

def sigmoid_backward(dA, Z):
    s = 1 / (1 + np.exp(-Z))
    return dA * s * (1 - s)  #! return dA * Z * (1 - Z)  #! return dA * (1 - s)

def linear_backward(dZ, cache):
    A_prev, W, b, Z = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m  #! dW = np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True) / m  #! db = np.sum(dZ, axis=0, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)  #! dA_prev = np.dot(W.T, dZ) / m
    return dA_prev, dW, db

def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dA = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))
    dZ = sigmoid_backward(dA, caches[L-1][3])
    dA, grads["dW" + str(L)], grads["db" + str(L)] = linear_backward(dZ, caches[L-1])
    for l in reversed(range(L - 1)):
        dZ = relu_backward(dA, caches[l][3])  #! dZ = relu_backward(dA, caches[l][0])
        dA, grads["dW" + str(l+1)], grads["db" + str(l+1)] = linear_backward(dZ, caches[l])
    return grads

# update
def update_parameters(parameters, grads, lr):
    for l in range(1, len(parameters) // 2 + 1):
        parameters["W" + str(l)] -= lr * grads["dW" + str(l)]
        parameters["b" + str(l)] -= lr * grads["db" + str(l)]  #! parameters["b" + str(l)] += lr * grads["db" + str(l)]  #! parameters["b" + str(l)] -= lr * grads["dW" + str(l)].sum(axis=1, keepdims=True)
    return parameters

np.random.seed(1)
X = np.random.randn(5, 10)
Y = (X[:1] * X[1:2] > 0).astype(float)
parameters = initialize([5, 4, 4, 1])
costs = []
for i in range(20):
    AL, caches = L_model_forward(X, parameters)
    cost = compute_cost(AL, Y)
    grads = L_model_backward(AL, Y, caches)
    parameters = update_parameters(parameters, grads, 0.3 / (1 + 0.05 * i))
    costs.append(cost)
print(costs[0], costs[-1])
