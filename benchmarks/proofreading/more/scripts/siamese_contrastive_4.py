# Siamese network with contrastive loss (Hadsell et al.): the SAME weights see both inputs,
# so the gradients of the two towers are added.
import numpy as np

np.random.seed(24)


class Tower:
    """No state besides the weights; the cache travels with the caller."""

    def __init__(self, sizes):
        self.layers = [(np.random.randn(i, o) / np.sqrt(i), np.zeros(o)) for i, o in zip(sizes, sizes[1:])]

    def embed(self, x):
        cache = [x]
        for W, b in self.layers:
            x = np.tanh(x @ W + b)
            cache.append(x)
        return x, cache

    def pull_back(self, g, cache):
        out = []
        for (W, b), inp, act in zip(self.layers[::-1], cache[-2::-1], cache[:0:-1]):
            g = g * (1 - act ** 2)
            out.insert(0, (inp.T @ g, g.sum(0)))
            g = g @ W.T
        return out


net = Tower([5, 6, 2])
left = np.random.randn(8, 5)
same = np.array([1, 0] * 4)
right = np.where(same[:, None] == 1, left + 0.3 * np.random.randn(8, 5), np.random.randn(8, 5))
m = 1.0
for it in range(25):
    ea, ca = net.embed(left)
    eb, cb = net.embed(right)
    delta = ea - eb
    D = np.sqrt((delta ** 2).sum(1) + 1e-9)
    gap = np.maximum(0, m - D)
    loss = np.mean(same * 0.5 * D ** 2 + (1 - same) * 0.5 * gap ** 2)
    # backward
    dD = (same * D - (1 - same) * gap) / len(D)
    dea = (dD / D)[:, None] * delta
    ga = net.pull_back(dea, ca)
    gb = net.pull_back(-dea, cb)
    # update
    net.layers = [(W - 0.5 * (wa + wb), b - 0.5 * (ba + bb))
                  for (W, b), (wa, ba), (wb, bb) in zip(net.layers, ga, gb)]
    if it % 8 == 0:
        print(it, "%.4f" % loss, "same", D[same == 1].mean().round(2), "diff", D[same == 0].mean().round(2))
