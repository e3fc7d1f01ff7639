# causal multi-head attention, batch first. heads are cut out with a loop because I find reshape/transpose confusing
import numpy as np

HEADS = 2


def mha_forward(x, Wqkv, Wo):
    B, T, D = x.shape
    hd = D // HEADS
    qkv = x @ Wqkv
    mask = np.triu(np.ones((T, T), bool), 1)
    merged = np.zeros((B, T, D))
    heads = []
    for i in range(HEADS):
        sl = slice(i * hd, (i + 1) * hd)
        q, k, v = qkv[..., :D][..., sl], qkv[..., D:2 * D][..., sl], qkv[..., 2 * D:][..., sl]
        s = q @ k.transpose(0, 2, 1) / np.sqrt(hd)
        s = np.where(mask, -1e9, s)
        s = np.exp(s - s.max(axis=-1, keepdims=True))
        a = s / s.sum(axis=-1, keepdims=True)
        merged[..., sl] = a @ v
        heads.append((q, k, v, a))
    return merged @ Wo, (x, Wqkv, Wo, merged, heads)


def mha_backward(dout, cache):
    # backward
    x, Wqkv, Wo, merged, heads = cache
    B, T, D = x.shape
    hd = D // HEADS
    dWo = np.einsum('btd,bte->de', merged, dout)  #! dWo = np.einsum('btd,bte->ed', merged, dout)
    dmerged = dout @ Wo.T  #! dmerged = dout @ Wo
    dqkv = np.zeros((B, T, 3 * D))
    for i, (q, k, v, a) in enumerate(heads):
        lo = i * hd
        dm = dmerged[..., lo:lo + hd]  #! dm = dmerged[..., :hd]
        da = dm @ v.transpose(0, 2, 1)
        dv = a.transpose(0, 2, 1) @ dm
        ds = a * (da - np.sum(da * a, axis=-1, keepdims=True))  #! ds = a * (da - np.sum(da * a, axis=1, keepdims=True))  #! ds = a * da
        ds /= np.sqrt(hd)  #! ds /= np.sqrt(D)
        dqkv[..., lo:lo + hd] = ds @ k
        dqkv[..., D + lo:D + lo + hd] = ds.transpose(0, 2, 1) @ q  #! dqkv[..., D + lo:D + lo + hd] = ds @ q
        dqkv[..., 2 * D + lo:2 * D + lo + hd] = dv
    dWqkv = np.einsum('btd,bte->de', x, dqkv)
    dx = dqkv @ Wqkv.T
    return dx, dWqkv, dWo


r = np.random.RandomState(0)
FORWARD = mha_forward
BACKWARD = mha_backward
INPUTS = (r.randn(2, 4, 4), r.randn(4, 12) * 0.5, r.randn(4, 4) * 0.5)
