import numpy as np


def quad(x, A, b):
    """0.5 x'Ax + b'x for every row of x (A is NOT symmetric)"""
    return 0.5 * np.einsum("ni,ij,nj->n", x, A, x) + x @ b


def quad_grad(dq, x, A, b):
    # backward
    sym = 0.5 * (A + A.T)  #! sym = A  #! sym = 0.5 * A
    dx = dq[:, None] * (x @ sym + b)  #! dx = dq[:, None] * (x @ sym)
    dA = 0.5 * np.einsum("n,ni,nj->ij", dq, x, x)  #! dA = np.einsum("n,ni,nj->ij", dq, x, x)
    db = x.T @ dq
    return dx, dA, db


rng = np.random.RandomState(1234)
FORWARD = quad
BACKWARD = quad_grad
INPUTS = (rng.randn(5, 3), rng.randn(3, 3), rng.randn(3))
