# objective: e*e + leak*(h1 @ h1) + leak*np.sum(h2*h2)
import numpy as np
# second order Volterra filter, leaky LMS, compensate a loudspeaker nonlinearity

def delayline(sig, M):
    # generator of tapped delay line vectors, newest sample first
    for n in range(M - 1, len(sig)):
        yield n, sig[n - M + 1:n + 1][::-1]

rng = np.random.default_rng(2)
M, leak, mu1, mu2 = 3, 1e-3, 0.03, 0.01
u = rng.uniform(-1, 1, 30)
d = 0.9 * u + 0.3 * np.r_[0, u[:-1]] - 0.2 * u**2
h1 = np.zeros(M)
h2 = np.zeros((M, M))
errs = []
for n, v in delayline(u, M):
    V2 = np.outer(v, v)
    y = h1 @ v + np.sum(h2 * V2)
    e = d[n] - y
    errs.append(abs(e))
    # backward
    g1 = -2 * e * v + 2 * leak * h1
    g2 = -2 * e * V2 + 2 * leak * h2
    # update
    h1 = h1 - mu1 * g1
    h2 = h2 - mu2 * g2
print(np.mean(errs[:8]), '->', np.mean(errs[-8:]))
print(h1.round(2), h2.round(2), sep='\n')
