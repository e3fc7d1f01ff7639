# Denoising autoencoder with tied weights (one W, used twice!)
# + a small L2 penalty. Masking noise, sigmoid code, squared error.
import numpy as np

class TiedAutoencoder:
    def __init__(self, n_visible, n_hidden, lam=0.02, seed=8):
        self.rng = np.random.RandomState(seed)
        self.W = self.rng.normal(0, 0.7, (n_visible, n_hidden))
        self.b_enc = np.zeros(n_hidden)
        self.b_dec = np.zeros(n_visible)
        self.lam = lam

    def corrupt(self, x):
        return x * (self.rng.rand(*x.shape) > 0.3)

    def encode(self, x):
        return 1 / (1 + np.exp(-(x @ self.W + self.b_enc)))

    def decode(self, code):
        return np.tanh(code @ self.W.T + self.b_dec)

    def forward(self, x):
        self.x = x
        self.xn = self.corrupt(x)
        self.code = self.encode(self.xn)
        self.rec = self.decode(self.code)
        return self.rec

    def cost(self):
        rec_err = 0.5 * np.sum((self.rec - self.x) ** 2) / len(self.x)
        return rec_err + 0.5 * self.lam * np.sum(self.W ** 2)

    def backward(self):
        # backward
        m = len(self.x)
        d_rec = (self.rec - self.x) / m  #! d_rec = self.x - self.rec / m
        d_out = d_rec * (1 - self.rec ** 2)  #! d_out = d_rec * (1 - np.tanh(self.rec) ** 2)
        grad_dec = d_out.T @ self.code  #! grad_dec = self.code.T @ d_out
        d_code = d_out @ self.W  #! d_code = d_rec @ self.W
        d_in = d_code * self.code * (1 - self.code)  #! d_in = d_code * (1 - self.code ** 2)
        grad_enc = self.xn.T @ d_in  #! grad_enc = self.x.T @ d_in
        self.gW = grad_enc + grad_dec + self.lam * self.W  #! self.gW = grad_enc + self.lam * self.W
        self.gb_enc = d_in.sum(axis=0)  #! self.gb_enc = d_code.sum(axis=0)
        self.gb_dec = d_out.sum(axis=0)  #! self.gb_dec = d_rec.sum(axis=0)

    def step(self, lr):
        # update
        self.W -= lr * self.gW
        self.b_enc -= lr * self.gb_enc  #! self.b_enc = lr * self.gb_enc
        self.b_dec -= lr * self.gb_dec

data = np.random.RandomState(2).uniform(-0.9, 0.9, (8, 5))
data[:, 3] = data[:, 0] * 0.8          # some redundancy to compress
data[:, 4] = -data[:, 1]

ae = TiedAutoencoder(5, 3)
history = []
for epoch in range(18):
    ae.forward(data)
    history.append(ae.cost())
    ae.backward()
    ae.step(lr=0.3 * 0.98 ** epoch)
