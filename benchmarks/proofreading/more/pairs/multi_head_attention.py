import numpy as np

N_HEADS = 2


def split_heads(m):
    B, T, D = m.shape
    return m.reshape(B, T, N_HEADS, D // N_HEADS).transpose(0, 2, 1, 3)


def merge_heads(m):
    B, h, T, dk = m.shape
    return m.transpose(0, 2, 1, 3).reshape(B, T, h * dk)


def mha_forward(x, Wq, Wk, Wv, Wo, bo):
    """causal multi head self attention, x: (batch, time, model)"""
    T = x.shape[1]
    q, k, v = split_heads(x @ Wq), split_heads(x @ Wk), split_heads(x @ Wv)
    dk = q.shape[-1]
    s = q @ k.swapaxes(-1, -2) / np.sqrt(dk)
    s = np.where(np.tril(np.ones((T, T))) == 1, s, -np.inf)
    s = s - s.max(-1, keepdims=True)
    att = np.exp(s)
    att /= att.sum(-1, keepdims=True)
    y = merge_heads(att @ v)
    return y @ Wo + bo, (x, Wq, Wk, Wv, Wo, q, k, v, att, y)


def mha_backward(dout, cache):
    x, Wq, Wk, Wv, Wo, q, k, v, att, y = cache
    # backward
    dWo = np.einsum('btd,bte->de', y, dout)             #! dWo = np.einsum('btd,bte->ed', y, dout)
    dbo = dout.sum(axis=(0, 1))
    dy = split_heads(dout @ Wo.T)                       #! dy = split_heads(dout @ Wo)
    datt = dy @ v.swapaxes(-1, -2)
    dv = att.swapaxes(-1, -2) @ dy                      #! dv = att @ dy
    ds = att * (datt - np.sum(datt * att, axis=-1, keepdims=True))  #! ds = att * (datt - np.sum(datt * att, axis=-2, keepdims=True))  #! ds = att * (datt - np.sum(datt, axis=-1, keepdims=True))
    ds /= np.sqrt(q.shape[-1])                          #! ds /= np.sqrt(x.shape[-1])
    dq = ds @ k                                         #! dq = ds @ q
    dk = ds.swapaxes(-1, -2) @ q                        #! dk = ds @ q
    dq, dk, dv = merge_heads(dq), merge_heads(dk), merge_heads(dv)
    dWq = np.einsum('btd,bte->de', x, dq)
    dWk = np.einsum('btd,bte->de', x, dk)
    dWv = np.einsum('btd,bte->de', x, dv)
    dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T              #! dx = dq @ Wq.T + dk @ Wk.T  #! dx = dv @ Wv.T
    # end
    return dx, dWq, dWk, dWv, dWo, dbo


_r = np.random.RandomState(4)
FORWARD = mha_forward
BACKWARD = mha_backward
INPUTS = (_r.randn(2, 3, 4), _r.randn(4, 4), _r.randn(4, 4), _r.randn(4, 4), _r.randn(4, 4), _r.randn(4))
