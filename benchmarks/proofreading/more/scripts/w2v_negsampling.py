# skip-gram with negative sampling, written with loops so that I understand it
import numpy as np

np.random.seed(21)
sentence = "the cat sat on the mat and the dog sat on the rug".split()
vocab = sorted(set(sentence))
w2i = {w: i for i, w in enumerate(vocab)}
ids = [w2i[w] for w in sentence]
V, D, K, win = len(vocab), 4, 3, 1

E_in = np.random.randn(V, D) * 0.5
E_out = np.random.randn(V, D) * 0.5
lr0 = 0.25

pairs = [(ids[i], ids[j]) for i in range(len(ids)) for j in range(max(0, i - win), min(len(ids), i + win + 1)) if i != j]
seen = 0
for center, context in pairs:
    # negatives: anything but the context word
    others = [w for w in range(V) if w != context]
    negs = np.random.choice(others, K)      # may contain a word twice, fine
    v = E_in[center]
    u = E_out[context]
    sp = 1 / (1 + np.exp(-(v @ u)))
    sn = np.zeros(K)
    for k in range(K):
        sn[k] = 1 / (1 + np.exp(-(v @ E_out[negs[k]])))
    L = -np.log(sp) - np.sum(np.log(1 - sn))

    # backward
    # everything is the NEGATIVE gradient here (so += below)
    g_out = np.zeros_like(E_out)
    g_center = (1 - sp) * u  #! g_center = sp * u
    g_out[context] += (1 - sp) * v  #! g_out[context] += (1 - sp) * u  #! g_out[center] += (1 - sp) * v
    for k in range(K):
        w = negs[k]
        g_center -= sn[k] * E_out[w]  #! g_center += sn[k] * E_out[w]
        g_out[w] -= sn[k] * v  #! g_out[w] = -sn[k] * v  #! g_out[w] -= (1 - sn[k]) * v

    # update
    alpha = lr0 * max(0.1, 1 - seen / len(pairs))
    E_in[center] += alpha * g_center  #! E_in[context] += alpha * g_center  #! E_in[center] -= alpha * g_center
    E_out += alpha * g_out  #! E_out += lr0 * g_out
    seen += 1  #! seen = 1
