# GRU from scratch, one sequence, column vectors, many-to-one regression
import numpy as np
np.random.seed(10)

n_x, n_h, T = 2, 3, 5
xs = [np.random.randn(n_x, 1) for _ in range(T)]
target = np.array([[0.7]])

p = {}
for gate in 'zrh':
    p['W' + gate] = np.random.randn(n_h, n_x) * 0.6
    p['U' + gate] = np.random.randn(n_h, n_h) * 0.6
    p['b' + gate] = np.zeros((n_h, 1))
p['V'] = np.random.randn(1, n_h) * 0.6
p['c'] = np.zeros((1, 1))


def sig(a): return 1 / (1 + np.exp(-a))


def forward(p):
    cache, h = [], np.zeros((n_h, 1))
    for x in xs:
        z = sig(p['Wz'] @ x + p['Uz'] @ h + p['bz'])
        r = sig(p['Wr'] @ x + p['Ur'] @ h + p['br'])
        hc = np.tanh(p['Wh'] @ x + p['Uh'] @ (r * h) + p['bh'])
        h_new = (1 - z) * h + z * hc
        cache.append((x, h, z, r, hc))
        h = h_new
    out = p['V'] @ h + p['c']
    loss = 0.5 * ((out - target) ** 2).item()
    return loss, out, h, cache


# backward
def bptt(p, out, h_last, cache):
    g = {k: np.zeros_like(v) for k, v in p.items()}
    dout = out - target
    g['V'] += dout @ h_last.T
    g['c'] += dout
    dh = p['V'].T @ dout
    for t in reversed(range(T)):
        x, h_prev, z, r, hc = cache[t]
        dhc = dh * z  #! dhc = dh * (1 - z)
        dz = dh * (hc - h_prev)  #! dz = dh * hc
        dh_prev = dh * (1 - z)  #! dh_prev = np.zeros_like(dh)

        da_h = dhc * (1 - hc ** 2)  #! da_h = dhc * hc * (1 - hc)
        g['Wh'] += da_h @ x.T
        g['Uh'] += da_h @ (r * h_prev).T  #! g['Uh'] += da_h @ h_prev.T
        g['bh'] += da_h
        drh = p['Uh'].T @ da_h  #! drh = p['Uh'] @ da_h
        dr = drh * h_prev  #! dr = drh * r
        dh_prev += drh * r  #! dh_prev += drh

        da_z = dz * z * (1 - z)  #! da_z = dz * (1 - z)
        g['Wz'] += da_z @ x.T
        g['Uz'] += da_z @ h_prev.T
        g['bz'] += da_z
        dh_prev += p['Uz'].T @ da_z  #! dh_prev = p['Uz'].T @ da_z

        da_r = dr * r * (1 - r)
        g['Wr'] += da_r @ x.T
        g['Ur'] += da_r @ h_prev.T  #! g['Ur'] = da_r @ h_prev.T
        g['br'] += da_r
        dh_prev += p['Ur'].T @ da_r  #! dh_prev += p['Uz'].T @ da_r
        dh = dh_prev
    return g
# end


for it in range(20):
    loss, out, h_last, cache = forward(p)
    g = bptt(p, out, h_last, cache)
    for k in p:
        p[k] -= 0.1 * g[k]
    if it % 5 == 0:
        print('iter %d loss %.6f' % (it, loss))
