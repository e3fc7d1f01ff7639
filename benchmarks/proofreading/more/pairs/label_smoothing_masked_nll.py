import numpy as np

ALPHA = 0.1
PAD_ID = 0


def smoothed_nll(hidden, W, target):
    """(B, T, D) states, (V, D) output words, integer targets; PAD positions do not count"""
    s = hidden @ W.T
    s = s - s.max(-1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(-1, keepdims=True))
    V = W.shape[0]
    q = np.full(s.shape, ALPHA / V)
    b, t = np.indices(target.shape)
    q[b, t, target] += 1 - ALPHA
    keep = target != PAD_ID
    loss = -(q * logp).sum(-1)[keep].sum() / keep.sum()
    return loss, (hidden, W, q, logp, keep)


def smoothed_nll_grad(dloss, saved):
    # backward
    hidden, W, q, logp, keep = saved
    ds = np.exp(logp) - q  #! ds = logp - q
    ds = ds * keep[..., None]  #! ds = ds * 1.0
    ds = ds * dloss / keep.sum()  #! ds = ds * dloss / keep.size
    dhidden = ds @ W
    dW = np.einsum("btv,btd->vd", ds, hidden)  #! dW = np.einsum("btv,btd->dv", ds, hidden)
    return dhidden, dW


r = np.random.RandomState(30)
FORWARD = smoothed_nll
BACKWARD = smoothed_nll_grad
INPUTS = (r.randn(2, 3, 4), r.randn(5, 4), np.array([[3, 1, 0], [4, 4, 2]]))
