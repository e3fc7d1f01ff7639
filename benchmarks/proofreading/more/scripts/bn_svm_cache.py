import numpy as np


# ---- layers: every forward returns (out, cache) ----
def affine_forward(x, w, b):
    return x @ w + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    # backward
    dx = dout @ w.T  #! dx = dout @ w
    dw = x.T @ dout
    db = dout.sum(axis=0)
    # end
    return dx, dw, db


def batchnorm_forward(x, gamma, beta, eps=1e-3):
    mu = x.mean(axis=0)
    xc = x - mu
    var = (xc ** 2).mean(axis=0)
    std = np.sqrt(var + eps)
    xhat = xc / std
    return gamma * xhat + beta, (xhat, xc, std, gamma)


def batchnorm_backward(dout, cache):
    xhat, xc, std, gamma = cache
    N = dout.shape[0]
    # backward
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xc, axis=0)
    dbeta = np.sum(dout, axis=0)
    dxhat = dout * gamma  #! dxhat = dout
    dstd = -np.sum(dxhat * xc, axis=0) / std ** 2  #! dstd = np.sum(dxhat * xc, axis=0) / std ** 2
    dvar = dstd * 0.5 / std  #! dvar = dstd * 0.5 / std ** 2
    dxc = dxhat / std + dvar * 2 * xc / N  #! dxc = dxhat / std  #! dxc = dxhat / std + dvar * 2 * xc
    dx = dxc - np.mean(dxc, axis=0)  #! dx = dxc  #! dx = dxc - np.sum(dxc, axis=0)
    # end
    return dx, dgamma, dbeta


def svm_loss(scores, y):
    N = len(y)
    right = scores[np.arange(N), y][:, None]
    margins = np.maximum(0, scores - right + 1)
    margins[np.arange(N), y] = 0
    loss = margins.sum() / N
    # backward
    dscores = (margins > 0).astype(float)
    dscores[np.arange(N), y] -= dscores.sum(axis=1)  #! dscores[np.arange(N), y] -= 1  #! dscores[np.arange(N), y] -= margins.sum(axis=1)
    dscores /= N
    # end
    return loss, dscores


np.random.seed(231)
X = np.random.randn(6, 3)
y = np.array([0, 1, 2, 2, 1, 0])
W1, b1 = 0.5 * np.random.randn(3, 3), np.zeros(3)
gamma, beta = 1 + 0.2 * np.random.randn(3), np.zeros(3)
W2, b2 = 0.5 * np.random.randn(3, 3), np.zeros(3)

for it in range(4):
    a, c1 = affine_forward(X, W1, b1)
    n, c2 = batchnorm_forward(a, gamma, beta)
    r = np.maximum(0, n)
    scores, c3 = affine_forward(r, W2, b2)
    loss, dscores = svm_loss(scores, y)
    print("iteration %d loss %.4f" % (it, loss))
    # backward
    dr, dW2, db2 = affine_backward(dscores, c3)
    dn = dr * (n > 0)  #! dn = dr * (a > 0)
    da, dgamma, dbeta = batchnorm_backward(dn, c2)
    dX, dW1, db1 = affine_backward(da, c1)
    # update
    for p, dp in ((W1, dW1), (gamma, dgamma), (beta, dbeta), (W2, dW2), (b2, db2)):
        p -= 0.2 * dp
    # end
