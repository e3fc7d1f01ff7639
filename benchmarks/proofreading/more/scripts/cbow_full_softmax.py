# word2vec CBOW, the slow version with the full softmax, one window at a time
# "error" is target minus prediction so everything is ADDED at the end
import numpy as np

corpus = "the cat sat on the mat and the dog sat on the cat".split()
vocab = sorted(set(corpus))
idx = {w: i for i, w in enumerate(vocab)}
V = len(vocab)
dim = 4
win = 2
lr = 0.1

rng = np.random.default_rng(8)
syn0 = rng.normal(0, 0.5, (V, dim))    # input vectors
syn1 = rng.normal(0, 0.5, (V, dim))    # output vectors, also one row per word
bias = np.zeros(V)

for epoch in range(3):
    total = 0.0
    for pos, word in enumerate(corpus):
        ctx = []
        for j in range(pos - win, pos + win + 1):
            if j != pos and 0 <= j < len(corpus):
                ctx.append(idx[corpus[j]])
        hid = np.zeros(dim)
        for c in ctx:
            hid += syn0[c]
        hid /= len(ctx)
        score = syn1.dot(hid) + bias
        e = np.exp(score - score.max())
        prob = e / e.sum()
        target = np.zeros(V)
        target[idx[word]] = 1
        loss = -np.log(prob[idx[word]])
        total += loss

        # backward
        error = target - prob  #! error = prob - target  #! error = target - score
        g1 = np.outer(error, hid)  #! g1 = np.outer(hid, error)
        gb = error  #! gb = error * prob * (1 - prob)
        ghid = syn1.T.dot(error)  #! ghid = syn1.T.dot(prob)
        g0 = np.zeros((V, dim))
        for c in ctx:
            # += because a word can be twice in its window
            g0[c] += ghid / len(ctx)  #! g0[c] = ghid / len(ctx)  #! g0[c] += ghid  #! g0[c] += ghid / (2 * win)

        # update
        syn1 += lr * g1
        bias += lr * gb  #! bias -= lr * gb
        syn0 += lr * g0  #! syn0 += lr * g1
    print(epoch, total / len(corpus))
