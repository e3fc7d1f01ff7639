import numpy as np
# siamese network with contrastive loss: the SAME weights see both inputs, so the gradients add
np.random.seed(18)
pts = np.random.randn(10, 3)
group = (pts[:, 0] > 0).astype(int)
pairs = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9), (0, 5), (1, 6), (3, 8)]
A = np.array([pts[i] for i, _ in pairs])
B = np.array([pts[j] for _, j in pairs])
same = np.array([group[i] == group[j] for i, j in pairs], dtype=float)
W = np.random.randn(3, 4) * .6
b = np.random.randn(4) * .1
U = np.random.randn(4, 2) * .6
margin = 1.0

def embed(x):
    hidden = np.tanh(x @ W + b)
    return hidden, hidden @ U

def branch_backward(x, hidden, d_out):
    gU = hidden.T @ d_out
    d_pre = (d_out @ U.T) * (1 - hidden ** 2)
    return x.T @ d_pre, d_pre.sum(axis=0), gU

for it in range(20):
    hA, eA = embed(A)
    hB, eB = embed(B)
    diff = eA - eB
    dist = np.sqrt((diff ** 2).sum(axis=1) + 1e-9)
    gap = np.maximum(margin - dist, 0)
    loss = np.mean(same * dist ** 2 + (1 - same) * gap ** 2)
    # backward
    d_dist = (2 * same * dist - 2 * (1 - same) * gap) / len(pairs)
    d_diff = (d_dist / dist)[:, None] * diff
    left = branch_backward(A, hA, d_diff)
    right = branch_backward(B, hB, -d_diff)
    gW, gb, gU = [l + r for l, r in zip(left, right)]
    # update
    W -= .2 * gW
    b -= .2 * gb
    U -= .2 * gU
    print(it, "loss", loss)
