# objective: np.abs(pred - wanted).mean()
# Instance norm: every (sample, channel) row is normalised over time. Useful for style.
# One pointwise channel mixer before the norm and one after it, L1 loss.
import numpy as np

r = np.random.default_rng(606)
B, C, L, M = 4, 2, 6, 3
sig = r.normal(size=(B, C, L)) + r.normal(size=(B, C, 1))
wanted = r.normal(size=(B, 1, L))
mix1 = r.normal(size=(M, C))
scale = np.ones((M, 1))
shift = np.zeros((M, 1))
mix2 = r.normal(size=(1, M)) * 0.5
eps = 1e-5

for it in range(12):
    u = np.einsum("mc,bcl->bml", mix1, sig)
    avg = u.mean(axis=2)[:, :, None]
    dev = u - avg
    s = np.sqrt((dev * dev).mean(axis=2)[:, :, None] + eps)
    hat = dev / s
    v = scale * hat + shift
    pred = np.einsum("om,bml->bol", mix2, np.sin(v))       # sine units, why not

    # backward
    g = np.sign(pred - wanted) / pred.size
    g_mix2 = np.einsum("bol,bml->om", g, np.sin(v))
    g_v = np.einsum("om,bol->bml", mix2, g) * np.cos(v)
    g_scale = (g_v * hat).sum(axis=(0, 2))[:, None]
    g_shift = g_v.sum(axis=(0, 2))[:, None]
    g_hat = g_v * scale
    # dev and s both depend on u
    g_s = -(g_hat * dev).sum(axis=2)[:, :, None] / s ** 2
    g_dev = g_hat / s + g_s * dev / (L * s)
    g_u = g_dev - g_dev.mean(axis=2)[:, :, None]
    g_mix1 = np.einsum("bml,bcl->mc", g_u, sig)

    # update
    lr = 0.1 * 0.9 ** it
    mix1 -= lr * g_mix1
    mix2 -= lr * g_mix2
    scale -= lr * g_scale
    shift -= lr * g_shift

print("mixing after training", mix2.round(3))
