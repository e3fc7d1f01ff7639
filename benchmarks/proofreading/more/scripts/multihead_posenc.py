# multi-head self attention + sinusoidal positions; task: copy the previous vector
import numpy as np
np.random.seed(31)
T, dm, heads = 5, 6, 2
dk = dm // heads

pos = np.arange(T)[:, None]
i = np.arange(dm)[None, :]
ang = pos / 10000 ** (2 * (i // 2) / dm)
PE = np.where(i % 2 == 0, np.sin(ang), np.cos(ang))
causal = np.where(np.tril(np.ones((T, T))) == 1, 0, -1e9)

x = np.random.randn(3, T, dm)
tgt = np.concatenate([np.zeros((3, 1, dm)), x[:, :-1]], axis=1)
Wq, Wk, Wv, Wo = (np.random.randn(dm, dm) * 0.4 for _ in range(4))

def split(a):   # (B,T,dm) -> (B,heads,T,dk)
    return a.reshape(3, T, heads, dk).transpose(0, 2, 1, 3)

def merge(a):
    return a.transpose(0, 2, 1, 3).reshape(3, T, dm)

for step in range(10):
    xin = x + PE
    q, k, v = split(xin @ Wq), split(xin @ Wk), split(xin @ Wv)
    s = q @ k.transpose(0, 1, 3, 2) / np.sqrt(dk) + causal
    w = np.exp(s - s.max(-1, keepdims=True))
    w /= w.sum(-1, keepdims=True)
    ctx = merge(w @ v)
    out = ctx @ Wo
    loss = ((out - tgt) ** 2).mean()

    # backward
    dout = 2 * (out - tgt) / out.size
    dWo = np.einsum('btd,bte->de', ctx, dout)
    dctx = split(dout @ Wo.T)
    dw = dctx @ v.transpose(0, 1, 3, 2)
    dv = w.transpose(0, 1, 3, 2) @ dctx
    ds = w * (dw - (dw * w).sum(-1, keepdims=True)) / np.sqrt(dk)
    dq, dk_ = ds @ k, ds.transpose(0, 1, 3, 2) @ q
    dWq, dWk, dWv = [np.einsum('btd,bte->de', xin, merge(g)) for g in (dq, dk_, dv)]

    # update
    for M, dM in ((Wq, dWq), (Wk, dWk), (Wv, dWv), (Wo, dWo)):
        M -= 0.5 * dM
    print(f'{step:2d}  {loss:.5f}')
