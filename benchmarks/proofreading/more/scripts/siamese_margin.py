# siamese net, Hadsell/Chopra/LeCun contrastive loss, one pair at a time
import numpy as np
np.random.seed(9)
margin = 1.5
a = np.random.randn(10, 3)
same = np.array([1, 0] * 5)
b = np.where(same[:, None] == 1, a + 0.1 * np.random.randn(10, 3), np.random.randn(10, 3))
W = np.random.randn(2, 3) * 0.5
c = np.zeros(2)

def embed(x):
    return np.tanh(W @ x + c)

eta = 0.1
for epoch in range(6):
    dW = np.zeros_like(W)
    dc = np.zeros_like(c)
    L = 0.0
    # backward
    for x1, x2, s in zip(a, b, same):
        e1, e2 = embed(x1), embed(x2)
        diff = e1 - e2
        dist = np.sqrt(diff @ diff + 1e-12)
        if s:
            L += 0.5 * dist ** 2
            ddist = dist
        else:
            L += 0.5 * max(0.0, margin - dist) ** 2
            ddist = -max(0.0, margin - dist)
        de = ddist * diff / dist
        d1 = de * (1 - e1 ** 2)
        d2 = -de * (1 - e2 ** 2)       # second branch, opposite sign
        dW += np.outer(d1, x1) + np.outer(d2, x2)   # the weights are shared so add both
        dc += d1 + d2
    # update
    W -= eta * dW
    c -= eta * dc
    print("epoch", epoch, "contrastive loss", L)
