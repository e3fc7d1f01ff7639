# CBOW complet (softmax sur tout le vocabulaire), vecteurs colonnes. Cours de TAL, M1
import numpy as np
np.random.seed(2)
corpus = [0, 3, 1, 4, 2, 0, 3, 5, 1, 2, 4]
nb_mots = 6
dim = 3
IN = np.random.randn(dim, nb_mots) * 0.5    # une colonne par mot
OUT = np.random.randn(nb_mots, dim) * 0.5

def une_passe():
    """perte totale et gradients sur tout le corpus"""
    perte = 0
    gIN = np.zeros((dim, nb_mots))
    gOUT = np.zeros((nb_mots, dim))
    # backward
    for i in range(2, len(corpus) - 2):
        contexte = [corpus[i - 2], corpus[i - 1], corpus[i + 1], corpus[i + 2]]
        h = np.zeros((dim, 1))
        for m in contexte:
            h = h + IN[:, m:m + 1]
        h = h / 4
        scores = OUT.dot(h)
        ex = np.exp(scores - np.max(scores))
        proba = ex / np.sum(ex)
        perte = perte - np.log(proba[corpus[i], 0])
        delta = proba.copy()
        delta[corpus[i], 0] -= 1
        gOUT = gOUT + delta.dot(h.T)
        dh = OUT.T.dot(delta)
        for m in contexte:
            gIN[:, m:m + 1] += dh / 4
    return perte, gIN, gOUT

pertes = []
for tour in range(12):
    perte, gIN, gOUT = une_passe()
    pertes.append(perte)
    # update
    IN = IN - 0.2 * gIN
    OUT = OUT - 0.2 * gOUT
print("perte :", pertes[0], "->", pertes[-1])
