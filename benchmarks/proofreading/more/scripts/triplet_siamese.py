"""FaceNet-like triplet loss with a shared two-layer embedding.
The three branches share weights -> their gradients are *added*."""
import numpy as np

rng = np.random.default_rng(2015)
MARGIN = 1.0


def embed(net, x):
    """Return embedding and what is needed to go back."""
    W1, b1, W2 = net
    a = np.tanh(W1 @ x + b1)
    return W2 @ a, (x, a)


def embed_back(net, dout, saved):
    W1, b1, W2 = net
    x, a = saved
    da = W2.T @ dout * (1 - a ** 2)
    return [np.outer(da, x), da, np.outer(dout, a)]


def triplet(net, anchor, pos, neg):
    """Mean hinge over the triplets, plus gradient list."""
    total, grads = 0.0, [np.zeros_like(p) for p in net]
    # backward
    for a, p, n in zip(anchor, pos, neg):
        fa, ca = embed(net, a)
        fp, cp = embed(net, p)
        fn, cn = embed(net, n)
        hinge = np.sum((fa - fp) ** 2) - np.sum((fa - fn) ** 2) + MARGIN
        if hinge <= 0:
            continue                    # easy triplet, nothing to learn
        total += hinge
        da = 2 * (fa - fp) - 2 * (fa - fn)
        dp = -2 * (fa - fp)
        dn = 2 * (fa - fn)
        for d, c in ((da, ca), (dp, cp), (dn, cn)):
            for G, g in zip(grads, embed_back(net, d, c)):
                G += g / len(anchor)
    return total / len(anchor), grads


centres = rng.normal(size=(2, 4))
who = rng.integers(0, 2, 6)
anchor = centres[who] + 0.3 * rng.normal(size=(6, 4))
pos = centres[who] + 0.3 * rng.normal(size=(6, 4))
neg = centres[1 - who] + 0.3 * rng.normal(size=(6, 4))
net = [rng.normal(0, .5, (5, 4)), np.zeros(5), rng.normal(0, .5, (2, 5))]

losses = []
while len(losses) < 15:
    loss, grads = triplet(net, anchor, pos, neg)
    losses.append(loss)
    if loss == 0:
        break
    # update
    for p, g in zip(net, grads):
        p -= 0.05 * g
print(losses)
assert losses[-1] < losses[0]
