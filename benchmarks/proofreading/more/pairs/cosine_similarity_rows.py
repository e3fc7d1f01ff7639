import numpy as np


def cosine(u, v):
    nu = np.linalg.norm(u, axis=1)
    nv = np.linalg.norm(v, axis=1)
    dot = np.sum(u * v, axis=1)
    cos = dot / (nu * nv)
    return cos, (u, v, nu, nv, cos)


def cosine_backward(dcos, cache):
    # backward
    u, v, nu, nv, cos = cache
    k = (dcos / (nu * nv))[:, None]  #! k = (dcos / nu * nv)[:, None]
    du = k * v - (dcos * cos / nu ** 2)[:, None] * u  #! du = k * v  #! du = k * v - (dcos * cos / nu)[:, None] * u
    dv = k * u - (dcos * cos / nv ** 2)[:, None] * v  #! dv = k * v - (dcos * cos / nv ** 2)[:, None] * u
    return du, dv  #! return dv, du


g = np.random.default_rng(7)
FORWARD = cosine
BACKWARD = cosine_backward
INPUTS = (g.normal(size=(3, 5)), g.normal(size=(3, 5)))
