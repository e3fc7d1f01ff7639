# Causal multi-head self-attention. x: (B, T, D), heads of size D // NH
import numpy as np

NH = 2

def split(t):
    B, T, D = t.shape
    return t.reshape(B, T, NH, D // NH).transpose(0, 2, 1, 3)

def merge(t):
    B, nh, T, hs = t.shape
    return t.transpose(0, 2, 1, 3).reshape(B, T, nh * hs)

def attn_fwd(x, Wq, Wk, Wv, Wo):
    q, k, v = split(x @ Wq), split(x @ Wk), split(x @ Wv)
    scale = 1 / np.sqrt(q.shape[-1])
    att = (q @ k.transpose(0, 1, 3, 2)) * scale
    T = x.shape[1]
    att = np.where(np.tril(np.ones((T, T))) > 0, att, -1e9)
    att = np.exp(att - att.max(-1, keepdims=True))
    att = att / att.sum(-1, keepdims=True)
    y = merge(att @ v)
    return y @ Wo, (x, Wq, Wk, Wv, Wo, q, k, v, scale, att, y)

def attn_bwd(dout, cache):
    # backward
    x, Wq, Wk, Wv, Wo, q, k, v, scale, att, y = cache
    dWo = np.einsum('bti,btj->ij', y, dout)  #! dWo = np.einsum('bti,btj->ij', x, dout)
    dy = split(dout @ Wo.T)  #! dy = split(dout @ Wo)
    datt = dy @ v.transpose(0, 1, 3, 2)
    dv = att.transpose(0, 1, 3, 2) @ dy
    dpre = att * (datt - (att * datt).sum(-1, keepdims=True))  #! dpre = att * (datt - (att * datt).sum(-2, keepdims=True))
    dpre = dpre * scale  #! dpre = dpre / scale
    dq = merge(dpre @ k)
    dk = merge(dpre.transpose(0, 1, 3, 2) @ q)  #! dk = merge(dpre @ q)
    dv = merge(dv)
    dWq = np.einsum('bti,btj->ij', x, dq)
    dWk = np.einsum('bti,btj->ij', x, dk)  #! dWk = np.einsum('bti,btj->ij', x, dq)
    dWv = np.einsum('bti,btj->ij', x, dv)
    dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dv @ Wv.T
    return dx, dWq, dWk, dWv, dWo

r = np.random.RandomState(1)
FORWARD = attn_fwd
BACKWARD = attn_bwd
INPUTS = (r.randn(2, 4, 6),) + tuple(r.randn(6, 6) * 0.5 for _ in range(4))
