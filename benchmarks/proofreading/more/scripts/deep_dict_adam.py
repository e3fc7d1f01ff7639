import numpy as np

# Deep Learning course, week 2 of "Improving deep neural networks", condensed: L-layer net + L2 + Adam


def initialize_parameters(layer_dims):
    np.random.seed(1)
    params, v, s = {}, {}, {}
    for l in range(1, len(layer_dims)):
        params['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) * np.sqrt(2. / layer_dims[l-1])
        params['b' + str(l)] = np.random.randn(layer_dims[l], 1) * 0.1
        for k in ('W', 'b'):
            v['d' + k + str(l)] = np.zeros(params[k + str(l)].shape)
            s['d' + k + str(l)] = np.zeros(params[k + str(l)].shape)
    return params, v, s


def forward_propagation(X, params):
    z1 = np.dot(params['W1'], X) + params['b1']
    a1 = np.maximum(0, z1)
    z2 = np.dot(params['W2'], a1) + params['b2']
    a2 = np.tanh(z2)
    z3 = np.dot(params['W3'], a2) + params['b3']
    a3 = 1 / (1 + np.exp(-z3))
    return a3, (z1, a1, z2, a2, z3, a3)


def compute_cost(a3, Y, params, lambd):
    m = Y.shape[1]
    logprobs = -np.log(a3) * Y - np.log(1 - a3) * (1 - Y)
    L2 = sum(np.sum(np.square(params['W%d' % l])) for l in (1, 2, 3))
    return np.sum(logprobs) / m + lambd / (2 * m) * L2


def backward_propagation(X, Y, cache, params, lambd):
    m = X.shape[1]
    (z1, a1, z2, a2, z3, a3) = cache
    W1, W2, W3 = params['W1'], params['W2'], params['W3']
    # backward
    dz3 = 1. / m * (a3 - Y)  #! dz3 = a3 - Y  #! dz3 = 1. / m * (a3 - Y) * a3 * (1 - a3)
    dW3 = np.dot(dz3, a2.T) + lambd / m * W3  #! dW3 = np.dot(dz3, a2.T)  #! dW3 = np.dot(dz3, z2.T) + lambd / m * W3
    db3 = np.sum(dz3, axis=1, keepdims=True)
    da2 = np.dot(W3.T, dz3)
    dz2 = da2 * (1 - a2 ** 2)  #! dz2 = da2 * (1 - z2 ** 2)  #! dz2 = da2 * (1 - a2)
    dW2 = np.dot(dz2, a1.T) + lambd / m * W2  #! dW2 = 1. / m * np.dot(dz2, a1.T) + lambd / m * W2
    db2 = np.sum(dz2, axis=1, keepdims=True)  #! db2 = np.sum(dz2)
    da1 = np.dot(W2.T, dz2)  #! da1 = np.dot(W2.T, da2)
    dz1 = np.multiply(da1, np.int64(a1 > 0))  #! dz1 = np.multiply(da1, np.int64(da1 > 0))
    dW1 = np.dot(dz1, X.T) + lambd / m * W1  #! dW1 = np.dot(da1, X.T) + lambd / m * W1
    db1 = np.sum(dz1, axis=1, keepdims=True)  #! db1 = np.mean(dz1, axis=1, keepdims=True)
    # end
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}


def update_parameters_with_adam(params, grads, v, s, t, lr=0.02, beta1=0.9, beta2=0.999, eps=1e-8):
    for key in params:
        # update
        g = grads['d' + key]
        v['d' + key] = beta1 * v['d' + key] + (1 - beta1) * g
        s['d' + key] = beta2 * s['d' + key] + (1 - beta2) * g ** 2
        v_hat = v['d' + key] / (1 - beta1 ** t)
        s_hat = s['d' + key] / (1 - beta2 ** t)
        params[key] = params[key] - lr * v_hat / (np.sqrt(s_hat) + eps)  #! params[key] = params[key] + lr * v_hat / (np.sqrt(s_hat) + eps)
        # end
    return params, v, s


X = np.array([[0.9, -0.4, 0.3, -1.1, 0.6, -0.2], [0.2, 1.3, -0.8, -0.5, 0.7, -1.4]])     # (2, m)
Y = np.array([[1, 0, 1, 0, 1, 0]])
lambd = 0.3
params, v, s = initialize_parameters([2, 5, 3, 1])
num_iterations = 5
for i in range(num_iterations):
    a3, cache = forward_propagation(X, params)
    cost = compute_cost(a3, Y, params, lambd)
    grads = backward_propagation(X, Y, cache, params, lambd)
    params, v, s = update_parameters_with_adam(params, grads, v, s, i + 1)
    print("Cost after iteration %i: %f" % (i, cost))
