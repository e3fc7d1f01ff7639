# assignment 1: softmax (naive, with loops) and multiclass SVM (vectorized), with a common trainer
import numpy as np


def softmax_loss_naive(W, X, y, reg):
    """
    Softmax with explicit loops. W is (D, C), X is (N, D), y holds N class numbers.
    Gives the loss (with L2) and dW.
    """
    loss = 0.0
    dW = np.zeros_like(W)
    num_train = X.shape[0]
    num_classes = W.shape[1]
    for i in range(num_train):
        scores = X[i].dot(W)
        scores -= np.max(scores)  # numeric stability
        probs = np.exp(scores) / np.sum(np.exp(scores))
        loss += -np.log(probs[y[i]])
        # backward
        for j in range(num_classes):
            dW[:, j] += probs[j] * X[i]  #! dW[:, j] = probs[j] * X[i]  #! dW[:, j] += scores[j] * X[i]
        dW[:, y[i]] -= X[i]  #! dW[:, y[i]] += X[i]
        # end
    loss = loss / num_train + reg * np.sum(W * W)
    # backward
    dW /= num_train
    dW += 2 * reg * W  #! dW = 2 * reg * W
    return loss, dW


def svm_loss_vectorized(W, X, y, reg):
    """Multiclass hinge loss, all at once. Arguments as above."""
    num_train = X.shape[0]
    scores = X.dot(W)
    correct_class_scores = scores[np.arange(num_train), y].reshape(-1, 1)
    margins = np.maximum(0, scores - correct_class_scores + 1.0)
    margins[np.arange(num_train), y] = 0
    loss = np.sum(margins) / num_train + reg * np.sum(W * W)
    # backward
    binary = np.zeros_like(margins)
    binary[margins > 0] = 1  #! binary[scores > 0] = 1
    row_sum = np.sum(binary, axis=1)
    binary[np.arange(num_train), y] = -row_sum  #! binary[np.arange(num_train), y] = -1
    dW = X.T.dot(binary) / num_train
    dW += 2 * reg * W
    return loss, dW


class LinearClassifier(object):

    def __init__(self):
        self.W = None

    def train(self, X, y, learning_rate=1e-1, reg=1e-2, num_iters=3, batch_size=5):
        num_train, dim = X.shape
        num_classes = np.max(y) + 1
        if self.W is None:
            self.W = 0.1 * np.random.randn(dim, num_classes)
        loss_history = []
        for it in range(num_iters):
            indices = np.random.choice(num_train, batch_size)
            X_batch = X[indices]
            y_batch = y[indices]
            # objective: loss
            loss, grad = self.loss(X_batch, y_batch, reg)
            loss_history.append(loss)
            # update
            self.W -= learning_rate * grad
            # end
        return loss_history

    def predict(self, X):
        return np.argmax(X.dot(self.W), axis=1)


class LinearSVM(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        return svm_loss_vectorized(self.W, X_batch, y_batch, reg)


class Softmax(LinearClassifier):
    def loss(self, X_batch, y_batch, reg):
        return softmax_loss_naive(self.W, X_batch, y_batch, reg)


np.random.seed(0)
X_train = np.random.randn(8, 4)
X_train[:, 3] = 1.0  # bias trick
y_train = np.array([0, 2, 1, 1, 0, 2, 2, 0])
svm = LinearSVM()
hist_svm = svm.train(X_train, y_train)
softmax = Softmax()
hist_softmax = softmax.train(X_train, y_train)
print('svm', hist_svm, 'acc', np.mean(svm.predict(X_train) == y_train))
print('softmax', hist_softmax, 'acc', np.mean(softmax.predict(X_train) == y_train))
