# Multiclass SVM (hinge) assignment: the naive version with loops, and the vectorised one to compare
import numpy as np


def svm_loss_naive(W, X, y, reg):
    dW = np.zeros(W.shape)
    n, k = X.shape[0], W.shape[1]
    loss = 0.0
    for i in range(n):
        scores = X[i].dot(W)
        for j in range(k):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss += margin
                dW[:, j] += X[i]  #! dW[:, j] = X[i]  #! dW[:, j] += X[j]
                dW[:, y[i]] -= X[i]  #! dW[:, y[i]] += X[i]  #! dW[:, j] -= X[i]
    loss = loss / n + reg * np.sum(W * W)
    dW = dW / n  #! dW = dW / k
    dW += 2 * reg * W  #! dW += reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    n = X.shape[0]
    scores = X.dot(W)
    right = scores[np.arange(n), y][:, np.newaxis]
    margins = np.maximum(0, scores - right + 1)
    margins[np.arange(n), y] = 0
    loss = margins.sum() / n + reg * np.sum(W * W)
    mask = (margins > 0).astype(float)  #! mask = margins.copy()  #! mask = (scores > 0).astype(float)
    mask[np.arange(n), y] = -mask.sum(axis=1)  #! mask[np.arange(n), y] = -1
    dW = X.T.dot(mask) / n + 2 * reg * W  #! dW = X.T.dot(mask) / n  #! dW = X.T.dot(mask) + 2 * reg * W
    return loss, dW


np.random.seed(231)
X_train = np.hstack([np.random.randn(12, 4), np.ones((12, 1))])   # bias trick
y_train = np.random.randint(0, 4, 12)
W_loop = np.random.randn(5, 4) * 0.1
W_vec = W_loop.copy()
momentum_loop, momentum_vec = 0.0, 0.0
for it in range(20):
    # backward
    loss_a, grad_a = svm_loss_naive(W_loop, X_train, y_train, 0.05)
    loss_b, grad_b = svm_loss_vectorized(W_vec, X_train, y_train, 0.05)
    # update
    momentum_loop = 0.5 * momentum_loop - 0.1 * grad_a  #! momentum_loop = 0.5 * momentum_loop + 0.1 * grad_a
    momentum_vec = 0.5 * momentum_vec - 0.1 * grad_b  #! momentum_vec = 0.5 * momentum_loop - 0.1 * grad_b
    W_loop += momentum_loop
    W_vec += momentum_vec
    if it % 10 == 0:
        print('it', it, 'naive', loss_a, 'vectorised', loss_b)
