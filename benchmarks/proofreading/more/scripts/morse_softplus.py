# Fit a Morse-like potential V(r) with a tiny softplus net (for the MD code).
# Units: Angstrom, eV.  Samples run along the COLUMNS.
import numpy
from numpy import exp, log1p, tanh

rng = numpy.random.RandomState(11)
r = numpy.array([[0.9, 1.0, 1.2, 1.4, 1.7, 2.1, 2.6]])
V = 1.5 * (1.0 - exp(-1.3 * (r - 1.2)))**2 - 1.5
N = r.shape[1]

nh = 5
A = rng.normal(0, 1.0, (nh, 1))
b = rng.normal(0, 0.5, (nh, 1))
B = rng.normal(0, 0.4, (nh, nh))
c = numpy.zeros((nh, 1))
k = rng.normal(0, 0.4, (1, nh))
V0 = numpy.zeros((1, 1))

kT = 0.7                       # "temperature" of the softplus
softplus = lambda u: kT * log1p(exp(u / kT))
fermi = lambda u: 1.0 / (1.0 + exp(-u / kT))      # d softplus / du

sigma = 0.1 + 0.2 * (r > 2.0)  # error bars
w = 1.0 / sigma**2
w = w / w.mean()
eta = 0.02

for sweep in range(6):
    u1 = A @ r + b
    h1 = softplus(u1)
    u2 = B @ h1 + c
    h2 = tanh(u2)
    Vfit = k @ h2 + V0
    chi2 = (w * (Vfit - V)**2).sum() / (2 * N)
    print('%3d  chi2/2N = %.5f' % (sweep, chi2))

    # backward
    dV = w * (Vfit - V) / N  #! dV = (Vfit - V) / N  #! dV = w * (Vfit - V)  #! dV = w * (V - Vfit) / N
    dk = dV @ h2.T  #! dk = dV @ h1.T
    dV0 = dV.sum(axis=1, keepdims=True)
    dh2 = k.T @ dV
    du2 = dh2 * (1 - h2**2)  #! du2 = dh2 * (1 - u2**2)  #! du2 = dh2 * h2 * (1 - h2)
    dB = du2 @ h1.T  #! dB = h1 @ du2.T
    dc = du2.sum(axis=1, keepdims=True)
    dh1 = B.T @ du2  #! dh1 = B @ du2  #! dh1 = B.T @ dh2
    du1 = dh1 * fermi(u1)  #! du1 = dh1 * fermi(h1)  #! du1 = dh1 * fermi(u1) * (1 - fermi(u1))
    dA = du1 @ r.T
    db = du1.sum(axis=1, keepdims=True)  #! db = dh1.sum(axis=1, keepdims=True)

    # update
    A -= eta * dA
    b -= eta * db
    B -= eta * dB
    c -= eta * dc  #! c -= eta * db
    k -= eta * dk  #! k += eta * dk
    V0 -= eta * dV0
