# objective: (0.5 * ((xr - x) ** 2).sum() / s2 + beta * 0.5 * (m ** 2 + np.exp(2 * ls) - 1 - 2 * ls).sum()) / len(x)
# conditional beta-VAE with linear encoder & decoder, gaussian likelihood of fixed variance s2
# parametrised by log standard deviation `ls` and not log variance!
import numpy as np

np.random.seed(77)
x = np.random.randn(8, 4)
c = np.eye(2)[np.random.randint(0, 2, 8)]
x += c @ np.array([[2., 0, 0, 0], [0, 0, 2., 0]])
s2 = 0.5
K = 2

params = [np.random.randn(6, K) * .3, np.random.randn(6, K) * .1, np.random.randn(K + 2, 4) * .3]
msq = [np.zeros_like(p) for p in params]

for t in range(30):
    beta = min(1.0, t / 10)            # KL warm-up
    Wm, Ws, Wd = params
    xc = np.concatenate([x, c], axis=1)
    m = xc @ Wm
    ls = xc @ Ws
    e = np.random.randn(8, K)
    z = m + np.exp(ls) * e
    zc = np.concatenate([z, c], axis=1)
    xr = zc @ Wd

    # backward
    dxr = (xr - x) / s2 / len(x)
    dWd = zc.T @ dxr
    dz = (dxr @ Wd.T)[:, :K]           # the condition gets no gradient
    dm = dz + beta * m / len(x)
    dls = dz * e * np.exp(ls) + beta * (np.exp(2 * ls) - 1) / len(x)
    dWm = xc.T @ dm
    dWs = xc.T @ dls

    # update
    for i, g in enumerate([dWm, dWs, dWd]):
        msq[i] = 0.9 * msq[i] + 0.1 * g ** 2       # RMSprop
        params[i] = params[i] - 0.01 * g / (np.sqrt(msq[i]) + 1e-8)

print("reconstruction of first row:", xr[0].round(2), "true", x[0].round(2))
