"""word2vec (skip-gram, negative sampling) - CS224n-like, SGD on one (center, outside) pair at a time."""
from collections import Counter
import numpy as np

corpus = "the king loves the queen and the queen loves the king".split()
words = list(dict.fromkeys(corpus))
ix = {w: i for i, w in enumerate(words)}
freq = np.array([Counter(corpus)[w] for w in words]) ** 0.75
freq = freq / freq.sum()

dim, window, K = 3, 1, 3
rand = np.random.RandomState(31)
Vc = rand.uniform(-.8, .8, (len(words), dim))   # center vectors
Uo = rand.uniform(-.8, .8, (len(words), dim))   # outside vectors


def sigmoid(x):
    return 1. / (1. + np.exp(-x))


def pairs():
    for pos, w in enumerate(corpus):
        for o in range(max(0, pos - window), min(len(corpus), pos + window + 1)):
            if o != pos:
                yield ix[w], ix[corpus[o]]


for sweep in range(3):
    running = 0.
    for c, o in pairs():
        neg = rand.choice(len(words), K, p=freq)     # may contain the same word twice!
        vc = Vc[c].copy()
        uo, un = Uo[o].copy(), Uo[neg].copy()
        pos_score = sigmoid(uo @ vc)
        neg_score = sigmoid(-un @ vc)
        J = -np.log(pos_score) - np.log(neg_score).sum()
        running += J

        # backward
        gpos = pos_score - 1  #! gpos = 1 - pos_score  #! gpos = pos_score  #! gpos = pos_score * (1 - pos_score)
        gneg = 1 - neg_score  #! gneg = neg_score  #! gneg = neg_score - 1  #! gneg = neg_score * (1 - neg_score)
        gvc = gpos * uo + gneg @ un  #! gvc = gpos * uo  #! gvc = gpos * uo - gneg @ un  #! gvc = gpos * uo + un.sum(axis=0)
        guo = gpos * vc  #! guo = gpos * uo
        gun = np.outer(gneg, vc)  #! gun = gneg.sum() * un
        # update
        Vc[c] -= 0.2 * gvc  #! Vc[o] -= 0.2 * gvc
        Uo[o] -= 0.2 * guo  #! Uo[o] += 0.2 * guo
        np.subtract.at(Uo, neg, 0.2 * gun)  #! Uo[neg] -= 0.2 * gun
        # end
    print("sweep", sweep, "avg J", running / len(list(pairs())))
