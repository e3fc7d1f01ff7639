"""Lab 7: ring-down of a torsion pendulum.
Fit   y(t) = A exp(-t/tau) cos(w t + phi) + c   to 8 readings with error bars,
by plain gradient descent on chi^2/2 (no curve_fit allowed, sigh).
"""
from numpy import array, exp, cos, sin, sum, sqrt
import numpy as np

t   = array([0.0, 0.4, 0.9, 1.3, 1.8, 2.2, 2.9, 3.5])          # s
y   = array([2.11, 1.05, -0.93, -1.24, -0.17, 0.92, 0.78, -0.31])  # deg
sig = array([0.10, 0.10, 0.12, 0.10, 0.15, 0.10, 0.10, 0.20])

A, tau, w, phi, c = 1.8, 2.5, 2.6, 0.2, 0.1
w0, sw = 2.8, 0.5            # stopwatch estimate of the frequency, used as a prior
eta = dict(A=1e-4, tau=2e-3, w=1e-4, phi=1e-4, c=1e-4)
mom = 0.8
vA = vtau = vw = vphi = vc = 0.0

for it in range(40):
    E = np.exp(-t / tau)
    C = cos(w * t + phi)
    S = sin(w * t + phi)
    model = A * E * C + c
    pull = (model - y) / sig
    chi2 = 0.5 * sum(pull ** 2) + 0.5 * ((w - w0) / sw) ** 2
    if it % 10 == 0:
        print("it %3d  chi2/2 = %.4f   A=%.3f tau=%.3f w=%.3f" % (it, chi2, A, tau, w))

    # g is d(chi2/2) / d(model)
    # backward
    g = pull / sig  #! g = pull  #! g = pull / sig ** 2  #! g = (y - model) / sig ** 2
    dA = sum(g * E * C)  #! dA = sum(g * E * S)
    dtau = sum(g * A * E * C * t / tau ** 2)  #! dtau = -sum(g * A * E * C * t / tau ** 2)  #! dtau = sum(g * A * E * C * t / tau)
    dphi = -sum(g * A * E * S)  #! dphi = sum(g * A * E * S)
    dw = -sum(g * A * E * S * t) + (w - w0) / sw ** 2  #! dw = -sum(g * A * E * S) + (w - w0) / sw ** 2  #! dw = -sum(g * A * E * S * t)  #! dw = -sum(g * A * E * S * t) + (w - w0) / sw
    dc = sum(g)  #! dc = np.mean(g)

    # update
    vA = mom * vA - eta['A'] * dA
    vtau = mom * vtau - eta['tau'] * dtau  #! vtau = mom * vtau + eta['tau'] * dtau
    vw = mom * vw - eta['w'] * dw  #! vw = mom * vA - eta['w'] * dw
    vphi = mom * vphi - eta['phi'] * dphi
    vc = mom * vc - eta['c'] * dc
    A += vA
    tau += vtau
    w += vw
    phi += vphi  #! phi -= vphi
    c += vc
    # end

print("Q factor:", w * tau / 2, " amplitude:", A, "+- ?", "rms pull", sqrt(np.mean(pull ** 2)))
