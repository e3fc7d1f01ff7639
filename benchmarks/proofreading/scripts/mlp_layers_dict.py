import numpy as np
np.random.seed(1)
dims = [4, 5, 3, 1]
L = len(dims) - 1
params = {}
for l in range(1, L + 1):
    params["W" + str(l)] = np.random.randn(dims[l], dims[l - 1]) / np.sqrt(dims[l - 1])
    params["b" + str(l)] = np.zeros((dims[l], 1))
X = np.random.randn(4, 10)
Y = (np.random.rand(1, 10) > 0.5) * 1.0
m = X.shape[1]
for it in range(2):
    A = {0: X}
    Z = {}
    for l in range(1, L + 1):
        Z[l] = np.dot(params["W" + str(l)], A[l - 1]) + params["b" + str(l)]
        A[l] = np.tanh(Z[l]) if l < L else 1 / (1 + np.exp(-Z[l]))
    cost = -np.sum(Y * np.log(A[L]) + (1 - Y) * np.log(1 - A[L])) / m
    grads = {}
    # backward
    dZ = A[L] - Y
    for l in range(L, 0, -1):
        grads["dW" + str(l)] = np.dot(dZ, A[l - 1].T) / m
        grads["db" + str(l)] = np.sum(dZ, axis=1, keepdims=True) / m
        if l > 1:
            dA = np.dot(params["W" + str(l)].T, dZ)
            dZ = dA * (1 - A[l - 1] ** 2)
    # end
    for l in range(1, L + 1):
        # update
        params["W" + str(l)] -= 0.5 * grads["dW" + str(l)]
        params["b" + str(l)] -= 0.5 * grads["db" + str(l)]
