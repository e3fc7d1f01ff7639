import numpy as np


def svm_loss(W, X, y, reg):
    """Structured hinge loss, loops over nothing. W (D, C), X (N, D)"""
    N = X.shape[0]
    s = X.dot(W)
    correct = s[np.arange(N), y][:, None]
    margins = np.maximum(0, s - correct + 1.0)
    margins[np.arange(N), y] = 0
    loss = margins.sum() / N + reg * np.sum(W * W)
    return loss, (W, X, y, reg, margins)


def svm_loss_backward(dout, cache):
    W, X, y, reg, margins = cache
    N = X.shape[0]
    ds = (margins > 0).astype(float)  #! ds = margins.copy()  #! ds = (margins >= 0).astype(float)  #! ds = (margins < 0).astype(float)
    ds[np.arange(N), y] = -ds.sum(axis=1)  #! ds[np.arange(N), y] = -1  #! ds[np.arange(N), y] = ds.sum(axis=1)  #! ds[:, y] = -ds.sum(axis=1)
    ds /= N  #! ds /= W.shape[1]  #! ds /= N ** 2
    dW = X.T.dot(ds)
    dW += 2 * reg * W  #! dW += reg * W  #! dW += 2 * reg * W / N  #! dW = 2 * reg * W
    dX = ds.dot(W.T)  #! dX = -ds.dot(W.T)
    return dout * dW, dout * dX  #! return dW, dX


g = np.random.RandomState(4)
FORWARD = svm_loss
BACKWARD = svm_loss_backward
INPUTS = (g.randn(4, 3), g.randn(5, 4), np.array([0, 2, 1, 1, 0]), 0.1)
