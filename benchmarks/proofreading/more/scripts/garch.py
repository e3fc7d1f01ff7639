import numpy as np
# GARCH(1,1) QMLE: h_t = omega + a r_{t-1}^2 + b h_{t-1}, daily returns in percent
rng = np.random.default_rng(1987)
r = rng.standard_t(5, size=20)
nobs = len(r)
h0 = r.var()

omega, a, b = 0.3, 0.1, 0.7
for it in range(20):
    h = np.empty(nobs)
    h[0] = h0
    for t in range(1, nobs):
        h[t] = omega + a * r[t-1]**2 + b * h[t-1]
    qlik = 0.5 * np.sum(np.log(h) + r**2 / h) / nobs

    # backward
    dh = 0.5 * (1 / h - r**2 / h**2) / nobs
    go = ga = gb = 0.0
    for t in range(nobs - 1, 0, -1):
        go += dh[t]
        ga += dh[t] * r[t-1]**2
        gb += dh[t] * h[t-1]
        dh[t-1] += b * dh[t]

    # update  (projected: keep positivity and stationarity)
    omega = max(omega - 0.05 * go, 1e-4)
    a = max(a - 0.02 * ga, 1e-4)
    b = max(b - 0.02 * gb, 1e-4)
    if a + b > 0.999:
        s = 0.999 / (a + b)
        a, b = a * s, b * s
print("omega %.4f alpha %.4f beta %.4f  QLIK %.5f" % (omega, a, b, qlik))
