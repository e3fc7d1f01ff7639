import numpy as np
# sentiment: embedding -> mean over the real (not pad) tokens -> linear -> sigmoid
reviews = [("good film very good", 1), ("bad film", 0), ("very very bad plot", 0), ("nice plot good actors", 1), ("boring", 0)]
PAD = 0
word2id = {"<pad>": PAD}
for text, _ in reviews:
    for w in text.split():
        word2id.setdefault(w, len(word2id))
maxlen = max(len(t.split()) for t, _ in reviews)
ids = np.full((len(reviews), maxlen), PAD)
for n, (text, _) in enumerate(reviews):
    for k, w in enumerate(text.split()):
        ids[n, k] = word2id[w]
labels = np.array([l for _, l in reviews], dtype=float)
mask = (ids != PAD).astype(float)
lengths = mask.sum(1)

np.random.seed(6)
E = np.random.normal(0, 0.5, (len(word2id), 4))
w = np.random.normal(0, 0.5, 4)
bias = np.zeros(1)
cacheE, cachew, cacheb = np.zeros_like(E), np.zeros_like(w), np.zeros_like(bias)

for epoch in range(20):
    emb = E[ids]                                             # (N, T, 4)
    avg = (emb * mask[:, :, None]).sum(1) / lengths[:, None]
    z = avg @ w + bias
    # stable version of the binary cross entropy with logits
    bce = np.mean(np.maximum(z, 0) - z * labels + np.log1p(np.exp(-np.abs(z))))
    # backward
    dz = (1 / (1 + np.exp(-z)) - labels) / len(labels)
    dw = avg.T @ dz
    dbias = dz.sum(keepdims=True)
    davg = dz[:, None] * w[None, :]
    demb = davg[:, None, :] * mask[:, :, None] / lengths[:, None, None]
    dE = np.zeros_like(E)
    np.add.at(dE, ids, demb)
    # update
    for prm, grd, c in ((E, dE, cacheE), (w, dw, cachew), (bias, dbias, cacheb)):
        c *= 0.9
        c += 0.1 * grd ** 2
        prm -= 0.03 * grd / (np.sqrt(c) + 1e-7)
    if not epoch % 5:
        print(f"epoch {epoch} bce {bce:.4f} acc {np.mean((z > 0) == labels):.2f}")
