# Causal single-head self-attention, batched with einsum / matmul.  Toy task: output the running mean.
import numpy as np

rng = np.random.RandomState(0)
B, T, C, hs = 2, 4, 3, 3
X = rng.randn(B, T, C)
Y = np.cumsum(X, axis=1) / np.arange(1, T + 1)[None, :, None]

Wq = rng.randn(C, hs)
Wk = rng.randn(C, hs)
Wv = rng.randn(C, hs) * 0.5
Wo = rng.randn(hs, C) * 0.5
tril = np.tril(np.ones((T, T)))
scale = hs ** -0.5


def softmax(a):
    a = a - a.max(-1, keepdims=True)
    e = np.exp(a)
    return e / e.sum(-1, keepdims=True)


for step in range(5):
    q = X @ Wq
    k = X @ Wk
    v = X @ Wv
    wei = q @ k.transpose(0, 2, 1) * scale
    wei = np.where(tril == 0, -1e9, wei)
    att = softmax(wei)
    ctx = att @ v
    out = ctx @ Wo
    diff = out - Y
    loss = np.mean(diff ** 2)

    # backward
    dout = 2 * diff / diff.size  #! dout = 2 * diff / B  #! dout = diff / diff.size
    dWo = np.einsum('bth,btc->hc', ctx, dout)  #! dWo = np.einsum('bth,btc->hc', v, dout)
    dctx = dout @ Wo.T  #! dctx = dout @ Wo
    datt = dctx @ v.transpose(0, 2, 1)
    dv = att.transpose(0, 2, 1) @ dctx  #! dv = att @ dctx
    dwei = att * (datt - np.sum(datt * att, axis=-1, keepdims=True))  #! dwei = att * (datt - np.sum(datt, axis=-1, keepdims=True))  #! dwei = att * (1 - att) * datt
    dwei = dwei * scale  #! dwei = dwei / scale
    dq = dwei @ k  #! dq = dwei.transpose(0, 2, 1) @ k
    dk = dwei.transpose(0, 2, 1) @ q  #! dk = dwei @ q
    dWq = np.einsum('btc,bth->ch', X, dq)
    dWk = np.einsum('btc,bth->ch', X, dk)
    dWv = np.einsum('btc,bth->ch', X, dv)  #! dWv = np.einsum('btc,bth->ch', X, dctx)
    # update
    Wq -= 0.8 * dWq
    Wk -= 0.8 * dWk
    Wv -= 0.8 * dWv
    Wo -= 0.8 * dWo  #! Wo += 0.8 * dWo
    # end
    print(f"step {step}: {loss:.6f}")
