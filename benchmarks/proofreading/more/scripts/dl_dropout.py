import numpy as np


def initialize_parameters(layer_dims, seed=3):
    np.random.seed(seed)
    p = {}
    for l in range(1, len(layer_dims)):
        p['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        p['b' + str(l)] = np.full((layer_dims[l], 1), 0.1)
    return p


def forward_propagation(X, p, D1, D2, keep_prob):
    c = {}
    c['Z1'] = p['W1'] @ X + p['b1']
    c['A1'] = np.maximum(0, c['Z1']) * D1 / keep_prob
    c['Z2'] = p['W2'] @ c['A1'] + p['b2']
    c['T2'] = np.tanh(c['Z2'])
    c['A2'] = c['T2'] * D2 / keep_prob
    c['Z3'] = p['W3'] @ c['A2'] + p['b3']
    c['A3'] = 1 / (1 + np.exp(-c['Z3']))
    return c['A3'], c


def compute_cost(A3, Y, p, lambd):
    m = Y.shape[1]
    ce = -(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)).sum() / m
    l2 = lambd / (2 * m) * sum(np.sum(np.square(p['W%d' % l])) for l in (1, 2, 3))
    return ce + l2


def backward_propagation(X, Y, p, c, D1, D2, lambd, keep_prob):
    m = X.shape[1]
    # backward
    dZ3 = c['A3'] - Y  #! dZ3 = Y - c['A3']  #! dZ3 = (c['A3'] - Y) * c['A3'] * (1 - c['A3'])
    dW3 = 1 / m * dZ3 @ c['A2'].T + lambd / m * p['W3']  #! dW3 = 1 / m * dZ3 @ c['A2'].T  #! dW3 = 1 / m * dZ3 @ c['T2'].T + lambd / m * p['W3']
    db3 = 1 / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = p['W3'].T @ dZ3
    dA2 = dA2 * D2 / keep_prob  #! dA2 = dA2 / keep_prob  #! dA2 = dA2 * D2  #! dA2 = dA2 * (1 - D2) / keep_prob
    dZ2 = dA2 * (1 - c['T2'] ** 2)  #! dZ2 = dA2 * (1 - c['A2'] ** 2)  #! dZ2 = dA2 * (1 - c['T2'])
    dW2 = 1 / m * dZ2 @ c['A1'].T + lambd / m * p['W2']  #! dW2 = 1 / m * dZ2 @ c['A1'].T + lambd / m * p['W2'] ** 2
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)  #! db2 = 1 / m * np.sum(dZ2)
    dA1 = p['W2'].T @ dZ2
    dA1 = dA1 * D1 / keep_prob
    dZ1 = dA1 * np.int64(c['A1'] > 0)  #! dZ1 = dA1 * np.int64(dA1 > 0)
    dW1 = 1 / m * dZ1 @ X.T + lambd / m * p['W1']  #! dW1 = dZ1 @ X.T + lambd / m * p['W1']
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)  #! db1 = 1 / m * np.sum(dA1, axis=1, keepdims=True)
    # end
    return {'dW1': dW1, 'db1': db1, 'dW2': dW2, 'db2': db2, 'dW3': dW3, 'db3': db3}


X = np.array([[0.3, -1.0, 0.8, 1.5, -0.2], [1.1, 0.4, -0.6, 0.2, -1.3]])
Y = np.array([[1, 0, 0, 1, 1]])
parameters = initialize_parameters([2, 4, 3, 1])
rng = np.random.RandomState(1)
D1 = (rng.rand(4, 5) < 0.75).astype(int)      # same masks for all iterations, to be able to gradient check
D2 = (rng.rand(3, 5) < 0.75).astype(int)

for i in range(5):
    A3, cache = forward_propagation(X, parameters, D1, D2, 0.75)
    cost = compute_cost(A3, Y, parameters, lambd=0.7)
    grads = backward_propagation(X, Y, parameters, cache, D1, D2, 0.7, 0.75)
    # update
    for key in parameters:
        parameters[key] = parameters[key] - 0.3 * grads['d' + key]
    # end
    print("Cost after iteration {}: {}".format(i, cost))
