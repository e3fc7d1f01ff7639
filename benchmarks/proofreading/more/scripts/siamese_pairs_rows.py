import numpy as np

# Siamese net: the same two layers embed both members of a pair, contrastive loss of Hadsell et al.
# (my version: label 1 = same class, pull together; label 0 = push away up to the margin)

np.random.seed(14)
left = np.random.randn(7, 4)
right = np.random.randn(7, 4)
same = np.array([1, 0, 0, 1, 0, 1, 0]).reshape(-1, 1)
margin = 2.0

W1 = np.random.randn(5, 4) * 0.5     # out x in
b1 = np.random.randn(5) * 0.1
W2 = np.random.randn(3, 5) * 0.5


def embed(x):
    a = x @ W1.T + b1
    h = np.where(a > 0, a, 0.1 * a)
    return a, h, h @ W2.T


def embed_backward(x, a, h, de):
    # backward
    gW2 = de.T @ h  #! gW2 = h.T @ de
    dh = de @ W2
    da = dh * np.where(a > 0, 1, 0.1)  #! da = dh * np.where(dh > 0, 1, 0.1)  #! da = dh * (a > 0)
    gW1 = da.T @ x
    gb1 = da.sum(axis=0)
    return gW1, gb1, gW2


for i in range(3):
    aL, hL, eL = embed(left)
    aR, hR, eR = embed(right)
    diff = eL - eR
    dist = np.sqrt(np.sum(diff ** 2, axis=1, keepdims=True) + 1e-9)
    gap = np.maximum(0, margin - dist)
    E = np.mean(same * dist ** 2 + (1 - same) * gap ** 2)

    # backward
    ddist = 2 * (same * dist - (1 - same) * gap) / len(left)  #! ddist = 2 * (same * dist + (1 - same) * gap) / len(left)
    ddiff = ddist * diff / dist  #! ddiff = ddist * diff
    dL = embed_backward(left, aL, hL, ddiff)
    dR = embed_backward(right, aR, hR, -ddiff)  #! dR = embed_backward(right, aR, hR, ddiff)
    gW1, gb1, gW2 = [l + r for l, r in zip(dL, dR)]  #! gW1, gb1, gW2 = dL
    # update
    W1 -= 0.1 * gW1
    b1 -= 0.1 * gb1
    W2 -= 0.1 * gW2
    # end
    print(i, E)
