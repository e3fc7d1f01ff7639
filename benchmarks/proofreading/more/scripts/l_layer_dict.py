import numpy as np

# L-layer network, samples are columns (like in the course), everything in dictionaries

def init(dims, seed=3):
    rng = np.random.RandomState(seed)
    params = {}
    for l in range(1, len(dims)):
        params["W" + str(l)] = rng.randn(dims[l], dims[l-1]) * np.sqrt(2 / dims[l-1])
        params["b" + str(l)] = np.zeros((dims[l], 1))
    return params

def forward(X, params):
    L = len(params) // 2
    caches, A = [], X
    for l in range(1, L + 1):
        A_prev = A
        Z = params["W%d" % l] @ A_prev + params["b%d" % l]
        if l < L:
            A = np.maximum(0, Z)
        else:
            A = 1 / (1 + np.exp(-Z))
        caches.append((A_prev, Z))
    return A, caches

def compute_cost(AL, Y, params, lambd):
    m = Y.shape[1]
    ce = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    reg = sum(np.sum(np.square(params[k])) for k in params if k.startswith("W"))
    return ce + lambd / (2 * m) * reg

def backward(AL, Y, caches, params, lambd):
    grads = {}
    m = Y.shape[1]
    L = len(caches)
    # backward
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    dZ = dAL * AL * (1 - AL)
    for l in reversed(range(1, L + 1)):
        A_prev, _ = caches[l-1]
        grads["dW" + str(l)] = np.dot(dZ, A_prev.T) / m + lambd / m * params["W" + str(l)]
        grads["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True) / m
        if l > 1:
            dA_prev = np.dot(params["W" + str(l)].T, dZ)
            dZ = np.array(dA_prev, copy=True)
            dZ[caches[l-2][1] <= 0] = 0
    return grads

rng = np.random.RandomState(0)
X = rng.randn(3, 10)
Y = (X[0:1] * X[1:2] > 0).astype(float)
params = init([3, 6, 4, 1])
lambd = 0.1
costs = []
for i in range(25):
    AL, caches = forward(X, params)
    cost = compute_cost(AL, Y, params, lambd)
    grads = backward(AL, Y, caches, params, lambd)
    # update
    for l in range(len(params) // 2):
        params["W" + str(l + 1)] -= 0.1 * grads["dW" + str(l + 1)]
        params["b" + str(l + 1)] -= 0.1 * grads["db" + str(l + 1)]
    costs.append(cost)
    if i % 5 == 0:
        print("Cost after iteration %i: %f" % (i, cost))
