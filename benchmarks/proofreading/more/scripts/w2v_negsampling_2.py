# objective: -np.log(sigma(vc @ V_out[ctx])) - np.sum(np.log(sigma(-V_out[negs] @ vc)))
import numpy as np

text = "the cat sat on the mat the dog sat on the rug".split()
vocab = sorted(set(text))
idx = {w: i for i, w in enumerate(vocab)}
ids = [idx[w] for w in text]

rng = np.random.default_rng(0)
dim, window, K = 5, 2, 3
V_in = rng.normal(0, 0.3, (len(vocab), dim))
V_out = rng.normal(0, 0.3, (len(vocab), dim))
counts = np.bincount(ids) ** 0.75
noise = counts / counts.sum()

def sigma(t):
    return 1 / (1 + np.exp(-t))

def pairs():
    """yields (center, context) for all positions"""
    for i, c in enumerate(ids):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if j != i:
                yield c, ids[j]

for epoch in range(2):
    for center, ctx in pairs():
        # draw negatives, without the true context word (and no doubles)
        pool = noise.copy()
        pool[ctx] = 0
        negs = rng.choice(len(vocab), K, replace=False, p=pool / pool.sum())
        vc = V_in[center]
        s_pos = sigma(vc @ V_out[ctx])
        s_neg = sigma(V_out[negs] @ vc)

        # backward
        g_vc = (s_pos - 1) * V_out[ctx] + s_neg @ V_out[negs]
        g_pos = (s_pos - 1) * vc
        g_neg = np.outer(s_neg, vc)

        # update
        V_in[center] -= 0.1 * g_vc
        V_out[ctx] -= 0.1 * g_pos
        V_out[negs] -= 0.1 * g_neg

unit = V_in / np.linalg.norm(V_in, axis=1, keepdims=True)
print("closest to cat:", [vocab[i] for i in np.argsort(-unit @ unit[idx["cat"]])[:3]])
