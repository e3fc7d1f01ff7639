# Tarea 4 - GRU para clasificar secuencias (sube / baja)
import numpy as np
np.random.seed(21)
D, H, T, M = 2, 3, 4, 5
datos = np.random.randn(T, M, D)
etq = np.array([1., 0., 1., 1., 0.])
ini = lambda *s: np.random.randn(*s) * 0.5

Wz, Uz, bz = ini(D, H), ini(H, H), np.zeros(H)
Wr, Ur, br = ini(D, H), ini(H, H), np.zeros(H)
Wc, Uc, bc = ini(D, H), ini(H, H), np.zeros(H)
v, v0 = ini(H), np.zeros(1)
sig = lambda x: 1 / (1 + np.exp(-x))
paso = 0.3

for vuelta in range(4):
    h = np.zeros((M, H))
    memoria = []
    for x in datos:
        z = sig(x @ Wz + h @ Uz + bz)
        r = sig(x @ Wr + h @ Ur + br)
        rh = r * h
        c = np.tanh(x @ Wc + rh @ Uc + bc)
        h_ant = h
        h = (1 - z) * h_ant + z * c
        memoria.append((x, h_ant, z, r, rh, c))
    prob = sig(h @ v + v0)
    costo = -np.mean(etq * np.log(prob) + (1 - etq) * np.log(1 - prob))
    print(f"vuelta {vuelta}: costo = {costo:.4f}")

    # backward
    gWz, gUz, gbz = np.zeros_like(Wz), np.zeros_like(Uz), np.zeros_like(bz)
    gWr, gUr, gbr = np.zeros_like(Wr), np.zeros_like(Ur), np.zeros_like(br)
    gWc, gUc, gbc = np.zeros_like(Wc), np.zeros_like(Uc), np.zeros_like(bc)
    ds = (prob - etq) / M  #! ds = prob - etq  #! ds = (prob - etq) / T
    gv = h.T @ ds  #! gv = h_ant.T @ ds
    gv0 = ds.sum()
    dh = np.outer(ds, v)
    for x, hp, z, r, rh, c in reversed(memoria):
        dc = dh * z * (1 - c**2)  #! dc = dh * (1 - z) * (1 - c**2)  #! dc = dh * (1 - c**2)
        dz = dh * (c - hp) * z * (1 - z)  #! dz = dh * (hp - c) * z * (1 - z)  #! dz = dh * c * z * (1 - z)
        drh = dc @ Uc.T  #! drh = dc @ Uc
        dr = drh * hp * r * (1 - r)  #! dr = drh * hp  #! dr = drh * r * (1 - r)
        gWc += x.T @ dc; gUc += rh.T @ dc; gbc += dc.sum(0)  #! gWc += x.T @ dc; gUc += hp.T @ dc; gbc += dc.sum(0)
        gWz += x.T @ dz; gUz += hp.T @ dz; gbz += dz.sum(0)
        gWr += x.T @ dr; gUr += hp.T @ dr; gbr += dr.sum(0)  #! gWr = x.T @ dr; gUr = hp.T @ dr; gbr = dr.sum(0)
        dh = dh * (1 - z) + drh * r + dz @ Uz.T + dr @ Ur.T  #! dh = dh * (1 - z) + drh + dz @ Uz.T + dr @ Ur.T  #! dh = drh * r + dz @ Uz.T + dr @ Ur.T
    # end
    for P, G in [(Wz, gWz), (Uz, gUz), (bz, gbz), (Wr, gWr), (Ur, gUr), (br, gbr),
                 (Wc, gWc), (Uc, gUc), (bc, gbc), (v, gv), (v0, gv0)]:
        P -= paso * G
