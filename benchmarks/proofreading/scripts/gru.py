import numpy as np
rng = np.random.default_rng(12)
sig = lambda v: 1 / (1 + np.exp(-v))
D, H, T = 3, 4, 3
Wz, Uz = rng.normal(size=(H, D)) * 0.5, rng.normal(size=(H, H)) * 0.5
Wh, Uh = rng.normal(size=(H, D)) * 0.5, rng.normal(size=(H, H)) * 0.5
xs = rng.normal(size=(T, D))
y = rng.normal(size=H)
for k in range(2):
    h = {-1: np.zeros(H)}
    z, c = {}, {}
    for t in range(T):
        z[t] = sig(Wz @ xs[t] + Uz @ h[t - 1])
        c[t] = np.tanh(Wh @ xs[t] + Uh @ h[t - 1])
        h[t] = (1 - z[t]) * h[t - 1] + z[t] * c[t]
    loss = 0.5 * np.sum((h[T - 1] - y) ** 2)
    dWz, dUz = np.zeros_like(Wz), np.zeros_like(Uz)
    dWh, dUh = np.zeros_like(Wh), np.zeros_like(Uh)
    # backward
    dh = h[T - 1] - y
    for t in range(T - 1, -1, -1):
        dz = dh * (c[t] - h[t - 1])
        dc = dh * z[t]
        daz = dz * z[t] * (1 - z[t])
        dac = dc * (1 - c[t] ** 2)
        dWz += np.outer(daz, xs[t])
        dUz += np.outer(daz, h[t - 1])
        dWh += np.outer(dac, xs[t])
        dUh += np.outer(dac, h[t - 1])
        dh = dh * (1 - z[t]) + Uz.T @ daz + Uh.T @ dac
    # update
    for p, g in [(Wz, dWz), (Uz, dUz), (Wh, dWh), (Uh, dUh)]:
        p -= 0.1 * g
