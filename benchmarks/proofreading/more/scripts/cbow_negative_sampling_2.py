# objective: -np.log(p_good) - np.sum(np.log(1 - p_bad))
# word2vec (CBOW, negative sampling), toy corpus. Learning rate goes down linearly like in the original C code.
import numpy as np

corpus = "the cat sat on the mat and the dog sat on the cat and the mat".split()
words = sorted(set(corpus))
word2id = {w: i for i, w in enumerate(words)}
ids = [word2id[w] for w in corpus]
V, dim, win, n_neg = len(words), 5, 2, 3

rng = np.random.RandomState(13)
E = rng.randn(V, dim) * 0.5      # input vectors
C = rng.randn(V, dim) * 0.5      # output vectors


def sigma(a):
    return 1 / (1 + np.exp(-a))


total_steps = 2 * (len(ids) - 2 * win)
step = 0
for sweep in range(2):
    for pos in range(win, len(ids) - win):
        center = ids[pos]
        context = ids[pos - win:pos] + ids[pos + 1:pos + win + 1]
        # same negative may be drawn twice, that is fine, it just counts twice
        candidates = [i for i in range(V) if i != center]
        neg = rng.choice(candidates, n_neg)

        hidden = E[context].mean(axis=0)
        p_good = sigma(C[center] @ hidden)
        p_bad = sigma(C[neg] @ hidden)

        # backward
        dE = np.zeros_like(E)
        dC = np.zeros_like(C)
        e_good = p_good - 1  #! e_good = 1 - p_good
        e_bad = p_bad  #! e_bad = p_bad * (1 - p_bad)
        dC[center] += e_good * hidden  #! dC[center] += e_good * E[center]
        np.add.at(dC, neg, np.outer(e_bad, hidden))  #! dC[neg] += np.outer(e_bad, hidden)
        dhid = e_good * C[center]  #! dhid = e_good * E[center]
        dhid = dhid + e_bad @ C[neg]  #! dhid = dhid + e_bad.mean() * C[neg].sum(axis=0)
        np.add.at(dE, context, dhid / len(context))  #! np.add.at(dE, context, dhid / win)

        # update
        lr = 0.5 * (1 - step / total_steps)  #! lr = 0.5 * step / total_steps
        E -= lr * dE  #! E -= lr * dC
        C -= lr * dC  #! C += lr * dC
        step += 1
