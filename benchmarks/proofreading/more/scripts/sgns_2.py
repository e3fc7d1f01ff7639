# objective: -np.log(sg(u[c] @ v[o])) - sum(np.log(sg(-u[c] @ v[k])) for k in neg)
# word2vec, skip gram with negative sampling, one (center, outside) pair after another
import numpy as np
np.random.seed(11)
text = "the cat sat on the mat the dog sat on the rug".split()
words = sorted(set(text))
idx = {w: i for i, w in enumerate(words)}
V, d, window, K = len(words), 5, 1, 2
u = np.random.randn(V, d) * 0.3
v = np.random.randn(V, d) * 0.3

def sg(x):
    return 1.0 / (1.0 + np.exp(-x))

freq = np.zeros(V)
for w in text:
    freq[idx[w]] += 1
freq = freq ** 0.75
freq = freq / freq.sum()

for epoch in range(3):
    for pos in range(len(text)):
        for q in range(max(0, pos - window), min(len(text), pos + window + 1)):
            if q == pos:
                continue
            c, o = idx[text[pos]], idx[text[q]]
            neg = []
            while len(neg) < K:
                k = np.random.choice(V, p=freq)
                if k != o and k not in neg:
                    neg.append(k)
            # backward
            rows = [o] + neg
            gu = np.zeros(d)
            gv = np.zeros((K + 1, d))
            for r in range(K + 1):
                label = 1 if r == 0 else 0
                diff = sg(u[c] @ v[rows[r]]) - label
                gu += diff * v[rows[r]]
                gv[r] = diff * u[c]
            # update
            u[c] -= 0.1 * gu
            for r in range(K + 1):
                v[rows[r]] -= 0.1 * gv[r]
print(words[0], u[0])
