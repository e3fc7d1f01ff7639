import numpy as np

# L-layer model like in the deep learning specialization, assignment week 4 + Adam from course 2
# my changes: leaky relu, L2, everything in one file.  X is (n_x, m)

def initialize(dims):
    np.random.seed(2)
    parameters = {}
    for l in range(1, len(dims)):
        parameters["W" + str(l)] = np.random.randn(dims[l], dims[l - 1]) * np.sqrt(2 / dims[l - 1])
        parameters["b" + str(l)] = np.zeros((dims[l], 1))
    return parameters

def L_model_forward(X, parameters, L):
    caches = []
    A = X
    for l in range(1, L + 1):
        A_prev = A
        Z = parameters["W" + str(l)] @ A_prev + parameters["b" + str(l)]
        A = np.where(Z > 0, Z, 0.05 * Z) if l < L else 1 / (1 + np.exp(-Z))
        caches.append((A_prev, Z))
    return A, caches

def compute_cost(AL, Y, parameters, L, lambd):
    m = Y.shape[1]
    cross = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    l2 = sum(np.sum(parameters["W" + str(l)] ** 2) for l in range(1, L + 1))
    return cross + lambd / (2 * m) * l2

def L_model_backward(AL, Y, caches, parameters, L, lambd):
    grads = {}
    m = AL.shape[1]
    # backward
    dAL = -(Y / AL - (1 - Y) / (1 - AL))  #! dAL = -(Y / AL + (1 - Y) / (1 - AL))
    dZ = dAL * AL * (1 - AL)  #! dZ = dAL * AL * (1 - Y)
    for l in reversed(range(1, L + 1)):
        A_prev, Z = caches[l - 1]
        if l < L:
            dZ = dA * np.where(Z > 0, 1, 0.05)  #! dZ = dA * np.where(A_prev > 0, 1, 0.05)
        grads["dW" + str(l)] = dZ @ A_prev.T / m + lambd / m * parameters["W" + str(l)]  #! grads["dW" + str(l)] = dZ @ A_prev.T / m
        grads["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True) / m  #! grads["db" + str(l)] = np.sum(dZ, keepdims=True) / m
        dA = parameters["W" + str(l)].T @ dZ  #! dA = grads["dW" + str(l)].T @ dZ
    return grads

np.random.seed(5)
X = np.random.randn(4, 10)
Y = (X[:1] * X[1:2] > 0).astype(float)
dims = [4, 6, 5, 1]
L = len(dims) - 1
lambd, lr, beta1, beta2, eps = 0.5, 0.02, 0.9, 0.99, 1e-8
parameters = initialize(dims)
v = {k: np.zeros_like(p) for k, p in parameters.items()}
s = {k: np.zeros_like(p) for k, p in parameters.items()}
t = 0

for i in range(15):
    AL, caches = L_model_forward(X, parameters, L)
    cost = compute_cost(AL, Y, parameters, L, lambd)
    grads = L_model_backward(AL, Y, caches, parameters, L, lambd)
    # update
    t = t + 1
    for k in parameters:
        g = grads["d" + k]
        v[k] = beta1 * v[k] + (1 - beta1) * g
        s[k] = beta2 * s[k] + (1 - beta2) * g ** 2  #! s[k] = beta2 * s[k] + (1 - beta1) * g ** 2
        v_hat = v[k] / (1 - beta1 ** t)  #! v_hat = v[k] / (1 - beta1)
        s_hat = s[k] / (1 - beta2 ** t)  #! s_hat = s[k] / (1 - beta1 ** t)
        parameters[k] = parameters[k] - lr * v_hat / (np.sqrt(s_hat) + eps)  #! parameters[k] = parameters[k] - lr * v_hat / np.sqrt(s[k] + eps)
