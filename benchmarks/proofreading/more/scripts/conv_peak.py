# find the bump in a noisy signal with one filter (1-D convolution + max over time)
import numpy as np
rng = np.random.default_rng(12)
S = rng.normal(0, 0.3, (8, 10))
lab = np.array([1, 0] * 4)
for i in range(8):
    if lab[i]:
        s = rng.integers(0, 7)
        S[i, s:s + 3] += [1, 2, 1]

def conv(sig, kern):
    n = len(sig) - len(kern) + 1
    return np.array([sig[j:j + len(kern)] @ kern for j in range(n)])

kern = np.array([0.1, 0.2, -0.1])
scale, offset = 1.0, 0.0
for epoch in range(20):
    total_loss = 0
    hits = 0
    gk, gs, go = np.zeros(3), 0.0, 0.0
    where, prob, top = [], [], []
    for sig, t in zip(S, lab):
        c = conv(sig, kern)
        j = int(np.argmax(c))
        z = scale * c[j] + offset
        p = 1 / (1 + np.exp(-z))
        total_loss += -np.log(p) if t == 1 else -np.log(1 - p)
        hits += int((p > .5) == t)
        where.append(j); prob.append(p); top.append(c[j])
    # backward
    for sig, t, j, p, m in zip(S, lab, where, prob, top):
        dz = p - t
        gs += dz * m
        go += dz
        gk += dz * scale * sig[j:j + 3]
    # update
    kern = kern - 0.1 * gk
    scale -= 0.1 * gs
    offset -= 0.1 * go
    if epoch % 5 == 0:
        print(epoch, "loss", total_loss, "hits", hits)
print("kernel", kern)
