import numpy as np
from numpy.random import RandomState


def softmax_loss_naive(W, X, y, reg):
    """
    Softmax loss function, naive implementation (with loops)

    - W: (D, C) weights   - X: (N, D) a minibatch   - y: (N,) labels
    Returns a tuple of (loss, gradient with respect to W)
    """
    loss = 0.0
    dW = np.zeros_like(W)
    num_train = X.shape[0]
    num_classes = W.shape[1]
    probs = np.zeros((num_train, num_classes))

    for i in range(num_train):
        scores = X[i].dot(W)
        scores -= scores.max()            # numeric stability
        probs[i] = np.exp(scores) / np.sum(np.exp(scores))
        loss -= np.log(probs[i, y[i]])
    loss /= num_train
    loss += 0.5 * reg * np.sum(W[:-1] * W[:-1])       # last row = bias, not regularized

    # backward
    for i in range(num_train):
        for j in range(num_classes):
            if j == y[i]:  #! if j == i:  #! if j == y[j]:
                dW[:, j] += (probs[i, j] - 1) * X[i]  #! dW[:, j] += -1 * X[i]  #! dW[:, j] += (1 - probs[i, j]) * X[i]
            else:
                dW[:, j] += probs[i, j] * X[i]  #! dW[:, j] = probs[i, j] * X[i]  #! dW[:, j] += X[i]  #! dW[:, y[i]] += probs[i, j] * X[i]
    dW /= num_train  #! dW /= num_classes  #! pass
    dW[:-1] += reg * W[:-1]  #! dW[:-1] += 2 * reg * W[:-1]  #! dW += reg * W  #! dW[:-1] += reg * np.sum(W[:-1])
    # end
    return loss, dW


if __name__ == '__main__':
    r = RandomState(231)
    centers = np.array([[1.5, 0, 0.2], [-1, 1, 0], [0, -1.2, 1]])
    y_train = np.array([0, 2, 1, 0, 2, 1, 0])
    X_train = centers[y_train] + 0.4 * r.randn(7, 3)
    X_train = np.hstack([X_train, np.ones((7, 1))])
    W = 0.1 * r.randn(4, 3)
    V = np.zeros_like(W)
    mu, learning_rate = 0.9, 0.2
    for t in range(6):
        loss, dW = softmax_loss_naive(W, X_train, y_train, reg=0.05)
        # update
        V = mu * V - learning_rate * dW  #! V = mu * V + learning_rate * dW
        W += V  #! W -= V
        # end
        print('iteration %d / 6: loss %f' % (t, loss))
    print('train acc', (X_train.dot(W).argmax(1) == y_train).mean())
