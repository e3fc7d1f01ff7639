# mini word2vec (CBOW, full softmax) on one sentence + RMSprop written out
import numpy as np
from collections import defaultdict

text = "the cat sat on the mat and the dog sat too"
tok = text.split()
vocab = sorted(set(tok))
ix = {w: i for i, w in enumerate(vocab)}

ctx, mid = [], []
for p in range(2, len(tok) - 2):
    ctx.append([ix[tok[p - 2]], ix[tok[p - 1]], ix[tok[p + 1]], ix[tok[p + 2]]])
    mid.append(ix[tok[p]])
ctx, mid = np.array(ctx), np.array(mid)
P, C = ctx.shape

np.random.seed(1234)
E = np.random.randn(len(vocab), 4) * 0.5       # input vectors
U = np.random.randn(len(vocab), 4) * 0.5       # output vectors
pos = np.ones(C)                               # learned weight of each context slot
bias = np.zeros(len(vocab))

avg_sq = defaultdict(float)
rho, eps, rate = 0.9, 1e-6, 0.02

def rms(name, par, g):
    # update
    avg_sq[name] = rho * avg_sq[name] + (1 - rho) * g * g  #! avg_sq[name] = (1 - rho) * g * g
    par -= rate * g / (np.sqrt(avg_sq[name]) + eps)  #! par -= rate * g / (avg_sq[name] + eps)  #! par += rate * g / (np.sqrt(avg_sq[name]) + eps)
    # end

for epoch in range(6):
    vecs = E[ctx]                                     # (P, C, 4)
    hidden = np.einsum('pcd,c->pd', vecs, pos) / C
    sc = hidden @ U.T + bias
    sc -= sc.max(axis=1, keepdims=True)
    prob = np.exp(sc)
    prob /= prob.sum(axis=1, keepdims=True)
    J = -np.log(prob[np.arange(P), mid]).mean() + 0.01 * np.sum(U ** 2) / 2
    print("epoch", epoch, "J =", J.round(4))

    # backward
    delta = prob
    delta[np.arange(P), mid] -= 1  #! delta[:, mid] -= 1  #! delta[np.arange(P), mid] += 1
    delta /= P  #! delta /= C
    gU = delta.T @ hidden + 0.01 * U  #! gU = delta.T @ hidden  #! gU = delta.T @ hidden + 0.01 * U ** 2
    gbias = delta.sum(axis=0)
    dhid = delta @ U / C  #! dhid = delta @ U
    gpos = np.einsum('pcd,pd->c', vecs, dhid)  #! gpos = np.einsum('pcd,pd->c', vecs, hidden)
    gE = np.zeros_like(E)
    for slot in range(C):
        np.add.at(gE, ctx[:, slot], pos[slot] * dhid)  #! gE[ctx[:, slot]] += pos[slot] * dhid  #! np.add.at(gE, mid, pos[slot] * dhid)

    # update
    rms('E', E, gE)
    rms('U', U, gU)
    rms('pos', pos, gpos)
    rms('bias', bias, gbias)  #! rms('bias', bias, delta.sum())
