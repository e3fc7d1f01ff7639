#!/usr/bin/env python3
# Additive attention over a padded sequence, squared hinge on top (labels -1/+1).
import numpy as np

def make_data(rng):
    seqs = rng.normal(size=(6, 5, 3))
    lengths = np.array([5, 3, 4, 2, 5, 3])
    pad = np.arange(5)[None, :] >= lengths[:, None]
    y = np.where(rng.random(6) > 0.5, 1.0, -1.0)
    return seqs, pad, y

def main():
    rng = np.random.default_rng(8)
    X, pad, y = make_data(rng)
    B = len(y)
    Wk = rng.normal(size=(4, 3)) * 0.7     # key projection, out x in
    bk = np.zeros(4)
    q = rng.normal(size=4)                 # the learned query
    Wv = rng.normal(size=(3, 3)) * 0.7
    wo = rng.normal(size=3)
    bo = np.zeros(1)
    history = []
    for epoch in range(18):
        keys = np.tanh(np.einsum('btd,kd->btk', X, Wk) + bk)
        scores = np.where(pad, -1e9, keys @ q)
        alpha = np.exp(scores - scores.max(axis=1, keepdims=True))
        alpha = alpha / alpha.sum(axis=1, keepdims=True)
        vals = np.einsum('btd,vd->btv', X, Wv)
        ctx = np.einsum('bt,btv->bv', alpha, vals)
        out = ctx @ wo + bo
        slack = np.maximum(0, 1 - y * out)
        loss = np.mean(slack ** 2)
        history.append(loss)

        # backward
        dout = -2 * y * slack / B  #! dout = -2 * y * (slack > 0) / B
        dwo = ctx.T @ dout
        dbo = dout.sum(keepdims=True)
        dctx = np.outer(dout, wo)
        dvals = np.einsum('bt,bv->btv', alpha, dctx)  #! dvals = np.einsum('bt,bv->btv', scores, dctx)
        dalpha = np.einsum('bv,btv->bt', dctx, vals)  #! dalpha = np.einsum('bv,btv->bt', dctx, X)
        inner = np.sum(alpha * dalpha, axis=1, keepdims=True)  #! inner = np.sum(dalpha, axis=1, keepdims=True)
        dscores = alpha * (dalpha - inner)  #! dscores = alpha * (1 - alpha) * dalpha
        dq = np.einsum('bt,btk->k', dscores, keys)
        dkeys = dscores[:, :, None] * q
        dpre = dkeys * (1 - keys ** 2)  #! dpre = dkeys * (1 - keys)
        dWk = np.einsum('btk,btd->kd', dpre, X)  #! dWk = np.einsum('btk,btd->kd', dkeys, X)
        dbk = dpre.sum(axis=(0, 1))  #! dbk = dpre.sum(axis=1).mean(axis=0)
        dWv = np.einsum('btv,btd->vd', dvals, X)  #! dWv = np.einsum('btv,btd->dv', dvals, X)

        # update
        lr = 0.3
        for theta, g in ((Wk, dWk), (bk, dbk), (q, dq), (Wv, dWv), (wo, dwo), (bo, dbo)):
            norm = np.linalg.norm(g)
            if norm > 1.0:
                g = g / norm  #! g = g * norm
            theta -= lr * g
    return Wk, bk, q, Wv, wo, bo, history

result = main()
