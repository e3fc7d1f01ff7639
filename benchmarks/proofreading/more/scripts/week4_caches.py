import numpy as np

np.random.seed(3)

def initialize_parameters_deep(layer_dims):
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) * np.sqrt(2. / layer_dims[l-1])
        parameters['b' + str(l)] = np.full((layer_dims[l], 1), 0.1)
    return parameters

def linear_activation_forward(A_prev, W, b, activation):
    Z = np.dot(W, A_prev) + b
    if activation == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
    elif activation == "relu":
        A = np.maximum(0, Z)
    cache = ((A_prev, W, b), Z)      # linear cache, activation cache
    return A, cache

def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters['W' + str(l)], parameters['b' + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters['W' + str(L)], parameters['b' + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches

def compute_cost_with_regularization(AL, Y, parameters, lambd):
    m = Y.shape[1]
    cross_entropy_cost = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    L2_cost = 0
    for l in range(1, len(parameters) // 2 + 1):
        L2_cost += np.sum(np.square(parameters['W' + str(l)]))
    return np.squeeze(cross_entropy_cost) + lambd / (2 * m) * L2_cost

# backward
def linear_backward(dZ, linear_cache, lambd):
    A_prev, W, b = linear_cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m + lambd / m * W  #! dW = np.dot(dZ, A_prev.T) / m  #! dW = np.dot(dZ, A_prev.T) / m + lambd * W  #! dW = np.dot(dZ, A_prev.T) + lambd / m * W
    db = np.sum(dZ, axis=1, keepdims=True) / m  #! db = np.sum(dZ) / m  #! db = np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db

def linear_activation_backward(dA, cache, activation, lambd):
    linear_cache, Z = cache
    if activation == "relu":
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0  #! dZ[dA <= 0] = 0  #! dZ[Z > 0] = 0
    elif activation == "sigmoid":
        s = 1 / (1 + np.exp(-Z))
        dZ = dA * s * (1 - s)  #! dZ = dA * s  #! dZ = dA * Z * (1 - Z)
    return linear_backward(dZ, linear_cache, lambd)

def L_model_backward(AL, Y, caches, lambd):
    grads = {}
    L = len(caches)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dAL = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))  #! dAL = AL - Y
    grads["dA" + str(L-1)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(dAL, caches[L-1], "sigmoid", lambd)
    for l in reversed(range(L-1)):
        dA_prev_temp, dW_temp, db_temp = linear_activation_backward(grads["dA" + str(l+1)], caches[l], "relu", lambd)
        grads["dA" + str(l)] = dA_prev_temp
        grads["dW" + str(l+1)] = dW_temp
        grads["db" + str(l+1)] = db_temp
    return grads
# end

train_x = np.random.randn(4, 7)
train_y = np.array([[1, 0, 0, 1, 1, 0, 1]])
parameters = initialize_parameters_deep([4, 5, 3, 1])
learning_rate = 0.15
for i in range(8):
    AL, caches = L_model_forward(train_x, parameters)
    cost = compute_cost_with_regularization(AL, train_y, parameters, lambd=0.3)
    grads = L_model_backward(AL, train_y, caches, lambd=0.3)
    # update
    for l in range(len(parameters) // 2):
        parameters["W" + str(l+1)] = parameters["W" + str(l+1)] - learning_rate * grads["dW" + str(l+1)]  #! parameters["W" + str(l+1)] = parameters["W" + str(l+1)] + learning_rate * grads["dW" + str(l+1)]
        parameters["b" + str(l+1)] = parameters["b" + str(l+1)] - learning_rate * grads["db" + str(l+1)]
    # end
    if i % 2 == 0:
        print("Cost after iteration %i: %f" % (i, cost))
