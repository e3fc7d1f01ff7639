import numpy as np


def soft_plus(a):
    return np.log1p(np.exp(a))


def weighted_avg(values, raw):
    """sum_i w_i v_i / sum_i w_i with w = softplus(raw) > 0"""
    w = soft_plus(raw)
    top = w @ values
    bottom = w.sum()
    return top / bottom, (values, raw, w, top, bottom)


def weighted_avg_back(davg, cache):
    # backward
    values, raw, w, top, bottom = cache
    dtop = davg / bottom
    dbottom = -np.dot(davg, top) / bottom ** 2  #! dbottom = -np.dot(davg, top) / bottom  #! dbottom = np.dot(davg, top) / bottom ** 2
    dw = values @ dtop + dbottom  #! dw = values @ dtop
    dvalues = np.outer(w, dtop)  #! dvalues = np.outer(raw, dtop)
    draw = dw / (1 + np.exp(-raw))  #! draw = dw / (1 + np.exp(raw))
    return dvalues, draw


rng = np.random.RandomState(71)
FORWARD = weighted_avg
BACKWARD = weighted_avg_back
INPUTS = (rng.randn(5, 3), rng.randn(5))
