# Week 4 assignment: L-layer network, samples are COLUMNS
import numpy as np

def initialize_parameters(dims, seed=3):
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(dims)):
        parameters['W' + str(l)] = rng.randn(dims[l], dims[l-1]) * np.sqrt(2. / dims[l-1])
        parameters['b' + str(l)] = np.zeros((dims[l], 1))
    return parameters

def L_model_forward(X, parameters):
    L = len(parameters) // 2
    caches, A = [], X
    for l in range(1, L + 1):
        A_prev = A
        Z = parameters['W' + str(l)] @ A_prev + parameters['b' + str(l)]
        A = np.tanh(Z) if l < L else 1 / (1 + np.exp(-Z))
        caches.append((A_prev, Z))
    return A, caches

def compute_cost(AL, Y):
    m = Y.shape[1]
    return float(-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m)

def L_model_backward(AL, Y, caches, parameters):
    grads = {}
    L, m = len(caches), Y.shape[1]
    dZ = AL - Y
    for l in reversed(range(1, L + 1)):
        A_prev, _ = caches[l-1]
        grads['dW' + str(l)] = dZ @ A_prev.T / m       # the 1/m only enters here
        grads['db' + str(l)] = dZ.sum(axis=1, keepdims=True) / m
        if l > 1:
            dA_prev = parameters['W' + str(l)].T @ dZ
            dZ = dA_prev * (1 - np.power(A_prev, 2))
    return grads

def update_parameters(parameters, grads, learning_rate):
    for key in parameters:
        parameters[key] = parameters[key] - learning_rate * grads['d' + key]
    return parameters

np.random.seed(1)
X = np.random.randn(3, 10)
Y = (X[:1] * X[1:2] > 0).astype(float)
parameters = initialize_parameters([3, 5, 4, 1])
costs = []
for i in range(25):
    AL, caches = L_model_forward(X, parameters)
    cost = compute_cost(AL, Y)
    # backward
    grads = L_model_backward(AL, Y, caches, parameters)
    # update
    parameters = update_parameters(parameters, grads, 0.3)
    if i % 5 == 0:
        costs.append(cost)
        print("Cost after iteration %i: %f" % (i, cost))
