# word vectors from one sentence, skip gram + negative sampling, my try
import numpy as np
np.random.seed(50)
tokens = "the cat sat on the mat the dog sat on the rug".split()
vocab = list(dict.fromkeys(tokens))
idx = [vocab.index(t) for t in tokens]
pairs = [(idx[i], idx[j]) for i in range(len(idx)) for j in (i - 1, i + 1) if 0 <= j < len(idx)]
DIM = 5
inn = np.random.randn(len(vocab), DIM) * 0.3
outt = np.random.randn(len(vocab), DIM) * 0.3
sig = lambda a: 1.0 / (1.0 + np.exp(-a))

def train_pair(center, context, negs, lr):
    h = inn[center]
    pos = sig(outt[context] @ h)
    neg = sig(outt[negs] @ h)
    loss = -np.log(pos) - np.sum(np.log(1 - neg))
    # backward
    gh = (pos - 1) * outt[context] + neg @ outt[negs]
    gctx = (pos - 1) * h
    gneg = neg[:, None] * h[None, :]
    # update
    inn[center] = h - lr * gh
    outt[context] -= lr * gctx
    outt[negs] -= lr * gneg
    return loss

for epoch in range(8):
    s = 0
    for k in np.random.permutation(len(pairs)):
        c, o = pairs[k]
        candidates = [v for v in range(len(vocab)) if v != o]
        s += train_pair(c, o, np.random.choice(candidates, 2, replace=False), lr=0.2 * 0.9 ** epoch)
    if epoch % 2 == 0:
        print(epoch, s)

def similar(w):
    v = inn[vocab.index(w)]
    cos = inn @ v / np.linalg.norm(inn, axis=1) / np.linalg.norm(v)
    return vocab[np.argsort(-cos)[1]]
print("cat ~", similar("cat"), "| mat ~", similar("mat"))
