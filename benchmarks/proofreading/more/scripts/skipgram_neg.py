# word2vec: skip-gram with negative sampling (CS224n assignment 2 notation, u = outside, v = center)
import random
import numpy as np

corpus = "the king rules the land and the queen rules the king".split()
words = list(dict.fromkeys(corpus))
tok2ind = {w: n for n, w in enumerate(words)}
random.seed(31415)
np.random.seed(9265)
dim, K, C = 5, 3, 2
V = (np.random.rand(len(words), dim) - .5)
U = (np.random.rand(len(words), dim) - .5)
lr = 0.15


def sigmoid(x):
    return 1. / (1. + np.exp(-x))


def getNegativeSamples(outsideWordIdx):
    """K indexes, none of them the outside word (repeats allowed)"""
    neg = []
    while len(neg) < K:
        k = random.randint(0, len(words) - 1)
        if k != outsideWordIdx:
            neg.append(k)
    return neg


def negSampling(centerVec, o, neg, U):
    gradU = np.zeros(U.shape)
    u_o, u_k = U[o], U[neg]
    s_o = sigmoid(u_o @ centerVec)
    s_k = sigmoid(-u_k @ centerVec)
    loss = -np.log(s_o) - np.log(s_k).sum()
    # backward
    gradCenter = (s_o - 1) * u_o  #! gradCenter = (1 - s_o) * u_o  #! gradCenter = s_o * u_o  #! gradCenter = (s_o - 1) * centerVec
    gradCenter += (1 - s_k) @ u_k  #! gradCenter += (s_k - 1) @ u_k  #! gradCenter = (1 - s_k) @ u_k
    gradU[o] = (s_o - 1) * centerVec  #! gradU[o] = (s_o - 1) * u_o
    for i, k in enumerate(neg):
        gradU[k] += (1 - s_k[i]) * centerVec  #! gradU[k] = (1 - s_k[i]) * centerVec  #! gradU[i] += (1 - s_k[i]) * centerVec  #! gradU[k] -= (1 - s_k[i]) * centerVec
    # end
    return loss, gradCenter, gradU


for epoch in range(2):
    for pos, center in enumerate(corpus):
        c = tok2ind[center]
        outside = corpus[max(0, pos - C):pos] + corpus[pos + 1:pos + C + 1]
        J = 0.0
        dV, dU = np.zeros_like(V), np.zeros_like(U)
        for w in outside:
            o = tok2ind[w]
            l, gc, gu = negSampling(V[c], o, getNegativeSamples(o), U)
            J += l
            # backward
            dV[c] += gc  #! dV[o] += gc  #! dV[c] = gc
            dU += gu  #! dU = gu
        # update
        V -= lr * dV  #! V = V + lr * dV
        U -= lr * dU  #! U -= lr * dU * len(outside)
        # end
    print("epoch", epoch, "loss of the last window", J)

print({w: V[tok2ind[w]].round(2).tolist() for w in ("king", "queen")})
