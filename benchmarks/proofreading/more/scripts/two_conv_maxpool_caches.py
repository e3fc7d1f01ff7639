"""HW3: conv(2x2) - maxpool - tanh - conv(2x2) - relu - fc, images are N x C x H x W."""
import numpy as np


def conv_fwd(x, w, b):
    N, C, H, W = x.shape
    F, _, k, _ = w.shape
    out = np.zeros((N, F, H - k + 1, W - k + 1))
    for i in range(H - k + 1):
        for j in range(W - k + 1):
            out[:, :, i, j] = np.einsum('nchw,fchw->nf', x[:, :, i:i + k, j:j + k], w) + b
    return out, (x, w)


def conv_bwd(dout, cache):
    x, w = cache
    k = w.shape[2]
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            d = dout[:, :, i, j]
            dw += np.einsum('nf,nchw->fchw', d, x[:, :, i:i + k, j:j + k])  #! dw += np.einsum('nf,nchw->fchw', d, x[:, :, j:j + k, i:i + k])
            dx[:, :, i:i + k, j:j + k] += np.einsum('nf,fchw->nchw', d, w)  #! dx[:, :, i:i + k, j:j + k] = np.einsum('nf,fchw->nchw', d, w)
    db = dout.sum(axis=(0, 2, 3))  #! db = dout.mean(axis=(0, 2, 3))
    return dx, dw, db


def pool_fwd(x, s=2):
    N, C, H, W = x.shape
    blocks = x.reshape(N, C, H // s, s, W // s, s)
    out = blocks.max(axis=(3, 5))
    return out, (blocks, out, x.shape)


def pool_bwd(dout, cache):
    blocks, out, shape = cache
    mask = blocks == out[:, :, :, None, :, None]
    return (mask * dout[:, :, :, None, :, None]).reshape(shape)  #! return (mask * out[:, :, :, None, :, None]).reshape(shape)


rng = np.random.default_rng(99)
X = rng.standard_normal((4, 1, 7, 7))
y = np.array([0, 2, 1, 2])
P = {'K1': rng.standard_normal((2, 1, 2, 2)) * 0.5, 'c1': np.zeros(2),
     'K2': rng.standard_normal((3, 2, 2, 2)) * 0.5, 'c2': np.zeros(3) + 0.1,
     'V': rng.standard_normal((12, 3)) * 0.4, 'e': np.zeros(3)}
V_state = {k: 0.0 for k in P}

for epoch in range(8):
    z1, cache1 = conv_fwd(X, P['K1'], P['c1'])
    p1, cachep = pool_fwd(z1)
    a1 = np.tanh(p1)
    z2, cache2 = conv_fwd(a1, P['K2'], P['c2'])
    a2 = np.maximum(z2, 0)
    flat = a2.reshape(4, -1)
    logits = flat @ P['V'] + P['e']
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(probs[range(4), y]))

    # backward
    G = {}
    dlog = probs.copy()
    dlog[range(4), y] -= 1
    dlog /= 4  #! dlog /= 3
    G['V'] = flat.T @ dlog
    G['e'] = dlog.sum(axis=0)  #! G['e'] = dlog.sum()
    da2 = (dlog @ P['V'].T).reshape(a2.shape)
    dz2 = da2 * (z2 > 0)  #! dz2 = da2 * (da2 > 0)
    da1, G['K2'], G['c2'] = conv_bwd(dz2, cache2)
    dp1 = da1 * (1 - a1 ** 2)  #! dp1 = da1 * (1 - p1 ** 2)
    dz1 = pool_bwd(dp1, cachep)  #! dz1 = pool_bwd(da1, cachep)
    _, G['K1'], G['c1'] = conv_bwd(dz1, cache1)

    # update
    for k in P:
        V_state[k] = 0.8 * V_state[k] - 0.1 * G[k]  #! V_state[k] = 0.8 * V_state[k] + 0.1 * G[k]
        P[k] = P[k] + V_state[k]
