# batchnorm, backward written node by node from my drawing of the computational graph
import numpy as np
np.random.seed(4)
m, d, h = 8, 3, 5
X = np.random.randn(m, d) * np.array([1, 5, 0.3]) + 2
y = (X[:, [1]] > 2).astype(int)
W1 = np.random.randn(d, h) * 0.4
gamma, beta = np.ones(h), np.zeros(h)
W2 = np.random.randn(h, 1) * 0.4
b2 = np.zeros(1)
eps = 1e-5
running_mu, running_var = np.zeros(h), np.ones(h)

for step in range(20):
    z = X @ W1                  # no bias, batchnorm has beta
    mu = z.mean(0)
    xmu = z - mu
    sq = xmu ** 2
    var = sq.mean(0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1 / sqrtvar
    xhat = xmu * ivar
    zn = gamma * xhat + beta
    a = np.tanh(zn)
    o = a @ W2 + b2
    p = 1 / (1 + np.exp(-o))
    cost = np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))
    running_mu = 0.9 * running_mu + 0.1 * mu
    running_var = 0.9 * running_var + 0.1 * var

    # backward
    do = (p - y) / m
    dW2 = a.T @ do
    db2 = do.sum(0)
    dzn = (do @ W2.T) * (1 - a * a)
    dbeta = dzn.sum(0)
    dgamma = (dzn * xhat).sum(0)
    dxhat = dzn * gamma
    divar = (dxhat * xmu).sum(0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1 / sqrtvar ** 2 * divar
    dvar = 0.5 / np.sqrt(var + eps) * dsqrtvar
    dsq = np.ones((m, h)) / m * dvar
    dxmu2 = 2 * xmu * dsq
    dz1 = dxmu1 + dxmu2
    dmu = -1 * (dxmu1 + dxmu2).sum(0)
    dz2 = np.ones((m, h)) / m * dmu
    dz = dz1 + dz2
    dW1 = X.T @ dz

    # update
    for par, grad in [(W1, dW1), (gamma, dgamma), (beta, dbeta), (W2, dW2), (b2, db2)]:
        par -= 0.5 * grad
    if step % 4 == 0:
        print(step, cost, ((p > 0.5) == y).mean())
# inference uses the running numbers
test = np.tanh(gamma * (X @ W1 - running_mu) / np.sqrt(running_var + eps) + beta) @ W2 + b2
print((test > 0).astype(int).ravel(), y.ravel())
