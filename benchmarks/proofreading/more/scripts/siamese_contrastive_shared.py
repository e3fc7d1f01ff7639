import numpy as np


class Encoder:
    """the same weights for both twins; gradients add up"""

    def __init__(self, sizes, seed):
        rng = np.random.RandomState(seed)
        self.Ws = [rng.randn(o, i) * 0.6 for i, o in zip(sizes[:-1], sizes[1:])]
        self.bs = [np.zeros((o, 1)) for o in sizes[1:]]
        self.zero_grad()

    def zero_grad(self):
        self.gWs = [np.zeros_like(W) for W in self.Ws]
        self.gbs = [np.zeros_like(b) for b in self.bs]

    def encode(self, x):
        acts = [x]
        for W, b in zip(self.Ws, self.bs):
            acts.append(np.tanh(W @ acts[-1] + b))
        return acts

    def accumulate(self, acts, grad):
        # backward
        for l in reversed(range(len(self.Ws))):
            grad = grad * (1 - acts[l + 1] ** 2)  #! grad = grad * (1 - acts[l] ** 2)
            self.gWs[l] += grad @ acts[l].T  #! self.gWs[l] = grad @ acts[l].T  #! self.gWs[l] += grad @ acts[l + 1].T
            self.gbs[l] += grad.sum(axis=1, keepdims=True)
            grad = self.Ws[l].T @ grad


rng = np.random.RandomState(40)
left, right = rng.randn(3, 6), rng.randn(3, 6)
same = np.array([1, 0, 0, 1, 1, 0])
margin = 1.5
enc = Encoder([3, 5, 2], seed=41)

for epoch in range(2):
    enc.zero_grad()
    al, ar = enc.encode(left), enc.encode(right)
    diff = al[-1] - ar[-1]
    dist = np.sqrt((diff ** 2).sum(axis=0))
    hinge = np.maximum(0, margin - dist)
    loss = np.mean(same * dist ** 2 + (1 - same) * hinge ** 2)

    # backward
    d_dist = (2 * same * dist - 2 * (1 - same) * hinge) / 6  #! d_dist = (2 * same * dist + 2 * (1 - same) * hinge) / 6  #! d_dist = (2 * same * dist - 2 * (1 - same)) / 6
    d_diff = d_dist * diff / dist  #! d_diff = d_dist * diff
    enc.accumulate(al, d_diff)
    enc.accumulate(ar, -d_diff)  #! enc.accumulate(ar, d_diff)  #! enc.accumulate(al, -d_diff)
    # update
    for l in range(len(enc.Ws)):
        enc.Ws[l] -= 0.2 * enc.gWs[l]
        enc.bs[l] -= 0.2 * enc.gbs[l]
