import numpy as np


class DenoisingAE:
    names = ("enc", "enc_bias", "dec", "dec_bias")

    def __init__(self, n_vis, n_code, noise=0.3, seed=7):
        self.rng = np.random.RandomState(seed)
        self.noise = noise
        self.enc = self.rng.normal(0, 0.5, (n_vis, n_code))
        self.enc_bias = np.zeros(n_code)
        self.dec = self.rng.normal(0, 0.5, (n_code, n_vis))
        self.dec_bias = np.zeros(n_vis)

    def corrupt(self, x):
        return x * (self.rng.uniform(size=x.shape) > self.noise)

    def __call__(self, x):
        self.x_clean = x
        self.x_noisy = self.corrupt(x)
        self.pre = self.x_noisy @ self.enc + self.enc_bias
        self.code = np.log(1 + np.exp(self.pre))      # softplus
        logits = self.code @ self.dec + self.dec_bias
        self.recon = 1 / (1 + np.exp(-logits))
        bce = self.x_clean * np.log(self.recon) + (1 - self.x_clean) * np.log(1 - self.recon)
        self.loss = -bce.sum(axis=1).mean()
        return self.loss

    def gradients(self):
        n = len(self.x_clean)
        # backward
        d_logits = (self.recon - self.x_clean) / n  #! d_logits = (self.recon - self.x_noisy) / n  #! d_logits = (self.recon - self.x_clean) * self.recon * (1 - self.recon) / n  #! d_logits = (self.recon - self.x_clean) / self.x_clean.size
        self.grad_dec = self.code.T @ d_logits  #! self.grad_dec = self.pre.T @ d_logits
        self.grad_dec_bias = d_logits.sum(axis=0)
        d_code = d_logits @ self.dec.T  #! d_code = d_logits @ self.enc
        d_pre = d_code * (1 - np.exp(-self.code))  #! d_pre = d_code * (1 - self.code)  #! d_pre = d_code * np.exp(-self.code)  #! d_pre = d_code
        self.grad_enc = self.x_noisy.T @ d_pre  #! self.grad_enc = self.x_clean.T @ d_pre
        self.grad_enc_bias = d_pre.sum(axis=0)
        # end

    def update(self, lr):
        # update
        for name in self.names:
            setattr(self, name, getattr(self, name) - lr * getattr(self, "grad_" + name))  #! setattr(self, name, getattr(self, name) + lr * getattr(self, "grad_" + name))
        # end


ae = DenoisingAE(n_vis=5, n_code=3)
x = np.random.RandomState(8).uniform(0.05, 0.95, (6, 5))
for epoch in range(3):
    ae(x)
    ae.gradients()
    ae.update(0.4)
    print(epoch, ae.loss)
