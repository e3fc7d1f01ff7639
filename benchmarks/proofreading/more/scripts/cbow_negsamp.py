# CBOW word2vec with negative sampling, the slow readable version
import numpy as np

rng = np.random.RandomState(3)
text = "the cat sat on the mat the dog sat on the rug a cat and a dog"
words = text.split()
vocab = sorted(set(words))
w2i = {w: i for i, w in enumerate(vocab)}
ids = [w2i[w] for w in words]
V, D = len(vocab), 5
window, K = 2, 4

freq = np.bincount(ids, minlength=V) ** 0.75
freq = freq / freq.sum()

W_in = rng.randn(V, D) * 0.5
W_out = rng.randn(V, D) * 0.5
b_out = np.zeros(V)
lr = 0.1

total = 0.0
for epoch in range(2):
    for pos in range(len(ids)):
        ctx = [ids[j] for j in range(pos - window, pos + window + 1)
               if j != pos and 0 <= j < len(ids)]
        neg = list(rng.choice(V, size=K, p=freq))
        idx = [ids[pos]] + neg
        label = np.zeros(K + 1)
        label[0] = 1

        h = W_in[ctx].mean(axis=0)               # "projection" layer
        score = W_out[idx].dot(h) + b_out[idx]
        p = 1 / (1 + np.exp(-score))
        loss = -np.sum(label * np.log(p) + (1 - label) * np.log(1 - p))
        total += loss

        # backward
        # like the C code: everything points uphill, so we add below
        e = label - p  #! e = p - label  #! e = (label - p) * p * (1 - p)
        neu1e = np.dot(e, W_out[idx])  #! neu1e = np.dot(e, W_in[idx])
        grad_out = np.outer(e, h)  #! grad_out = np.outer(h, e)  #! grad_out = np.outer(e, W_in[ids[pos]])
        grad_ctx = neu1e / len(ctx)  #! grad_ctx = neu1e

        # update
        for k, w in enumerate(idx):
            W_out[w] += lr * grad_out[k]  #! W_out[k] += lr * grad_out[k]
            b_out[w] += lr * e[k]  #! b_out[w] = lr * e[k]
        for w in ctx:
            W_in[w] += lr * grad_ctx  #! W_in[w] -= lr * grad_ctx
    if __name__ == "__main__":
        print(epoch, total / len(ids))
        total = 0.0
