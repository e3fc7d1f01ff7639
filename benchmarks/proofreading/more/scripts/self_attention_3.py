import numpy as np

# One causal self-attention head + residual + linear readout, trained on "copy the previous token".
np.random.seed(11)
B, T, C, hs, V = 4, 5, 6, 3, 5
tok = np.random.randint(0, V, (B, T))
want = np.roll(tok, 1, axis=1)

emb = np.random.randn(V, C) * 0.5
pos = np.random.randn(T, C) * 0.5
Wq, Wk, Wv = [np.random.randn(C, hs) / np.sqrt(C) for _ in range(3)]
Wp = np.random.randn(hs, C) / np.sqrt(hs)
Wo = np.random.randn(C, V) / np.sqrt(C)
mask = np.tril(np.ones((T, T)))
scale = hs ** -0.5
lr = 0.5


def soft(a):
    a = np.exp(a - a.max(-1, keepdims=True))
    return a / a.sum(-1, keepdims=True)


for epoch in range(8):
    x = emb[tok] + pos
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    wei = q @ k.transpose(0, 2, 1) * scale
    wei = np.where(mask == 0, -1e9, wei)
    att = soft(wei)
    ctx = att @ v
    res = x + ctx @ Wp
    prob = soft(res @ Wo)
    loss = -np.log(prob[np.arange(B)[:, None], np.arange(T), want]).mean()

    # backward
    dlogits = (prob - np.eye(V)[want]) / (B * T)  #! dlogits = (prob - np.eye(V)[tok]) / (B * T)
    dWo = np.einsum('btc,btv->cv', res, dlogits)
    dres = dlogits @ Wo.T
    dWp = np.einsum('bth,btc->hc', ctx, dres)  #! dWp = np.einsum('bth,btc->hc', v, dres)
    dctx = dres @ Wp.T
    dv = att.transpose(0, 2, 1) @ dctx  #! dv = att @ dctx
    datt = dctx @ v.transpose(0, 2, 1)
    dwei = att * (datt - (datt * att).sum(-1, keepdims=True))  #! dwei = att * (datt - (datt * att).sum(1, keepdims=True))
    dwei = dwei * scale  #! dwei = dwei / scale
    dq = dwei @ k
    dk = dwei.transpose(0, 2, 1) @ q  #! dk = dwei @ q
    flat = x.reshape(-1, C)
    dWq = flat.T @ dq.reshape(-1, hs)
    dWk = flat.T @ dk.reshape(-1, hs)  #! dWk = flat.T @ dq.reshape(-1, hs)
    dWv = flat.T @ dv.reshape(-1, hs)
    dx = dres + dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dres + dq @ Wq.T + dk @ Wk.T
    dpos = dx.sum(0)  #! dpos = dx.mean(0)
    demb = np.zeros_like(emb)
    np.add.at(demb, tok, dx)  #! demb[tok] += dx

    # update
    for W, g in [(Wq, dWq), (Wk, dWk), (Wv, dWv), (Wp, dWp), (Wo, dWo), (pos, dpos), (emb, demb)]:
        W -= lr * g
