import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """
    W: (D, C) weights, X: (N, D) data, y: (N,) labels
    Returns loss and gradient with respect to W. (my attempt with loops)
    """
    loss = 0.0
    dW = np.zeros_like(W)
    num_train = X.shape[0]
    num_classes = W.shape[1]
    # backward
    for i in range(num_train):
        scores = X[i].dot(W)
        scores -= np.max(scores)
        exps = np.exp(scores)
        probs = exps / np.sum(exps)
        loss -= np.log(probs[y[i]])
        for j in range(num_classes):
            indicator = 1 if j == y[i] else 0  #! indicator = 1 if j == i else 0
            dW[:, j] += (probs[j] - indicator) * X[i]  #! dW[:, j] += (indicator - probs[j]) * X[i] #! dW[:, j] = (probs[j] - indicator) * X[i] #! dW[:, j] += (scores[j] - indicator) * X[i]
    loss /= num_train
    dW /= num_train  #! dW /= num_classes
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W  #! dW += reg * W #! dW += 2 * reg * W * W #! dW = 2 * reg * W
    # end
    return loss, dW


rng = np.random.default_rng(231)
W = rng.normal(size=(4, 3)) * 0.3
X_dev = rng.normal(size=(6, 4))
y_dev = rng.integers(0, 3, size=6)

for it in range(2):
    loss, grad = softmax_loss_naive(W, X_dev, y_dev, 0.1)
    print("loss: %f" % loss, "sanity check: %f" % -np.log(1 / 3))
    # update
    W -= 0.5 * grad
