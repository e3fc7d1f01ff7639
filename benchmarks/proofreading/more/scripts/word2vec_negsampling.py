# skip-gram with negative sampling, one (center, context) pair at a time
import numpy as np

corpus = "the cat sat on the mat the dog sat on the rug".split()
vocab = sorted(set(corpus))
word2id = {w: i for i, w in enumerate(vocab)}
ids = [word2id[w] for w in corpus]

rng = np.random.RandomState(8)
D = 4
V_in = rng.uniform(-0.5, 0.5, (len(vocab), D))     # center vectors
U_out = rng.uniform(-0.5, 0.5, (len(vocab), D))    # context vectors
K = 3
alpha = 0.2


def sig(x):
    return 1 / (1 + np.exp(-x))


def train_pair(c, o, negs, alpha):
    v = V_in[c].copy()
    u_pos = U_out[o].copy()
    u_neg = U_out[negs]            # fancy index -> already a copy, K x D
    s_pos = sig(u_pos @ v)
    s_neg = sig(u_neg @ v)
    J = -np.log(s_pos) - np.sum(np.log(1 - s_neg))

    # backward
    e_pos = s_pos - 1    #! e_pos = 1 - s_pos
    e_neg = s_neg    #! e_neg = s_neg - 1
    grad_v = e_pos * u_pos    #! grad_v = e_pos * v
    grad_v = grad_v + e_neg @ u_neg    #! grad_v = e_neg @ u_neg  #! grad_v = grad_v + e_neg.mean() * u_neg.sum(axis=0)
    grad_pos = e_pos * v    #! grad_pos = e_pos * u_pos
    grad_neg = np.outer(e_neg, v)    #! grad_neg = np.outer(e_neg, grad_v)

    # update
    V_in[c] -= alpha * grad_v    #! V_in[o] -= alpha * grad_v
    U_out[o] -= alpha * grad_pos    #! U_out[c] -= alpha * grad_pos
    # a word can be drawn twice, so no fancy-index -= here (it would lose one)
    np.subtract.at(U_out, negs, alpha * grad_neg)    #! U_out[negs] -= alpha * grad_neg
    return J


tot = 0.0
for pos in range(1, len(ids) - 1):
    for off in (-1, 1):
        center, context = ids[pos], ids[pos + off]
        negs = rng.randint(0, len(vocab), size=K)
        tot += train_pair(center, context, negs, alpha)
print("mean loss:", tot / (2 * (len(ids) - 2)))
