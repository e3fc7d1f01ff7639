# objective: np.mean((out - target) ** 2)
# GRU many-to-one, batch first, by hand
import numpy as np

rng = np.random.default_rng(5)
N, T, D, H = 6, 4, 3, 5
seq = rng.normal(size=(N, T, D))
target = seq[:, 0, :1] * seq[:, -1, 1:2]
par = {}
for gate in ['z', 'r', 'n']:
    par['W' + gate] = rng.normal(scale=.5, size=(D, H))
    par['U' + gate] = rng.normal(scale=.5, size=(H, H))
    par['b' + gate] = np.zeros(H)
par['V'] = rng.normal(size=(H, 1))
par['c'] = np.zeros(1)
sigmoid = lambda a: 1. / (1. + np.exp(-a))


def forward(par, seq):
    h = np.zeros((N, H))
    tape = []
    for t in range(T):
        x = seq[:, t]
        z = sigmoid(x @ par['Wz'] + h @ par['Uz'] + par['bz'])
        r = sigmoid(x @ par['Wr'] + h @ par['Ur'] + par['br'])
        rh = r * h
        n = np.tanh(x @ par['Wn'] + rh @ par['Un'] + par['bn'])
        h_new = (1 - z) * n + z * h
        tape.append((x, h, z, r, rh, n))
        h = h_new
    return h @ par['V'] + par['c'], h, tape


lr = 0.05
vel = {k: np.zeros_like(w) for k, w in par.items()}
for step in range(10):
    out, hT, tape = forward(par, seq)
    # backward
    g = {k: np.zeros_like(w) for k, w in par.items()}
    dout = 2 * (out - target) / N  #! dout = (out - target) / N  #! dout = 2 * (out - target)
    g['V'] = hT.T @ dout
    g['c'] = dout.sum(0)
    dh = dout @ par['V'].T
    for x, h, z, r, rh, n in reversed(tape):  #! for x, h, z, r, rh, n in tape:
        dn = dh * (1 - z) * (1 - n ** 2)  #! dn = dh * z * (1 - n ** 2)  #! dn = dh * (1 - z) * (1 - n)
        dz = dh * (h - n) * z * (1 - z)  #! dz = dh * (n - h) * z * (1 - z)  #! dz = dh * h * z * (1 - z)
        drh = dn @ par['Un'].T  #! drh = dh @ par['Un'].T
        dr = drh * h * r * (1 - r)  #! dr = drh * rh * r * (1 - r)  #! dr = drh * h * (1 - r)
        g['Wn'] += x.T @ dn
        g['Un'] += rh.T @ dn  #! g['Un'] += h.T @ dn
        g['bn'] += dn.sum(0)
        g['Wr'] += x.T @ dr
        g['Ur'] += h.T @ dr
        g['br'] += dr.sum(0)  #! g['br'] += dz.sum(0)
        g['Wz'] += x.T @ dz  #! g['Wz'] = x.T @ dz
        g['Uz'] += h.T @ dz
        g['bz'] += dz.sum(0)
        # four ways into the previous state
        dh = dh * z + drh * r + dz @ par['Uz'].T + dr @ par['Ur'].T  #! dh = drh * r + dz @ par['Uz'].T + dr @ par['Ur'].T  #! dh = dh * z + drh + dz @ par['Uz'].T + dr @ par['Ur'].T
    # update
    for k in par:
        vel[k] = 0.9 * vel[k] - lr * g[k]  #! vel[k] = 0.9 * vel[k] + lr * g[k]
        par[k] += vel[k]  #! par[k] += lr * vel[k]
