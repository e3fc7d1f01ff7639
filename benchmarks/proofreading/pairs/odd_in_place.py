# right, though it changes its inputs in place and returns its gradients in another order
import numpy as np

rng = np.random.default_rng(23)


def standardised(x, w):
    x -= x.mean(axis=0)
    h = np.tanh(x @ w)
    return h, [x, w, h]


def standardised_backward(grad, tape):
    x, w, h = tape
    # backward
    grad *= 1 - h**2  #! grad *= 1 - h
    gw = grad.T @ x  #! gw = x @ grad.T
    gx = w @ grad.T
    gx -= gx.mean(axis=1, keepdims=True)  #! gx -= gx.mean(axis=0, keepdims=True)
    return gw.T, gx.T


FORWARD = standardised
BACKWARD = standardised_backward
INPUTS = (rng.normal(size=(5, 3)), rng.normal(size=(3, 2)))
