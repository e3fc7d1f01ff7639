import numpy as np


class MeanVarNet:
    """Predicts a mean and a log variance (two heads) -- trained by Gaussian NLL with Adam."""

    def __init__(self, n_in, n_hid, n_out, seed=0):
        r = np.random.RandomState(seed)
        self.p = {
            'W': r.randn(n_in, n_hid) / np.sqrt(n_in),
            'b': np.zeros(n_hid),
            'Wm': r.randn(n_hid, n_out) * 0.3,
            'bm': np.zeros(n_out),
            'Ws': r.randn(n_hid, n_out) * 0.3,
            'bs': np.zeros(n_out),
        }
        self.m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.t = 0

    def forward(self, x):
        p = self.p
        z = x @ p['W'] + p['b']
        h = np.where(z > 0, z, np.exp(z) - 1)   # ELU
        mean = h @ p['Wm'] + p['bm']
        logvar = h @ p['Ws'] + p['bs']
        self.cache = (x, z, h, mean, logvar)
        return mean, logvar

    def loss(self, y):
        x, z, h, mean, logvar = self.cache
        return 0.5 * np.sum(logvar + (y - mean) ** 2 * np.exp(-logvar)) / len(y)

    def backward(self, y):
        # backward
        x, z, h, mean, logvar = self.cache
        p, g = self.p, {}
        prec = np.exp(-logvar)  #! prec = np.exp(-0.5 * logvar)
        dmean = (mean - y) * prec / len(y)  #! dmean = (mean - y) / len(y)  #! dmean = (y - mean) * prec / len(y)
        dlogvar = 0.5 * (1 - (y - mean) ** 2 * prec) / len(y)  #! dlogvar = 0.5 * (1 + (y - mean) ** 2 * prec) / len(y)
        g['Wm'] = h.T @ dmean
        g['bm'] = dmean.sum(0)
        g['Ws'] = h.T @ dlogvar  #! g['Ws'] = h.T @ dmean
        g['bs'] = dlogvar.sum(0)
        dh = dmean @ p['Wm'].T + dlogvar @ p['Ws'].T  #! dh = dmean @ p['Wm'].T
        dz = dh * np.where(z > 0, 1.0, h + 1)  #! dz = dh * np.where(z > 0, 1.0, h)
        g['W'] = x.T @ dz
        g['b'] = dz.sum(0)
        return g

    def step(self, g, lr=0.02, b1=0.9, b2=0.99, eps=1e-8):
        # update
        self.t += 1
        for k in self.p:
            self.m[k] = b1 * self.m[k] + (1 - b1) * g[k]  #! self.m[k] = b1 * self.m[k] + g[k]
            self.v[k] = b2 * self.v[k] + (1 - b2) * g[k] ** 2  #! self.v[k] = b2 * self.v[k] + (1 - b2) * g[k]
            mh = self.m[k] / (1 - b1 ** self.t)
            vh = self.v[k] / (1 - b2 ** self.t)  #! vh = self.v[k] / (1 - b1 ** self.t)
            self.p[k] = self.p[k] - lr * mh / (np.sqrt(vh) + eps)


rng = np.random.RandomState(5)
x = rng.randn(8, 3)
y = np.stack([x[:, 0] * x[:, 1], x[:, 2]], axis=1) + 0.3 * rng.randn(8, 2)
net = MeanVarNet(3, 6, 2)
for epoch in range(15):
    net.forward(x)
    L = net.loss(y)
    grads = net.backward(y)
    net.step(grads)
print('final nll', L)
