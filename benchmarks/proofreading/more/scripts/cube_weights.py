# objective: ((a[L] - y) ** 2).sum() / 2
# all layers have the same size so I put all weights in ONE 3-D array. task: shift the bits by one
import numpy as np
np.random.seed(4)
L = 3
n = 4
W = np.random.randn(L, n, n + 1) * 0.8      # last column is the bias
x = np.random.randint(0, 2, (n, 6)).astype(float)     # samples are columns
y = np.roll(x, 1, axis=0)
ones = np.ones((1, x.shape[1]))
a = [None] * (L + 1)
for it in range(30):
    a[0] = x
    for l in range(L):
        a[l + 1] = 1 / (1 + np.exp(-W[l] @ np.vstack((a[l], ones))))
    # backward
    dW = np.zeros(W.shape)
    delta = (a[L] - y) * a[L] * (1 - a[L])
    for l in range(L - 1, -1, -1):
        dW[l] = delta @ np.vstack((a[l], ones)).T
        if l > 0:
            delta = (W[l][:, :n].T @ delta) * a[l] * (1 - a[l])
    # update
    W -= 0.7 * dW
    if it % 10 == 0:
        print("it", it, "bits right:", int(((a[L] > 0.5) == y).sum()), "of", y.size)
print(np.round(a[L], 2))
