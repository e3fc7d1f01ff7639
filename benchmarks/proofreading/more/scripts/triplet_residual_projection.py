# Triplet loss: anchor, positive and negative go through the same little ResNet (with a projection shortcut)
import numpy as np

rng = np.random.RandomState(2015)
n = 5
anchor, positive, negative = rng.randn(n, 4), rng.randn(n, 4), rng.randn(n, 4)
W1 = rng.randn(4, 6) * 0.5
W2 = rng.randn(6, 3) * 0.5
Wskip = rng.randn(4, 3) * 0.5
b1 = np.zeros(6)
alpha = 2.0


def embed(x):
    z1 = x @ W1 + b1
    a1 = np.log1p(np.exp(z1))               # softplus
    out = a1 @ W2 + x @ Wskip
    return out, (x, z1, a1)


def embed_back(g, memo):
    x, z1, a1 = memo
    # backward
    gW2 = a1.T @ g  #! gW2 = z1.T @ g
    gWskip = x.T @ g
    gz1 = g @ W2.T / (1 + np.exp(-z1))  #! gz1 = g @ W2.T / (1 + np.exp(-a1))  #! gz1 = g @ W2.T * (z1 > 0)  #! gz1 = g @ W2.T
    gW1 = x.T @ gz1
    gb1 = gz1.sum(axis=0)
    return gW1, gb1, gW2, gWskip


for epoch in range(2):
    (ea, ma), (ep, mp), (en, mn) = embed(anchor), embed(positive), embed(negative)
    d_pos = ((ea - ep) ** 2).sum(axis=1)
    d_neg = ((ea - en) ** 2).sum(axis=1)
    losses = np.maximum(d_pos - d_neg + alpha, 0)
    loss = losses.mean()

    # backward
    active = (losses > 0)[:, None] / n  #! active = (losses > alpha)[:, None] / n  #! active = np.ones((n, 1)) / n
    ga = 2 * active * (en - ep)  #! ga = 2 * active * (ea - ep)  #! ga = 2 * active * (ep - en)
    gp = -2 * active * (ea - ep)  #! gp = 2 * active * (ea - ep)
    gn = 2 * active * (ea - en)  #! gn = 2 * active * (en - ea)
    parts = [embed_back(g, memo) for g, memo in ((ga, ma), (gp, mp), (gn, mn))]  #! parts = [embed_back(g, memo) for g, memo in ((ga, ma), (gp, ma), (gn, ma))]  #! parts = [embed_back(g, memo) for g, memo in ((gp, mp), (gn, mn))]
    gW1, gb1, gW2, gWskip = [sum(terms) for terms in zip(*parts)]

    # update
    W1 -= 0.05 * gW1
    b1 -= 0.05 * gb1
    W2 -= 0.05 * gW2
    Wskip -= 0.05 * gWskip
