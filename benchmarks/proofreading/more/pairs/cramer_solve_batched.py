import numpy as np


def cramer(A, y):
    """solve N little systems A[n] u = y[n] (2 unknowns) with determinants"""
    a, b, c, d = A[:, 0, 0], A[:, 0, 1], A[:, 1, 0], A[:, 1, 1]
    det = a * d - b * c
    num0 = y[:, 0] * d - b * y[:, 1]
    num1 = a * y[:, 1] - c * y[:, 0]
    return np.stack([num0 / det, num1 / det], axis=1)


def cramer_grad(du, A, y):
    # backward
    a, b, c, d = A[:, 0, 0], A[:, 0, 1], A[:, 1, 0], A[:, 1, 1]
    det = a * d - b * c
    num0 = y[:, 0] * d - b * y[:, 1]
    num1 = a * y[:, 1] - c * y[:, 0]
    dnum0 = du[:, 0] / det
    dnum1 = du[:, 1] / det
    ddet = -(du[:, 0] * num0 + du[:, 1] * num1) / det ** 2  #! ddet = -(du[:, 0] * num0 + du[:, 1] * num1) / det
    da = dnum1 * y[:, 1] + ddet * d
    db = -dnum0 * y[:, 1] - ddet * c  #! db = -dnum0 * y[:, 1] + ddet * c
    dc = -dnum1 * y[:, 0] - ddet * b
    dd = dnum0 * y[:, 0] + ddet * a  #! dd = dnum0 * y[:, 0]
    dy0 = dnum0 * d - dnum1 * c  #! dy0 = dnum0 * d - dnum1 * b
    dy1 = -dnum0 * b + dnum1 * a
    dA = np.stack([da, db, dc, dd], axis=1).reshape(-1, 2, 2)
    return dA, np.stack([dy0, dy1], axis=1)


gg = np.random.default_rng(1750)
FORWARD = cramer
BACKWARD = cramer_grad
INPUTS = (gg.normal(size=(3, 2, 2)) + 2 * np.eye(2), gg.normal(size=(3, 2)))
