# objective: sum(-np.log(proba[i, etiquettes[i]]) for i in range(len(lot)))
import numpy as np

# classification de phrases : embeddings + moyenne masquée + couche linéaire
phrases = ["film très bon", "bon bon film", "mauvais film", "très mauvais", "pas bon", "pas mauvais du tout"]
sentiments = [1, 1, 0, 0, 0, 1]
vocabulaire = ['<pad>'] + sorted({m for p in phrases for m in p.split()})
indice = {m: i for i, m in enumerate(vocabulaire)}
longueur = max(len(p.split()) for p in phrases)
X = np.zeros((len(phrases), longueur), dtype=int)
for i, p in enumerate(phrases):
    for j, m in enumerate(p.split()):
        X[i, j] = indice[m]
Y = np.array(sentiments)

alea = np.random.RandomState(33)
Emb = alea.randn(len(vocabulaire), 4) * 0.5
Emb[0] = 0
W, b = alea.randn(4, 2) * 0.5, np.zeros(2)

for epoque in range(20):
    ordre = alea.permutation(len(X))
    for debut in range(0, len(X), 3):
        lot, etiquettes = X[ordre[debut:debut + 3]], Y[ordre[debut:debut + 3]]
        masque = (lot != 0)[:, :, None]
        compte = masque.sum(axis=1)
        moyenne = (Emb[lot] * masque).sum(axis=1) / compte
        sortie = moyenne @ W + b
        proba = np.exp(sortie) / np.exp(sortie).sum(axis=1, keepdims=True)

        # backward
        d_sortie = proba - np.eye(2)[etiquettes]
        dW = moyenne.T @ d_sortie
        db = d_sortie.sum(axis=0)
        d_moy = (d_sortie @ W.T) / compte
        dEmb = np.zeros_like(Emb)
        for i in range(lot.shape[0]):
            for j in range(longueur):
                if lot[i, j] != 0:
                    dEmb[lot[i, j]] += d_moy[i]

        # update
        Emb -= 0.2 * dEmb
        W -= 0.2 * dW
        b -= 0.2 * db
    if epoque % 5 == 0:
        print('époque', epoque, 'précision', np.mean((proba.argmax(1) == etiquettes)))
