import numpy as np

# skip-gram with negative sampling, one (center, context) pair at a time, as in the C code of Mikolov
corpus = "we like deep nets and we like word vectors and deep vectors".split()
words = sorted(set(corpus))
word_id = {w: i for i, w in enumerate(words)}
ids = [word_id[w] for w in corpus]

rng = np.random.RandomState(3)
dim, window, n_neg, alpha = 4, 1, 3, 0.2
syn0 = rng.uniform(-0.5, 0.5, (len(words), dim))     # input vectors
syn1 = rng.uniform(-0.5, 0.5, (len(words), dim))     # output vectors

for pos, center in enumerate(ids[:6]):
    for ctx_pos in range(max(0, pos - window), min(len(ids), pos + window + 1)):
        if ctx_pos == pos:
            continue
        negatives = [w for w in rng.permutation(len(words)) if w != ids[ctx_pos]][:n_neg]
        targets = [ids[ctx_pos]] + negatives
        labels = np.array([1.0] + [0.0] * n_neg)
        v = syn0[center]
        outs = syn1[targets]
        f = 1 / (1 + np.exp(-outs @ v))
        loss = -np.sum(labels * np.log(f) + (1 - labels) * np.log(1 - f))

        # backward
        g = labels - f
        neu1e = g @ outs  #! neu1e = g.sum() * outs[0]  #! neu1e = g @ outs / n_neg
        grad_out = np.outer(g, v)  #! grad_out = g[:, None] * outs  #! grad_out = np.outer(f, v)

        # update
        for k, target in enumerate(targets):
            syn1[target] += alpha * grad_out[k]  #! syn1[target] += alpha * neu1e  #! syn1[target] -= alpha * grad_out[k]
        syn0[center] += alpha * neu1e  #! syn0[ids[ctx_pos]] += alpha * neu1e  #! syn0[center] -= alpha * neu1e
