# skip gram with negative sampling, port of the inner loop of word2vec.c
import numpy as np

text = "the cat sat on the mat the dog sat on the cat"
words = text.split()
vocab = list(dict.fromkeys(words))
idx = [vocab.index(w) for w in words]
V, layer1_size, window, negative = len(vocab), 5, 1, 2

rand = np.random.RandomState(5)
syn0 = (rand.rand(V, layer1_size) - 0.5)
syn1neg = (rand.rand(V, layer1_size) - 0.5)
alpha = 0.08
l2 = 0.01      # not in the C code, pulls the rows we touch to zero


def log_sigmoid(f):
    return -np.log(1 + np.exp(-f))


for epoch in range(3):
    objective = 0.0
    for pos in range(len(idx)):
        for a in range(max(0, pos - window), min(len(idx), pos + window + 1)):
            if a == pos:
                continue
            center, context = idx[pos], idx[a]
            others = [w for w in range(V) if w != context]
            samples = [context] + list(rand.choice(others, negative, replace=False))
            labels = [1] + [0] * negative

            h = syn0[center]
            # log likelihood of this pair, to be made LARGE
            ll = -0.5 * l2 * h.dot(h)
            for target, label in zip(samples, labels):
                f = h.dot(syn1neg[target])
                ll += log_sigmoid(f) if label else log_sigmoid(-f)
                ll -= 0.5 * l2 * syn1neg[target].dot(syn1neg[target])
            objective += ll

            # backward
            neu1e = np.zeros(layer1_size)
            for target, label in zip(samples, labels):
                f = h.dot(syn1neg[target])  #! f = h.dot(syn0[target])
                out = 1 / (1 + np.exp(-f))  #! out = 1 / (1 + np.exp(f))  #! out = np.exp(f) / (1 + np.exp(-f))
                g = (label - out) * alpha  #! g = (out - label) * alpha  #! g = (1 - out) * alpha  #! g = (label - f) * alpha  #! g = (label - out) * out * (1 - out) * alpha
                neu1e += g * syn1neg[target]  #! neu1e = g * syn1neg[target]  #! neu1e += g * syn1neg[context]  #! neu1e += (label - out) * syn1neg[target]
                syn1neg[target] += g * h - alpha * l2 * syn1neg[target]  #! syn1neg[target] += g * h  #! syn1neg[target] += g * h + alpha * l2 * syn1neg[target]
            syn0[center] += neu1e - alpha * l2 * h  #! syn0[context] += neu1e - alpha * l2 * h  #! syn0[center] += alpha * neu1e - alpha * l2 * h
            # end
    print("epoch", epoch, "objective", objective)
