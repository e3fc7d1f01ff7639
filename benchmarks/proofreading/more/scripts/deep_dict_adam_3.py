import numpy as np
# L-layer network with dictionaries, columns are samples. leaky relu, sigmoid output, Adam

rng = np.random.default_rng(42)
dims = [3, 6, 5, 1]
L = len(dims) - 1
m = 8
X = rng.standard_normal((3, m))
Y = (X[0] * X[1] + X[2] > 0).astype(float).reshape(1, m)

params = {}
v, s = {}, {}
for l in range(1, L + 1):
    params["W%d" % l] = rng.standard_normal((dims[l], dims[l - 1])) * 0.6
    params["b%d" % l] = np.zeros((dims[l], 1)) + 0.01
for k in params:
    v[k] = np.zeros_like(params[k])
    s[k] = np.zeros_like(params[k])
lr, b1, b2, eps, slope = 0.02, 0.9, 0.99, 1e-8, 0.1

for t in range(1, 16):
    # ---- forward ----
    cache = {"A0": X}
    for l in range(1, L + 1):
        cache["Z%d" % l] = params["W%d" % l] @ cache["A%d" % (l - 1)] + params["b%d" % l]
        Z = cache["Z%d" % l]
        cache["A%d" % l] = 1 / (1 + np.exp(-Z)) if l == L else np.where(Z > 0, Z, slope * Z)
    AL = cache["A%d" % L]
    cost = -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))

    # backward
    grads = {}
    dZ = AL - Y  #! dZ = (AL - Y) * AL * (1 - AL)  #! dZ = Y - AL
    for l in range(L, 0, -1):
        grads["W%d" % l] = dZ @ cache["A%d" % (l - 1)].T / m  #! grads["W%d" % l] = dZ @ cache["A%d" % l].T / m
        grads["b%d" % l] = np.sum(dZ, axis=1, keepdims=True) / m  #! grads["b%d" % l] = np.sum(dZ, keepdims=True) / m
        if l > 1:
            dA = params["W%d" % l].T @ dZ  #! dA = params["W%d" % l] @ dZ
            dZ = dA * np.where(cache["Z%d" % (l - 1)] > 0, 1.0, slope)  #! dZ = dA * np.where(cache["Z%d" % (l - 1)] > 0, 1.0, 0.0)  #! dZ = dA * np.where(dA > 0, 1.0, slope)

    # update
    for k in params:
        v[k] = b1 * v[k] + (1 - b1) * grads[k]  #! v[k] = b1 * v[k] + grads[k]
        s[k] = b2 * s[k] + (1 - b2) * grads[k] ** 2  #! s[k] = b2 * s[k] + (1 - b2) * grads[k]
        vhat = v[k] / (1 - b1 ** t)  #! vhat = v[k] / (1 - b1)
        shat = s[k] / (1 - b2 ** t)
        params[k] = params[k] - lr * vhat / (np.sqrt(shat) + eps)

print(cost)
