import numpy as np

# 4-layer perceptron, lists with dummy entry 0 so that W[l] belongs to layer l; Adagrad
np.random.seed(45)
n = [3, 6, 5, 4, 2]
L = len(n) - 1
W, b, GW, Gb = [None], [None], [None], [None]
for l in range(1, L + 1):
    W.append(np.random.randn(n[l], n[l - 1]) * np.sqrt(1.0 / n[l - 1]))
    b.append(0.1 * np.random.randn(n[l], 1))
    GW.append(np.zeros((n[l], n[l - 1])))
    Gb.append(np.zeros((n[l], 1)))
x = np.random.randn(n[0], 8)
y = np.random.randn(n[L], 8)
M = x.shape[1]

for k in range(2):
    z = [None] * (L + 1)
    a = [x] + [None] * L
    for l in range(1, L + 1):
        z[l] = W[l] @ a[l - 1] + b[l]
        a[l] = np.sin(z[l]) if l < L else z[l]
    C = np.sum((a[L] - y) ** 2) / (2 * M)
    # backward
    dz = [None] * (L + 1)
    dW, db = [None] * (L + 1), [None] * (L + 1)
    dz[L] = (a[L] - y) / M  #! dz[L] = (a[L] - y) / M * np.cos(z[L])
    for l in range(L, 0, -1):
        dW[l] = dz[l] @ a[l - 1].T  #! dW[l] = dz[l] @ a[l].T
        db[l] = dz[l].sum(axis=1, keepdims=True)  #! db[l] = dz[l].sum(keepdims=True)
        if l > 1:
            dz[l - 1] = (W[l].T @ dz[l]) * np.cos(z[l - 1])  #! dz[l - 1] = (W[l].T @ dz[l]) * np.cos(a[l - 1])  #! dz[l - 1] = (W[l].T @ dz[l]) * np.cos(z[l])  #! dz[l - 1] = (W[l - 1].T @ dz[l]) * np.cos(z[l - 1])
    # end
    # update
    for l in range(1, L + 1):
        GW[l] += dW[l] ** 2  #! GW[l] = dW[l] ** 2  #! GW[l] += dW[l]
        Gb[l] += db[l] ** 2
        W[l] = W[l] - 0.1 * dW[l] / (np.sqrt(GW[l]) + 1e-8)  #! W[l] = W[l] - 0.1 * dW[l] / (GW[l] + 1e-8)
        b[l] = b[l] - 0.1 * db[l] / (np.sqrt(Gb[l]) + 1e-8)
