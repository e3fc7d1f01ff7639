import numpy as np
# 1-D conv over word vectors, ELU, masked average pooling, one logit (good review / bad review)
texts = ["good film", "bad bad film", "not good at all", "really good fun", "awful", "fun film really fun"]
sent = np.array([1, 0, 0, 1, 0, 1.])
vocab = {w: i + 1 for i, w in enumerate(sorted({w for s in texts for w in s.split()}))}
enc = [[vocab[w] for w in s.split()] for s in texts]
maxlen = max(len(e) for e in enc)
ids = np.zeros((len(enc), maxlen), int)
for i, e in enumerate(enc):
    ids[i, :len(e)] = e
mask = ids > 0
lens = mask.sum(axis=1)

rng = np.random.default_rng(2)
E, F = 4, 5
emb = rng.normal(0, .5, (len(vocab) + 1, E)); emb[0] = 0
filt = rng.normal(0, .5, (3 * E, F))
fb = np.zeros(F)
out_w = rng.normal(0, .5, F)
out_b = np.zeros(1)

def windows(x):                       # width 3, zero padded on both sides
    xp = np.pad(x, ((0, 0), (1, 1), (0, 0)))
    return np.concatenate([xp[:, :-2], xp[:, 1:-1], xp[:, 2:]], axis=2)

for epoch in range(15):
    words = emb[ids]
    win = windows(words)
    z = win @ filt + fb
    h = np.where(z > 0, z, np.expm1(np.minimum(z, 0)))
    pooled = (h * mask[:, :, None]).sum(axis=1) / lens[:, None]
    logit = pooled @ out_w + out_b[0]
    loss = np.mean(np.logaddexp(0, logit) - sent * logit)
    # backward
    dlogit = (1 / (1 + np.exp(-logit)) - sent) / len(sent)
    dout_w = pooled.T @ dlogit
    dout_b = np.array([dlogit.sum()])
    dh = (dlogit[:, None] * out_w / lens[:, None])[:, None, :] * mask[:, :, None]
    dz = dh * np.where(z > 0, 1, h + 1)
    dfilt = np.tensordot(win, dz, axes=([0, 1], [0, 1]))
    dfb = dz.sum(axis=(0, 1))
    dwin = dz @ filt.T
    dxp = np.zeros((len(ids), maxlen + 2, E))
    for k in range(3):
        dxp[:, k:k + maxlen] += dwin[:, :, k * E:(k + 1) * E]
    demb = np.zeros_like(emb)
    np.add.at(demb, ids, dxp[:, 1:-1])
    demb[0] = 0                       # padding vector stays at zero
    # update
    for par, grd in [(emb, demb), (filt, dfilt), (fb, dfb), (out_w, dout_w), (out_b, dout_b)]:
        par -= 0.5 * grd
    print(epoch, round(float(loss), 4), ((logit > 0) == (sent > 0)).mean())
