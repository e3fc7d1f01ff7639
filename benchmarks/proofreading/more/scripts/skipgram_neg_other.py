from numpy import exp, log, array, zeros, zeros_like, outer
from numpy.random import RandomState

# word2vec (skip gram, negative sampling). The embedding gradients are collected
# over a sentence and then applied together. A question about the sign at the end!
sentence = "the cat sat on the mat".split()
vocab = []
for w in sentence:
    if w not in vocab:
        vocab.append(w)
word2id = dict((w, n) for n, w in enumerate(vocab))
ids = [word2id[w] for w in sentence]

r = RandomState(21)
dim, window, n_neg = 3, 1, 2
emb_in = r.normal(size=(len(vocab), dim)) * 0.5
emb_out = r.normal(size=(len(vocab), dim)) * 0.5

triples = []
for pos, center in enumerate(ids):
    for other in range(max(0, pos - window), min(len(ids), pos + window + 1)):
        if other != pos:
            negs = [int(n) for n in r.randint(0, len(vocab), n_neg)]
            triples.append((center, ids[other], negs))

sigm = lambda t: 1. / (1. + exp(-t))

for epoch in range(10):
    J = 0.
    g_in, g_out = zeros_like(emb_in), zeros_like(emb_out)
    for c, o, negs in triples:
        v = emb_in[c]
        p_pos = sigm(v.dot(emb_out[o]))
        p_neg = sigm(emb_out[negs].dot(v))
        J -= log(p_pos) + log(1 - p_neg).sum()
        # backward
        g_out[o] += (p_pos - 1) * v  #! g_out[o] = (p_pos - 1) * v  #! g_out[o] += p_pos * v  #! g_out[c] += (p_pos - 1) * v
        g_in[c] += (p_pos - 1) * emb_out[o]  #! g_in[o] += (p_pos - 1) * emb_out[o]  #! g_in[c] += (1 - p_pos) * emb_out[o]  #! g_in[c] += p_pos * (1 - p_pos) * emb_out[o]
        for j, n in enumerate(negs):
            g_out[n] += p_neg[j] * v  #! g_out[n] -= p_neg[j] * v  #! g_out[j] += p_neg[j] * v  #! g_out[n] += (p_neg[j] - 1) * v
            g_in[c] += p_neg[j] * emb_out[n]  #! g_in[c] = p_neg[j] * emb_out[n]  #! g_in[c] += p_neg[j] * emb_in[n]  #! g_in[c] += p_pos * emb_out[n]
        # end
    # update
    emb_in -= 0.2 * g_in
    emb_out -= 0.2 * g_out  #! emb_out -= 0.2 * g_in
    # end
    print("%2d  J = %.4f" % (epoch, J))
