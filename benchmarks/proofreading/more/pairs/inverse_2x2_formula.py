import numpy as np


def inv2(M):
    (a, b), (c, d) = M
    return np.array([[d, -b], [-c, a]]) / (a * d - b * c)


def solve_forward(M, rhs):
    Minv = inv2(M)
    sol = Minv @ rhs
    return sol, (Minv, sol)


def solve_backward(dsol, cache):
    # backward
    Minv, sol = cache
    drhs = Minv.T @ dsol  #! drhs = Minv @ dsol
    dMinv = -drhs
    dM = dMinv @ sol.T  #! dM = drhs @ sol.T  #! dM = dMinv @ drhs.T  #! dM = sol @ dMinv.T
    return dM, drhs


np.random.seed(4)
FORWARD = solve_forward
BACKWARD = solve_backward
INPUTS = (np.random.randn(2, 2) + 2 * np.eye(2), np.random.randn(2, 3))
