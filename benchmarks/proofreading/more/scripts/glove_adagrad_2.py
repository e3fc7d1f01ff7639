"""GloVe (Pennington, Socher, Manning 2014) on one sentence. AdaGrad as in the original C code,
one co-occurrence entry at a time, in random order."""
import random
import numpy as np
from collections import defaultdict

random.seed(1)
np.random.seed(1)
tokens = "ice is cold and solid while steam is hot and gas".split()
words = sorted(set(tokens))
w2i = {w: i for i, w in enumerate(words)}
WINDOW, DIM, XMAX, POW, ETA = 3, 4, 2.0, 0.75, 0.05

X = defaultdict(float)
for i, w in enumerate(tokens):
    for j in range(max(0, i - WINDOW), i):
        X[w2i[w], w2i[tokens[j]]] += 1 / (i - j)
        X[w2i[tokens[j]], w2i[w]] += 1 / (i - j)

V = len(words)
w = (np.random.rand(V, DIM) - 0.5) / DIM          # word vectors
wt = (np.random.rand(V, DIM) - 0.5) / DIM         # context vectors
b, bt = np.zeros(V), np.zeros(V)
acc = {"w": np.ones((V, DIM)), "wt": np.ones((V, DIM)), "b": np.ones(V), "bt": np.ones(V)}

entries = list(X.items())
for epoch in range(5):
    random.shuffle(entries)
    J = 0.0
    for (i, j), xij in entries:
        f = (xij / XMAX) ** POW if xij < XMAX else 1.0
        diff = w[i] @ wt[j] + b[i] + bt[j] - np.log(xij)
        cost = 0.5 * f * diff ** 2
        J += cost
        # backward
        fdiff = f * diff
        gw = fdiff * wt[j]
        gwt = fdiff * w[i]
        gb = gbt = fdiff
        # update
        w[i] -= ETA * gw / np.sqrt(acc["w"][i])
        wt[j] -= ETA * gwt / np.sqrt(acc["wt"][j])
        b[i] -= ETA * gb / np.sqrt(acc["b"][i])
        bt[j] -= ETA * gbt / np.sqrt(acc["bt"][j])
        acc["w"][i] += gw ** 2
        acc["wt"][j] += gwt ** 2
        acc["b"][i] += gb ** 2
        acc["bt"][j] += gbt ** 2
    print("epoch", epoch, "cost", J)

final = w + wt
print("closest to 'ice':", words[int(np.argsort(-(final @ final[w2i["ice"]]))[0])])
