import numpy as np


def svm_or_softmax_loss_naive(W, X, y, reg):
    """
    Softmax loss function, naive implementation (with loops).

    Inputs:
    - W: (D, C) weights, last row is the bias (X has a column of ones)
    - X: (N, D) minibatch
    - y: (N,) labels, y[i] = c means X[i] has label c
    - reg: regularization strength
    Returns (loss, dW)
    """
    loss = 0.0
    dW = np.zeros_like(W)
    num_train = X.shape[0]
    num_class = W.shape[1]
    probs = np.zeros((num_train, num_class))

    for i in range(num_train):
        scores = X[i].dot(W)
        scores -= np.max(scores)          # numeric stability
        e = np.exp(scores)
        probs[i] = e / e.sum()
        loss += -np.log(probs[i, y[i]])
    loss /= num_train
    loss += reg * np.sum(W[:-1] * W[:-1])

    # backward
    for i in range(num_train):
        for j in range(num_class):
            if j == y[i]:
                dW[:, j] += (probs[i, j] - 1) * X[i]  #! dW[:, j] += (1 - probs[i, j]) * X[i]  #! dW[:, j] += probs[i, j] * X[i]  #! dW[:, j] = (probs[i, j] - 1) * X[i]
            else:
                dW[:, j] += probs[i, j] * X[i]  #! dW[:, j] += probs[i, y[i]] * X[i]  #! dW[:, j] -= probs[i, j] * X[i]  #! dW[:, y[i]] += probs[i, j] * X[i]
    dW /= num_train  #! dW /= num_class
    dW[:-1] += 2 * reg * W[:-1]  #! dW[:-1] += reg * W[:-1]  #! dW += 2 * reg * W  #! dW[:-1] = 2 * reg * W[:-1]
    # end
    return loss, dW


X_dev = np.array([[0.1, 1.2, -0.4, 1],
                  [0.9, -0.3, 0.5, 1],
                  [-1.0, 0.4, 1.1, 1],
                  [0.3, 0.8, -0.9, 1],
                  [1.3, -0.7, 0.2, 1]])
y_dev = np.array([0, 2, 1, 0, 2])
W = 0.1 * np.random.RandomState(231).randn(4, 3)

for it in range(6):
    loss, grad = svm_or_softmax_loss_naive(W, X_dev, y_dev, 0.02)
    print('iteration %d: loss %f' % (it, loss))
    # update
    W += -0.5 * grad  #! W += 0.5 * grad
    # end

print('train acc', np.mean(np.argmax(X_dev.dot(W), axis=1) == y_dev))
