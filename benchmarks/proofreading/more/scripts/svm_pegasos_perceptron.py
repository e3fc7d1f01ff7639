# objective: 0.5 * lam * (w @ w) + max(0.0, 1 - label * (w @ xi))
# Homework 5: two models in one file. (a) the perceptron  (b) linear SVM with Pegasos steps
import numpy as np

rng = np.random.default_rng(19)
pos = rng.normal([1.5, 1.0], 0.7, (6, 2))
neg = rng.normal([-1.0, -1.2], 0.7, (6, 2))
X = np.vstack([pos, neg])
X = np.c_[X, np.ones(len(X))]            # bias folded in
y = np.array([1] * 6 + [-1] * 6)

# (a)
w_perc = np.zeros(3)
mistakes = 1
rounds = 0
while mistakes and rounds < 20:
    mistakes = 0
    for xi, label in zip(X, y):
        if label * (w_perc @ xi) <= 0:
            w_perc = w_perc + label * xi
            mistakes += 1
    rounds += 1
print("perceptron", w_perc, "after", rounds, "rounds")

# (b)
w = np.array([0.1, -0.2, 0.05])
lam = 0.1
t = 0
for epoch in range(5):
    for i in rng.permutation(len(y)):
        t += 1
        xi, label = X[i], y[i]
        # backward
        subgrad = lam * w
        if label * (w @ xi) < 1:
            subgrad = subgrad - label * xi
        # update
        w = w - (1 / (lam * (t + 5))) * subgrad
print("pegasos", w, "errors:", int(np.sum(np.sign(X @ w) != y)))
