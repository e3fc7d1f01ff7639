# objective: -np.log(1/(1+np.exp(-U[o] @ V[c]))) - sum(np.log(1/(1+np.exp(U[k] @ V[c]))) for k in negs)
import numpy as np

corpus = "the quick brown fox jumps over the lazy dog the fox".split()
vocab = sorted(set(corpus))
w2i = {w: i for i, w in enumerate(vocab)}
ids = [w2i[w] for w in corpus]

np.random.seed(314)
dim, window, K = 4, 2, 3
V = (np.random.rand(len(vocab), dim) - .5)       # center vectors
U = (np.random.rand(len(vocab), dim) - .5)       # outside vectors
freq = np.bincount(ids) ** 0.75
freq = freq / freq.sum()

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def pairs():
    for pos, c in enumerate(ids):
        for off in range(-window, window + 1):
            if off != 0 and 0 <= pos + off < len(ids):
                yield c, ids[pos + off]

for epoch in range(3):
    for c, o in pairs():
        negs = [k for k in np.random.choice(len(vocab), K, p=freq) if k != o]
        # backward
        g_pos = sigmoid(U[o] @ V[c]) - 1
        grad_v = g_pos * U[o]
        grad_U = np.zeros_like(U)
        grad_U[o] += g_pos * V[c]
        for k in negs:
            g_neg = sigmoid(U[k] @ V[c])
            grad_v = grad_v + g_neg * U[k]
            grad_U[k] += g_neg * V[c]      # same negative may be drawn twice
        # update
        V[c] -= 0.1 * grad_v
        U -= 0.1 * grad_U

fox = V[w2i['fox']]
sims = V @ fox / (np.linalg.norm(V, axis=1) * np.linalg.norm(fox))
print([vocab[i] for i in np.argsort(-sims)])
