import numpy as np

PAD, BOS, EOS = 0, 1, 2
seqs = [[3, 4, 5, EOS], [5, 4, EOS], [6, 3, 4, 5, EOS], [4, EOS]]
L = max(map(len, seqs))
target = np.array([s + [PAD] * (L - len(s)) for s in seqs])
dec_in = np.concatenate([np.full((len(seqs), 1), BOS), target[:, :-1]], axis=1)   # teacher forcing
mask = (target != PAD).astype(float)
V, D, H = 7, 4, 6
B = len(seqs)

np.random.seed(0)
E = 0.3 * np.random.randn(V, D)
Wx = 0.3 * np.random.randn(D, H)
Wh = 0.3 * np.random.randn(H, H)
b = np.zeros(H)
Wo = 0.3 * np.random.randn(H, V)

for epoch in range(12):
    h = [np.zeros((B, H))]
    probs = []
    nll = 0
    for t in range(L):
        h.append(np.tanh(E[dec_in[:, t]] @ Wx + h[-1] @ Wh + b))
        o = h[-1] @ Wo
        e = np.exp(o - o.max(1)[:, None])
        probs.append(e / e.sum(1)[:, None])
        nll -= (mask[:, t] * np.log(probs[t][range(B), target[:, t]])).sum()
    nll /= mask.sum()          # per real token

    # backward
    gE, gWx, gWh, gb, gWo = [np.zeros_like(a) for a in (E, Wx, Wh, b, Wo)]
    carry = np.zeros((B, H))
    for t in range(L - 1, -1, -1):
        do = probs[t].copy()
        do[range(B), target[:, t]] -= 1
        do *= mask[:, t:t+1] / mask.sum()
        gWo += h[t+1].T @ do
        da = (do @ Wo.T + carry) * (1 - h[t+1] ** 2)
        gWx += E[dec_in[:, t]].T @ da
        gWh += h[t].T @ da
        gb += da.sum(0)
        np.add.at(gE, dec_in[:, t], da @ Wx.T)
        carry = da @ Wh.T

    # update
    norm = np.sqrt(sum((g ** 2).sum() for g in (gE, gWx, gWh, gb, gWo)))
    scale = min(1.0, 1.0 / norm)
    for w, g in ((E, gE), (Wx, gWx), (Wh, gWh), (b, gb), (Wo, gWo)):
        w -= 0.8 * scale * g
    print("epoch", epoch, "nll/token", round(nll, 4), "|g|", round(norm, 3))
