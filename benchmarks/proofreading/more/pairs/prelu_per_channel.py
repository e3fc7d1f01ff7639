import numpy as np

rng = np.random.default_rng(12)


# PReLU: like leaky relu, but every feature has its own learnable slope
def prelu(x, slope):
    return np.where(x > 0, x, slope * x)


def prelu_grad(dout, x, slope):
    # backward
    pos = x > 0
    dx = np.where(pos, dout, slope * dout)  #! dx = np.where(pos, dout, slope)  #! dx = np.where(pos, slope * dout, dout)
    dslope = np.where(pos, 0.0, x * dout)  #! dslope = np.where(pos, x * dout, 0.0)  #! dslope = np.where(pos, 0.0, dout)
    dslope = dslope.sum(axis=0)  #! dslope = dslope.mean(axis=0)
    return dx, dslope


FORWARD = prelu
BACKWARD = prelu_grad
INPUTS = (rng.normal(size=(6, 4)), rng.uniform(0.1, 0.4, size=4))
