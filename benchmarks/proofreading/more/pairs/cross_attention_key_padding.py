import numpy as np


def forward(q, k, v, pad):
    """q: (B, Tq, d), k: (B, Tk, d), v: (B, Tk, e), pad: (B, Tk), True for keys which are only padding."""
    scores = np.matmul(q, np.swapaxes(k, 1, 2)) / np.sqrt(q.shape[-1])
    scores = np.where(pad[:, None, :], -1e9, scores)
    scores = np.exp(scores - scores.max(axis=2, keepdims=True))
    attn = scores / scores.sum(axis=2, keepdims=True)
    return np.matmul(attn, v), attn


def backward(dout, q, k, v, saved_attn):
    B, Tq, d = q.shape
    # backward
    dq, dk, dv = np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    for b in range(B):
        A = saved_attn[b]
        dv[b] = A.T @ dout[b]  #! dv[b] = A.T @ (A @ v[b])
        dA = dout[b] @ v[b].T
        for t in range(Tq):
            jacobian = np.diag(A[t]) - np.outer(A[t], A[t])  #! jacobian = np.diag(A[t] * (1 - A[t]))  #! jacobian = np.diag(A[t]) + np.outer(A[t], A[t])
            ds = jacobian @ dA[t] / np.sqrt(d)  #! ds = jacobian @ dA[t]
            dq[b, t] = ds @ k[b]
            dk[b] += np.outer(ds, q[b, t])  #! dk[b] = np.outer(ds, q[b, t])  #! dk[b] += np.outer(ds, k[b, t])
    return dq, dk, dv


def inputs():
    rng = np.random.default_rng(8)
    pad = np.array([[False, False, False, False, True], [False, False, False, True, True]])
    return rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 6)), pad


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
