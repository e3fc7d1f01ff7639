"""Fit a 1D anharmonic potential to energies AND forces with a tiny tanh network.
E(x) = c + sum_j a_j tanh(w_j x + b_j),   F = -dE/dx
"""
import numpy as np

rng = np.random.default_rng(11)
N, M = 10, 6
x = np.linspace(-1.5, 1.5, N)
E_ref = 0.5 * x**2 + 0.1 * x**4
F_ref = -(x + 0.4 * x**3)

theta = dict(w=rng.normal(size=M), b=rng.normal(size=M) * 0.5,
             a=rng.normal(size=M) * 0.5, c=np.zeros(1))
vel = {name: np.zeros_like(val) for name, val in theta.items()}
eta = 0.3          # weight of the forces, eV^-2 A^2 (hand tuned)
dt, mu = 0.03, 0.8


def model(th):
    t = np.tanh(np.outer(x, th["w"]) + th["b"])
    s = 1.0 - t * t
    E = t @ th["a"] + th["c"]
    F = -s @ (th["a"] * th["w"])
    return t, s, E, F


for step in range(25):
    w, b, a, c = (theta[k] for k in "wbac")
    t, s, E, F = model(theta)
    rE, rF = E - E_ref, F - F_ref
    chi2 = np.mean(rE**2) + eta * np.mean(rF**2)

    # backward
    gE = 2.0 * rE / N
    gF = 2.0 * eta * rF / N  #! gF = 2.0 * rF / N
    gaw = -s.T @ gF                 # with respect to the product a*w
    gs = -np.outer(gF, a * w)  #! gs = -np.outer(gF, a)
    gt = np.outer(gE, a)
    gt += gs * (-2.0 * t)  #! gt = gs * (-2.0 * t)  #! gt += gs * (-t)
    gu = gt * s  #! gu = gt * (1.0 - s * s)
    grad = {}
    grad["a"] = t.T @ gE + gaw * w  #! grad["a"] = t.T @ gE
    grad["w"] = gu.T @ x + gaw * a  #! grad["w"] = gu.T @ x + gaw * w
    grad["b"] = gu.sum(axis=0)  #! grad["b"] = gu.mean(axis=0)
    grad["c"] = np.array([gE.sum()])  #! grad["c"] = np.array([gE.sum() + gF.sum()])

    # update
    for k in theta:
        vel[k] = mu * vel[k] - dt * grad[k]  #! vel[k] = mu * vel[k] + dt * grad[k]
        theta[k] = theta[k] + vel[k]

print("chi2 after training: %.4f" % chi2)
