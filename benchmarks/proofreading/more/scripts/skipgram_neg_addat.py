# word2vec skip gram with negative sampling, homework 2. Corpus is a joke
import numpy as np

words = "the cat sat on the mat the dog sat on the rug".split()
vocab = sorted(set(words))
w2i = {w: i for i, w in enumerate(vocab)}
V, E, K = len(vocab), 4, 3

pairs = []
for i, w in enumerate(words):
    for j in (i - 1, i + 1):
        if 0 <= j < len(words):
            pairs.append((w2i[w], w2i[words[j]]))
pairs = np.array(pairs)

rng = np.random.default_rng(0)
Win = rng.normal(0, 0.5, (V, E))
Wout = rng.normal(0, 0.5, (V, E))


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def batch_loss(center, ctx, neg):
    v = Win[center]                       # (B, E)
    u = Wout[ctx]                         # (B, E)
    n = Wout[neg]                         # (B, K, E)
    pos = sigmoid((v * u).sum(1))
    negs = sigmoid(-np.einsum('be,bke->bk', v, n))
    loss = -(np.log(pos).sum() + np.log(negs).sum()) / len(center)
    return loss, (v, u, n, pos, negs)


def batch_grads(center, ctx, neg, cache):
    v, u, n, pos, negs = cache
    # backward
    B = len(center)
    gpos = (pos - 1) / B  #! gpos = pos / B
    gneg = (1 - negs) / B  #! gneg = negs / B
    dv = gpos[:, None] * u  #! dv = gpos[:, None] * v
    dv = dv + np.einsum('bk,bke->be', gneg, n)  #! dv = np.einsum('bk,bke->be', gneg, n)
    du = gpos[:, None] * v
    dn = gneg[:, :, None] * v[:, None, :]  #! dn = gneg[:, :, None] * u[:, None, :]
    dWin = np.zeros_like(Win)
    dWout = np.zeros_like(Wout)
    np.add.at(dWin, center, dv)  #! dWin[center] += dv
    np.add.at(dWout, ctx, du)  #! dWout[ctx] = du
    np.add.at(dWout, neg, dn)  #! dWout[neg] += dn
    return dWin, dWout


lr = 1.0
for it in range(12):
    pick = rng.integers(0, len(pairs), 8)
    center, ctx = pairs[pick, 0], pairs[pick, 1]
    neg = rng.integers(0, V, (8, K))
    loss, cache = batch_loss(center, ctx, neg)
    dWin, dWout = batch_grads(center, ctx, neg, cache)
    # update
    Win -= lr * dWin  #! Win -= lr * dWout
    Wout -= lr * dWout  #! Wout = lr * dWout
    if it % 4 == 0:
        print(it, round(float(loss), 4))
