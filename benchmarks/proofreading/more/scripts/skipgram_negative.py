# objective: -np.log(s_pos) - np.sum(np.log(1 - s_neg))
# word2vec, skip-gram with negative sampling, plain SGD one pair at a time
import numpy as np

np.random.seed(21)
corpus = "the cat sat on the mat the dog sat on the rug".split()
vocab = list(dict.fromkeys(corpus))
w2i = {w: i for i, w in enumerate(vocab)}
ids = [w2i[w] for w in corpus]
dim = 4
W_in = np.random.uniform(-.5, .5, (len(vocab), dim))
W_out = np.random.uniform(-.5, .5, (len(vocab), dim))
alpha = 0.2
n_neg = 3


def sigm(u):
    return 1.0 / (1.0 + np.exp(-u))


pairs = []
for pos, center in enumerate(ids):
    for off in (-1, 1):
        if 0 <= pos + off < len(ids):
            pairs.append((center, ids[pos + off]))

for center, context in pairs:
    negs = np.random.randint(0, len(vocab), n_neg)   # may repeat, never mind
    h = W_in[center]
    s_pos = sigm(h @ W_out[context])
    s_neg = sigm(W_out[negs] @ h)

    # backward
    e_pos = s_pos - 1  #! e_pos = 1 - s_pos  #! e_pos = s_pos
    e_neg = s_neg  #! e_neg = s_neg - 1  #! e_neg = s_neg * (1 - s_neg)
    grad_out = np.zeros_like(W_out)
    grad_out[context] += e_pos * h  #! grad_out[context] += e_pos * W_out[context]  #! grad_out[center] += e_pos * h
    for j, w in enumerate(negs):
        grad_out[w] += e_neg[j] * h  #! grad_out[w] = e_neg[j] * h  #! grad_out[j] += e_neg[j] * h
    grad_h = e_pos * W_out[context]  #! grad_h = e_pos * W_in[center]
    grad_h = grad_h + e_neg @ W_out[negs]  #! grad_h = e_neg @ W_out[negs]  #! grad_h = grad_h + e_neg.mean() * W_out[negs].sum(0)

    # update
    W_out -= alpha * grad_out  #! W_out += alpha * grad_out
    W_in[center] -= alpha * grad_h  #! W_in[context] -= alpha * grad_h  #! W_in -= alpha * grad_h
