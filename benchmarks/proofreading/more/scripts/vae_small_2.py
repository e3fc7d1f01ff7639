import numpy as np
np.random.seed(30)

class VAE:
    def __init__(self, d=5, h=4, z=2):
        n = lambda a, b: np.random.randn(a, b) * 0.3
        self.We, self.be = n(d, h), np.zeros(h)
        self.Wm, self.bm = n(h, z), np.zeros(z)
        self.Ws, self.bs = n(h, z), np.zeros(z)
        self.Wd, self.bd = n(z, d), np.zeros(d)
        self.names = "We be Wm bm Ws bs Wd bd".split()

    def forward(self, x):
        self.x = x
        self.h = np.tanh(x @ self.We + self.be)
        self.mu = self.h @ self.Wm + self.bm
        self.logvar = self.h @ self.Ws + self.bs
        self.noise = np.random.randn(*self.mu.shape)
        self.z = self.mu + np.exp(0.5 * self.logvar) * self.noise    # reparametrisation
        self.xr = 1 / (1 + np.exp(-(self.z @ self.Wd + self.bd)))
        rec = -np.sum(x * np.log(self.xr) + (1 - x) * np.log(1 - self.xr))
        kl = -0.5 * np.sum(1 + self.logvar - self.mu ** 2 - np.exp(self.logvar))
        return rec + kl, kl

    def backward(self):
        # backward
        dout = self.xr - self.x
        g = {"Wd": self.z.T @ dout, "bd": dout.sum(0)}
        dz = dout @ self.Wd.T
        dmu = dz + self.mu
        dlogvar = dz * self.noise * 0.5 * np.exp(0.5 * self.logvar) + 0.5 * (np.exp(self.logvar) - 1)
        g["Wm"], g["bm"] = self.h.T @ dmu, dmu.sum(0)
        g["Ws"], g["bs"] = self.h.T @ dlogvar, dlogvar.sum(0)
        dh = (dmu @ self.Wm.T + dlogvar @ self.Ws.T) * (1 - self.h ** 2)
        g["We"], g["be"] = self.x.T @ dh, dh.sum(0)
        return g

x = (np.random.rand(8, 5) < [0.9, 0.9, 0.1, 0.5, 0.2]).astype(float)
vae = VAE()
for step in range(20):
    neg_elbo, kl = vae.forward(x)
    grads = vae.backward()
    # update
    for nm in vae.names:
        setattr(vae, nm, getattr(vae, nm) - 0.02 * grads[nm])
    if step % 5 == 0:
        print(step, neg_elbo, "of which KL", kl)
