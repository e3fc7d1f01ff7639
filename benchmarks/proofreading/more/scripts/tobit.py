# Tobit: hours worked, censored at zero.  theta = (b0, b1, log sigma) in one vector
import numpy as np
from math import erf, exp, log, pi, sqrt

wage = [0.2, 1.1, -0.5, 0.9, -1.4, 0.3, 1.8, -0.8, 0.0, 0.6]
hours = [0.9, 2.4, 0.0, 1.5, 0.0, 0.4, 3.1, 0.0, 0.8, 0.0]

def phi(z): return exp(-z * z / 2) / sqrt(2 * pi)
def Phi(z): return 0.5 * (1 + erf(z / sqrt(2)))

def tobit(theta):
    s = exp(theta[2])
    ll = 0
    for x, h in zip(wage, hours):
        m = theta[0] + theta[1] * x
        if h > 0:
            ll += log(phi((h - m) / s)) - log(s)
        else:
            ll += log(Phi(-m / s))
    return -ll / len(wage)

theta = np.array([0.1, 0.5, 0.0])
print("start", tobit(theta))
for k in range(25):
    g = np.zeros(3)
    s = exp(theta[2])
    # backward
    for x, h in zip(wage, hours):
        m = theta[0] + theta[1] * x
        if h > 0:
            z = (h - m) / s
            dm = -z / s
            dls = 1 - z * z
        else:
            z = -m / s
            mills = phi(z) / Phi(z)
            dm = mills / s
            dls = mills * z
        g[0] += dm
        g[1] += dm * x
        g[2] += dls
    g /= len(wage)
    # update
    theta -= 0.3 * g
print("end  ", tobit(theta), theta)
