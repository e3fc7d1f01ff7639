# softmax classifier, the naive version with loops (then I want to vectorize it)
import numpy as np
from math import log

np.random.seed(231)
num_train, dim, num_classes = 6, 4, 3
X = np.random.randn(num_train, dim)
X = np.hstack([X, np.ones((num_train, 1))])     # bias trick
y = [0, 2, 1, 1, 0, 2]
W = 0.1 * np.random.randn(dim + 1, num_classes)
reg = 0.3
learning_rate = 0.5


def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    N = X.shape[0]
    C = W.shape[1]
    for i in range(N):
        scores = X[i].dot(W)
        scores -= np.max(scores)
        sum_exp = np.sum(np.exp(scores))
        loss += -scores[y[i]] + log(sum_exp)
        # backward
        for j in range(C):
            prob = np.exp(scores[j]) / sum_exp  #! prob = scores[j] / sum_exp  #! prob = np.exp(scores[j])
            if j == y[i]:  #! if j == i:
                dW[:, j] += (prob - 1) * X[i]  #! dW[:, j] += (1 - prob) * X[i]  #! dW[:, j] = (prob - 1) * X[i]  #! dW[:, j] -= X[i]
            else:
                dW[:, j] += prob * X[i]  #! dW[:, j] -= prob * X[i]  #! dW[:, y[i]] += prob * X[i]  #! dW[:, j] = prob * X[i]
        # end
    loss /= N
    loss += reg * np.sum(W * W)
    # backward
    dW /= N  #! dW /= C
    dW += 2 * reg * W  #! dW += reg * W  #! dW = 2 * reg * W
    # end
    return loss, dW


for it in range(7):
    loss, grad = softmax_loss_naive(W, X, y, reg)
    # update
    W -= learning_rate * grad  #! W += learning_rate * grad
    # end
    print('iteration %d / 7: loss %f' % (it, loss))
