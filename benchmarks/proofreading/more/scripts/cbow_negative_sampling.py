import numpy as np

rng = np.random.RandomState(13)
corpus = [3, 0, 5, 1, 7, 2, 4, 6, 0, 8]
V, dim, K, half = 9, 4, 3, 2
syn0 = rng.uniform(-0.5, 0.5, (V, dim))      # input vectors
syn1 = rng.uniform(-0.5, 0.5, (V, dim))      # output vectors
lr = 0.1


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# objective: -np.log(sigmoid(syn1[center] @ h)) - sum(np.log(sigmoid(-syn1[n] @ h)) for n in negs)
for pos in range(half, len(corpus) - half):
    center = corpus[pos]
    context = [corpus[pos + d] for d in (-2, -1, 1, 2)]
    negs = []
    while len(negs) < K:
        cand = rng.randint(V)
        if cand != center and cand not in negs:
            negs.append(cand)

    h = syn0[context].mean(axis=0)
    neu1e = np.zeros(dim)
    # like word2vec.c: g = (label - f), and everything is added
    # backward
    for target, label in [(center, 1)] + [(n, 0) for n in negs]:
        f = sigmoid(np.dot(h, syn1[target]))
        g = label - f  #! g = label - np.dot(h, syn1[target])  #! g = (label - f) * f * (1 - f)
        neu1e += g * syn1[target]  #! neu1e = g * syn1[target]  #! neu1e += g * h
        syn1[target] += lr * g * h  #! syn1[target] -= lr * g * h  #! syn1[target] += lr * g * neu1e
    # update
    for c in context:
        syn0[c] += lr * neu1e / len(context)  #! syn0[center] += lr * neu1e / len(context)  #! syn0[c] = lr * neu1e / len(context)
