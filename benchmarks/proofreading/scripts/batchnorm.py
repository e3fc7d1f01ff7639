import numpy as np
rng = np.random.default_rng(9)
N = 8
x = rng.normal(size=(N, 3))
t = rng.normal(size=(N, 3))
W = rng.normal(size=(3, 3))
gamma = rng.normal(size=3)
beta = np.zeros(3)
eps = 1e-5
for it in range(2):
    z = x @ W
    mu = z.mean(axis=0)
    xc = z - mu
    var = np.mean(xc ** 2, axis=0)
    std = np.sqrt(var + eps)
    xhat = xc / std
    out = gamma * xhat + beta
    loss = 0.5 * np.sum((out - t) ** 2)
    # backward
    dout = out - t
    dbeta = dout.sum(axis=0)
    dgamma = np.sum(xhat * dout, axis=0)
    dxhat = gamma * dout
    dxc = dxhat / std
    dstd = -np.sum(dxhat * xc / std ** 2, axis=0)
    dvar = 0.5 * dstd / std
    dxc += 2 / N * xc * dvar
    dmu = np.sum(dxc, axis=0)
    dz = dxc - dmu / N
    dW = x.T @ dz
    # update
    W -= 0.1 * dW
    gamma -= 0.1 * dgamma
    beta -= 0.1 * dbeta
