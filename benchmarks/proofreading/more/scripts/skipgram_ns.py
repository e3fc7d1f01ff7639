"""word2vec (skip-gram, negative sampling) on one sentence.
Negatives are fixed so that I can compare with my paper notes."""
import numpy as np

corpus = "the cat sat on the mat the end".split()
vocab = list(dict.fromkeys(corpus))
w2i = {w: i for i, w in enumerate(vocab)}
window = 1

centers, contexts = [], []
for pos, w in enumerate(corpus):
    for off in range(-window, window + 1):
        j = pos + off
        if off == 0 or j < 0 or j >= len(corpus):
            continue
        centers.append(w2i[w])
        contexts.append(w2i[corpus[j]])
centers, contexts = np.array(centers[:8]), np.array(contexts[:8])
P, K, dim = len(centers), 2, 4

np.random.seed(5)
negs = np.random.randint(0, len(vocab), size=(P, K))
E_in = np.random.uniform(-.8, .8, (len(vocab), dim))
E_out = np.random.uniform(-.8, .8, (len(vocab), dim))
sigmoid = lambda s: 1 / (1 + np.exp(-s))

for epoch in range(10):
    v = E_in[centers]                                # P x dim
    u = E_out[contexts]                              # P x dim
    un = E_out[negs]                                 # P x K x dim
    pos_s = sigmoid(np.sum(v * u, axis=1))
    neg_s = sigmoid(np.einsum('pkd,pd->pk', un, v))
    loss = -np.mean(np.log(pos_s) + np.log(1 - neg_s).sum(axis=1))

    # backward
    dpos = (pos_s - 1) / P  #! dpos = pos_s / P  #! dpos = (1 - pos_s) / P
    dneg = neg_s / P  #! dneg = (neg_s - 1) / P  #! dneg = neg_s / (P * K)
    dv = dpos[:, None] * u + np.einsum('pk,pkd->pd', dneg, un)  #! dv = dpos[:, None] * u  #! dv = dpos[:, None] * v + np.einsum('pk,pkd->pd', dneg, un)
    du = dpos[:, None] * v
    dun = dneg[:, :, None] * v[:, None, :]
    gin = np.zeros_like(E_in)
    gout = np.zeros_like(E_out)
    np.add.at(gin, centers, dv)  #! gin[centers] += dv  #! np.add.at(gin, contexts, dv)
    np.add.at(gout, contexts, du)  #! gout[contexts] = du
    np.add.at(gout, negs, dun)  #! gout[negs] += dun
    # update
    E_in -= 0.6 * gin
    E_out -= 0.6 * gout
    # end
    if epoch % 3 == 0:
        print(epoch, round(float(loss), 6))
