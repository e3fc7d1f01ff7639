# RNN + attention pooling over the hidden states, padded sequences with a mask. Binary sentiment.
import numpy as np

rng = np.random.default_rng(37)
seqs = [[1, 2, 5], [3, 2], [1, 4, 5, 2], [3, 5], [2, 1], [4, 3, 2, 5]]
sent = np.array([1, 0, 1, 0, 1, 0.])
T, B, E, H = 4, 6, 3, 5
tok = np.zeros((B, T), int)
for i, s in enumerate(seqs):
    tok[i, :len(s)] = s
mask = tok > 0

emb, Wx, Wh, bh, va, wo = (rng.normal(size=s) * 0.5 for s in [(6, E), (E, H), (H, H), (H,), (H,), (H,)])
bo = 0.0

for it in range(20):
    x = emb[tok]
    hs = np.zeros((T + 1, B, H))
    for t in range(T):
        new = np.tanh(x[:, t] @ Wx + hs[t] @ Wh + bh)
        hs[t + 1] = np.where(mask[:, t, None], new, hs[t])      # padded: keep the old state
    Hs = hs[1:].transpose(1, 0, 2)
    score = np.where(mask, Hs @ va, -1e9)
    att = np.exp(score - score.max(1, keepdims=True))
    att = att / att.sum(1, keepdims=True)
    ctx = (att[:, :, None] * Hs).sum(1)
    p = 1 / (1 + np.exp(-(ctx @ wo + bo)))
    loss = -(sent * np.log(p) + (1 - sent) * np.log(1 - p)).sum()

    # backward
    do = p - sent
    dwo, dbo = ctx.T @ do, do.sum()
    dctx = np.outer(do, wo)
    datt = (Hs * dctx[:, None, :]).sum(2)
    dscore = att * (datt - (att * datt).sum(1, keepdims=True))
    dva = np.einsum('bt,bth->h', dscore, Hs)
    dHs = att[:, :, None] * dctx[:, None, :] + dscore[:, :, None] * va
    dWx, dWh, dbh, demb = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(bh), np.zeros_like(emb)
    dnext = np.zeros((B, H))
    for t in range(T - 1, -1, -1):
        dh = dHs[:, t] + dnext
        mt = mask[:, t, None]
        da = dh * (1 - hs[t + 1] ** 2) * mt
        dWx += x[:, t].T @ da
        dWh += hs[t].T @ da
        dbh += da.sum(0)
        np.add.at(demb, tok[:, t], da @ Wx.T)
        dnext = da @ Wh.T + dh * ~mt

    # update
    for par, grad in ((emb, demb), (Wx, dWx), (Wh, dWh), (bh, dbh), (va, dva), (wo, dwo)):
        np.clip(grad, -1, 1, out=grad)
        par -= 0.1 * grad
    bo -= 0.1 * dbo
    if it % 5 == 0:
        print(it, loss, att[0].round(2))
