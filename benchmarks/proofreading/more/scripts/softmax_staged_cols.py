# Softmax regression, samples in COLUMNS, and the softmax taken apart into
# little steps, so that backprop is one line for every line of the forward
import numpy as np

np.random.seed(42)
D, K, m = 4, 3, 9
X = np.random.randn(D, m)
lab = np.random.randint(0, K, m)
W = np.random.randn(K, D) * 0.5
b = np.zeros((K, 1))
cols = np.arange(m)
step = 0.4

for epoch in range(12):
    # ---- forward, step by step
    s = W.dot(X) + b                       # K x m
    smax = s.max(axis=0, keepdims=True)
    t = s - smax                           # for stability only
    e = np.exp(t)
    Z = e.sum(axis=0, keepdims=True)       # 1 x m
    Zinv = Z ** -1
    P = e * Zinv
    L = np.log(P)
    J = -L[lab, cols].mean()
    if epoch % 4 == 0:
        print(epoch, J)

    # backward
    dL = np.zeros_like(L)
    dL[lab, cols] = -1.0 / m  #! dL[lab, cols] = -1.0
    dP = dL / P  #! dP = dL / L
    dZinv = (dP * e).sum(axis=0, keepdims=True)  #! dZinv = (dP * P).sum(axis=0, keepdims=True)
    de = dP * Zinv  #! de = dP * Z
    dZ = -Z ** -2 * dZinv  #! dZ = Z ** -2 * dZinv
    de += dZ * np.ones_like(e)  #! de = dZ * np.ones_like(e)
    dt = de * e  #! dt = de * P
    # the max is the same number for the whole column and a shift changes nothing in P
    ds = dt.copy()
    dW = ds.dot(X.T)  #! dW = X.dot(ds.T)
    db = ds.sum(axis=1, keepdims=True)  #! db = ds.mean(axis=1, keepdims=True)

    # update
    W -= step * dW
    b -= step * db  #! b -= step * db.mean()
