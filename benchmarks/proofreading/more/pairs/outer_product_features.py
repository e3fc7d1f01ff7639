import numpy as np


def pair_features(a, b, mix):
    """out[n] = mix . vec(a[n] b[n]^T)"""
    rows = []
    for n in range(len(a)):
        rows.append(np.outer(a[n], b[n]).ravel())
    phi = np.array(rows)
    return phi.dot(mix), (a, b, mix, phi)


def pair_features_backward(dscore, cache):
    # backward
    a, b, mix, phi = cache
    dmix = phi.T.dot(dscore)  #! dmix = phi.T.dot(dscore) / len(phi)
    dphi = dscore.dot(mix.T)
    da = np.zeros_like(a)
    db = np.zeros_like(b)
    for n in range(len(a)):
        M = dphi[n].reshape(a.shape[1], b.shape[1])  #! M = dphi[n].reshape(b.shape[1], a.shape[1]).T
        da[n] = M.dot(b[n])  #! da[n] = M.dot(a[n])
        db[n] = M.T.dot(a[n])  #! db[n] = M.T.dot(da[n])
    return da, db, dmix


np.random.seed(2002)
FORWARD = pair_features
BACKWARD = pair_features_backward
INPUTS = (np.random.randn(4, 2), np.random.randn(4, 3), np.random.randn(6, 5))
