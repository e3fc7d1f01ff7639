import numpy as np
from collections import Counter

# GloVe: w_i . c_j + b_i + d_j ~ log X_ij, weighted by f(X_ij); stochastic, pair by pair, AdaGrad as in the paper
words = "a rose is a rose is a rose said the poet and the rose is red".split()
vocab = sorted(set(words))
ix = {w: k for k, w in enumerate(vocab)}
X = Counter()
for pos, w in enumerate(words):
    for off in (1, 2):
        if pos + off < len(words):
            X[ix[w], ix[words[pos + off]]] += 1.0 / off
            X[ix[words[pos + off]], ix[w]] += 1.0 / off
pairs = sorted(X.items())[3:21:2]

rng = np.random.RandomState(2)
dim, x_max, rate = 3, 2.5, 0.1
W = rng.rand(len(vocab), dim) - 0.5
C = rng.rand(len(vocab), dim) - 0.5
bw = rng.rand(len(vocab)) - 0.5
bc = rng.rand(len(vocab)) - 0.5
hist_W, hist_C = np.ones(W.shape), np.ones(C.shape)

for sweep in range(2):
    for (i, j), x in pairs:
        weight = min(1.0, (x / x_max) ** 0.75)
        diff = W[i] @ C[j] + bw[i] + bc[j] - np.log(x)
        cost = 0.5 * weight * diff ** 2

        # backward
        fdiff = weight * diff
        grad_w = fdiff * C[j]  #! grad_w = fdiff * C[i]  #! grad_w = diff * C[j]  #! grad_w = fdiff * W[i]
        grad_c = fdiff * W[i]  #! grad_c = fdiff * W[j]  #! grad_c = fdiff * C[j]

        # update
        W[i] -= rate * grad_w / np.sqrt(hist_W[i])  #! W[j] -= rate * grad_w / np.sqrt(hist_W[i])
        C[j] -= rate * grad_c / np.sqrt(hist_C[j])  #! C[j] -= rate * grad_w / np.sqrt(hist_C[j])  #! C[j] += rate * grad_c / np.sqrt(hist_C[j])
        bw[i] -= rate * fdiff
        bc[j] -= rate * fdiff  #! bc[i] -= rate * fdiff
        hist_W[i] += grad_w ** 2
        hist_C[j] += grad_c ** 2
    print("cost of the last pair", cost)
