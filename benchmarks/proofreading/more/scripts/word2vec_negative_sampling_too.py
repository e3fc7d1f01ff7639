import numpy as np

corpus = "the king loves the queen the queen loves the dog".split()
vocab = []
for w in corpus:
    if w not in vocab: vocab.append(w)
word2id = {w: i for i, w in enumerate(vocab)}
V, D, K, win = len(vocab), 4, 3, 1

np.random.seed(1234)
W_in = (np.random.rand(V, D) - 0.5)
W_out = (np.random.rand(V, D) - 0.5)
alpha = 0.3

pairs = []
for pos, w in enumerate(corpus):
    for off in range(-win, win + 1):
        if off != 0 and 0 <= pos + off < len(corpus):
            pairs.append((word2id[w], word2id[corpus[pos + off]]))

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

for n, (center, context) in enumerate(pairs[:10]):
    # K noise words, the same noise word may come twice
    negs = [context]
    while context in negs:
        negs = list(np.random.randint(0, V, K))

    vc = W_in[center].copy()
    u_pos = W_out[context].copy()
    s_pos = sigmoid(u_pos.dot(vc))
    s_neg = [sigmoid(-W_out[k].dot(vc)) for k in negs]
    loss = -np.log(s_pos) - sum(np.log(s) for s in s_neg)
    print(vocab[center], vocab[context], loss)

    # backward
    grad_vc = (s_pos - 1.0) * u_pos  #! grad_vc = s_pos * u_pos  #! grad_vc = (s_pos - 1.0) * vc  #! grad_vc = (1.0 - s_pos) * u_pos
    grad_upos = (s_pos - 1.0) * vc  #! grad_upos = (s_pos - 1.0) * u_pos
    grad_out = np.zeros((V, D))
    grad_out[context] += grad_upos  #! grad_out[center] += grad_upos
    for i, k in enumerate(negs):
        coef = 1.0 - s_neg[i]  #! coef = s_neg[i]  #! coef = s_neg[i] - 1.0  #! coef = s_neg[i] * (1.0 - s_neg[i])
        grad_vc += coef * W_out[k]  #! grad_vc = coef * W_out[k]  #! grad_vc += coef * W_out[i]
        grad_out[k] += coef * vc  #! grad_out[k] = coef * vc  #! grad_out[k] += coef * W_out[k]

    # update
    W_in[center] -= alpha * grad_vc  #! W_in[context] -= alpha * grad_vc
    W_out -= alpha * grad_out
    # end
