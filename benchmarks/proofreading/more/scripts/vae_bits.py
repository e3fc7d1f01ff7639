import numpy as np


class VAE:
    """Tiny variational autoencoder for binary vectors, trained with Adam."""

    def __init__(self, n_x, n_h, n_z, seed=99):
        self.rng = np.random.default_rng(seed)
        w = lambda *s: self.rng.standard_normal(s) * 0.5
        self.We, self.be = w(n_x, n_h), np.zeros(n_h)
        self.Wm, self.bm = w(n_h, n_z), np.zeros(n_z)
        self.Wv, self.bv = w(n_h, n_z), np.zeros(n_z)
        self.Wd, self.bd = w(n_z, n_h), np.full(n_h, 0.1)
        self.Wx, self.bx = w(n_h, n_x), np.zeros(n_x)
        self.names = ["We", "be", "Wm", "bm", "Wv", "bv", "Wd", "bd", "Wx", "bx"]
        self.m = {n: 0.0 for n in self.names}
        self.v = {n: 0.0 for n in self.names}
        self.t = 0

    def forward(self, x):
        self.x = x
        self.he = np.tanh(x @ self.We + self.be)
        self.mean = self.he @ self.Wm + self.bm
        self.logvar = self.he @ self.Wv + self.bv
        self.eps = self.rng.standard_normal(self.mean.shape)
        self.std = np.exp(0.5 * self.logvar)
        self.z = self.mean + self.std * self.eps
        self.hd = np.maximum(self.z @ self.Wd + self.bd, 0.0)
        self.xhat = 1.0 / (1.0 + np.exp(-(self.hd @ self.Wx + self.bx)))
        bce = -np.sum(x * np.log(self.xhat) + (1 - x) * np.log(1 - self.xhat))
        kl = -0.5 * np.sum(1 + self.logvar - self.mean ** 2 - np.exp(self.logvar))
        return (bce + kl) / len(x)

    def backward(self):
        n = len(self.x)
        g = {}
        # backward
        dout = (self.xhat - self.x) / n         #! dout = (self.x - self.xhat) / n  #! dout = (self.xhat - self.x) * self.xhat * (1 - self.xhat) / n
        g["Wx"], g["bx"] = self.hd.T @ dout, dout.sum(0)
        dhd = (dout @ self.Wx.T) * (self.hd > 0)        #! dhd = (dout @ self.Wx.T) * (1 - self.hd ** 2)  #! dhd = (dout @ self.Wx.T) * (self.z @ self.Wd + self.bd < 0)
        g["Wd"], g["bd"] = self.z.T @ dhd, dhd.sum(0)   #! g["Wd"], g["bd"] = self.mean.T @ dhd, dhd.sum(0)
        dz = dhd @ self.Wd.T
        dmean = dz + self.mean / n              #! dmean = dz
        dlogvar = 0.5 * dz * self.eps * self.std + 0.5 * (np.exp(self.logvar) - 1) / n  #! dlogvar = dz * self.eps * self.std + 0.5 * (np.exp(self.logvar) - 1) / n  #! dlogvar = 0.5 * dz * self.eps + 0.5 * (np.exp(self.logvar) - 1) / n  #! dlogvar = 0.5 * dz * self.eps * self.std + 0.5 * (1 - np.exp(self.logvar)) / n
        g["Wm"], g["bm"] = self.he.T @ dmean, dmean.sum(0)
        g["Wv"], g["bv"] = self.he.T @ dlogvar, dlogvar.sum(0)      #! g["Wv"], g["bv"] = self.he.T @ dmean, dlogvar.sum(0)
        dhe = dmean @ self.Wm.T + dlogvar @ self.Wv.T   #! dhe = dmean @ self.Wm.T
        dpre = dhe * (1 - self.he ** 2)         #! dpre = dhe * (1 - np.tanh(self.he) ** 2)
        g["We"], g["be"] = self.x.T @ dpre, dpre.sum(0)
        # end
        return g

    def step(self, g, lr=0.01, b1=0.9, b2=0.999):
        self.t += 1
        # update
        for n in self.names:
            self.m[n] = b1 * self.m[n] + (1 - b1) * g[n]
            self.v[n] = b2 * self.v[n] + (1 - b2) * g[n] ** 2   #! self.v[n] = b2 * self.v[n] + (1 - b1) * g[n] ** 2
            mhat = self.m[n] / (1 - b1 ** self.t)
            vhat = self.v[n] / (1 - b2 ** self.t)       #! vhat = self.v[n] / (1 - b1 ** self.t)
            setattr(self, n, getattr(self, n) - lr * mhat / (np.sqrt(vhat) + 1e-8))
        # end


X = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 0, 1, 0, 1, 0],
              [1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1], [0, 1, 0, 1, 0, 1]], dtype=float)
vae = VAE(6, 5, 2)
for it in range(1, 41):
    elbo_loss = vae.forward(X)
    grads = vae.backward()
    vae.step(grads)
    if it % 10 == 0:
        print("it", it, "loss", elbo_loss)
