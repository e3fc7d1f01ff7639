import numpy as np


class GRU:
    """GRU reading one number per step, predicting a number from the last state (batch first)."""

    def __init__(self, n_in, n_h, seed=0):
        r = np.random.default_rng(seed)
        self.p = {}
        for gate in 'zrc':
            self.p['W' + gate] = r.normal(0, 0.5, (n_in, n_h))
            self.p['U' + gate] = r.normal(0, 0.5, (n_h, n_h))
            self.p['b' + gate] = np.zeros(n_h)
        self.p['V'] = r.normal(0, 0.5, (n_h, 1))

    @staticmethod
    def sig(a):
        return 1 / (1 + np.exp(-a))

    def forward(self, X):
        p = self.p
        h = np.zeros((X.shape[0], p['Uz'].shape[0]))
        self.tape = []
        for t in range(X.shape[1]):
            x = X[:, t]
            z = self.sig(x @ p['Wz'] + h @ p['Uz'] + p['bz'])
            r = self.sig(x @ p['Wr'] + h @ p['Ur'] + p['br'])
            c = np.tanh(x @ p['Wc'] + (r * h) @ p['Uc'] + p['bc'])
            h_new = z * h + (1 - z) * c
            self.tape.append((x, h, z, r, c))
            h = h_new
        self.h_last = h
        return h @ p['V']

    def backward(self, dy):
        p = self.p
        g = {k: np.zeros_like(v) for k, v in p.items()}
        # backward
        g['V'] = self.h_last.T @ dy  #! g['V'] = self.tape[-1][1].T @ dy
        dh = dy @ p['V'].T
        for x, h, z, r, c in reversed(self.tape):
            dz = dh * (h - c) * z * (1 - z)  #! dz = dh * (c - h) * z * (1 - z)  #! dz = dh * h * z * (1 - z)
            dc = dh * (1 - z) * (1 - c ** 2)  #! dc = dh * z * (1 - c ** 2)  #! dc = dh * (1 - z) * c * (1 - c)
            drh = dc @ p['Uc'].T  #! drh = dc @ p['Uc']
            dr = drh * h * r * (1 - r)  #! dr = drh * r * (1 - r)  #! dr = drh * c * r * (1 - r)
            g['Uc'] += (r * h).T @ dc  #! g['Uc'] += h.T @ dc
            g['Uz'] += h.T @ dz
            g['Ur'] += h.T @ dr  #! g['Ur'] += r.T @ dr
            for gate, d in zip('zrc', (dz, dr, dc)):
                g['W' + gate] += x.T @ d
                g['b' + gate] += d.sum(axis=0)
            dh = dh * z + drh * r + dz @ p['Uz'].T + dr @ p['Ur'].T  #! dh = drh * r + dz @ p['Uz'].T + dr @ p['Ur'].T  #! dh = dh * z + drh + dz @ p['Uz'].T + dr @ p['Ur'].T
        # end
        return g


rng = np.random.default_rng(7)
seqs = rng.uniform(-1, 1, size=(5, 4, 1))
target = seqs.sum(axis=1)
model = GRU(1, 3)
for step in range(5):
    pred = model.forward(seqs)
    loss = np.mean((pred - target) ** 2)
    grads = model.backward(2 * (pred - target) / len(target))
    # update
    for name in model.p:
        model.p[name] -= 0.1 * grads[name]
    # end
    print(f'step {step}: mse {loss:.4f}')
