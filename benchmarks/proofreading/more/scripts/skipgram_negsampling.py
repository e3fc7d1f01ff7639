import numpy as np
import random

# word2vec skip-gram with negative sampling, homework layout (one centre word at a time)

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def getNegativeSamples(outsideWordIdx, nWords, K):
    """ Samples K indexes which are not the outsideWordIdx (repeats are possible) """
    negSampleWordIndices = [None] * K
    for k in range(K):
        newidx = random.randint(0, nWords - 1)
        while newidx == outsideWordIdx:
            newidx = random.randint(0, nWords - 1)
        negSampleWordIndices[k] = newidx
    return negSampleWordIndices

def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, K=4):
    """ Returns loss, gradCenterVec, gradOutsideVecs (same shape as outsideVectors) """
    negs = getNegativeSamples(outsideWordIdx, outsideVectors.shape[0], K)
    u_o = outsideVectors[outsideWordIdx]
    U_k = outsideVectors[negs]                     # K x d
    pos = sigmoid(np.dot(u_o, centerWordVec))
    neg = sigmoid(-np.dot(U_k, centerWordVec))     # (K,)
    loss = -np.log(pos) - np.sum(np.log(neg))
    # backward
    gradCenterVec = (pos - 1) * u_o  #! gradCenterVec = pos * u_o  #! gradCenterVec = (pos - 1) * centerWordVec  #! gradCenterVec = (1 - pos) * u_o
    gradCenterVec = gradCenterVec + np.dot(1 - neg, U_k)  #! gradCenterVec = gradCenterVec - np.dot(1 - neg, U_k)  #! gradCenterVec = gradCenterVec + np.dot(neg, U_k)  #! gradCenterVec = np.dot(1 - neg, U_k)
    gradOutsideVecs = np.zeros_like(outsideVectors)
    gradOutsideVecs[outsideWordIdx] = (pos - 1) * centerWordVec  #! gradOutsideVecs[outsideWordIdx] = (pos - 1) * u_o  #! gradOutsideVecs[outsideWordIdx] = pos * (1 - pos) * centerWordVec
    for k, idx in enumerate(negs):
        gradOutsideVecs[idx] += (1 - neg[k]) * centerWordVec  #! gradOutsideVecs[idx] = (1 - neg[k]) * centerWordVec  #! gradOutsideVecs[idx] += neg[k] * centerWordVec  #! gradOutsideVecs[k] += (1 - neg[k]) * centerWordVec  #! gradOutsideVecs[idx] += (1 - neg[k]) * U_k[k]
    # end
    return loss, gradCenterVec, gradOutsideVecs

def skipgram(currentCenterWord, outsideWords, word2Ind, centerWordVectors, outsideVectors):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    ci = word2Ind[currentCenterWord]
    for w in outsideWords:
        l, gc, gO = negSamplingLossAndGradient(centerWordVectors[ci], word2Ind[w], outsideVectors)
        loss += l
        gradCenterVecs[ci] += gc
        gradOutsideVectors += gO
    return loss, gradCenterVecs, gradOutsideVectors

random.seed(31415)
np.random.seed(9265)
tokens = {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}
corpus = [("c", ["a", "b", "e", "d"]), ("a", ["b", "c"]), ("e", ["d", "d", "c"]), ("b", ["a", "c"])]
inVectors = np.random.randn(5, 3) * 0.5
outVectors = np.random.randn(5, 3) * 0.5

for it in range(4):
    gi, go = np.zeros((5, 3)), np.zeros((5, 3))
    cost = 0.0
    for center, context in corpus:
        c, gradIn, gradOut = skipgram(center, context, tokens, inVectors, outVectors)
        cost += c / len(corpus)
        gi += gradIn / len(corpus)
        go += gradOut / len(corpus)
    # update
    inVectors -= 0.3 * gi
    outVectors -= 0.3 * go  #! outVectors -= 0.3 * gi  #! outVectors += 0.3 * go
    # end
    print("iter %d: %f" % (it, cost))
