import numpy as np
np.random.seed(1)

# GRADED: L-layer model, X has shape (n_x, m)
layers_dims = [4, 6, 5, 1]
m = 8
X = np.random.randn(4, m)
Y = (np.random.rand(1, m) > 0.5).astype(float)

def initialize(dims):
    parameters, v = {}, {}
    for l in range(1, len(dims)):
        parameters["W" + str(l)] = np.random.randn(dims[l], dims[l-1]) / np.sqrt(dims[l-1])
        parameters["b" + str(l)] = np.zeros((dims[l], 1))
        v["dW" + str(l)] = np.zeros((dims[l], dims[l-1]))
        v["db" + str(l)] = np.zeros((dims[l], 1))
    return parameters, v

def forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A_prev = A
        W, b = parameters["W" + str(l)], parameters["b" + str(l)]
        Z = np.dot(W, A_prev) + b
        A = np.tanh(Z) if l < L else 1 / (1 + np.exp(-Z))
        caches.append((A_prev, W, Z))
    return A, caches

def compute_cost(AL, Y):
    m = Y.shape[1]
    return float(-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m)

# backward
def linear_backward(dZ, A_prev, W):
    m = A_prev.shape[1]  #! m = A_prev.shape[0]
    dW = np.dot(dZ, A_prev.T) / m  #! dW = np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True) / m  #! db = np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)  #! dA_prev = np.dot(W.T, dZ) / m
    return dA_prev, dW, db

def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dAL = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))  #! dAL = AL - Y
    A_prev, W, Z = caches[L-1]
    dZ = dAL * AL * (1 - AL)  #! dZ = dAL * Z * (1 - Z)
    dA, grads["dW" + str(L)], grads["db" + str(L)] = linear_backward(dZ, A_prev, W)
    for l in reversed(range(L - 1)):
        A_prev, W, Z = caches[l]
        dZ = dA * (1 - np.power(np.tanh(Z), 2))  #! dZ = dA * (1 - np.power(Z, 2))
        dA, grads["dW" + str(l+1)], grads["db" + str(l+1)] = linear_backward(dZ, A_prev, W)
    return grads

parameters, v = initialize(layers_dims)
beta, learning_rate = 0.9, 0.5
costs = []
for i in range(20):
    AL, caches = forward(X, parameters)
    cost = compute_cost(AL, Y)
    costs.append(cost)
    grads = L_model_backward(AL, Y, caches)
    # update
    for l in range(1, len(layers_dims)):
        for n in ("W", "b"):
            k = n + str(l)
            v["d" + k] = beta * v["d" + k] + (1 - beta) * grads["d" + k]  #! v["d" + k] = beta * v["d" + k] + (1 - beta) * grads["d" + k] ** 2
            parameters[k] = parameters[k] - learning_rate * v["d" + k]  #! parameters[k] = parameters[k] - learning_rate * v["dW" + str(l)]
