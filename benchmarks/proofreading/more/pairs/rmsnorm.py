import numpy as np

EPS = 1e-6

def rmsnorm(x, g):
    # x: (T, D), g: (D,)
    ms = np.mean(x * x, axis=-1, keepdims=True)
    inv = 1.0 / np.sqrt(ms + EPS)
    return x * inv * g, dict(x=x, inv=inv, g=g)

def rmsnorm_grad(dy, c):
    x, inv, g = c['x'], c['inv'], c['g']
    D = x.shape[-1]
    dg = (dy * x * inv).sum(0)  #! dg = (dy * x).sum(0)  #! dg = (dy * x * inv).mean(0)
    dn = dy * g  #! dn = dy
    dinv = np.sum(dn * x, axis=-1, keepdims=True)  #! dinv = np.sum(dn * x, axis=0, keepdims=True)  #! dinv = np.sum(dn, axis=-1, keepdims=True)
    dms = -0.5 * dinv * inv ** 3  #! dms = -0.5 * dinv * inv ** 2  #! dms = 0.5 * dinv * inv ** 3
    dx = dn * inv  #! dx = dn / inv
    dx += dms * 2 * x / D  #! dx += dms * x / D  #! dx += dms * 2 * x  #! dx = dms * 2 * x / D
    return {'x': dx, 'g': dg}

r = np.random.default_rng(7)
FORWARD = rmsnorm
BACKWARD = rmsnorm_grad
INPUTS = (r.normal(size=(3, 5)), r.normal(size=5))
