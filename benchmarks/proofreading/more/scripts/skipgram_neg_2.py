import numpy as np

"""word2vec: skip-gram with negative sampling, centre word at a time (as in the NLP course homework)"""

text = "the cat sat on the mat the dog sat on the log".split()
words = sorted(set(text))
word2id = {w: i for i, w in enumerate(words)}
ids = [word2id[w] for w in text]
V, dim, window, K = len(words), 4, 2, 3
np.random.seed(314)
centerVectors = (np.random.rand(V, dim) - 0.5)
outsideVectors = (np.random.rand(V, dim) - 0.5)
step = 0.3


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def negSampling(vc, o, negs, U):
    """cost and gradients for one (centre, outside) pair"""
    uo = U[o]
    pos = sigmoid(uo @ vc)
    neg = sigmoid(-U[negs] @ vc)
    cost = -np.log(pos) - np.sum(np.log(neg))
    # backward
    gU = np.zeros_like(U)
    gvc = (pos - 1) * uo  #! gvc = pos * uo
    gvc += (1 - neg) @ U[negs]  #! gvc = (1 - neg) @ U[negs]  #! gvc += neg @ U[negs]
    gU[o] += (pos - 1) * vc  #! gU[o] += (pos - 1) * uo
    for j, k in enumerate(negs):
        # the same negative may be drawn twice
        gU[k] += (1 - neg[j]) * vc  #! gU[k] = (1 - neg[j]) * vc  #! gU[j] += (1 - neg[j]) * vc
    return cost, gvc, gU


for sweep in range(2):
    for c in range(len(ids)):
        J = 0.0
        gradCenter = np.zeros_like(centerVectors)
        gradOutside = np.zeros_like(outsideVectors)
        lo, hi = max(0, c - window), min(len(ids), c + window + 1)
        for w in range(lo, hi):
            if w == c:
                continue
            negs = np.random.randint(0, V, K)
            cst, gv, gO = negSampling(centerVectors[ids[c]], ids[w], negs, outsideVectors)
            J += cst
            gradCenter[ids[c]] += gv  #! gradCenter[ids[c]] = gv  #! gradCenter[ids[w]] += gv
            gradOutside += gO  #! gradOutside = gO
        # update
        centerVectors -= step * gradCenter
        outsideVectors -= step * gradOutside  #! outsideVectors -= step * gradCenter
