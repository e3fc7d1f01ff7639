# skip-gram with negative sampling on a toy sentence, one pair at a time
import numpy as np

text = "the cat sat on the mat the dog sat on the rug".split()
vocab = sorted(set(text))
w2i = {w: i for i, w in enumerate(vocab)}
ids = [w2i[w] for w in text]
rng = np.random.default_rng(1)
dim = 5
emb_in = rng.uniform(-0.5, 0.5, (len(vocab), dim))
emb_out = rng.uniform(-0.5, 0.5, (len(vocab), dim))


def pairs(window=1):
    for pos, center in enumerate(ids):
        for off in range(-window, window + 1):
            if off and 0 <= pos + off < len(ids):
                yield center, ids[pos + off]


def logsig(u):
    return -np.logaddexp(0, -u)


for epoch in range(3):
    running = 0.0
    for c, o in pairs():
        neg = rng.choice([i for i in range(len(vocab)) if i != o], size=3, replace=False)
        v = emb_in[c]
        pos_score = emb_out[o] @ v
        neg_score = emb_out[neg] @ v
        J = -logsig(pos_score) - logsig(-neg_score).sum()
        running += J
        # backward
        gp = 1 / (1 + np.exp(-pos_score)) - 1
        gn = 1 / (1 + np.exp(-neg_score))
        d_v = gp * emb_out[o] + gn @ emb_out[neg]
        d_o = gp * v
        d_neg = gn[:, None] * v
        # update
        emb_out[o] -= 0.1 * d_o
        emb_out[neg] -= 0.1 * d_neg
        emb_in[c] -= 0.1 * d_v
    print("epoch", epoch, "avg", running / sum(1 for _ in pairs()))
