import numpy as np
import collections

text = "the cat sat on the mat the dog sat on the rug".split()
vocab = [w for w, _ in collections.Counter(text).most_common()]
word2id = {w: i for i, w in enumerate(vocab)}
V, D, WINDOW, NEG, LR = len(vocab), 3, 1, 3, 0.3

np.random.seed(10)
W_in = np.random.uniform(-0.8, 0.8, (V, D))      # center embeddings
W_out = np.random.uniform(-0.8, 0.8, (V, D))     # context embeddings


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def pairs(ids):
    for pos, c in enumerate(ids):
        for off in range(-WINDOW, WINDOW + 1):
            if off != 0 and 0 <= pos + off < len(ids):
                yield c, ids[pos + off]


def loss_and_grads(center, outside, negs):
    """negs may hold the same word more than once!"""
    vc = W_in[center]
    uo = W_out[outside]
    un = W_out[negs]                              # (NEG, D)
    pos = sigmoid(np.dot(uo, vc))
    neg = sigmoid(-np.dot(un, vc))
    loss = -np.log(pos) - np.sum(np.log(neg))

    # backward
    g_pos = pos - 1  #! g_pos = 1 - pos  #! g_pos = pos  #! g_pos = pos * (1 - pos)
    g_neg = 1 - neg  #! g_neg = neg  #! g_neg = neg - 1  #! g_neg = neg * (1 - neg)
    grad_center = g_pos * uo + np.dot(g_neg, un)  #! grad_center = g_pos * uo  #! grad_center = g_pos * uo - np.dot(g_neg, un)  #! grad_center = g_pos * vc + np.dot(g_neg, un)
    grad_out = np.zeros_like(W_out)
    grad_out[outside] += g_pos * vc  #! grad_out[outside] += g_pos * uo  #! grad_out[center] += g_pos * vc
    np.add.at(grad_out, negs, np.outer(g_neg, vc))  #! grad_out[negs] += np.outer(g_neg, vc)  #! np.add.at(grad_out, negs, g_neg[:, None] * un)
    # end
    return loss, grad_center, grad_out


ids = [word2id[w] for w in text]
for epoch in range(3):
    total, n = 0.0, 0
    for center, outside in pairs(ids):
        negs = []
        while len(negs) < NEG:
            cand = np.random.randint(V)
            if cand != outside:
                negs.append(cand)
        loss, grad_center, grad_out = loss_and_grads(center, outside, negs)
        # update
        W_in[center] -= LR * grad_center  #! W_in[outside] -= LR * grad_center
        W_out -= LR * grad_out
        # end
        total += loss
        n += 1
    print("epoch", epoch, "mean loss", round(total / n, 4))
