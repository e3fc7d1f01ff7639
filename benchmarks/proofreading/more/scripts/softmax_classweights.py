# Assignment 1: softmax regression on imbalanced classes
# bias trick: last column of X is ones, so the last row of W is the bias
import numpy as np

np.random.seed(231)
N, D, C = 12, 4, 3
X = np.random.randn(N, D) * np.array([1.0, 2.0, 0.5, 1.0])
X = np.hstack([X, np.ones((N, 1))])
y = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
X[y == 2] += 0.7

# rare classes count more
counts = np.bincount(y, minlength=C)
class_w = N / (C * counts)
sw = class_w[y]

W = 0.1 * np.random.randn(D + 1, C)
V = np.zeros_like(W)
lr = 0.2
mu = 0.9
reg = 0.05
history = []

for it in range(25):
    scores = X.dot(W)
    scores -= scores.max(axis=1, keepdims=True)  # numeric stability
    exp_scores = np.exp(scores)
    probs = exp_scores / exp_scores.sum(axis=1, keepdims=True)

    data_loss = np.sum(-sw * np.log(probs[np.arange(N), y])) / N
    reg_loss = reg * np.sum(W[:-1] ** 2)  # we don't regularize the bias
    loss = data_loss + reg_loss
    history.append(loss)

    # backward
    dscores = probs.copy()
    dscores[np.arange(N), y] -= 1  #! dscores[:, y] -= 1
    dscores *= sw[:, None]  #! dscores[np.arange(N), y] *= sw  #! dscores *= class_w
    dscores /= N  #! dscores /= C
    dW = X.T.dot(dscores)  #! dW = X.T.dot(probs) / N
    dW[:-1] += 2 * reg * W[:-1]  #! dW[:-1] = 2 * reg * W[:-1]

    # update
    V = mu * V - lr * dW  #! V = mu * (V - lr * dW)  #! V = mu * V + lr * dW
    W += V  #! W -= V

pred = X.dot(W).argmax(axis=1)
if __name__ == "__main__":
    print("loss: %.4f -> %.4f" % (history[0], history[-1]))
    print("train acc:", (pred == y).mean())
