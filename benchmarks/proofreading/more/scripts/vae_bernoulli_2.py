"""Variational autoencoder (Kingma & Welling) on 6-pixel binary images.
Maximise the ELBO: we report it and ascend it."""
import numpy as np

rng = np.random.default_rng(1312)
X = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 1, 0, 0, 0, 0],
              [0, 0, 0, 0, 1, 1], [1, 0, 1, 0, 0, 0], [0, 0, 0, 1, 0, 1]], dtype=float)
N, D = X.shape
H, Z = 5, 2


def init(i, o):
    return rng.normal(0, 1 / np.sqrt(i), (i, o))


phi = {"enc": init(D, H), "mu": init(H, Z), "lv": init(H, Z), "bmu": np.zeros(Z), "blv": np.zeros(Z)}
theta = {"dec": init(Z, H), "out": init(H, D), "bout": np.zeros(D)}

for step in range(20):
    noise = rng.normal(size=(N, Z))
    # encoder q(z|x)
    he = np.tanh(X @ phi["enc"])
    mu = he @ phi["mu"] + phi["bmu"]
    lv = he @ phi["lv"] + phi["blv"]
    sd = np.exp(0.5 * lv)
    z = mu + sd * noise
    # decoder p(x|z)
    hd = np.tanh(z @ theta["dec"])
    p = 1 / (1 + np.exp(-(hd @ theta["out"] + theta["bout"])))
    recon = np.sum(X * np.log(p) + (1 - X) * np.log(1 - p))
    kl = -0.5 * np.sum(1 + lv - mu ** 2 - np.exp(lv))
    elbo = (recon - kl) / N
    # backward
    dlogit = (X - p) / N
    gt = {"out": hd.T @ dlogit, "bout": dlogit.sum(0)}
    dhd = (dlogit @ theta["out"].T) * (1 - hd ** 2)
    gt["dec"] = z.T @ dhd
    dz = dhd @ theta["dec"].T
    dmu = dz - mu / N
    dlv = dz * noise * 0.5 * sd + 0.5 * (1 - np.exp(lv)) / N
    gp = {"mu": he.T @ dmu, "bmu": dmu.sum(0), "lv": he.T @ dlv, "blv": dlv.sum(0)}
    dhe = (dmu @ phi["mu"].T + dlv @ phi["lv"].T) * (1 - he ** 2)
    gp["enc"] = X.T @ dhe
    # update
    for k in phi:
        phi[k] += 0.2 * gp[k]
    for k in theta:
        theta[k] += 0.2 * gt[k]
    if step % 5 == 0:
        print(f"step {step:2d}  ELBO {elbo:.4f}  recon {recon / N:.4f}  KL {kl / N:.4f}")
