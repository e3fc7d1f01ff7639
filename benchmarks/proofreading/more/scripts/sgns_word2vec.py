# Assignment 2: skip-gram with negative sampling, SGD one centre word at a time
import numpy as np
np.random.seed(224)

corpus = "the cat sat on the mat the dog sat on the log".split()
tok = sorted(set(corpus))
idx = {w: i for i, w in enumerate(tok)}
ids = [idx[w] for w in corpus]
D, window, Kneg = 5, 2, 3
V = np.random.randn(len(tok), D) * 0.5     # centre vectors
U = np.random.randn(len(tok), D) * 0.5     # outside vectors

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def negSamplingLossAndGradient(vc, o, negs, U):
    gradU = np.zeros_like(U)
    s_pos = sigmoid(U[o] @ vc)
    s_neg = sigmoid(-U[negs] @ vc)
    loss = -np.log(s_pos) - np.sum(np.log(s_neg))
    # backward
    gradV = (s_pos - 1) * U[o]  #! gradV = s_pos * (1 - s_pos) * U[o]
    gradU[o] += (s_pos - 1) * vc  #! gradU[o] += (s_pos - 1) * U[o]
    for j, kk in enumerate(negs):
        gradV += (1 - s_neg[j]) * U[kk]  #! gradV += s_neg[j] * U[kk]  #! gradV += (1 - s_neg[j]) * U[j]
        gradU[kk] += (1 - s_neg[j]) * vc  #! gradU[kk] = (1 - s_neg[j]) * vc
    return loss, gradV, gradU

def skipgram(pos, V, U):
    c = ids[pos]
    outside = [ids[q] for q in range(max(0, pos - window), min(len(ids), pos + window + 1)) if q != pos]
    J = 0.0
    gV = np.zeros_like(V)
    gU = np.zeros_like(U)
    for o in outside:
        negs = np.random.randint(0, len(tok), Kneg)
        l, a, b = negSamplingLossAndGradient(V[c], o, negs, U)
        J += l / len(outside)
        gV[c] += a / len(outside)  #! gV[c] = a / len(outside)
        gU += b / len(outside)  #! gU += b
    return J, gV, gU

lr = 0.3
hist = []
for it in range(30):
    pos = np.random.randint(len(ids))
    J, gV, gU = skipgram(pos, V, U)
    hist.append(J)
    # update
    norm = np.sqrt(np.sum(gV ** 2) + np.sum(gU ** 2))
    if norm > 1.0:                      # clip by the global norm
        gV, gU = gV / norm, gU / norm  #! gV, gU = gV / norm, gU
    V -= lr * gV  #! V -= lr * gU
    U -= lr * gU  #! U += lr * gU
    if it % 10 == 9:
        lr *= 0.5
