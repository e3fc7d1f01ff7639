"""fc -> batchnorm -> relu -> fc -> softmax; the bn backward done node by node on the graph"""
import numpy as np
rng = np.random.RandomState(7)
X = rng.randn(8, 4); y = rng.randint(0, 3, size=8)
N = X.shape[0]
W1 = rng.randn(4, 6) * 0.5
gamma, beta = np.ones(6), np.zeros(6)
W2 = rng.randn(6, 3) * 0.5; b2 = np.zeros(3)
eps = 1e-5; momentum = 0.9
running_mean = np.zeros(6); running_var = np.zeros(6)

for ep in range(12):
    a = X.dot(W1)                 # no b1, the beta does its job
    mu = 1. / N * np.sum(a, axis=0)
    xmu = a - mu
    sq = xmu ** 2
    var = 1. / N * np.sum(sq, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1. / sqrtvar
    xhat = xmu * ivar
    gammax = gamma * xhat
    out = gammax + beta
    running_mean = momentum * running_mean + (1 - momentum) * mu
    running_var = momentum * running_var + (1 - momentum) * var
    h = out * (out > 0)
    scores = h.dot(W2) + b2
    e = np.exp(scores - scores.max(1)[:, None])
    probs = e / e.sum(1)[:, None]
    data_loss = -np.mean(np.log(probs[np.arange(N), y]))

    # backward
    ds = probs.copy()
    ds[np.arange(N), y] -= 1
    ds /= N
    dW2 = h.T.dot(ds); db2 = ds.sum(0)
    dout = ds.dot(W2.T) * (out > 0)
    # step9
    dbeta = np.sum(dout, axis=0)
    dgammax = dout
    # step8
    dgamma = np.sum(dgammax * xhat, axis=0)
    dxhat = dgammax * gamma
    # step7
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    # step6
    dsqrtvar = -1. / (sqrtvar ** 2) * divar
    # step5
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar
    # step4
    dsq = 1. / N * np.ones((N, 6)) * dvar
    # step3
    dxmu2 = 2 * xmu * dsq
    # step2
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    # step1
    dx2 = 1. / N * np.ones((N, 6)) * dmu
    # step0
    da = dx1 + dx2
    dW1 = X.T.dot(da)

    # update
    W1 -= 0.5 * dW1
    gamma -= 0.5 * dgamma
    beta -= 0.5 * dbeta
    W2 -= 0.5 * dW2; b2 -= 0.5 * db2
    if ep % 3 == 0:
        print("ep", ep, "loss", data_loss)
xt = (X.dot(W1) - running_mean) / np.sqrt(running_var + eps) * gamma + beta
print("test mode acc:", ((np.maximum(xt, 0).dot(W2) + b2).argmax(1) == y).mean())
