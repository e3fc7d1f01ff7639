# objective: 0.5 * lam * np.dot(w, w) + max(0.0, 1 - t * (np.dot(w, x) + b))
# linear SVM, Pegasos style: one sample at a time
import numpy as np

np.random.seed(21)
pos = np.random.randn(6, 2) + [1.5, 1.0]
neg = np.random.randn(6, 2) - [1.5, 1.0]
points = np.vstack([pos, neg])
targets = np.array([1] * 6 + [-1] * 6)

w = np.array([0.2, -0.1])
b = 0.0
lam = 0.1
it = 0
for epoch in range(3):
    order = np.random.permutation(12)
    for i in order:
        it += 1
        x, t = points[i], targets[i]
        margin = t * (np.dot(w, x) + b)
        # backward
        if margin < 1:
            gw = lam * w - t * x
            gb = -t
        else:
            gw = lam * w
            gb = 0
        # update
        eta = 1 / (lam * (it + 10))
        w = w - eta * gw
        b = b - eta * gb
    wrong = np.sum(np.sign(points @ w + b) != targets)
    print("epoch", epoch, "wrong:", wrong)
