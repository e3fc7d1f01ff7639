#!/usr/bin/env python
# Skip-gram with negative sampling (assignment style). Each window adds to the gradient of both tables.
import random
import numpy as np

corpus = "the quick brown fox jumps over the lazy dog the fox".split()
vocab = sorted(set(corpus))
word2Ind = dict((w, i) for i, w in enumerate(vocab))
dim = 4


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def getNegativeSamples(outsideWordIdx, K):
    ret = [None] * K
    for k in range(K):
        new = random.randint(0, len(vocab) - 1)
        while new == outsideWordIdx:
            new = random.randint(0, len(vocab) - 1)
        ret[k] = new
    return ret


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, K=4):
    negs = getNegativeSamples(outsideWordIdx, K)
    pos = sigmoid(outsideVectors[outsideWordIdx] @ centerWordVec)
    loss = -np.log(pos)
    # backward
    gradOut = np.zeros_like(outsideVectors)
    gradCenter = (pos - 1) * outsideVectors[outsideWordIdx]  #! gradCenter = (1 - pos) * outsideVectors[outsideWordIdx]  #! gradCenter = pos * outsideVectors[outsideWordIdx]
    gradOut[outsideWordIdx] = (pos - 1) * centerWordVec  #! gradOut[outsideWordIdx] = (pos - 1) * outsideVectors[outsideWordIdx]
    for k in negs:
        s = sigmoid(-outsideVectors[k] @ centerWordVec)
        loss -= np.log(s)
        gradCenter += (1 - s) * outsideVectors[k]  #! gradCenter += s * outsideVectors[k]  #! gradCenter = (1 - s) * outsideVectors[k]  #! gradCenter -= (1 - s) * outsideVectors[k]
        gradOut[k] += (1 - s) * centerWordVec  #! gradOut[k] = (1 - s) * centerWordVec  #! gradOut[k] += (1 - s) * outsideVectors[k]  #! gradOut[k] -= (1 - s) * centerWordVec
    # end
    return loss, gradCenter, gradOut


def skipgram(currentCenterWord, outsideWords, centerVecs, outVecs):
    loss = 0.0
    gC = np.zeros(centerVecs.shape)
    gO = np.zeros(outVecs.shape)
    c = word2Ind[currentCenterWord]
    for o in outsideWords:
        l, g1, g2 = negSamplingLossAndGradient(centerVecs[c], word2Ind[o], outVecs)
        loss += l
        # backward
        gC[c] += g1  #! gC[c] = g1  #! gC[word2Ind[o]] += g1
        gO += g2  #! gO = g2
        # end
    return loss, gC, gO


np.random.seed(9265)
random.seed(31415)
wordVectors = np.concatenate(((np.random.rand(len(vocab), dim) - .5), np.random.rand(len(vocab), dim) - .5), axis=0)
N = len(vocab)
step = 0.3
C = 2
for it in range(10):
    batchsize = 3
    cost = 0.0
    grad = np.zeros(wordVectors.shape)
    for i in range(batchsize):
        p = random.randint(0, len(corpus) - 1)
        context = corpus[max(0, p - C):p] + corpus[p + 1:p + C + 1]
        c, gin, gout = skipgram(corpus[p], context, wordVectors[:N], wordVectors[N:])
        cost += c / batchsize
        # backward
        grad[:N] += gin / batchsize  #! grad[:N] += gin
        grad[N:] += gout / batchsize
        # end
    # update
    wordVectors -= step * grad  #! wordVectors += step * grad
    # end
    print("iter %d: %f" % (it, cost))
