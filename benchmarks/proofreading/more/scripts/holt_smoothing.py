# Holt's linear trend method, alpha and beta through a logistic so that they stay in (0,1)
from math import exp

ventes = [12.0, 13.1, 13.0, 14.2, 15.1, 15.0, 16.3, 17.5, 17.2, 18.4, 19.9, 20.1]


def logistique(u):
    return 1 / (1 + exp(-u))


def lissage(a, b, serie):
    """renvoie niveaux, pentes, erreurs de prévision à un pas"""
    niveaux, pentes, erreurs = [serie[0]], [serie[1] - serie[0]], []
    for obs in serie[1:]:
        prevision = niveaux[-1] + pentes[-1]
        err = obs - prevision
        niveaux.append(prevision + a * err)
        pentes.append(pentes[-1] + a * b * err)
        erreurs.append(err)
    return niveaux, pentes, erreurs


ua, ub = 0.0, -1.0
pas = 0.3
for tour in range(25):
    a, b = logistique(ua), logistique(ub)
    niveaux, pentes, erreurs = lissage(a, b, ventes)
    cout = sum(e ** 2 for e in erreurs) / len(erreurs)

    # backward
    da = db = 0.0
    dniv = dpente = 0.0
    for e in reversed(erreurs):
        derr = 2 * e / len(erreurs) + a * dniv + a * b * dpente
        da += dniv * e + dpente * b * e
        db += dpente * a * e
        # err = obs - prevision ; niveau = prevision + a*err
        dprev = dniv - derr
        dniv, dpente = dprev, dpente + dprev
    dua = da * a * (1 - a)
    dub = db * b * (1 - b)

    # update
    ua -= pas * dua
    ub -= pas * dub
    if tour % 8 == 0:
        print("tour", tour, "coût", round(cout, 4), "alpha", round(a, 3), "beta", round(b, 3))
