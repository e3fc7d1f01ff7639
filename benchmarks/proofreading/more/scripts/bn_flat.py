# 2 layer net with batchnorm after the first linear layer; flat, everything by hand
import numpy as np

rng = np.random.RandomState(21)
N, D, H = 8, 4, 6
X = rng.randn(N, D) * 2 + 1
T = (X[:, :1] * X[:, 1:2] > 1).astype(float)

W1 = rng.randn(D, H) * 0.4      # no bias here, beta does that job
gamma = np.ones((1, H)) + 0.1 * rng.randn(1, H)
beta = np.zeros((1, H))
W2 = rng.randn(H, 1) * 0.4
b2 = np.zeros((1, 1))
eps = 1e-3
lr = 0.3
decay = 0.97

for i in range(15):
    h = X @ W1
    # batchnorm in steps
    mu = h.mean(0, keepdims=True)
    hc = h - mu
    sq = hc ** 2
    var = sq.sum(0, keepdims=True) / (N - 1)      # bessel, like the lecture does it
    istd = (var + eps) ** -0.5
    hn = hc * istd
    o = gamma * hn + beta
    a = np.tanh(o)
    q = a @ W2 + b2
    yhat = 1 / (1 + np.exp(-q))
    loss = -(T * np.log(yhat) + (1 - T) * np.log(1 - yhat)).sum() / N

    # backward
    dq = (yhat - T) / N  #! dq = yhat - T
    dW2 = a.T @ dq  #! dW2 = o.T @ dq
    db2 = dq.sum(0, keepdims=True)  #! db2 = dq.mean(0, keepdims=True)
    da = dq @ W2.T
    do = da * (1 - a ** 2)  #! do = da * (1 - a)
    dgamma = (do * hn).sum(0, keepdims=True)  #! dgamma = (do * hc).sum(0, keepdims=True)
    dbeta = do.sum(0, keepdims=True)
    dhn = do * gamma  #! dhn = do
    dhc = dhn * istd
    distd = (dhn * hc).sum(0, keepdims=True)  #! distd = (dhn * hn).sum(0, keepdims=True)
    dvar = -0.5 * (var + eps) ** -1.5 * distd  #! dvar = -0.5 * (var + eps) ** -0.5 * distd
    dsq = np.ones((N, 1)) * dvar / (N - 1)
    dhc += 2 * hc * dsq  #! dhc += hc * dsq
    dmu = -dhc.sum(0, keepdims=True)
    dh = dhc + dmu / N  #! dh = dhc + dmu
    dW1 = X.T @ dh

    # update
    W1 -= lr * dW1
    gamma -= lr * dgamma
    beta -= lr * dbeta
    W2 -= lr * dW2
    b2 -= lr * db2
    lr *= decay
    if i % 5 == 0:
        print(i, round(loss, 4))
