"""
Q: word2vec skip-gram with negative sampling - is my gradient right?

I have a small corpus and I do SGD on one (center, context) pair at a time.
The negatives are fixed per step. Minimal example below.
"""
import numpy

corpus = "the cat sat on the mat the dog sat on the rug".split()
vocab = sorted(set(corpus))
word2idx = {w: i for i, w in enumerate(vocab)}
ids = [word2idx[w] for w in corpus]

rs = numpy.random.RandomState(1)
dim = 3
W_in = (rs.rand(len(vocab), dim) - 0.5)
W_out = (rs.rand(len(vocab), dim) - 0.5)
step_size = 0.3
n_neg = 3

sigm = lambda v: 1. / (1. + numpy.exp(-v))

pairs = []
for pos in range(len(ids)):
    for off in (-1, 1):
        if 0 <= pos + off < len(ids):
            pairs.append((ids[pos], ids[pos + off]))

for sweep in range(3):
    total = 0.
    for center, context in pairs[:8]:
        negs = rs.randint(0, len(vocab), n_neg)     # may hit the same word twice!
        v = W_in[center].copy()
        u_pos = W_out[context].copy()
        U_neg = W_out[negs].copy()                  # (n_neg, dim)
        s_pos = sigm(u_pos.dot(v))
        s_neg = sigm(U_neg.dot(v))
        loss = -numpy.log(s_pos) - numpy.sum(numpy.log(1 - s_neg))
        total += loss

        # backward
        e_pos = s_pos - 1  #! e_pos = 1 - s_pos  #! e_pos = s_pos
        e_neg = s_neg  #! e_neg = -s_neg  #! e_neg = s_neg - 1
        grad_v = e_pos * u_pos + e_neg.dot(U_neg)  #! grad_v = e_pos * u_pos  #! grad_v = e_pos * u_pos - e_neg.dot(U_neg)  #! grad_v = e_pos * u_pos + e_neg.dot(U_neg) / n_neg
        grad_pos = e_pos * v  #! grad_pos = e_pos * u_pos
        grad_neg = numpy.outer(e_neg, v)  #! grad_neg = e_neg[:, None] * U_neg

        # update
        W_in[center] -= step_size * grad_v  #! W_in[context] -= step_size * grad_v
        W_out[context] -= step_size * grad_pos  #! W_out[context] += step_size * grad_pos
        for row, n in enumerate(negs):
            W_out[n] -= step_size * grad_neg[row]  #! W_out[row] -= step_size * grad_neg[row]
        # end
    print("sweep", sweep, "loss", total)
