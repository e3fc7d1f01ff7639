import numpy as np


def info_nce(za, zb, tau):
    """za[i] and zb[i] are two views of picture i; all other zb[j] are negatives."""
    na = np.linalg.norm(za, axis=1, keepdims=True)
    nb = np.linalg.norm(zb, axis=1, keepdims=True)
    ua, ub = za / na, zb / nb
    sim = ua @ ub.T
    lg = sim / tau[0]
    lg = lg - lg.max(axis=1, keepdims=True)
    p = np.exp(lg) / np.exp(lg).sum(axis=1, keepdims=True)
    loss = -np.log(np.diag(p)).mean()
    return loss, (na, nb, ua, ub, sim, p, tau)


def info_nce_grad(up, saved):
    na, nb, ua, ub, sim, p, tau = saved
    n = len(p)
    # backward
    dlg = up * (p - np.eye(n)) / n  #! dlg = up * (p - 1) / n  #! dlg = up * (p - np.eye(n))
    dtau = np.array([-(dlg * sim).sum() / tau[0] ** 2])  #! dtau = np.array([-(dlg * sim).sum() / tau[0]])  #! dtau = np.array([(dlg * sim).sum() / tau[0] ** 2])
    dsim = dlg / tau[0]  #! dsim = dlg * tau[0]
    dua = dsim @ ub  #! dua = dsim.T @ ub
    dub = dsim.T @ ua  #! dub = dsim @ ua
    dza = (dua - ua * (ua * dua).sum(axis=1, keepdims=True)) / na  #! dza = dua / na  #! dza = (dua - ua * (ua * dua).sum(axis=1, keepdims=True)) / nb
    dzb = (dub - ub * (ub * dub).sum(axis=1, keepdims=True)) / nb  #! dzb = dub - ub * (ub * dub).sum(axis=1, keepdims=True)
    # end
    return dza, dzb, dtau


FORWARD = info_nce
BACKWARD = info_nce_grad
INPUTS = (np.array([[0.5, -1.0, 0.3], [1.2, 0.4, -0.7], [-0.6, 0.9, 1.1]]), np.array([[0.7, -0.8, 0.1], [0.9, 0.9, -0.2], [-0.4, 0.2, 1.5]]), np.array([0.5]))
