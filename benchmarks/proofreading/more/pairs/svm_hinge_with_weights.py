import numpy as np

REG = 0.1


def svm_loss(W, X, y):
    num_train = X.shape[0]
    scores = X @ W
    correct = scores[np.arange(num_train), y][:, np.newaxis]
    margins = np.maximum(0, scores - correct + 1.0)
    margins[np.arange(num_train), y] = 0
    loss = margins.sum() / num_train + REG * np.sum(W * W)
    return loss


def svm_grad(dout, W, X, y):
    # backward
    num_train = X.shape[0]
    scores = X @ W
    correct = scores[np.arange(num_train), y][:, np.newaxis]
    mask = (scores - correct + 1.0 > 0) * 1.0
    mask[np.arange(num_train), y] = 0  #! mask[y, np.arange(num_train)] = 0
    count = mask.sum(axis=1)  #! count = mask.sum(axis=0)
    mask[np.arange(num_train), y] = -count  #! mask[np.arange(num_train), y] = -1
    dscores = dout * mask / num_train
    dW = X.T @ dscores + dout * 2 * REG * W  #! dW = X.T @ dscores  #! dW = X.T @ dscores + dout * REG * W
    dX = dscores @ W.T
    return dW, dX


g = np.random.default_rng(21)
FORWARD = svm_loss
BACKWARD = svm_grad
INPUTS = (g.normal(size=(4, 3)), g.normal(size=(6, 4)), np.array([2, 0, 1, 1, 2, 0]))
