# objective: -np.log(sigmoid(U[o] @ v)) - np.sum(np.log(sigmoid(-(U[negs] @ v))))
# skip-gram with negative sampling, plain SGD, one (center, outside) pair at a time
import numpy as np

rng = np.random.RandomState(99)
corpus = "we like deep learning and we like nlp and we fly home".split()
words = sorted(set(corpus))
w2i = dict((w, i) for i, w in enumerate(words))
ids = [w2i[w] for w in corpus]
n_words, dim, window, K = len(words), 5, 2, 4

# unigram distribution to the power 3/4
freq = np.array([corpus.count(w) for w in words]) ** 0.75
freq = freq / freq.sum()

V = rng.uniform(-0.5, 0.5, (n_words, dim))     # center vectors
U = rng.uniform(-0.5, 0.5, (n_words, dim))     # outside vectors
alpha0 = 0.25


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


pairs = []
for pos, c in enumerate(ids):
    for off in range(-window, window + 1):
        if off != 0 and 0 <= pos + off < len(ids):
            pairs.append((c, ids[pos + off]))

step = 0
for epoch in range(3):
    for c, o in pairs:
        alpha = alpha0 * (1 - step / (3.0 * len(pairs)))   # linear decay
        step += 1
        negs = rng.choice(n_words, K, p=freq)              # can contain the same word twice!
        v = V[c]
        pos_score = sigmoid(U[o] @ v)
        neg_score = sigmoid(U[negs] @ v)

        # backward
        # (label - prediction), so everything below is the direction of DEscent already
        e_pos = 1 - pos_score  #! e_pos = pos_score * (1 - pos_score)
        e_neg = 0 - neg_score  #! e_neg = -neg_score / K
        step_v = e_pos * U[o] + e_neg @ U[negs]  #! step_v = e_pos * U[o]  #! step_v = e_pos * U[o] + e_neg @ V[negs]
        step_o = e_pos * v  #! step_o = e_pos * U[o]  #! step_o = pos_score * v
        step_n = np.outer(e_neg, v)  #! step_n = np.tile(e_neg.sum() * v, (K, 1))

        # update
        V[c] += alpha * step_v  #! V[c] -= alpha * step_v
        U[o] += alpha * step_o  #! U[c] += alpha * step_o
        np.add.at(U, negs, alpha * step_n)  #! U[negs] += alpha * step_n

# nearest neighbour of "like"
q = V[w2i["like"]]
sim = V @ q / (np.linalg.norm(V, axis=1) * np.linalg.norm(q))
print([words[i] for i in np.argsort(-sim)[:3]])
