# Two hidden layers, samples are the COLUMNS of X like in the lecture
import numpy as np

np.random.seed(1)
X = np.random.randn(2, 9)
Y = ((X[0] * X[1]) > 0).astype(float).reshape(1, 9)
m = X.shape[1]

layer_dims = [2, 5, 4, 1]
parameters = {}
for l in range(1, len(layer_dims)):
    parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.7
    parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))


def forward_propagation(X, parameters):
    Z1 = np.dot(parameters['W1'], X) + parameters['b1']
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters['W2'], A1) + parameters['b2']
    A2 = np.maximum(0, Z2)
    Z3 = np.dot(parameters['W3'], A2) + parameters['b3']
    A3 = 1 / (1 + np.exp(-Z3))
    cache = {'Z1': Z1, 'A1': A1, 'Z2': Z2, 'A2': A2, 'Z3': Z3, 'A3': A3}
    return A3, cache


def compute_cost(A3, Y):
    return -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m


def backward_propagation(parameters, cache, X, Y):
    # backward
    A1, A2, A3 = cache['A1'], cache['A2'], cache['A3']    #! A1, A2, A3 = cache['Z1'], cache['A2'], cache['A3']
    dZ3 = A3 - Y    #! dZ3 = Y - A3
    dW3 = np.dot(dZ3, A2.T) / m    #! dW3 = np.dot(dZ3, A2.T)
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m    #! db3 = np.sum(dZ3, axis=0, keepdims=True) / m
    dA2 = np.dot(parameters['W3'].T, dZ3)
    dZ2 = dA2 * (cache['Z2'] > 0)    #! dZ2 = dA2 * (dA2 > 0)
    dW2 = np.dot(dZ2, A1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m    #! db2 = np.sum(dZ3, axis=1, keepdims=True) / m
    dZ1 = np.dot(parameters['W2'].T, dZ2) * (1 - np.power(A1, 2))    #! dZ1 = np.dot(parameters['W2'].T, dZ2) * (1 - A1)
    dW1 = np.dot(dZ1, X.T) / m    #! dW1 = np.dot(dZ2, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {'dW1': dW1, 'db1': db1, 'dW2': dW2, 'db2': db2, 'dW3': dW3, 'db3': db3}


def update_parameters(parameters, grads, learning_rate):
    # update
    L = len(parameters) // 2
    for l in range(1, L + 1):    #! for l in range(1, L):
        parameters['W' + str(l)] = parameters['W' + str(l)] - learning_rate * grads['dW' + str(l)]
        parameters['b' + str(l)] = parameters['b' + str(l)] - learning_rate * grads['db' + str(l)]    #! parameters['b' + str(l)] = parameters['b' + str(l)] + learning_rate * grads['db' + str(l)]
    return parameters


costs = []
for i in range(12):
    A3, cache = forward_propagation(X, parameters)
    cost = compute_cost(A3, Y)
    grads = backward_propagation(parameters, cache, X, Y)
    parameters = update_parameters(parameters, grads, 0.3)
    costs.append(cost)
    if i % 4 == 0:
        print("Cost after iteration %i: %f" % (i, cost))
