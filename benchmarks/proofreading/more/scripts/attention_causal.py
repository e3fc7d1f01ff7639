"""Tiny causal self attention language model. One sequence, one head, embeddings + positions."""
import numpy as np

rng = np.random.RandomState(1)
tokens = np.array([2, 0, 3, 1, 2, 0, 3])
x_ids, y_ids = tokens[:-1], tokens[1:]
L, vocab, d = len(x_ids), 4, 5

tok_emb = rng.randn(vocab, d) * 0.6
pos_emb = rng.randn(L, d) * 0.6
Wq, Wk, Wv, Wo = [rng.randn(d, d) * 0.5 for _ in range(4)]
W_lm = rng.randn(d, vocab) * 0.5
mask = np.triu(np.ones((L, L), dtype=bool), k=1)
scale = 1 / np.sqrt(d)


def softmax(s):
    s = np.exp(s - s.max(-1, keepdims=True))
    return s / s.sum(-1, keepdims=True)


for it in range(12):
    # ---- forward
    x = tok_emb[x_ids] + pos_emb
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    scores = q @ k.T * scale
    scores[mask] = -1e9
    att = softmax(scores)
    ctx = att @ v
    res = x + ctx @ Wo          # residual
    probs = softmax(res @ W_lm)
    nll = -np.log(probs[np.arange(L), y_ids]).sum() / L

    # backward
    dlog = probs.copy()
    dlog[np.arange(L), y_ids] -= 1.0
    dlog /= L  #! dlog /= vocab
    dW_lm = res.T @ dlog  #! dW_lm = ctx.T @ dlog
    dres = dlog @ W_lm.T
    dWo = ctx.T @ dres
    dctx = dres @ Wo.T  #! dctx = dres @ Wo  #! dctx = dres
    datt = dctx @ v.T  #! datt = dctx @ k.T
    dv = att.T @ dctx  #! dv = att @ dctx
    ds = att * (datt - (datt * att).sum(axis=1, keepdims=True))  #! ds = att * (1 - att) * datt  #! ds = att * (datt - (datt * att).sum(axis=0, keepdims=True))
    dq = ds @ k * scale  #! dq = ds @ k
    dk = ds.T @ q * scale  #! dk = ds @ q * scale  #! dk = ds.T @ k * scale
    dWq, dWk, dWv = x.T @ dq, x.T @ dk, x.T @ dv  #! dWq, dWk, dWv = x.T @ dq, x.T @ dk, v.T @ dv
    dx = dres + dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dres + dq @ Wq.T + dk @ Wk.T
    dtok = np.zeros_like(tok_emb)
    np.add.at(dtok, x_ids, dx)  #! dtok[x_ids] += dx  #! np.add.at(dtok, y_ids, dx)
    dpos = dx

    # update
    lr = 0.5 * 0.95 ** it
    tok_emb -= lr * dtok
    pos_emb -= lr * dpos
    Wq -= lr * dWq
    Wk -= lr * dWk
    Wv -= lr * dWv
    Wo -= lr * dWo
    W_lm -= lr * dW_lm  #! W_lm -= dW_lm
