# InfoNCE / NT-Xent between two views.  z_i, z_j: (n, d); row i of one matches row i of the other.
import numpy as np

tau = 0.5

def normalize(z):
    nrm = np.sqrt(np.sum(z * z, axis=1, keepdims=True))
    return z / nrm, nrm

def info_nce(za, zb):
    a, na = normalize(za)
    b, nb = normalize(zb)
    sim = a @ b.T / tau
    ex = np.exp(sim - sim.max(axis=1, keepdims=True))
    prob = ex / ex.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(np.diag(prob)))
    return loss, dict(a=a, b=b, na=na, nb=nb, prob=prob)

def info_nce_back(dloss, c):
    a, b, na, nb, prob = c['a'], c['b'], c['na'], c['nb'], c['prob']
    n = len(a)
    dsim = dloss * (prob - np.eye(n)) / n  #! dsim = dloss * (prob - np.eye(n))  #! dsim = dloss * (np.eye(n) - prob) / n  #! dsim = dloss * prob / n
    da = dsim @ b / tau  #! da = dsim @ b  #! da = dsim.T @ b / tau
    db = dsim.T @ a / tau  #! db = dsim @ a / tau  #! db = dsim.T @ b / tau
    dza = (da - a * np.sum(a * da, axis=1, keepdims=True)) / na  #! dza = da / na  #! dza = (da - a * np.sum(a * da, axis=0, keepdims=True)) / na  #! dza = (da + a * np.sum(a * da, axis=1, keepdims=True)) / na
    dzb = (db - b * np.sum(b * db, axis=1, keepdims=True)) / nb  #! dzb = db - b * np.sum(b * db, axis=1, keepdims=True)  #! dzb = (db - b * np.sum(b * da, axis=1, keepdims=True)) / nb
    return dza, dzb

rs = np.random.RandomState(77)
FORWARD = info_nce
BACKWARD = info_nce_back
INPUTS = (rs.randn(4, 3), rs.randn(4, 3))
