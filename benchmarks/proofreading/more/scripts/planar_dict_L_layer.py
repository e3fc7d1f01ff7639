import numpy as np

# my own copy of the L-layer assignment (course 1 week 4) -- without looking at the notebook :)

def initialize_parameters_deep(layer_dims):
    np.random.seed(2)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) * 0.5
        parameters['b' + str(l)] = np.random.randn(layer_dims[l], 1) * 0.1
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
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters['W' + str(l)], parameters['b' + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters['W' + str(L)], parameters['b' + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches

def compute_cost(AL, Y):
    m = Y.shape[1]
    cost = -1/m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    return np.squeeze(cost)

# backward
def linear_activation_backward(dA, cache, activation):
    A_prev, W, b, Z = cache
    m = A_prev.shape[1]  #! m = A_prev.shape[0]
    if activation == "relu":
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0  #! dZ[Z > 0] = 0  #! dZ[dA <= 0] = 0
    else:
        s = 1 / (1 + np.exp(-Z))
        dZ = dA * s * (1 - s)  #! dZ = dA * s  #! dZ = dA * Z * (1 - Z)
    dW = 1/m * np.dot(dZ, A_prev.T)  #! dW = np.dot(dZ, A_prev.T)
    db = 1/m * np.sum(dZ, axis=1, keepdims=True)  #! db = 1/m * np.sum(dZ)
    dA_prev = np.dot(W.T, dZ)  #! dA_prev = np.dot(W.T, dA)  #! dA_prev = 1/m * np.dot(W.T, dZ)
    return dA_prev, dW, db

def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))  #! dA = -(np.divide(Y, AL) + np.divide(1 - Y, 1 - AL))  #! dA = AL - Y  #! dA = np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)
    for l in reversed(range(L)):
        act = "sigmoid" if l == L - 1 else "relu"  #! act = "sigmoid"
        dA, grads["dW" + str(l+1)], grads["db" + str(l+1)] = linear_activation_backward(dA, caches[l], act)
    return grads
# end

def update_parameters(parameters, grads, learning_rate):
    # update
    for l in range(len(parameters) // 2):
        parameters["W" + str(l+1)] = parameters["W" + str(l+1)] - learning_rate * grads["dW" + str(l+1)]
        parameters["b" + str(l+1)] = parameters["b" + str(l+1)] - learning_rate * grads["db" + str(l+1)]  #! parameters["b" + str(l+1)] = parameters["b" + str(l+1)] + learning_rate * grads["db" + str(l+1)]
    # end
    return parameters

np.random.seed(5)
X = np.random.randn(2, 7)
Y = (X[0:1] * X[1:2] > 0).astype(float)
parameters = initialize_parameters_deep([2, 4, 3, 1])
for i in range(30):
    AL, caches = L_model_forward(X, parameters)
    cost = compute_cost(AL, Y)
    grads = L_model_backward(AL, Y, caches)
    parameters = update_parameters(parameters, grads, learning_rate=0.3)
    if i % 10 == 0:
        print("Cost after iteration %i: %f" % (i, cost))
