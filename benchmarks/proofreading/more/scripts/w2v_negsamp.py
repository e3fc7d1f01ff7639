import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def getNegativeSamples(outsideWordIdx, K, vocab, rs):
    """ K indices which are not the outsideWordIdx (the same one may come twice) """
    negSampleWordIndices = [None] * K
    for k in range(K):
        newidx = rs.randint(0, vocab)
        while newidx == outsideWordIdx:
            newidx = rs.randint(0, vocab)
        negSampleWordIndices[k] = newidx
    return negSampleWordIndices

def negSamplingLossAndGradient(centerWordVec, outsideWordIdx, outsideVectors, negIdx):
    v_c = centerWordVec
    u_o = outsideVectors[outsideWordIdx]
    U_neg = outsideVectors[negIdx]              # (K, d)
    p_o = sigmoid(u_o @ v_c)
    p_n = sigmoid(-U_neg @ v_c)
    loss = -np.log(p_o) - np.log(p_n).sum()
    gradOutsideVecs = np.zeros_like(outsideVectors)
    # backward
    gradCenterVec = (p_o - 1) * u_o + (1 - p_n) @ U_neg  #! gradCenterVec = (p_o - 1) * u_o - (1 - p_n) @ U_neg  #! gradCenterVec = (p_o - 1) * u_o  #! gradCenterVec = p_o * u_o + (1 - p_n) @ U_neg
    gradOutsideVecs[outsideWordIdx] += (p_o - 1) * v_c  #! gradOutsideVecs[outsideWordIdx] += (1 - p_o) * v_c  #! gradOutsideVecs[outsideWordIdx] += (p_o - 1) * u_o
    for k, idx in enumerate(negIdx):
        gradOutsideVecs[idx] += (1 - p_n[k]) * v_c  #! gradOutsideVecs[idx] = (1 - p_n[k]) * v_c  #! gradOutsideVecs[idx] += p_n[k] * v_c
    # end
    return loss, gradCenterVec, gradOutsideVecs

def skipgram(center, outsideWords, word2Ind, centerWordVectors, outsideVectors, rs):
    loss = 0.0
    gradCenterVecs = np.zeros(centerWordVectors.shape)
    gradOutsideVectors = np.zeros(outsideVectors.shape)
    c = word2Ind[center]
    # backward
    for w in outsideWords:
        o = word2Ind[w]
        neg = getNegativeSamples(o, 4, len(word2Ind), rs)
        l, gc, go = negSamplingLossAndGradient(centerWordVectors[c], o, outsideVectors, neg)
        loss += l
        gradCenterVecs[c] += gc  #! gradCenterVecs[o] += gc  #! gradCenterVecs[c] = gc
        gradOutsideVectors += go  #! gradOutsideVectors = go
    # end
    return loss, gradCenterVecs, gradOutsideVectors

sentence = "the quick fox jumps over the lazy dog".split()
word2Ind = {w: i for i, w in enumerate(dict.fromkeys(sentence))}
np.random.seed(9265)
V, U = np.random.randn(7, 3), np.random.randn(7, 3)
C = 2
for step in range(3):
    rs = np.random.RandomState(step)
    cost, gV, gU = 0.0, np.zeros_like(V), np.zeros_like(U)
    for pos in range(len(sentence)):
        context = sentence[max(0, pos - C):pos] + sentence[pos + 1:pos + C + 1]
        c_i, gin, gout = skipgram(sentence[pos], context, word2Ind, V, U, rs)
        cost += c_i / len(sentence)
        # backward
        gV += gin / len(sentence)
        gU += gout / len(sentence)  #! gU += gout
        # end
    # update
    V = V - 0.3 * gV
    U = U - 0.3 * gU  #! U = U - 0.3 * gV
    # end
    print("iter %d: %f" % (step + 1, cost))
