# skip-gram with negative sampling in plain numpy, the update written the way the original C code does it:
# g = (label - sigmoid) * alpha, and then things are ADDED
import numpy as np

np.random.seed(42)
corpus = "the cat sat on the mat the dog sat on the rug".split()
words = sorted(set(corpus))
w2i = {w: i for i, w in enumerate(words)}
ids = [w2i[w] for w in corpus]
V, dim, window, K = len(words), 5, 2, 3
alpha = 0.05

W_in = (np.random.rand(V, dim) - 0.5)
W_out = (np.random.rand(V, dim) - 0.5)

pairs = []
for i, w in enumerate(ids):
    for j in range(max(0, i - window), min(len(ids), i + window + 1)):
        if j != i:
            pairs.append((w, ids[j]))

for center, context in pairs[:12]:
    negatives = [n for n in np.random.randint(0, V, K) if n != context]
    idx = np.array([context] + negatives)
    label = np.zeros(len(idx))
    label[0] = 1
    h = W_in[center].copy()
    score = 1 / (1 + np.exp(-W_out[idx] @ h))
    # objective: -np.sum(label * np.log(score) + (1 - label) * np.log(1 - score))
    # backward
    g = (label - score) * alpha  #! g = (label - score) * score * (1 - score) * alpha
    neu1e = np.zeros(dim)
    for gi, o in zip(g, idx):
        neu1e += gi * W_out[o]  #! neu1e = gi * W_out[o]  #! neu1e += gi * W_in[o]
    for gi, o in zip(g, idx):
        W_out[o] += gi * h  #! W_out[o] -= gi * h  #! W_out[o] += gi * W_in[o]
    W_in[center] += neu1e  #! W_in[context] += neu1e

print(words)
print(np.round(W_in, 3))
