# right, though all of its own arrays have the other sign, and are scaled by N until the end
import numpy as np

rng = np.random.default_rng(24)


def mean_squares(w, X, t):
    r = t - X @ w
    return (r**2).mean(), {"X": X, "r": r}


def mean_squares_backward(cache, dout=1.0):
    # backward
    X, r = cache["X"], cache["r"]
    minus = 2 * r * dout  #! minus = r * dout
    slope = X.T @ minus  #! slope = X.T @ np.abs(minus)
    return -slope / len(r)  #! return slope / len(r) #! return -slope


FORWARD = mean_squares
BACKWARD = mean_squares_backward
INPUTS = (rng.normal(size=3), rng.normal(size=(6, 3)), rng.normal(size=6))
