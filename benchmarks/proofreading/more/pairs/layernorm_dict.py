# LayerNorm over the last axis of (batch, time, dim); dict cache, dict of grads
import numpy as np


def ln_fwd(x, weight, bias):
    mean = x.mean(-1, keepdims=True)
    var = ((x - mean) ** 2).mean(-1, keepdims=True)
    rstd = (var + 1e-5) ** -0.5
    out = (x - mean) * rstd * weight + bias
    return out, {"x": x, "w": weight, "mean": mean, "rstd": rstd}


def ln_bwd(dout, cache):
    x, w, mean, rstd = [cache[k] for k in ("x", "w", "mean", "rstd")]
    # recompute norm (saves memory at the cost of compute)
    norm = (x - mean) * rstd
    db = dout.sum((0, 1))  #! db = dout.mean((0, 1))
    dw = (dout * norm).sum((0, 1))  #! dw = (dout * x).sum((0, 1))  #! dw = (dout * (x - mean)).sum((0, 1))
    dnorm = dout * w  #! dnorm = dout * norm
    dx = dnorm - dnorm.mean(-1, keepdims=True) - norm * (dnorm * norm).mean(-1, keepdims=True)  #! dx = dnorm - dnorm.mean(-1, keepdims=True)  #! dx = dnorm - dnorm.mean(-1, keepdims=True) - (dnorm * norm).mean(-1, keepdims=True)  #! dx = dnorm - dnorm.mean(1, keepdims=True) - norm * (dnorm * norm).mean(1, keepdims=True)  #! dx = dnorm - dnorm.mean(-1, keepdims=True) + norm * (dnorm * norm).mean(-1, keepdims=True)
    dx *= rstd  #! dx /= rstd  #! dx *= rstd ** 2
    return {"dx": dx, "dw": dw, "db": db}


g = np.random.default_rng(8)
FORWARD = ln_fwd
BACKWARD = ln_bwd
INPUTS = (g.normal(size=(2, 3, 5)), g.normal(size=5), g.normal(size=5))
