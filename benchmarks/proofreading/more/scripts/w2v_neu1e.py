# skip-gram w/ negative sampling, straight port of the inner loop of word2vec.c
# (syn0, syn1neg, neu1e: names kept so that I can compare side by side)
import numpy as np
import random

text = "the quick fox saw the lazy dog and the dog saw the fox".split()
vocab = sorted(set(text))
w2i = {w: i for i, w in enumerate(vocab)}
ids = [w2i[w] for w in text]
layer1_size, window, negative, alpha = 5, 2, 3, 0.05
random.seed(1)
np.random.seed(1)

syn0 = (np.random.rand(len(vocab), layer1_size) - 0.5) / 1.0
syn1neg = (np.random.rand(len(vocab), layer1_size) - 0.5) * 0.6    # the C code has zeros here

for iter in range(2):
    total = 0.
    for sentence_position, word in enumerate(ids):
        b = random.randint(0, window - 1)
        for a in range(b, window * 2 + 1 - b):
            if a == window:
                continue
            c = sentence_position - window + a
            if c < 0 or c >= len(ids):
                continue
            last_word = ids[c]
            # positive target first, then the negatives (never the word itself, no doubles)
            others = [k for k in range(len(vocab)) if k != word]
            targets = [word] + random.sample(others, negative)
            labels = [1] + [0] * negative
            f = np.zeros(negative + 1)
            for d in range(negative + 1):
                f[d] = 1 / (1 + np.exp(-np.dot(syn0[last_word], syn1neg[targets[d]])))
            loss = -np.log(f[0]) - np.sum(np.log(1 - f[1:]))
            total += loss

            # backward
            neu1e = np.zeros(layer1_size)
            for d in range(negative + 1):  #! for d in range(negative):  #! for d in range(1, negative + 1):
                target = targets[d]
                g = (labels[d] - f[d]) * alpha  #! g = (f[d] - labels[d]) * alpha  #! g = (1 - f[d]) * alpha  #! g = (labels[d] - f[d]) * f[d] * (1 - f[d]) * alpha  #! g = labels[d] - f[d]
                neu1e += g * syn1neg[target]  #! neu1e = g * syn1neg[target]  #! neu1e += g * syn1neg[word]  #! neu1e += g * syn0[last_word]
                syn1neg[target] += g * syn0[last_word]  #! syn1neg[target] += g * syn0[word]  #! syn1neg[target] -= g * syn0[last_word]  #! syn1neg[d] += g * syn0[last_word]
            syn0[last_word] += neu1e  #! syn0[word] += neu1e  #! syn0[last_word] += alpha * neu1e
            # end
    print(iter, total)
