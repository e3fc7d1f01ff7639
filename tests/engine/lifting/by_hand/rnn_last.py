"""A recurrent network with one output, after the last step.

(I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning", 2016, 10.2)
"""

import numpy as np

from tests.engine.lifting.by_hand.steps import affine, dense, squares, tanh


def case(rng, length=4):
    """Numbers for a sequence of some length."""
    D, H, M = 2, 3, 2
    shapes = {"Wx": (D, H), "Wh": (H, H), "b": (H,), "Wy": (H, M), "c": (M,)}
    params = {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}
    return params, {"X": rng.normal(size=(length, D)), "y": rng.normal(size=M)}


def scalar(Wx, Wh, b, Wy, c, X, y):
    """The sum of squared errors, written with loops on Values."""
    h = [0.0] * len(b)
    for x in X:
        h = tanh(affine(x, Wx, h, Wh, b))
    return squares(dense(h, Wy, c), y)


def value_and_grad(Wx, Wh, b, Wy, c, X, y):
    """The loss and its gradients, through all steps and back; `h[-1]`, the last row, is the start."""
    h = np.zeros((len(X) + 1, len(b)))
    for t in range(len(X)):
        h[t] = np.tanh(X[t] @ Wx + h[t - 1] @ Wh + b)
    out = h[len(X) - 1] @ Wy + c
    e = out - y
    loss = (e**2).sum()

    dout = 2 * e
    dWy = np.outer(h[len(X) - 1], dout)
    dc = dout
    dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh = dout @ Wy.T
    for t in reversed(range(len(X))):
        ds = dh * (1 - h[t] ** 2)
        dWx += np.outer(X[t], ds)
        dWh += np.outer(h[t - 1], ds)
        db += ds
        dh = ds @ Wh.T
    return loss, {"Wx": dWx, "Wh": dWh, "b": db, "Wy": dWy, "c": dc}
