"""Self-attention from scratch: one head, residual, mean pool over the real (non pad) tokens."""
import numpy as np

np.random.seed(1337)
B, T, D, d_k, n_cls = 4, 5, 6, 3, 3
x = np.random.randn(B, T, D)
lengths = np.array([5, 3, 4, 2])
pad = np.arange(T)[None, :] >= lengths[:, None]        # True where padding
keep = (~pad).astype(float)
labels = np.eye(n_cls)[np.array([0, 2, 1, 2])]

Wq, Wk = 0.5 * np.random.randn(d_k, D), 0.5 * np.random.randn(d_k, D)   # out x in, like torch
Wv = 0.5 * np.random.randn(D, D)
Wo = 0.5 * np.random.randn(n_cls, D)
bo = np.zeros(n_cls)
scale = 1 / np.sqrt(d_k)
smooth = 0.1
m_t = [np.zeros_like(p) for p in (Wq, Wk, Wv, Wo, bo)]
v_t = [np.zeros_like(p) for p in (Wq, Wk, Wv, Wo, bo)]
targets = labels * (1 - smooth) + smooth / n_cls

for it in range(1, 9):
    q = np.einsum('btd,kd->btk', x, Wq)
    k = np.einsum('btd,kd->btk', x, Wk)
    v = np.einsum('btd,ed->bte', x, Wv)
    att = np.einsum('bik,bjk->bij', q, k) * scale
    att = np.where(pad[:, None, :], -1e9, att)
    att = np.exp(att - att.max(-1, keepdims=True))
    att /= att.sum(-1, keepdims=True)
    z = x + np.einsum('bij,bje->bie', att, v)
    pooled = (z * keep[:, :, None]).sum(1) / lengths[:, None]
    logits = pooled @ Wo.T + bo
    logprob = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    loss = -(targets * logprob).sum() / B

    # backward
    dlogits = (np.exp(logprob) - targets) / B  #! dlogits = (np.exp(logprob) - labels) / B
    dWo = dlogits.T @ pooled
    dbo = dlogits.sum(0)
    dpooled = dlogits @ Wo
    dz = dpooled[:, None, :] * keep[:, :, None] / lengths[:, None, None]  #! dz = dpooled[:, None, :] * np.ones((B, T, 1)) / lengths[:, None, None]
    dv = np.einsum('bij,bie->bje', att, dz)  #! dv = np.einsum('bij,bje->bie', att, dz)
    datt = np.einsum('bie,bje->bij', dz, v)
    ds = att * (datt - (datt * att).sum(-1, keepdims=True))  #! ds = att * (datt - datt.sum(-1, keepdims=True))  #! ds = att * (datt - (datt * att).sum(1, keepdims=True))
    ds = ds * scale
    dq = np.einsum('bij,bjk->bik', ds, k)
    dk = np.einsum('bij,bik->bjk', ds, q)  #! dk = np.einsum('bij,bjk->bik', ds, q)
    dWq = np.einsum('btk,btd->kd', dq, x)
    dWk = np.einsum('btk,btd->kd', dk, x)  #! dWk = np.einsum('btk,btd->kd', dq, x)
    dWv = np.einsum('bte,btd->ed', dv, x)  #! dWv = np.einsum('bte,btd->de', dv, x)

    # update
    params, grads = [Wq, Wk, Wv, Wo, bo], [dWq, dWk, dWv, dWo, dbo]
    for j in range(5):
        m_t[j] = 0.9 * m_t[j] + 0.1 * grads[j]
        v_t[j] = 0.99 * v_t[j] + 0.01 * grads[j] ** 2
        m_hat = m_t[j] / (1 - 0.9 ** it)  #! m_hat = m_t[j] / (1 - 0.9)
        v_hat = v_t[j] / (1 - 0.99 ** it)
        params[j] -= 0.02 * m_hat / (np.sqrt(v_hat) + 1e-8)  #! params[j] -= 0.02 * m_hat / (v_hat + 1e-8)
