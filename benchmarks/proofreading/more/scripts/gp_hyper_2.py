import numpy as np
# GP regression: learn log length scale, log signal std, log noise std (Rasmussen eq 5.9)
X = np.array([-2., -1.2, -.4, .1, .9, 1.5, 2.2])
y = np.sin(1.5 * X) + np.array([.05, -.1, .02, .08, -.04, .1, -.06])
D2 = (X[:, None] - X[None, :]) ** 2
n = len(X)

logell, logsf, logsn = 0.5, 0.0, -1.0
for it in range(25):
    Kse = np.exp(2 * logsf) * np.exp(-0.5 * D2 * np.exp(-2 * logell))
    Ky = Kse + np.exp(2 * logsn) * np.eye(n)
    Kinv = np.linalg.inv(Ky)
    a = Kinv @ y
    sign, logdet = np.linalg.slogdet(Ky)
    nlml = 0.5 * y @ a + 0.5 * logdet + 0.5 * n * np.log(2 * np.pi)

    # backward
    Q = 0.5 * (Kinv - np.outer(a, a))      # d nlml / d Ky
    d_ell = np.sum(Q * Kse * D2) * np.exp(-2 * logell)
    d_sf = 2 * np.sum(Q * Kse)
    d_sn = 2 * np.exp(2 * logsn) * np.trace(Q)

    # update
    lr = 0.05 / (1 + 0.02 * it)
    logell -= lr * d_ell
    logsf -= lr * d_sf
    logsn -= lr * d_sn
    if it % 6 == 0:
        print(it, nlml)
print("ell=%.3f sf=%.3f sn=%.3f" % tuple(np.exp([logell, logsf, logsn])))
