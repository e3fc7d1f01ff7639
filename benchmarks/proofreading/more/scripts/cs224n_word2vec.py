#!/usr/bin/env python
import numpy as np
import random


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    orig_shape = x.shape
    if len(x.shape) > 1:
        tmp = np.max(x, axis=1)
        x = x - tmp.reshape((x.shape[0], 1))
        x = np.exp(x)
        x = x / np.sum(x, axis=1).reshape((x.shape[0], 1))
    else:
        x = x - np.max(x)
        x = np.exp(x)
        x = x / np.sum(x)
    assert x.shape == orig_shape
    return x


class Dataset:
    def __init__(self, tokens):
        self.tokens = tokens

    def sampleTokenIdx(self):
        return random.randint(0, 4)

    def getRandomContext(self, C):
        tokens = ["a", "b", "c", "d", "e"]
        return tokens[random.randint(0, 4)], [tokens[random.randint(0, 4)] for i in range(2*C)]


def getNegativeSamples(outsideWordIdx, dataset, K):
    negSampleWordIndices = [None] * K
    for k in range(K):
        newidx = dataset.sampleTokenIdx()
        while newidx == outsideWordIdx:
            newidx = dataset.sampleTokenIdx()
        negSampleWordIndices[k] = newidx
    return negSampleWordIndices


def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset, K=3):
    negSampleWordIndices = getNegativeSamples(outsideWordIdx, dataset, K)
    indices = [outsideWordIdx] + negSampleWordIndices
    u_o = outsideVectors[outsideWordIdx]
    loss = -np.log(sigmoid(u_o.dot(centerWordVec)))
    # backward
    gradOutsideVecs = np.zeros(outsideVectors.shape)
    gradCenterVec = (sigmoid(u_o.dot(centerWordVec)) - 1) * u_o  #! gradCenterVec = sigmoid(u_o.dot(centerWordVec)) * u_o
    gradOutsideVecs[outsideWordIdx] = (sigmoid(u_o.dot(centerWordVec)) - 1) * centerWordVec  #! gradOutsideVecs[outsideWordIdx] = (1 - sigmoid(u_o.dot(centerWordVec))) * centerWordVec
    for k in indices[1:]:
        u_k = outsideVectors[k]
        loss -= np.log(sigmoid(-u_k.dot(centerWordVec)))
        gradCenterVec += (1 - sigmoid(-u_k.dot(centerWordVec))) * u_k  #! gradCenterVec += (1 - sigmoid(-u_k.dot(centerWordVec))) * u_o  #! gradCenterVec -= (1 - sigmoid(-u_k.dot(centerWordVec))) * u_k
        gradOutsideVecs[k] += (1 - sigmoid(-u_k.dot(centerWordVec))) * centerWordVec  #! gradOutsideVecs[k] = (1 - sigmoid(-u_k.dot(centerWordVec))) * centerWordVec
    # end
    return loss, gradCenterVec, gradOutsideVecs


def naiveSoftmaxLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, dataset):
    y_hat = softmax(outsideVectors.dot(centerWordVec))
    loss = -np.log(y_hat[outsideWordIdx])
    # backward
    delta = y_hat.copy()
    delta[outsideWordIdx] -= 1
    gradCenterVec = np.dot(outsideVectors.T, delta)
    gradOutsideVecs = np.outer(delta, centerWordVec)
    # end
    return loss, gradCenterVec, gradOutsideVecs


def skipgram(currentCenterWord, windowSize, outsideWords, word2Ind, centerWordVectors, outsideVectors, dataset,
             word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    centerWordIdx = word2Ind[currentCenterWord]
    for outsideWord in outsideWords:
        outsideWordIdx = word2Ind[outsideWord]
        l, gradCenter, gradOutside = word2vecLossAndGradient(centerWordVectors[centerWordIdx], outsideWordIdx,
                                                             outsideVectors, dataset)
        loss += l
        # backward
        gradCenterVecs[centerWordIdx] += gradCenter  #! gradCenterVecs[outsideWordIdx] += gradCenter  #! gradCenterVecs[centerWordIdx] = gradCenter
        gradOutsideVectors += gradOutside  #! gradOutsideVectors = gradOutside
        # end
    return loss, gradCenterVecs, gradOutsideVectors


def word2vec_sgd_wrapper(word2vecModel, word2Ind, wordVectors, dataset, windowSize,
                         word2vecLossAndGradient=naiveSoftmaxLossAndGradient):
    batchsize = 5
    loss = 0.0
    grad = np.zeros(wordVectors.shape)
    N = wordVectors.shape[0]
    centerWordVectors = wordVectors[:int(N/2), :]
    outsideVectors = wordVectors[int(N/2):, :]
    for i in range(batchsize):
        windowSize1 = random.randint(1, windowSize)
        centerWord, context = dataset.getRandomContext(windowSize1)
        c, gin, gout = word2vecModel(centerWord, windowSize1, context, word2Ind, centerWordVectors,
                                     outsideVectors, dataset, word2vecLossAndGradient)
        loss += c / batchsize
        # backward
        grad[:int(N/2), :] += gin / batchsize  #! grad[:int(N/2), :] += gin
        grad[int(N/2):, :] += gout / batchsize  #! grad[int(N/2):, :] += gin / batchsize
        # end
    return loss, grad


def sgd(f, x0, step, iterations, PRINT_EVERY=10):
    ANNEAL_EVERY = 20000
    start_iter = 0
    x = x0
    exploss = None
    for iter in range(start_iter + 1, iterations + 1):
        loss = None
        loss, grad = f(x)
        # update
        x -= step * grad  #! x += step * grad
        # end
        if iter % PRINT_EVERY == 0:
            if not exploss:
                exploss = loss
            else:
                exploss = .95 * exploss + .05 * loss
            print("iter %d: %f" % (iter, exploss))
        if iter % ANNEAL_EVERY == 0:
            step *= 0.5
    return x


random.seed(314)
np.random.seed(9265)
dataset = Dataset("a b c d e".split())
tokens = dict([("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)])
nWords = len(tokens)
dimVectors = 3
wordVectors = np.concatenate(((np.random.rand(nWords, dimVectors) - 0.5), np.random.randn(nWords, dimVectors)), axis=0)
wordVectors = sgd(lambda vec: word2vec_sgd_wrapper(skipgram, tokens, vec, dataset, 2, negSamplingLossAndGradient),
                  wordVectors, 0.3, 3, PRINT_EVERY=1)
