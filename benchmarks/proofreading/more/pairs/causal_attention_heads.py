import numpy as np

# scaled dot product attention with a causal mask, q k v already split into heads: (heads, T, d)
# returns dict of gradients


def attn_fwd(q, k, v):
    T, d = q.shape[1], q.shape[2]
    scores = np.einsum('hid,hjd->hij', q, k) / np.sqrt(d)
    mask = np.triu(np.ones((T, T), dtype=bool), 1)
    scores = np.where(mask, -1e9, scores)
    scores = scores - scores.max(axis=2, keepdims=True)
    att = np.exp(scores)
    att /= att.sum(axis=2, keepdims=True)
    out = np.einsum('hij,hjd->hid', att, v)
    return out, {'q': q, 'k': k, 'v': v, 'att': att, 'mask': mask}


def attn_bwd(dout, cache):
    # backward
    q, k, v, att, mask = cache['q'], cache['k'], cache['v'], cache['att'], cache['mask']
    scale = 1.0 / np.sqrt(q.shape[2])  #! scale = 1.0 / np.sqrt(q.shape[0])
    dv = np.einsum('hij,hid->hjd', att, dout)  #! dv = np.einsum('hij,hjd->hid', att, dout)
    datt = np.einsum('hid,hjd->hij', dout, v)  #! datt = np.einsum('hid,hjd->hij', dout, k)
    inner = np.sum(datt * att, axis=2, keepdims=True)  #! inner = np.sum(datt, axis=2, keepdims=True)
    dscores = att * (datt - inner)  #! dscores = att * datt - inner
    dscores = np.where(mask, 0, dscores) * scale  #! dscores = np.where(mask, dscores, 0) * scale
    dq = np.einsum('hij,hjd->hid', dscores, k)
    dk = np.einsum('hij,hid->hjd', dscores, q)  #! dk = np.einsum('hij,hjd->hid', dscores, q)
    return {'dq': dq, 'dk': dk, 'dv': dv}


FORWARD = attn_fwd
BACKWARD = attn_bwd
rs = np.random.RandomState(31)
INPUTS = (rs.randn(2, 4, 3), rs.randn(2, 4, 3), rs.randn(2, 4, 3))
