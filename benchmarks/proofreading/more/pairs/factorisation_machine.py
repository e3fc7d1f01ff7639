import numpy as np


def fm(X, w, V):
    """linear part + 1/2 sum_f [(sum_i v_if x_i)^2 - sum_i v_if^2 x_i^2]"""
    S = X @ V
    sq = (X ** 2) @ (V ** 2)
    return X @ w + 0.5 * (S ** 2 - sq).sum(axis=1), (X, w, V, S)


def fm_back(dpred, cache):
    # backward
    X, w, V, S = cache
    D = dpred[:, None]
    dw = X.T @ dpred
    dS = D * S  #! dS = 0.5 * D * S
    dV = X.T @ dS
    dV -= V * ((X ** 2).T @ D)  #! dV -= V * (X.T @ D)  #! dV += V * ((X ** 2).T @ D)
    dX = D * w + dS @ V.T  #! dX = dS @ V.T
    dX -= D * X * (V ** 2).sum(axis=1)  #! dX -= D * X * (V ** 2).sum()
    return dX, dw, dV


rng = np.random.default_rng(2010)
FORWARD = fm
BACKWARD = fm_back
INPUTS = (rng.normal(size=(6, 4)), rng.normal(size=4), rng.normal(size=(4, 3)))
