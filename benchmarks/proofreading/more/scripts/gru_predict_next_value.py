'''GRU with numpy. predicts the next point of two little waves. everything in dicts keyed by t'''
import numpy as np
from numpy import dot, tanh

def sig(v): return 1. / (1. + np.exp(-v))

np.random.seed(5)
T, B, nx, nh = 4, 3, 2, 3
wave = np.array([[np.sin(0.7*t + b), np.cos(0.5*t*b)] for b in range(B) for t in range(T + 1)]).reshape(B, T + 1, 2)
xs = {t: wave[:, t] for t in range(T)}
ts = {t: wave[:, t + 1] for t in range(T)}

Wz, Uz, bz = np.random.randn(nx, nh)*.5, np.random.randn(nh, nh)*.5, np.zeros(nh)
Wr, Ur, br = np.random.randn(nx, nh)*.5, np.random.randn(nh, nh)*.5, np.zeros(nh)
Wc, Uc, bc = np.random.randn(nx, nh)*.5, np.random.randn(nh, nh)*.5, np.zeros(nh)
Wy, by = np.random.randn(nh, nx)*.5, np.zeros(nx)

for epoch in range(5):
    h, z, r, c, y = {-1: np.zeros((B, nh))}, {}, {}, {}, {}
    loss = 0.
    for t in range(T):
        z[t] = sig(dot(xs[t], Wz) + dot(h[t-1], Uz) + bz)
        r[t] = sig(dot(xs[t], Wr) + dot(h[t-1], Ur) + br)
        c[t] = tanh(dot(xs[t], Wc) + dot(r[t] * h[t-1], Uc) + bc)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * c[t]
        y[t] = dot(h[t], Wy) + by
        loss += 0.5 * np.sum((y[t] - ts[t])**2) / B
    print('epoch', epoch, 'loss', loss)

    # backward
    gWz, gUz, gbz, gWr, gUr, gbr = [np.zeros_like(q) for q in (Wz, Uz, bz, Wr, Ur, br)]
    gWc, gUc, gbc, gWy, gby = [np.zeros_like(q) for q in (Wc, Uc, bc, Wy, by)]
    dhnext = np.zeros((B, nh))
    for t in range(T - 1, -1, -1):
        dy = (y[t] - ts[t]) / B  #! dy = (y[t] - ts[t])
        gWy += dot(h[t].T, dy)
        gby += dy.sum(0)
        dh = dot(dy, Wy.T) + dhnext  #! dh = dot(dy, Wy.T)
        dc = dh * z[t] * (1 - c[t]**2)  #! dc = dh * (1 - z[t]) * (1 - c[t]**2)  #! dc = dh * z[t] * (1 - c[t])
        dz = dh * (c[t] - h[t-1]) * z[t] * (1 - z[t])  #! dz = dh * c[t] * z[t] * (1 - z[t])  #! dz = dh * (c[t] - h[t]) * z[t] * (1 - z[t])
        drh = dot(dc, Uc.T)  #! drh = dot(dc, Uc)
        dr = drh * h[t-1] * r[t] * (1 - r[t])  #! dr = drh * r[t] * (1 - r[t])
        gWc += dot(xs[t].T, dc)
        gUc += dot((r[t] * h[t-1]).T, dc)  #! gUc += dot(h[t-1].T, dc)
        gbc += dc.sum(0)
        gWz += dot(xs[t].T, dz)
        gUz += dot(h[t-1].T, dz)  #! gUz += dot(h[t].T, dz)
        gbz += dz.sum(0)
        gWr += dot(xs[t].T, dr)
        gUr += dot(h[t-1].T, dr)
        gbr += dr.sum(0)  #! gbr += dz.sum(0)
        dhnext = dh * (1 - z[t]) + drh * r[t] + dot(dz, Uz.T) + dot(dr, Ur.T)  #! dhnext = dh * (1 - z[t]) + drh * r[t] + dot(dz, Uz.T)  #! dhnext = drh * r[t] + dot(dz, Uz.T) + dot(dr, Ur.T)  #! dhnext = dh * (1 - z[t]) + drh + dot(dz, Uz.T) + dot(dr, Ur.T)

    # update
    for p, g in zip([Wz, Uz, bz, Wr, Ur, br, Wc, Uc, bc, Wy, by],
                    [gWz, gUz, gbz, gWr, gUr, gbr, gWc, gUc, gbc, gWy, gby]):
        p -= 0.2 * g
    # end
