"""Beta-VAE on 4x2 "images", bernoulli decoder, reparameterisation trick, KL warm-up."""
import numpy as np


class BetaVAE:
    def __init__(self, D, H, Z, seed=0):
        r = np.random.default_rng(seed)
        shapes = {"enc": (D, H), "mu": (H, Z), "lv": (H, Z), "dec": (Z, H), "out": (H, D)}
        self.p = {k: r.normal(size=s) / np.sqrt(s[0]) for k, s in shapes.items()}
        self.bias = np.zeros(D)
        self.r = r

    def loss_grads(self, x, beta):
        p, n = self.p, len(x)
        h = np.tanh(x @ p["enc"])
        mu, lv = h @ p["mu"], h @ p["lv"]
        eps = self.r.normal(size=mu.shape)
        std = np.exp(0.5 * lv)
        z = mu + std * eps
        d = np.tanh(z @ p["dec"])
        logits = d @ p["out"] + self.bias
        rec = np.sum(np.logaddexp(0, logits) - x * logits) / n
        kl = -0.5 * np.sum(1 + lv - mu ** 2 - np.exp(lv)) / n
        total = rec + beta * kl
        # backward
        g = {}
        dlog = (1 / (1 + np.exp(-logits)) - x) / n
        g["out"] = d.T @ dlog
        dd = dlog @ p["out"].T * (1 - d ** 2)
        g["dec"] = z.T @ dd
        dz = dd @ p["dec"].T
        dmu = dz + beta * mu / n
        dlv = dz * eps * 0.5 * std + beta * 0.5 * (np.exp(lv) - 1) / n
        g["mu"], g["lv"] = h.T @ dmu, h.T @ dlv
        dh = (dmu @ p["mu"].T + dlv @ p["lv"].T) * (1 - h ** 2)
        g["enc"] = x.T @ dh
        return total, (rec, kl), g, dlog.sum(0)


bars = np.array([[1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1],
                 [1, 0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 1]], dtype=float)
x = np.tile(bars, (2, 1))
vae = BetaVAE(8, 6, 2)
for epoch in range(30):
    beta = 2.0 * min(1.0, epoch / 15)
    total, (rec, kl), g, gbias = vae.loss_grads(x, beta)
    # update
    for k in g:
        vae.p[k] -= 0.1 * g[k]
    vae.bias -= 0.1 * gbias
    if epoch % 10 == 0:
        print(f"{epoch}: total {total:.3f} rec {rec:.3f} kl {kl:.3f} beta {beta:.2f}")
