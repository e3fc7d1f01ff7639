import numpy as np


def moments(data, w):
    """weighted mean and (biased) variance of each column; w are positive weights"""
    W = w.sum()
    mean = (w[:, None] * data).sum(0) / W
    dev = data - mean
    var = (w[:, None] * dev ** 2).sum(0) / W
    return (mean, var), (data, w, W, mean, dev, var)


def moments_backward(dout, cache):
    # backward
    dmean, dvar = dout
    data, w, W, mean, dev, var = cache
    # the deviations sum to zero (with weights), so var sends nothing back through mean
    ddata = w[:, None] / W * (dmean + 2 * dev * dvar)  #! ddata = w[:, None] / W * (dmean + dev * dvar)  #! ddata = (dmean + 2 * dev * dvar) / W  #! ddata = w[:, None] / W * 2 * dev * dvar
    dw = (dev @ dmean + (dev ** 2 - var) @ dvar) / W  #! dw = (data @ dmean + (dev ** 2 - var) @ dvar) / W  #! dw = (dev @ dmean + dev ** 2 @ dvar) / W
    return ddata, dw


rs = np.random.RandomState(42)
FORWARD = moments
BACKWARD = moments_backward
INPUTS = (rs.randn(6, 4), rs.uniform(0.5, 2.0, 6))
