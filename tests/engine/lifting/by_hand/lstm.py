"""Long short-term memory: gates f, i, o, a candidate g, and a cell c beside the state h.

(S. Hochreiter, J. Schmidhuber 1997, with the forget gate of F. Gers et al. 2000)
"""

import numpy as np

from tests.engine.lifting.by_hand.steps import affine, dense, sigmoid, sigmoid_by_hand, squares, tanh


def case(rng, length=4):
    """Numbers for a sequence of some length."""
    D, H, M = 2, 3, 2
    shapes = {
        "Wxf": (D, H),
        "Whf": (H, H),
        "bf": (H,),
        "Wxi": (D, H),
        "Whi": (H, H),
        "bi": (H,),
        "Wxo": (D, H),
        "Who": (H, H),
        "bo": (H,),
        "Wxg": (D, H),
        "Whg": (H, H),
        "bg": (H,),
        "Wy": (H, M),
        "d": (M,),
    }
    params = {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}
    return params, {"X": rng.normal(size=(length, D)), "Y": rng.normal(size=(length, M))}


def scalar(Wxf, Whf, bf, Wxi, Whi, bi, Wxo, Who, bo, Wxg, Whg, bg, Wy, d, X, Y):
    """The sum of squared errors, written with loops on Values."""
    h, c, loss = [0.0] * len(bf), [0.0] * len(bf), 0.0
    for x, target in zip(X, Y, strict=True):
        f = sigmoid(affine(x, Wxf, h, Whf, bf))
        i = sigmoid(affine(x, Wxi, h, Whi, bi))
        o = sigmoid(affine(x, Wxo, h, Who, bo))
        g = tanh(affine(x, Wxg, h, Whg, bg))
        c = [f_k * c_k + i_k * g_k for f_k, c_k, i_k, g_k in zip(f, c, i, g, strict=True)]
        h = [o_k * t_k for o_k, t_k in zip(o, tanh(c), strict=True)]
        loss = loss + squares(dense(h, Wy, d), target)
    return loss


def value_and_grad(Wxf, Whf, bf, Wxi, Whi, bi, Wxo, Who, bo, Wxg, Whg, bg, Wy, d, X, Y):
    """The loss and its gradients, through all steps and back; `h[-1]`, the last row, is the start."""
    T, H = len(X), len(bf)
    h, c = np.zeros((T + 1, H)), np.zeros((T + 1, H))
    f, i, o, g, tanh_c = (np.zeros((T, H)) for _ in range(5))
    e = np.zeros((T, len(d)))
    loss = 0.0
    for t in range(T):
        f[t] = sigmoid_by_hand(X[t] @ Wxf + h[t - 1] @ Whf + bf)
        i[t] = sigmoid_by_hand(X[t] @ Wxi + h[t - 1] @ Whi + bi)
        o[t] = sigmoid_by_hand(X[t] @ Wxo + h[t - 1] @ Who + bo)
        g[t] = np.tanh(X[t] @ Wxg + h[t - 1] @ Whg + bg)
        c[t] = f[t] * c[t - 1] + i[t] * g[t]
        tanh_c[t] = np.tanh(c[t])
        h[t] = o[t] * tanh_c[t]
        y = h[t] @ Wy + d
        e[t] = y - Y[t]
        loss += (e[t] ** 2).sum()

    dWxf, dWhf, dbf = np.zeros(Wxf.shape), np.zeros(Whf.shape), np.zeros(bf.shape)
    dWxi, dWhi, dbi = np.zeros(Wxi.shape), np.zeros(Whi.shape), np.zeros(bi.shape)
    dWxo, dWho, dbo = np.zeros(Wxo.shape), np.zeros(Who.shape), np.zeros(bo.shape)
    dWxg, dWhg, dbg = np.zeros(Wxg.shape), np.zeros(Whg.shape), np.zeros(bg.shape)
    dWy, dd = np.zeros(Wy.shape), np.zeros(d.shape)
    dh_next, dc_next = np.zeros(H), np.zeros(H)
    for t in reversed(range(T)):
        dy = 2 * e[t]
        dWy += np.outer(h[t], dy)
        dd += dy
        dh = dy @ Wy.T + dh_next
        dc = dh * o[t] * (1 - tanh_c[t] ** 2) + dc_next
        dzo = dh * tanh_c[t] * o[t] * (1 - o[t])
        dzf = dc * c[t - 1] * f[t] * (1 - f[t])
        dzi = dc * g[t] * i[t] * (1 - i[t])
        dzg = dc * i[t] * (1 - g[t] ** 2)
        dWxf += np.outer(X[t], dzf)
        dWhf += np.outer(h[t - 1], dzf)
        dbf += dzf
        dWxi += np.outer(X[t], dzi)
        dWhi += np.outer(h[t - 1], dzi)
        dbi += dzi
        dWxo += np.outer(X[t], dzo)
        dWho += np.outer(h[t - 1], dzo)
        dbo += dzo
        dWxg += np.outer(X[t], dzg)
        dWhg += np.outer(h[t - 1], dzg)
        dbg += dzg
        dh_next = dzf @ Whf.T + dzi @ Whi.T + dzo @ Who.T + dzg @ Whg.T
        dc_next = dc * f[t]
    names = ("Wxf", "Whf", "bf", "Wxi", "Whi", "bi", "Wxo", "Who", "bo", "Wxg", "Whg", "bg", "Wy", "d")
    gradients = (dWxf, dWhf, dbf, dWxi, dWhi, dbi, dWxo, dWho, dbo, dWxg, dWhg, dbg, dWy, dd)
    return loss, dict(zip(names, gradients, strict=True))
