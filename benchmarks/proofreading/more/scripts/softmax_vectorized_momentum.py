from builtins import range
import numpy as np
from random import shuffle


def softmax_loss_vectorized(W, X, y, reg):
    """
    Softmax loss function, vectorized version.
    W: (D, C)   X: (N, D)   y: (N,) labels
    """
    num_train = X.shape[0]
    scores = X.dot(W)
    scores -= scores.max(axis=1, keepdims=True)
    p = np.exp(scores)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(num_train), y]).sum()
    loss /= num_train
    loss += reg * np.sum(W * W)

    # backward
    dscores = p.copy()  #! dscores = scores.copy()
    dscores[np.arange(num_train), y] -= 1  #! dscores[np.arange(num_train), y] += 1  #! dscores[:, y] -= 1  #! dscores[y] -= 1
    dW = X.T.dot(dscores)  #! dW = X.T.dot(p)
    dW /= num_train  #! dW /= X.shape[1]
    dW += 2 * reg * W  #! dW += reg * W  #! dW = 2 * reg * W  #! dW += 2 * reg * W * W
    # end
    return loss, dW


rs = np.random.RandomState(231)
X_dev = rs.randn(7, 4)
X_dev = np.hstack([X_dev, np.ones((7, 1))])   # bias trick
y_dev = np.array([0, 2, 1, 1, 0, 2, 2])
W = 0.5 * rs.randn(5, 3)

v = np.zeros_like(W)
mu, lr = 0.9, 0.1
for it in range(8):
    loss, grad = softmax_loss_vectorized(W, X_dev, y_dev, 0.05)
    # update
    v = mu * v - lr * grad  #! v = mu * v + lr * grad  #! v = mu - lr * grad  #! v = mu * v - grad
    W += v  #! W -= v  #! W = v
    # end
    print('iteration %d / loss %f' % (it, loss))

print((X_dev.dot(W).argmax(axis=1) == y_dev).mean())
