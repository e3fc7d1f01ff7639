import numpy as np

# InfoNCE without the labels: two sets of vectors -> row-wise log softmax of cosine / temperature.  returns the diagonal


def nce_fwd(a, b, log_t):
    na = np.sqrt((a ** 2).sum(axis=1, keepdims=True))
    nb = np.sqrt((b ** 2).sum(axis=1, keepdims=True))
    u, v = a / na, b / nb
    scale = np.exp(log_t)
    cos = u @ v.T
    s = cos * scale
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    return -np.log(np.diag(p)), (u, v, na, nb, scale, cos, p)


def nce_bwd(dl, saved):
    # backward
    u, v, na, nb, scale, cos, p = saved
    ds = (p - np.eye(len(p))) * dl[:, None]  #! ds = (p - np.eye(len(p))) * dl  #! ds = p * dl[:, None]
    dlog_t = np.array([(ds * cos).sum() * scale[0]])  #! dlog_t = np.array([(ds * cos).sum()])
    dcos = ds * scale  #! dcos = ds / scale
    du = dcos @ v
    dv = dcos.T @ u  #! dv = dcos @ u
    # through x / |x|
    da = (du - u * (u * du).sum(axis=1, keepdims=True)) / na  #! da = du / na
    db = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / nb  #! db = (dv - v * (v * dv).sum(axis=1, keepdims=True)) / na
    return [da, db, dlog_t]


r = np.random.RandomState(6)
FORWARD = nce_fwd
BACKWARD = nce_bwd
INPUTS = (r.randn(5, 4), r.randn(5, 4), np.array([0.7]))
