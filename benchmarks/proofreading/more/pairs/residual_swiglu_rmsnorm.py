import numpy as np

# pre-norm feed forward block:  y = x + (swish(n Wg) * (n Wu)) Wd   where n = rmsnorm(x)


def block_forward(x, g, Wg, Wu, Wd):
    ms = np.mean(x ** 2, axis=1, keepdims=True) + 1e-6
    inv = ms ** -0.5
    n = x * inv * g
    a = n @ Wg
    s = 1 / (1 + np.exp(-a))
    sw = a * s
    u = n @ Wu
    hid = sw * u
    y = x + hid @ Wd
    cache = dict(x=x, g=g, Wg=Wg, Wu=Wu, Wd=Wd, inv=inv, n=n, a=a, s=s, sw=sw, u=u, hid=hid)
    return y, cache


def block_backward(dy, c):
    # backward
    D = c['x'].shape[1]
    dWd = c['hid'].T @ dy  #! dWd = c['sw'].T @ dy
    dhid = dy @ c['Wd'].T
    du = dhid * c['sw']
    dsw = dhid * c['u']
    da = dsw * (c['s'] + c['a'] * c['s'] * (1 - c['s']))  #! da = dsw * (c['s'] + c['sw'] * (1 - c['sw']))
    dWu = c['n'].T @ du  #! dWu = c['x'].T @ du
    dWg = c['n'].T @ da
    dn = da @ c['Wg'].T + du @ c['Wu'].T  #! dn = da @ c['Wu'].T + du @ c['Wg'].T
    dg = np.sum(dn * c['x'] * c['inv'], axis=0)  #! dg = np.sum(dn * c['x'], axis=0)
    dnh = dn * c['g']
    dot = np.sum(dnh * c['x'], axis=1, keepdims=True)
    dx = dnh * c['inv'] - c['x'] * c['inv'] ** 3 * dot / D  #! dx = dnh * c['inv']
    dx = dx + dy  #! dx = dx * dy
    return [dx, dg, dWg, dWu, dWd]


FORWARD = block_forward
BACKWARD = block_backward
_q = np.random.default_rng(5)
INPUTS = (_q.normal(size=(4, 5)), _q.uniform(0.5, 1.5, 5), _q.normal(0, 0.7, (5, 6)), _q.normal(0, 0.7, (5, 6)), _q.normal(0, 0.7, (6, 5)))
