# objective: 0.5 * np.sum((x_rec - x) ** 2)
import numpy as np

class TiedAE:
    def __init__(self, n_vis, n_hid, rng):
        self.W = rng.randn(n_hid, n_vis) * 0.3
        self.bh = np.zeros((n_hid, 1))
        self.bv = np.zeros((n_vis, 1))

    def encode(self, x):
        return 1 / (1 + np.exp(-(self.W @ x + self.bh)))

    def decode(self, h):
        return self.W.T @ h + self.bv      # the SAME W, transposed

rng = np.random.RandomState(6)
basis = rng.randn(6, 2)
data = basis @ rng.randn(2, 12)            # columns are samples
ae = TiedAE(6, 3, rng)
vel = {'W': 0, 'bh': 0, 'bv': 0}
for epoch in range(15):
    perm = rng.permutation(12)
    for s in range(0, 12, 4):
        x = data[:, perm[s:s + 4]]
        h = ae.encode(x)
        x_rec = ae.decode(h)
        # backward
        d_rec = x_rec - x
        d_h = ae.W @ d_rec
        d_a = d_h * h * (1 - h)
        g = {'W': d_a @ x.T + h @ d_rec.T,    # encoder part + decoder part
             'bh': d_a.sum(1, keepdims=True),
             'bv': d_rec.sum(1, keepdims=True)}
        # update
        for name in g:
            vel[name] = 0.8 * vel[name] - 0.01 * g[name]
            setattr(ae, name, getattr(ae, name) + vel[name])
print('max reconstruction error', np.abs(ae.decode(ae.encode(data)) - data).max())
