"""Causal multi-head self attention from scratch (einsum edition).

Task: at every position predict the running mean of the first feature so far.
shapes:  b = batch, t/s = query/key position, n = head, k = head dim, c = channels
"""
import numpy as np

rng = np.random.default_rng(2024)
b, t, c, n = 2, 5, 4, 2
k = c // n

x = rng.standard_normal((b, t, c))
target = np.cumsum(x[..., 0], axis=1) / np.arange(1, t + 1)

W_qkv = rng.standard_normal((3, c, n, k)) / np.sqrt(c)
W_o = rng.standard_normal((n, k, c)) / np.sqrt(c)
w_out = rng.standard_normal(c)
future = np.triu(np.ones((t, t), dtype=bool), 1)
scale = k ** -0.5


def loss_and_grads(x, target, W_qkv, W_o, w_out):
    q, key, v = (np.einsum("btc,cnk->bntk", x, W) for W in W_qkv)
    scores = np.einsum("bntk,bnsk->bnts", q, key) * scale
    scores[:, :, future] = -np.inf
    att = np.exp(scores - scores.max(-1, keepdims=True))
    att /= att.sum(-1, keepdims=True)
    ctx = np.einsum("bnts,bnsk->bntk", att, v)
    y = np.einsum("bntk,nkc->btc", ctx, W_o)
    pred = y @ w_out
    err = pred - target
    loss = (err ** 2).mean()

    # backward
    d_pred = 2 * err / err.size  #! d_pred = 2 * err / len(err)  #! d_pred = 2 * err
    d_w_out = np.einsum("btc,bt->c", y, d_pred)  #! d_w_out = np.einsum("btc,bt->c", x, d_pred)
    d_y = d_pred[..., None] * w_out
    d_W_o = np.einsum("bntk,btc->nkc", ctx, d_y)  #! d_W_o = np.einsum("bntk,btc->nkc", v, d_y)
    d_ctx = np.einsum("btc,nkc->bntk", d_y, W_o)
    d_att = np.einsum("bntk,bnsk->bnts", d_ctx, v)  #! d_att = np.einsum("bntk,bnsk->bnts", d_ctx, key)
    d_v = np.einsum("bnts,bntk->bnsk", att, d_ctx)  #! d_v = np.einsum("bnts,bnsk->bntk", att, d_ctx)
    d_scores = att * (d_att - (d_att * att).sum(-1, keepdims=True))  #! d_scores = att * (d_att - d_att.sum(-1, keepdims=True))  #! d_scores = att * (1 - att) * d_att  #! d_scores = att * (d_att - (d_att * att).sum(-2, keepdims=True))
    d_scores *= scale  #! d_scores /= scale
    d_q = np.einsum("bnts,bnsk->bntk", d_scores, key)
    d_key = np.einsum("bnts,bntk->bnsk", d_scores, q)  #! d_key = np.einsum("bnts,bnsk->bntk", d_scores, q)  #! d_key = np.einsum("bnts,bntk->bnsk", d_scores, key)
    d_W_qkv = np.stack([np.einsum("btc,bntk->cnk", x, g) for g in (d_q, d_key, d_v)])  #! d_W_qkv = np.stack([np.einsum("btc,bntk->cnk", x, g) for g in (d_key, d_q, d_v)])
    # end
    return loss, d_W_qkv, d_W_o, d_w_out


lr = 0.05
for step in range(1, 16):
    loss, gA, gB, gC = loss_and_grads(x, target, W_qkv, W_o, w_out)
    # update
    W_qkv -= lr * gA
    W_o -= lr * gB  #! W_o += lr * gB
    w_out -= lr * gC
    # end
    if step % 5 == 0:
        print(f"step {step:3d}  mse {loss:.5f}")
