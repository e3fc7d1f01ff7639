"""Two recurrent layers: the states of the first are the inputs of the second.

(A. Zhang et al., "Dive into Deep Learning", 10.3)
"""

import numpy as np

from tests.engine.lifting.by_hand.steps import affine, dense, squares, tanh


def case(rng, length=4):
    """Numbers for a sequence of some length."""
    D, H, K, M = 2, 3, 4, 2
    shapes = {
        "Wx1": (D, H),
        "Wh1": (H, H),
        "b1": (H,),
        "Wx2": (H, K),
        "Wh2": (K, K),
        "b2": (K,),
        "Wy": (K, M),
        "c": (M,),
    }
    params = {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}
    return params, {"X": rng.normal(size=(length, D)), "Y": rng.normal(size=(length, M))}


def scalar(Wx1, Wh1, b1, Wx2, Wh2, b2, Wy, c, X, Y):
    """The sum of squared errors, written with loops on Values."""
    h1, h2, loss = [0.0] * len(b1), [0.0] * len(b2), 0.0
    for x, target in zip(X, Y, strict=True):
        h1 = tanh(affine(x, Wx1, h1, Wh1, b1))
        h2 = tanh(affine(h1, Wx2, h2, Wh2, b2))
        loss = loss + squares(dense(h2, Wy, c), target)
    return loss


def value_and_grad(Wx1, Wh1, b1, Wx2, Wh2, b2, Wy, c, X, Y):
    """The loss and its gradients, through all steps and back; `h[-1]`, the last row, is the start."""
    h1 = np.zeros((len(X) + 1, len(b1)))
    h2 = np.zeros((len(X) + 1, len(b2)))
    e = np.zeros((len(X), len(c)))
    loss = 0.0
    for t in range(len(X)):
        h1[t] = np.tanh(X[t] @ Wx1 + h1[t - 1] @ Wh1 + b1)
        h2[t] = np.tanh(h1[t] @ Wx2 + h2[t - 1] @ Wh2 + b2)
        y = h2[t] @ Wy + c
        e[t] = y - Y[t]
        loss += (e[t] ** 2).sum()

    dWx1, dWh1, db1 = np.zeros(Wx1.shape), np.zeros(Wh1.shape), np.zeros(b1.shape)
    dWx2, dWh2, db2 = np.zeros(Wx2.shape), np.zeros(Wh2.shape), np.zeros(b2.shape)
    dWy, dc = np.zeros(Wy.shape), np.zeros(c.shape)
    dh1_next, dh2_next = np.zeros(len(b1)), np.zeros(len(b2))
    for t in reversed(range(len(X))):
        dy = 2 * e[t]
        dWy += np.outer(h2[t], dy)
        dc += dy
        dh2 = dy @ Wy.T + dh2_next
        ds2 = dh2 * (1 - h2[t] ** 2)
        dWx2 += np.outer(h1[t], ds2)
        dWh2 += np.outer(h2[t - 1], ds2)
        db2 += ds2
        dh2_next = ds2 @ Wh2.T
        dh1 = ds2 @ Wx2.T + dh1_next
        ds1 = dh1 * (1 - h1[t] ** 2)
        dWx1 += np.outer(X[t], ds1)
        dWh1 += np.outer(h1[t - 1], ds1)
        db1 += ds1
        dh1_next = ds1 @ Wh1.T
    names = ("Wx1", "Wh1", "b1", "Wx2", "Wh2", "b2", "Wy", "c")
    return loss, dict(zip(names, (dWx1, dWh1, db1, dWx2, dWh2, db2, dWy, dc), strict=True))
