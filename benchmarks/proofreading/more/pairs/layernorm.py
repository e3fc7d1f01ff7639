import numpy as np

# Layer norm over the last axis, tokens in a batch (B, T, C)
EPS = 1e-5

def ln_fwd(x, g, b):
    mean = x.mean(-1, keepdims=True)
    var = ((x - mean) ** 2).mean(-1, keepdims=True)
    rstd = (var + EPS) ** -0.5
    norm = (x - mean) * rstd
    return norm * g + b, dict(norm=norm, rstd=rstd, g=g, x=x)

def ln_bwd(dy, c):
    norm, rstd, g, x = c['norm'], c['rstd'], c['g'], c['x']
    db = dy.sum((0, 1))  #! db = dy.sum(0).mean(0)
    dg = (dy * norm).sum((0, 1))  #! dg = (dy * x).sum((0, 1))  #! dg = (dy * norm * g).sum((0, 1))
    dnorm = dy * g  #! dnorm = dy
    m1 = dnorm.mean(-1, keepdims=True)  #! m1 = dnorm.mean(1, keepdims=True)
    m2 = (dnorm * norm).mean(-1, keepdims=True)  #! m2 = (dnorm * norm).sum(-1, keepdims=True)  #! m2 = (dnorm * x).mean(-1, keepdims=True)
    dx = (dnorm - m1 - norm * m2) * rstd  #! dx = (dnorm - m1) * rstd  #! dx = (dnorm - m1 - m2) * rstd  #! dx = (dnorm - m1 - norm * m2) / rstd
    return {'x': dx, 'g': dg, 'b': db}

FORWARD = ln_fwd
BACKWARD = ln_bwd
INPUTS = (np.random.RandomState(0).randn(2, 3, 4) * 2 + 1, np.array([0.5, 1.0, 1.5, -0.7]), np.array([0.0, 0.1, -0.2, 0.3]))
