# Sentiment of (number) sequences with different lengths: pad with zip_longest, mask the padding
from itertools import zip_longest
import numpy as np

seqs = [[1, 3, 2], [4, 0], [2, 2, 1, 3, 0], [0], [3, 4, 4, 1]]
y = np.array([1.0, 0.0, 1.0, 0.0, 1.0])
PAD = -1
steps = np.array(list(zip_longest(*seqs, fillvalue=PAD)))      # time x batch
mask = (steps != PAD).astype(float)[:, :, None]
T, B = steps.shape
V, H = 5, 4
rng = np.random.default_rng(99)
P = {"E": rng.normal(0, 0.5, (V, 3)), "Wx": rng.normal(0, 0.5, (3, H)), "Wh": rng.normal(0, 0.5, (H, H)),
     "bh": np.zeros(H), "wo": rng.normal(0, 0.5, H), "bo": np.zeros(1)}

for epoch in range(15):
    h = [np.zeros((B, H))]
    cand, emb = [], []
    for t in range(T):
        e = P["E"][np.maximum(steps[t], 0)]
        c = np.tanh(e @ P["Wx"] + h[-1] @ P["Wh"] + P["bh"])
        emb.append(e)
        cand.append(c)
        # where the sequence is over, keep the old state
        h.append(mask[t] * c + (1 - mask[t]) * h[-1])
    logit = h[-1] @ P["wo"] + P["bo"]
    loss = np.sum(np.logaddexp(0, logit) - y * logit)

    # backward
    G = {k: np.zeros_like(v) for k, v in P.items()}
    dlogit = 1 / (1 + np.exp(-logit)) - y
    G["wo"] = h[-1].T @ dlogit
    G["bo"] = dlogit.sum(keepdims=True)
    dh = dlogit[:, None] * P["wo"]
    for t in reversed(range(T)):
        da = dh * mask[t] * (1 - cand[t] ** 2)
        G["Wx"] += emb[t].T @ da
        G["Wh"] += h[t].T @ da
        G["bh"] += da.sum(0)
        np.add.at(G["E"], np.maximum(steps[t], 0), da @ P["Wx"].T)
        dh = da @ P["Wh"].T + dh * (1 - mask[t])

    # update
    for key in P:
        P[key] -= 0.1 * G[key]
    print(epoch, round(loss, 4))
