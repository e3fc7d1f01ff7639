import numpy as np
np.random.seed(0)

# toy regression: 8 points, 3 features
X = np.random.randn(8, 3) * [1.0, 3.0, 0.5]
T = (X[:, [0]] - 0.5 * X[:, [1]]) * 0.7 + 0.2

W1 = np.random.randn(3, 4) * 0.5
gamma = np.array([1.0, 0.8, 1.2, 0.9])
beta = np.array([0.1, -0.1, 0.2, 0.0])
W2 = np.random.randn(4, 1) * 0.5
b2 = np.zeros(1)
eps = 1e-3
lr = 0.1


def batchnorm_forward(x, gamma, beta):
    mu = x.mean(axis=0)
    xmu = x - mu
    var = (xmu ** 2).mean(axis=0)
    ivar = 1.0 / np.sqrt(var + eps)
    xhat = xmu * ivar
    return gamma * xhat + beta, (xmu, ivar, xhat)


for it in range(31):
    lin = X @ W1                      # no bias, beta does that
    bn, cache = batchnorm_forward(lin, gamma, beta)
    act = np.maximum(bn, 0)
    out = act @ W2 + b2
    loss = 0.5 * ((out - T) ** 2).sum() / len(X)
    if it % 10 == 0:
        print(it, loss)

    # backward
    dout = (out - T) / len(X)  #! dout = out - T
    dW2 = act.T @ dout  #! dW2 = bn.T @ dout
    db2 = dout.sum(0)  #! db2 = dout.mean(0)
    dact = dout @ W2.T
    dbn = dact.copy()
    dbn[bn <= 0] = 0  #! dbn[bn > 0] = 0  #! dbn[lin <= 0] = 0  #! dbn[act < 0] = 0
    # batchnorm, going backwards through the graph
    xmu, ivar, xhat = cache
    N = X.shape[0]
    dbeta = dbn.sum(axis=0)
    dgamma = (dbn * xhat).sum(axis=0)  #! dgamma = (dbn * lin).sum(axis=0)  #! dgamma = (dbn * xmu).sum(axis=0)
    dxhat = dbn * gamma  #! dxhat = dbn
    dvar = (dxhat * xmu).sum(axis=0) * -0.5 * ivar ** 3  #! dvar = (dxhat * xmu).sum(axis=0) * 0.5 * ivar ** 3  #! dvar = (dxhat * xhat).sum(axis=0) * -0.5 * ivar ** 3
    dxmu = dxhat * ivar + dvar * 2 * xmu / N  #! dxmu = dxhat * ivar  #! dxmu = dxhat * ivar + dvar * xmu / N
    dlin = dxmu - dxmu.mean(axis=0)  #! dlin = dxmu
    dW1 = X.T @ dlin
    # update
    W1 -= lr * dW1
    gamma -= lr * dgamma
    beta -= lr * dbeta
    W2 -= lr * dW2
    b2 -= lr * db2
    # end
