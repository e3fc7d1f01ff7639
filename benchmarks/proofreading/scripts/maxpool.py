import numpy as np
np.random.seed(9)
x = np.random.randn(4, 4)
k = np.random.randn(1)
w = np.random.randn(4)
t = 0.5
for it in range(2):
    a = x * k[0]
    pooled = a.reshape(2, 2, 2, 2).max(axis=(1, 3))
    out = pooled.ravel() @ w
    loss = (out - t) ** 2
    # backward
    dout = 2 * (out - t)
    dw = dout * pooled.ravel()
    dpool = (dout * w).reshape(2, 2)
    mask = a == np.repeat(np.repeat(pooled, 2, axis=0), 2, axis=1)
    da = np.repeat(np.repeat(dpool, 2, axis=0), 2, axis=1) * mask
    dk = np.array([np.sum(da * x)])
    # update
    w -= 0.01 * dw
    k -= 0.01 * dk
