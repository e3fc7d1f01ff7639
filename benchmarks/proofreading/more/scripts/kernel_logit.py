import numpy as np
# kernel logistic regression (representer theorem), labels in {-1,+1}
def rbf(A, B, ell):
    d2 = np.sum(A**2, 1)[:, None] + np.sum(B**2, 1)[None, :] - 2*A@B.T
    return np.exp(-d2 / (2*ell**2))

g = np.random.default_rng(4)
ang = g.uniform(0, 2*np.pi, 16)
rad = np.where(np.arange(16) % 2 == 0, .5, 1.5)
pts = np.c_[rad*np.cos(ang), rad*np.sin(ang)] + .05*g.normal(size=(16, 2))
lab = np.where(np.arange(16) % 2 == 0, 1., -1.)
tr, te = slice(0, 12), slice(12, 16)

K = rbf(pts[tr], pts[tr], .8)
alpha, b0, lam = np.zeros(12), 0., .05
t = 0
while True:
    f = K @ alpha + b0
    marg = lab[tr]*f
    obj = np.mean(np.logaddexp(0, -marg)) + lam/2 * alpha @ K @ alpha
    # backward
    s = -lab[tr] / (1 + np.exp(marg)) / 12
    ga = K @ s + lam * K @ alpha
    gb = s.sum()
    # update
    alpha = alpha - 1.0*ga
    b0 = b0 - 1.0*gb
    t += 1
    if np.linalg.norm(ga) < 1e-3 or t >= 30:
        break
Kt = rbf(pts[te], pts[tr], .8)
print(t, "iterations, objective", obj)
print("test accuracy", np.mean(np.sign(Kt @ alpha + b0) == lab[te]))
