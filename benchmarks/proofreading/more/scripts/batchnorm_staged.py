# batch norm, every node of the graph on its own line (blog post companion)
import numpy as np

np.random.seed(231)
N, D, H = 6, 4, 5
X = np.random.randn(N, D)
y = (X[:, :1] ** 2 - X[:, 1:2])

W1 = np.random.randn(D, H) * 0.7
gamma = np.linspace(0.6, 1.4, H)
beta = np.linspace(-0.2, 0.3, H)
W2 = np.random.randn(H, 1) * 0.7
b2 = np.zeros(1)
eps = 1e-5
lr = 0.05

for step in range(6):
    h = X.dot(W1)
    mu = h.sum(axis=0) / N               # 1
    xmu = h - mu                         # 2
    sq = xmu ** 2                        # 3
    var = sq.sum(axis=0) / N             # 4
    sqrtvar = np.sqrt(var + eps)         # 5
    ivar = 1. / sqrtvar                  # 6
    xhat = xmu * ivar                    # 7
    bn = gamma * xhat + beta             # 8 + 9
    act = np.maximum(0, bn)
    pred = act.dot(W2) + b2
    loss = 0.5 * np.sum((pred - y) ** 2) / N
    print(step, loss)

    # backward
    dpred = (pred - y) / N
    dW2 = act.T.dot(dpred)  #! dW2 = bn.T.dot(dpred)
    db2 = dpred.sum(axis=0)
    dact = dpred.dot(W2.T)
    dbn = dact * (bn > 0)  #! dbn = dact * (h > 0)
    # 9
    dbeta = dbn.sum(axis=0)
    # 8
    dgamma = (dbn * xhat).sum(axis=0)  #! dgamma = (dbn * h).sum(axis=0)
    dxhat = dbn * gamma  #! dxhat = dbn
    # 7
    divar = (dxhat * xmu).sum(axis=0)
    dxmu1 = dxhat * ivar  #! dxmu1 = dxhat * sqrtvar
    # 6
    dsqrtvar = -1. / sqrtvar ** 2 * divar  #! dsqrtvar = 1. / sqrtvar ** 2 * divar
    # 5
    dvar = 0.5 * ivar * dsqrtvar  #! dvar = 0.5 * sqrtvar * dsqrtvar
    # 4
    dsq = np.ones((N, H)) * dvar / N  #! dsq = np.ones((N, H)) * dvar
    # 3
    dxmu2 = 2 * xmu * dsq  #! dxmu2 = xmu * dsq
    # 2
    dh1 = dxmu1 + dxmu2
    dmu = -(dxmu1 + dxmu2).sum(axis=0)  #! dmu = (dxmu1 + dxmu2).sum(axis=0)
    # 1
    dh2 = np.ones((N, H)) * dmu / N
    # 0
    dh = dh1 + dh2
    dW1 = X.T.dot(dh)

    # update
    W1 -= lr * dW1
    gamma -= lr * dgamma
    beta -= lr * dbeta
    W2 -= lr * dW2
    b2 -= lr * db2
    # end
