"""Multi-class focal loss (Lin et al.) with class weights, mean over the batch."""
import numpy as np

LABELS = np.array([2, 0, 1, 2, 1])
ALPHA = np.array([0.5, 1.0, 2.0])
GAMMA = 2.0


class Cache:
    pass


def focal_forward(logits):
    c = Cache()
    shifted = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    c.p = e / e.sum(axis=1, keepdims=True)
    c.idx = np.arange(len(LABELS))
    c.pt = c.p[c.idx, LABELS]
    c.w = ALPHA[LABELS]
    losses = -c.w * (1 - c.pt) ** GAMMA * np.log(c.pt)
    return losses.mean(), c


def focal_backward(dloss, c):
    n = len(c.pt)
    dlosses = np.full(n, dloss / n)  #! dlosses = np.full(n, dloss)  #! dlosses = np.full(n, dloss / c.p.size)
    first = GAMMA * (1 - c.pt) ** (GAMMA - 1) * np.log(c.pt)  #! first = (1 - c.pt) ** (GAMMA - 1) * np.log(c.pt)  #! first = GAMMA * (1 - c.pt) ** GAMMA * np.log(c.pt)  #! first = -GAMMA * (1 - c.pt) ** (GAMMA - 1) * np.log(c.pt)
    second = (1 - c.pt) ** GAMMA / c.pt  #! second = (1 - c.pt) ** GAMMA
    dpt = dlosses * c.w * (first - second)  #! dpt = dlosses * (first - second)  #! dpt = dlosses * c.w * (first + second)  #! dpt = -dlosses * c.w * second
    onehot = np.zeros_like(c.p)
    onehot[c.idx, LABELS] = 1.0
    dlogits = (dpt * c.pt)[:, None] * (onehot - c.p)  #! dlogits = dpt[:, None] * (onehot - c.p)  #! dlogits = (dpt * c.pt)[:, None] * (c.p - onehot)  #! dlogits = (dpt * c.pt * (1 - c.pt))[:, None] * onehot
    return dlogits


FORWARD = focal_forward
BACKWARD = focal_backward
INPUTS = (np.array([[0.2, -1.0, 0.7], [1.5, 0.1, -0.3], [0.0, 0.4, 0.9], [-0.6, 0.8, 0.3], [0.5, -0.2, 0.1]]),)
