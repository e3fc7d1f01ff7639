import numpy as np


def relu(x): return np.maximum(0, x)
def sigmoid(x): return 1. / (1. + np.exp(-x))


class VAE:
    def __init__(self, n_x=6, n_h=5, n_z=2):
        R = np.random.RandomState(31)
        s = lambda *shape: R.randn(*shape) * 0.4
        self.enc_W, self.enc_b = s(n_x, n_h), np.zeros((1, n_h))
        self.mu_W, self.mu_b = s(n_h, n_z), np.zeros((1, n_z))
        self.lv_W, self.lv_b = s(n_h, n_z), np.zeros((1, n_z))
        self.dec_W, self.dec_b = s(n_z, n_h), np.zeros((1, n_h))
        self.out_W, self.out_b = s(n_h, n_x), np.zeros((1, n_x))
        self.R = R

    def forward(self, x):
        self.x = x
        self.h_e = relu(x @ self.enc_W + self.enc_b)
        self.mu = self.h_e @ self.mu_W + self.mu_b
        self.logvar = self.h_e @ self.lv_W + self.lv_b
        self.eps = self.R.randn(*self.mu.shape)
        self.std = np.exp(0.5 * self.logvar)
        self.z = self.mu + self.std * self.eps
        self.h_d = np.tanh(self.z @ self.dec_W + self.dec_b)
        self.xr = sigmoid(self.h_d @ self.out_W + self.out_b)
        return self.xr

    def loss(self):
        bce = -np.sum(self.x * np.log(self.xr) + (1 - self.x) * np.log(1 - self.xr))
        kl = -0.5 * np.sum(1 + self.logvar - self.mu ** 2 - np.exp(self.logvar))
        return (bce + kl) / len(self.x)

    def backward(self):
        g = {}
        # backward
        d_out = (self.xr - self.x) / len(self.x)  #! d_out = (self.xr - self.x) * self.xr * (1 - self.xr) / len(self.x)
        g['out_W'], g['out_b'] = self.h_d.T @ d_out, d_out.sum(0, keepdims=True)
        d_hd = d_out @ self.out_W.T * (1 - self.h_d ** 2)
        g['dec_W'], g['dec_b'] = self.z.T @ d_hd, d_hd.sum(0, keepdims=True)
        d_z = d_hd @ self.dec_W.T
        # reconstruction part + KL part
        d_mu = d_z + self.mu / len(self.x)  #! d_mu = d_z  #! d_mu = d_z - self.mu / len(self.x)
        d_lv = d_z * self.eps * 0.5 * self.std + 0.5 * (np.exp(self.logvar) - 1) / len(self.x)  #! d_lv = d_z * self.eps * self.std + 0.5 * (np.exp(self.logvar) - 1) / len(self.x)  #! d_lv = d_z * 0.5 * self.std + 0.5 * (np.exp(self.logvar) - 1) / len(self.x)
        g['mu_W'], g['mu_b'] = self.h_e.T @ d_mu, d_mu.sum(0, keepdims=True)
        g['lv_W'], g['lv_b'] = self.h_e.T @ d_lv, d_lv.sum(0, keepdims=True)
        d_he = d_mu @ self.mu_W.T + d_lv @ self.lv_W.T  #! d_he = d_mu @ self.mu_W.T
        d_he[self.h_e <= 0] = 0
        g['enc_W'], g['enc_b'] = self.x.T @ d_he, d_he.sum(0, keepdims=True)
        # end
        return g


if __name__ == "__main__":
    data = np.array([[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], [1, 1, 0, 0, 1, 1.]])
    vae = VAE()
    m = {}
    for epoch in range(3):
        vae.forward(data)
        loss = vae.loss()
        print(epoch, loss)
        g = vae.backward()
        # update
        for k in g:
            m[k] = 0.9 * m.get(k, 0) + g[k]
            setattr(vae, k, getattr(vae, k) - 0.05 * m[k])
