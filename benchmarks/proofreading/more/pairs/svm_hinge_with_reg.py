import numpy as np


def svm_loss(X, W, y):
    """multiclass hinge loss, margin 1, L2 penalty on W"""
    reg = 0.3
    n = len(y)
    scores = X @ W
    correct = scores[np.arange(n), y].reshape(-1, 1)
    margins = np.maximum(0, scores - correct + 1)
    margins[np.arange(n), y] = 0
    loss = margins.sum() / n + reg * np.sum(W * W)
    return loss, [X, W, y, margins, reg]


def svm_grad(dloss, cache):
    X, W, y, margins, reg = cache
    n = X.shape[0]
    # backward
    binary = (margins > 0).astype(float)  #! binary = margins.copy()
    row_sum = binary.sum(axis=1)  #! row_sum = margins.sum(axis=1)
    binary[np.arange(n), y] = -row_sum  #! binary[np.arange(n), y] = -1  #! binary[np.arange(n), y] = row_sum
    dscores = binary / n * dloss  #! dscores = binary * dloss
    dW = X.T @ dscores
    dW = dW + 2 * reg * W * dloss  #! dW = dW + reg * W * dloss  #! dW = dW - 2 * reg * W * dloss  #! dW = 2 * reg * W * dloss
    dX = dscores @ W.T  #! dX = binary @ W.T
    return dX, dW


r = np.random.RandomState(12)
FORWARD = svm_loss
BACKWARD = svm_grad
INPUTS = (r.randn(6, 4), r.randn(4, 3), np.array([0, 2, 1, 1, 0, 2]))
