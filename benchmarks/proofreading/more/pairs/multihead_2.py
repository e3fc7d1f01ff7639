import numpy as np

HEADS = 2


def split(a):
    # (T, d) -> (heads, T, d/heads)
    T, d = a.shape
    return a.reshape(T, HEADS, d // HEADS).transpose(1, 0, 2)


def merge(a):
    return a.transpose(1, 0, 2).reshape(a.shape[1], -1)


def forward(x, Wqkv, Wo):
    d = x.shape[1]
    qkv = x @ Wqkv
    Q, K, V = split(qkv[:, :d]), split(qkv[:, d:2*d]), split(qkv[:, 2*d:])
    scale = (d // HEADS) ** -0.5
    S = Q @ K.transpose(0, 2, 1) * scale
    E = np.exp(S - S.max(axis=2, keepdims=True))
    A = E / E.sum(axis=2, keepdims=True)
    ctx = merge(A @ V)
    return ctx @ Wo, (x, Wqkv, Wo, Q, K, V, scale, A, ctx)


def backward(dout, cache):
    # backward
    x, Wqkv, Wo, Q, K, V, scale, A, ctx = cache
    dWo = ctx.T @ dout  #! dWo = dout.T @ ctx
    dctx = split(dout @ Wo.T)  #! dctx = split(dout @ Wo)
    dA = dctx @ V.transpose(0, 2, 1)
    dV = A.transpose(0, 2, 1) @ dctx  #! dV = A @ dctx
    dS = A * (dA - np.sum(A * dA, axis=2, keepdims=True))  #! dS = A * (dA - np.sum(dA, axis=2, keepdims=True))
    dQ = dS @ K * scale  #! dQ = dS @ K
    dK = dS.transpose(0, 2, 1) @ Q * scale  #! dK = dS @ Q * scale
    dqkv = np.concatenate([merge(dQ), merge(dK), merge(dV)], axis=1)  #! dqkv = np.concatenate([merge(dK), merge(dQ), merge(dV)], axis=1)
    dWqkv = x.T @ dqkv
    dx = dqkv @ Wqkv.T
    return [dx, dWqkv, dWo]


np.random.seed(17)
FORWARD = forward
BACKWARD = backward
INPUTS = (np.random.randn(5, 4), np.random.randn(4, 12) * 0.6, np.random.randn(4, 4) * 0.6)
