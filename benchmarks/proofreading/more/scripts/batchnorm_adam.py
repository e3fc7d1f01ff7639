import numpy as np
np.random.seed(21)

# regression with one BN layer; weights are stored (out, in) like in torch
x = np.random.randn(8, 3)
target = np.stack([np.sin(x[:, 0]) + x[:, 1], x[:, 2] * x[:, 0]], axis=1)

W1 = np.random.randn(5, 3) * 0.7
gamma = np.random.rand(5) + 0.5
beta = np.random.randn(5) * 0.3
W2 = np.random.randn(2, 5) * 0.6
b2 = np.random.randn(2) * 0.1

params = [W1, gamma, beta, W2, b2]
ms = [np.zeros_like(p) for p in params]
vs = [np.zeros_like(p) for p in params]
lr, b1_, b2_, tiny = 0.02, 0.9, 0.999, 1e-8
eps = 1e-5
n = x.shape[0]

for step in range(1, 7):
    h = x @ W1.T
    mu = h.mean(0)
    xmu = h - mu
    var = (xmu ** 2).mean(0)
    ivar = 1.0 / np.sqrt(var + eps)
    xhat = xmu * ivar
    bn = gamma * xhat + beta
    a = np.maximum(bn, 0)
    pred = a @ W2.T + b2
    loss = ((pred - target) ** 2).mean()

    # backward
    dpred = 2 * (pred - target) / pred.size  #! dpred = 2 * (pred - target) / n  #! dpred = (pred - target) / pred.size
    dW2 = dpred.T @ a
    db2 = dpred.sum(0)
    da = dpred @ W2
    dbn = da * (bn > 0)  #! dbn = da * (h > 0)
    dgamma = (dbn * xhat).sum(0)  #! dgamma = (dbn * h).sum(0)
    dbeta = dbn.sum(0)
    dxhat = dbn * gamma  #! dxhat = dbn
    divar = (dxhat * xmu).sum(0)
    dvar = -0.5 * divar * (var + eps) ** -1.5  #! dvar = -0.5 * divar * (var + eps) ** -0.5
    dxmu = dxhat * ivar + 2.0 * xmu * dvar / n  #! dxmu = dxhat * ivar + 2.0 * xmu * dvar
    dh = dxmu - dxmu.mean(0)  #! dh = dxmu
    dW1 = dh.T @ x
    # update
    for p, g, m, v in zip(params, [dW1, dgamma, dbeta, dW2, db2], ms, vs):
        m[:] = b1_ * m + (1 - b1_) * g
        v[:] = b2_ * v + (1 - b2_) * g ** 2  #! v[:] = b1_ * v + (1 - b1_) * g ** 2
        mhat = m / (1 - b1_ ** step)  #! mhat = m / (1 - b1_)
        vhat = v / (1 - b2_ ** step)  #! vhat = v / (1 - b1_ ** step)
        p -= lr * mhat / (np.sqrt(vhat) + tiny)  #! p -= lr * m / (np.sqrt(vhat) + tiny)
    # end
    print(step, loss)
