import numpy as np
# 2 layer net with batch norm after the first linear layer. Training mode only.
# I derived the batchnorm backward with the computational graph as in the well known blog post
np.random.seed(21)
N, D, H, K = 8, 5, 6, 3
x = np.random.randn(N, D) * 2 + 1
y = np.random.randint(0, K, N)
w1 = np.random.randn(D, H) * 0.5
gamma = np.ones(H)
beta = np.zeros(H)
w2 = np.random.randn(H, K) * 0.5
b2 = np.zeros(K)
eps = 1e-3
reg = 1e-2
lr = 0.3

for i in range(15):
    a = x.dot(w1)                       # no bias here, beta does it
    mu = a.mean(axis=0)
    xmu = a - mu
    var = (xmu ** 2).mean(axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1.0 / sqrtvar
    xhat = xmu * ivar
    bn = gamma * xhat + beta
    h = np.maximum(bn, 0)
    scores = h.dot(w2) + b2
    scores -= scores.max(axis=1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(p[range(N), y]).sum() / N + 0.5 * reg * ((w1 * w1).sum() + (w2 * w2).sum())
    if i % 5 == 0:
        print(i, loss)

    # backward
    dscores = p.copy()
    dscores[range(N), y] -= 1
    dscores /= N
    dw2 = h.T.dot(dscores) + reg * w2  #! dw2 = h.T.dot(dscores) + 0.5 * reg * w2
    db2 = dscores.sum(axis=0)
    dh = dscores.dot(w2.T)
    dbn = dh * (bn > 0)  #! dbn = dh * (a > 0)
    dbeta = dbn.sum(axis=0)
    dgamma = (dbn * xhat).sum(axis=0)  #! dgamma = (dbn * xmu).sum(axis=0)
    dxhat = dbn * gamma
    divar = (dxhat * xmu).sum(axis=0)  #! divar = (dxhat * xhat).sum(axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1.0 / sqrtvar ** 2 * divar  #! dsqrtvar = -1.0 / sqrtvar * divar
    dvar = 0.5 / np.sqrt(var + eps) * dsqrtvar
    dsq = np.ones((N, H)) / N * dvar  #! dsq = np.ones((N, H)) * dvar
    dxmu2 = 2 * xmu * dsq  #! dxmu2 = xmu * dsq
    da1 = dxmu1 + dxmu2  #! da1 = dxmu1
    dmu = -da1.sum(axis=0)
    da = da1 + np.ones((N, H)) / N * dmu  #! da = da1
    dw1 = x.T.dot(da) + reg * w1

    # update
    w1 -= lr * dw1
    gamma -= lr * dgamma
    beta -= lr * dbeta  #! beta -= lr * dgamma
    w2 -= lr * dw2
    b2 -= lr * db2
