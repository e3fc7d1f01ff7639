# objective: -np.log(s(E[w] @ C[o])) - np.sum(np.log(s(-(C[negs] @ E[w]))))
# word2vec, skip-gram with negative sampling, SGD one pair at a time, loss never printed
import numpy as np

random = np.random.RandomState(8)
sentence = "the cat sat on the mat and the dog sat on the cat".split()
vocab = {w: i for i, w in enumerate(dict.fromkeys(sentence))}
corpus = [vocab[w] for w in sentence]
dim = 4
E = random.randn(len(vocab), dim) * 0.5     # centre words
C = random.randn(len(vocab), dim) * 0.5     # context words
s = lambda u: 1 / (1 + np.exp(-u))
alpha = 0.3

for pos in range(1, len(corpus) - 1):
    w = corpus[pos]
    for o in (corpus[pos - 1], corpus[pos + 1]):
        negs = random.randint(0, len(vocab), 3)   # may repeat, may even hit o, we don't care
        v = E[w].copy()
        score = s(v @ C[o])
        nscore = s(C[negs] @ v)

        # backward  (label - prediction, so everything gets ADDED below)
        g_pos = 1 - score  #! g_pos = score - 1  #! g_pos = 1 - v @ C[o]
        g_neg = -nscore  #! g_neg = 1 - nscore
        step_v = g_pos * C[o]  #! step_v = g_pos * C[w]
        step_v = step_v + g_neg @ C[negs]  #! step_v = g_neg @ C[negs]
        step_C = np.zeros_like(C)
        step_C[o] += g_pos * v  #! step_C[o] += g_pos * C[o]
        for k, g in zip(negs, g_neg):
            step_C[k] += g * v  #! step_C[k] = g * v  #! step_C[k] += g_pos * v

        # update
        E[w] += alpha * step_v  #! E[w] -= alpha * step_v  #! E[o] += alpha * step_v
        C += alpha * step_C
        alpha *= 0.98  #! alpha *= 1.02
