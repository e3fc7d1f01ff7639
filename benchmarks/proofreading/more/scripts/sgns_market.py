import numpy as np
from collections import Counter

# tiny word2vec: skip-gram with negative sampling over a shopping list "corpus"
sentence = 'bread butter milk bread jam milk tea'.split()
vocab = list(Counter(sentence))
w2i = {w: n for n, w in enumerate(vocab)}
ids = [w2i[w] for w in sentence]

window = 1
centers, contexts = [], []
for pos, w in enumerate(ids):
    for off in range(-window, window + 1):
        if off != 0 and 0 <= pos + off < len(ids):
            centers.append(w)
            contexts.append(ids[pos + off])

dim = 3
K = 2
rng = np.random.RandomState(8)
negs = rng.randint(0, len(vocab), (len(centers), K))
Win = rng.normal(scale=0.5, size=(len(vocab), dim))
Wout = rng.normal(scale=0.5, size=(len(vocab), dim))

batch = [(centers[i:i + 6], contexts[i:i + 6], negs[i:i + 6]) for i in range(0, len(centers), 6)]
eta = 0.5

for epoch in range(3):
    running = 0.0
    for c, o, ng in batch:
        B = len(c)
        vc = Win[c]                       # (B, d)
        uo = Wout[o]                      # (B, d)
        un = Wout[ng]                     # (B, K, d)
        sp = 1 / (1 + np.exp(-np.sum(vc * uo, axis=1)))
        sn = 1 / (1 + np.exp(-np.einsum('bd,bkd->bk', vc, un)))
        J = -(np.log(sp).sum() + np.log(1 - sn).sum()) / B
        running += J

        # backward
        gp = (sp - 1) / B  #! gp = (1 - sp) / B  #! gp = sp / B
        gn = sn / B  #! gn = (sn - 1) / B  #! gn = -sn / B
        dvc = gp[:, None] * uo + np.einsum('bk,bkd->bd', gn, un)  #! dvc = gp[:, None] * uo  #! dvc = gp[:, None] * vc + np.einsum('bk,bkd->bd', gn, un)
        duo = gp[:, None] * vc  #! duo = gp[:, None] * uo
        dun = gn[:, :, None] * vc[:, None, :]
        dWin = np.zeros_like(Win)
        dWout = np.zeros_like(Wout)
        np.add.at(dWin, c, dvc)  #! dWin[c] += dvc  #! np.add.at(dWin, o, dvc)
        np.add.at(dWout, o, duo)  #! dWout[o] = duo
        np.add.at(dWout, ng, dun)  #! dWout[ng] += dun
        # update
        Win -= eta * dWin
        Wout -= eta * dWout  #! Wout = Wout - eta * dWin
        # end
    print('epoch', epoch, 'loss', round(running / len(batch), 4))

print(dict(zip(vocab, Win.round(2).tolist())))
