"""A gated recurrent unit: an update gate z, a reset gate r, a candidate n.

(K. Cho et al. 2014)
"""

import numpy as np

from tests.engine.lifting.by_hand.steps import affine, dense, sigmoid, sigmoid_by_hand, squares, tanh


def case(rng, length=4):
    """Numbers for a sequence of some length."""
    D, H, M = 2, 3, 2
    shapes = {
        "Wxz": (D, H),
        "Whz": (H, H),
        "bz": (H,),
        "Wxr": (D, H),
        "Whr": (H, H),
        "br": (H,),
        "Wxn": (D, H),
        "Whn": (H, H),
        "bn": (H,),
        "Wy": (H, M),
        "c": (M,),
    }
    params = {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}
    return params, {"X": rng.normal(size=(length, D)), "Y": rng.normal(size=(length, M))}


def scalar(Wxz, Whz, bz, Wxr, Whr, br, Wxn, Whn, bn, Wy, c, X, Y):
    """The sum of squared errors, written with loops on Values."""
    h, loss = [0.0] * len(bz), 0.0
    for x, target in zip(X, Y, strict=True):
        z = sigmoid(affine(x, Wxz, h, Whz, bz))
        r = sigmoid(affine(x, Wxr, h, Whr, br))
        n = tanh(affine(x, Wxn, [a * b for a, b in zip(r, h, strict=True)], Whn, bn))
        h = [(1 - z_k) * h_k + z_k * n_k for z_k, h_k, n_k in zip(z, h, n, strict=True)]
        loss = loss + squares(dense(h, Wy, c), target)
    return loss


def value_and_grad(Wxz, Whz, bz, Wxr, Whr, br, Wxn, Whn, bn, Wy, c, X, Y):
    """The loss and its gradients, through all steps and back; `h[-1]`, the last row, is the start."""
    T, H = len(X), len(bz)
    h = np.zeros((T + 1, H))
    z, r, n = (np.zeros((T, H)) for _ in range(3))
    e = np.zeros((T, len(c)))
    loss = 0.0
    for t in range(T):
        z[t] = sigmoid_by_hand(X[t] @ Wxz + h[t - 1] @ Whz + bz)
        r[t] = sigmoid_by_hand(X[t] @ Wxr + h[t - 1] @ Whr + br)
        n[t] = np.tanh(X[t] @ Wxn + (r[t] * h[t - 1]) @ Whn + bn)
        h[t] = (1 - z[t]) * h[t - 1] + z[t] * n[t]
        y = h[t] @ Wy + c
        e[t] = y - Y[t]
        loss += (e[t] ** 2).sum()

    dWxz, dWhz, dbz = np.zeros(Wxz.shape), np.zeros(Whz.shape), np.zeros(bz.shape)
    dWxr, dWhr, dbr = np.zeros(Wxr.shape), np.zeros(Whr.shape), np.zeros(br.shape)
    dWxn, dWhn, dbn = np.zeros(Wxn.shape), np.zeros(Whn.shape), np.zeros(bn.shape)
    dWy, dc = np.zeros(Wy.shape), np.zeros(c.shape)
    dh_next = np.zeros(H)
    for t in reversed(range(T)):
        dy = 2 * e[t]
        dWy += np.outer(h[t], dy)
        dc += dy
        dh = dy @ Wy.T + dh_next
        dsz = dh * (n[t] - h[t - 1]) * z[t] * (1 - z[t])
        dsn = dh * z[t] * (1 - n[t] ** 2)
        drh = dsn @ Whn.T
        dsr = drh * h[t - 1] * r[t] * (1 - r[t])
        dWxz += np.outer(X[t], dsz)
        dWhz += np.outer(h[t - 1], dsz)
        dbz += dsz
        dWxr += np.outer(X[t], dsr)
        dWhr += np.outer(h[t - 1], dsr)
        dbr += dsr
        dWxn += np.outer(X[t], dsn)
        dWhn += np.outer(r[t] * h[t - 1], dsn)
        dbn += dsn
        dh_next = dh * (1 - z[t]) + drh * r[t] + dsz @ Whz.T + dsr @ Whr.T
    names = ("Wxz", "Whz", "bz", "Wxr", "Whr", "br", "Wxn", "Whn", "bn", "Wy", "c")
    return loss, dict(zip(names, (dWxz, dWhz, dbz, dWxr, dWhr, dbr, dWxn, dWhn, dbn, dWy, dc), strict=True))
