# skip-gram with negative sampling, ported line by line from word2vec.c
# (same names: syn0, syn1neg, neu1e; no sigmoid table though)
import numpy as np

text = "the king eats soup the queen eats cake the king likes the queen".split()
vocab = sorted(set(text))
idx = dict((w, i) for i, w in enumerate(vocab))
ids = [idx[w] for w in text]
V, dim, window, negative = len(vocab), 3, 1, 2
alpha = 0.1

r = np.random.RandomState(0)
syn0 = (r.rand(V, dim) - 0.5)
syn1neg = (r.rand(V, dim) - 0.5)

for epoch in range(3):
    total = 0.0
    for pos in range(len(ids)):
        centre = ids[pos]
        for c in range(max(0, pos - window), min(len(ids), pos + window + 1)):
            if c == pos:
                continue
            context = ids[c]
            noise = r.permutation([v for v in range(V) if v != context])[:negative]
            neu1e = np.zeros(dim)
            pair_loss = 0.0
            targets = [(context, 1)] + [(n, 0) for n in noise]
            for target, label in targets:
                f = np.dot(syn0[centre], syn1neg[target])
                s = 1.0 / (1.0 + np.exp(-f))
                pair_loss -= np.log(s) if label == 1 else np.log(1.0 - s)
                # backward
                g = (label - s) * alpha  #! g = (s - label) * alpha  #! g = (label - s) * s * (1 - s) * alpha  #! g = label - s  #! g = (label - f) * alpha  #! g = (1 - s) * alpha
                neu1e += g * syn1neg[target]  #! neu1e = g * syn1neg[target]  #! neu1e += g * syn0[target]  #! neu1e += g * syn1neg[context]
                syn1neg[target] += g * syn0[centre]  #! syn1neg[target] += g * syn0[context]  #! syn1neg[target] -= g * syn0[centre]  #! syn1neg[target] += g * neu1e
            syn0[centre] += neu1e  #! syn0[centre] -= neu1e  #! syn0[context] += neu1e  #! syn0[centre] = neu1e
            # end
            total += pair_loss
    print("epoch %d  loss %.4f" % (epoch, total))

n = syn0 / np.linalg.norm(syn0, axis=1, keepdims=True)
print("king ~", vocab[int(np.argsort(-n @ n[idx["king"]])[1])])
