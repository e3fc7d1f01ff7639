"""Skip-gram with negative sampling, minibatched. All vectors collapse to one direction;
is the noise term's sign right? Notation as in Mikolov et al. (v = input, u = output)."""
import numpy as np

rng = np.random.default_rng(2024)
corpus = "the cat sat on the mat the dog sat on the rug".split()
words = sorted(set(corpus))
w2i = {w: i for i, w in enumerate(words)}
seq = np.array([w2i[w] for w in corpus])
nV, d, k, win = len(words), 4, 3, 2

pairs = [(seq[i], seq[j]) for i in range(len(seq))
         for j in range(max(0, i - win), min(len(seq), i + win + 1)) if i != j]
pairs = np.array(pairs)

Vin = rng.normal(0, 0.5, (nV, d))
Uout = rng.normal(0, 0.5, (nV, d))
lr = 0.5


def sig(x):
    return 1.0 / (1.0 + np.exp(-x))


for it in range(15):
    pick = rng.choice(len(pairs), 8, replace=False)
    cen, ctx = pairs[pick, 0], pairs[pick, 1]
    neg = rng.integers(0, nV, (8, k))

    v = Vin[cen]                                # B d
    u = Uout[ctx]                               # B d
    un = Uout[neg]                              # B k d
    s_pos = sig(np.sum(v * u, axis=1))          # B
    s_neg = sig(np.einsum("bd,bkd->bk", v, un))  # B k
    J = -np.mean(np.log(s_pos)) - np.mean(np.sum(np.log(1 - s_neg), axis=1))

    # backward
    n = len(cen)
    g_pos = (s_pos - 1.0) / n  #! g_pos = (1.0 - s_pos) / n  #! g_pos = s_pos * (1.0 - s_pos) / n
    g_neg = s_neg / n  #! g_neg = (s_neg - 1.0) / n
    dv = g_pos[:, None] * u  #! dv = g_pos[:, None] * v
    dv = dv + np.einsum("bk,bkd->bd", g_neg, un)  #! dv = np.einsum("bk,bkd->bd", g_neg, un)
    du = g_pos[:, None] * v
    dun = g_neg[:, :, None] * v[:, None, :]  #! dun = g_neg[:, :, None] * u[:, None, :]
    dVin = np.zeros_like(Vin)
    dUout = np.zeros_like(Uout)
    np.add.at(dVin, cen, dv)  #! np.add.at(dVin, ctx, dv)
    np.add.at(dUout, ctx, du)  #! dUout[ctx] = du
    np.add.at(dUout, neg, dun)  #! dUout[neg] += dun

    # update
    Vin -= lr * dVin
    Uout -= lr * dUout  #! Uout -= lr * dVin

print("J =", J)
