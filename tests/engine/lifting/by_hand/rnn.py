"""A recurrent network with an output at every step: h_t = tanh(x_t Wx + h_{t-1} Wh + b), and h starts at 0.

(I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, 10.2)
"""

import numpy as np

from tests.engine.lifting.by_hand.steps import affine, dense, squares, tanh


def case(rng, length=4):
    """Numbers for a sequence of some length."""
    D, H, M = 2, 3, 2
    shapes = {"Wx": (D, H), "Wh": (H, H), "b": (H,), "Wy": (H, M), "c": (M,)}
    params = {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}
    return params, {"X": rng.normal(size=(length, D)), "Y": rng.normal(size=(length, M))}


def scalar(Wx, Wh, b, Wy, c, X, Y):
    """The sum of squared errors, written with loops on Values."""
    h, loss = [0.0] * len(b), 0.0
    for x, target in zip(X, Y, strict=True):
        h = tanh(affine(x, Wx, h, Wh, b))
        loss = loss + squares(dense(h, Wy, c), target)
    return loss


def value_and_grad(Wx, Wh, b, Wy, c, X, Y):
    """The loss and its gradients, through all steps and back; `h[-1]`, the last row, is the start."""
    h = np.zeros((len(X) + 1, len(b)))
    e = np.zeros((len(X), len(c)))
    loss = 0.0
    for t in range(len(X)):
        h[t] = np.tanh(X[t] @ Wx + h[t - 1] @ Wh + b)
        y = h[t] @ Wy + c
        e[t] = y - Y[t]
        loss += (e[t] ** 2).sum()

    dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dWy, dc = np.zeros(Wy.shape), np.zeros(c.shape)
    dh_next = np.zeros(len(b))
    for t in reversed(range(len(X))):
        dy = 2 * e[t]
        dWy += np.outer(h[t], dy)
        dc += dy
        dh = dy @ Wy.T + dh_next
        ds = dh * (1 - h[t] ** 2)
        dWx += np.outer(X[t], ds)
        dWh += np.outer(h[t - 1], ds)
        db += ds
        dh_next = ds @ Wh.T
    return loss, {"Wx": dWx, "Wh": dWh, "b": db, "Wy": dWy, "c": dc}
