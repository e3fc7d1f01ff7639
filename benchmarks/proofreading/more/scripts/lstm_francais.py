# TP4 : cellule LSTM a la main, prediction de la valeur suivante
import numpy as np

np.random.seed(10)
H, D = 3, 1
serie = np.sin(np.arange(9) * 0.7)
entrees, cibles = serie[:-1], serie[1:]
sigm = lambda v: 1 / (1 + np.exp(-v))
poids = {nom: np.random.randn(H, H + D) * 0.4 for nom in "fiog"}
biais = {nom: np.zeros((H, 1)) for nom in "fiog"}
biais["f"] += 1.0          # astuce : on n'oublie pas trop au debut
V = np.random.randn(1, H) * 0.4
c0 = np.zeros((1, 1))

for iteration in range(12):
    h, c, cout, memoire = np.zeros((H, 1)), np.zeros((H, 1)), 0.0, []
    for x, y in zip(entrees, cibles):
        z = np.vstack([h, [[x]]])
        f, i, o = (sigm(poids[n] @ z + biais[n]) for n in "fio")
        g = np.tanh(poids["g"] @ z + biais["g"])
        c_prec = c
        c = f * c_prec + i * g
        tc = np.tanh(c)
        h = o * tc
        ecart = V @ h + c0 - y
        cout += 0.5 * ecart.item() ** 2
        memoire.append((z, f, i, o, g, c_prec, tc, h, ecart))

    # backward
    dP = {n: np.zeros_like(poids[n]) for n in "fiog"}
    dB = {n: np.zeros_like(biais[n]) for n in "fiog"}
    dV, dc0 = np.zeros_like(V), np.zeros_like(c0)
    dh_suiv, dc_suiv = np.zeros((H, 1)), np.zeros((H, 1))
    for z, f, i, o, g, c_prec, tc, h, ecart in reversed(memoire):
        dV += ecart @ h.T
        dc0 += ecart
        dh = V.T @ ecart + dh_suiv
        dc = dh * o * (1 - tc ** 2) + dc_suiv
        da = {"o": dh * tc * o * (1 - o), "f": dc * c_prec * f * (1 - f),
              "i": dc * g * i * (1 - i), "g": dc * i * (1 - g ** 2)}
        dz = 0
        for n in "fiog":
            dP[n] += da[n] @ z.T
            dB[n] += da[n]
            dz = dz + poids[n].T @ da[n]
        dh_suiv, dc_suiv = dz[:H], dc * f

    # update
    for n in "fiog":
        poids[n] -= 0.1 * dP[n]
        biais[n] -= 0.1 * dB[n]
    V -= 0.1 * dV
    c0 -= 0.1 * dc0
    print("iteration", iteration, "cout", round(cout, 5))
