import numpy as np
from types import SimpleNamespace


class LNState(SimpleNamespace):
    pass


def layer_norm(inp, weight, bias):
    # inp: B, T, C  -- normalise over the last axis only
    mean = inp.mean(-1, keepdims=True)
    xshift = inp - mean
    rstd = (xshift ** 2).mean(-1, keepdims=True)
    rstd = (rstd + 1e-5) ** -0.5
    norm = xshift * rstd
    out = norm * weight + bias
    return out, LNState(norm=norm, rstd=rstd, weight=weight, inp=inp)


def layer_norm_backward(dout, state):
    # backward
    dbias = dout.sum((0, 1))  #! dbias = dout.sum(-1)
    dweight = (dout * state.norm).sum((0, 1))  #! dweight = (dout * state.inp).sum((0, 1))
    dnorm = dout * state.weight  #! dnorm = dout * state.norm
    dinp = dnorm - dnorm.mean(-1, keepdims=True) - state.norm * (dnorm * state.norm).mean(-1, keepdims=True)  #! dinp = dnorm - state.norm * (dnorm * state.norm).mean(-1, keepdims=True)  #! dinp = dnorm - dnorm.mean(-1, keepdims=True) - state.norm * dnorm.mean(-1, keepdims=True)  #! dinp = dnorm - dnorm.mean(0, keepdims=True) - state.norm * (dnorm * state.norm).mean(0, keepdims=True)
    dinp = dinp * state.rstd  #! dinp = dinp / state.rstd
    return dinp, dweight, dbias


gen = np.random.default_rng(2024)
FORWARD = layer_norm
BACKWARD = layer_norm_backward
INPUTS = (gen.normal(size=(2, 3, 5)), gen.normal(size=5), gen.normal(size=5))
