import numpy as np

n_head = 2


def split(a):
    B, T, C = a.shape
    return a.reshape(B, T, n_head, C // n_head).transpose(0, 2, 1, 3)


def merge(a):
    B, nh, T, hd = a.shape
    return a.transpose(0, 2, 1, 3).reshape(B, T, nh * hd)


def mha(x, w_qkv, w_o):
    """causal multi-head attention, gpt style"""
    T = x.shape[1]
    q, k, v = [split(p) for p in np.split(x @ w_qkv, 3, axis=-1)]
    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    s = s + np.triu(np.full((T, T), -1e10), 1)
    s = np.exp(s - s.max(-1, keepdims=True))
    A = s / s.sum(-1, keepdims=True)
    y = merge(A @ v)
    return y @ w_o, dict(x=x, w_qkv=w_qkv, w_o=w_o, q=q, k=k, v=v, A=A, y=y)


def mha_grad(dout, c):
    # backward
    x, A, q, k, v = c['x'], c['A'], c['q'], c['k'], c['v']
    C = x.shape[-1]
    dw_o = c['y'].reshape(-1, C).T @ dout.reshape(-1, C)
    dy = split(dout @ c['w_o'].T)  #! dy = split(dout @ c['w_o'])
    dA = dy @ v.swapaxes(-1, -2)
    dv = A.swapaxes(-1, -2) @ dy  #! dv = A @ dy
    ds = A * (dA - np.sum(dA * A, axis=-1, keepdims=True))  #! ds = A * (dA - np.sum(dA, axis=-1, keepdims=True))  #! ds = A * (dA - np.sum(dA * A, axis=-2, keepdims=True))
    ds = ds / np.sqrt(q.shape[-1])  #! ds = ds / np.sqrt(C)
    dq = ds @ k
    dk = ds.swapaxes(-1, -2) @ q  #! dk = ds @ q
    dqkv = np.concatenate([merge(dq), merge(dk), merge(dv)], axis=-1)  #! dqkv = np.concatenate([merge(dq), merge(dv), merge(dk)], axis=-1)
    dw_qkv = np.einsum('bti,btj->ij', x, dqkv)
    dx = dqkv @ c['w_qkv'].T
    return {'x': dx, 'w_qkv': dw_qkv, 'w_o': dw_o}


rng = np.random.default_rng(3)
FORWARD = mha
BACKWARD = mha_grad
INPUTS = (rng.normal(size=(2, 4, 6)), rng.normal(size=(6, 18)) * 0.4, rng.normal(size=(6, 6)) * 0.4)
