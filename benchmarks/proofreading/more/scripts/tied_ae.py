import numpy as np

# spectroscopy denoising: autoencoder with tied weights (decoder = W transposed)
rng = np.random.default_rng(55)
grid = np.linspace(0, 1, 8)
peaks = np.stack([np.exp(-(grid - mid)**2 / .02) for mid in (.3, .7)])
clean = rng.uniform(0, 1, (10, 2)) @ peaks
noisy = clean + .05 * rng.normal(size=clean.shape)

class TiedAE:
    def __init__(self, n, k):
        self.W = .3 * rng.normal(size=(n, k))
        self.b = np.zeros(k)
        self.c = np.zeros(n)
    def __call__(self, x):
        self.x = x
        self.h = np.maximum(0, x @ self.W + self.b)
        self.y = self.h @ self.W.T + self.c
        return self.y
    def grads(self, dy):
        # backward
        dh = dy @ self.W
        dh[self.h <= 0] = 0
        dW = self.x.T @ dh + dy.T @ self.h     # encoder part + decoder part
        return dict(W=dW, b=dh.sum(0), c=dy.sum(0))

ae = TiedAE(8, 3)
for it in range(20):
    rec = ae(noisy)
    loss = ((rec - clean) ** 2).sum(axis=1).mean()
    g = ae.grads(2 * (rec - clean) / len(noisy))
    # update
    for name, grad in g.items():
        setattr(ae, name, getattr(ae, name) - .05 * grad)
    print(it, loss)
