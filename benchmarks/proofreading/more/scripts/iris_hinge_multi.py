# three flowers, multiclass hinge ("Crammer-Singer" said my tutor): correct class must win by 1
import numpy as np
rng = np.random.RandomState(22)
X = np.vstack([rng.randn(4, 2) * .4 + m for m in ([0, 0], [2, 1], [0, 3])])
X = np.hstack([X, np.ones((12, 1))])
label = np.arange(12) // 4
W = rng.randn(3, 3) * 0.01
reg = 0.01

def svm(W):
    score = X @ W
    right = score[range(12), label]
    slack = score - right[:, None] + 1
    slack[range(12), label] = 0
    rival = slack.argmax(1)
    viol = slack[range(12), rival] > 0
    loss = slack.max(1).sum() / 12 + reg * (W * W).sum()
    # backward
    G = np.zeros((12, 3))
    for i in np.flatnonzero(viol):
        G[i, rival[i]] += 1
        G[i, label[i]] -= 1
    return loss, X.T @ G / 12 + 2 * reg * W

it = 0
prev = float('inf')
while it < 30:
    loss, dW = svm(W)
    if abs(prev - loss) < 1e-5:
        break
    prev = loss
    # update
    W -= 0.3 * dW
    it += 1
    if it % 10 == 0:
        print(it, loss, "acc", np.mean((X @ W).argmax(1) == label))
