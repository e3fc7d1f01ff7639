import numpy as np
# multiclass SVM; W is C x D, X is D x N (columns)
np.random.seed(12)
D, N, C = 5, 9, 3
X = np.random.randn(D, N)
X[-1] = 1                           # bias trick
y = np.random.randint(C, size=N)
W = 0.01 * np.random.randn(C, D)
reg, delta = 0.05, 1.0

for it in range(20):
    scores = W.dot(X)
    correct = scores[y, np.arange(N)]
    margins = np.maximum(0, scores - correct + delta)
    margins[y, np.arange(N)] = 0
    loss = margins.sum() / N + reg * np.sum(W * W)
    # backward
    ind = (margins > 0).astype(float)
    ind[y, np.arange(N)] = -ind.sum(axis=0)
    dW = ind.dot(X.T) / N
    dW += 2 * reg * W
    # update
    W += -0.1 * dW
    if it % 4 == 0:
        print('iteration %d / 20: loss %f, acc %.2f' % (it, loss, np.mean(scores.argmax(0) == y)))
