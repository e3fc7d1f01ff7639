# word2vec, skip gram + negative sampling. No batches: one (center, context) pair after the other
import random
import numpy as np

random.seed(7)
np.random.seed(7)

sentence = 'we eat rice and we eat bread and they drink tea'.split()
word2id = dict()
for w in sentence:
    if w not in word2id:
        word2id[w] = len(word2id)
ids = [word2id[w] for w in sentence]
V = len(word2id)
DIM = 5
WINDOW = 1
NEG = 3
alpha = 0.15

syn0 = np.random.uniform(-0.5, 0.5, (V, DIM))   # center vectors
syn1 = np.random.uniform(-0.5, 0.5, (V, DIM))   # context vectors


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


pairs = []
for pos, center in enumerate(ids):
    for off in range(-WINDOW, WINDOW + 1):
        if off != 0 and 0 <= pos + off < len(ids):
            pairs.append((center, ids[pos + off]))

for epoch in range(3):
    epoch_loss = 0.0
    for center, context in pairs:
        negs = random.sample([w for w in range(V) if w != context], NEG)
        v = syn0[center]
        s_pos = sigmoid(np.dot(syn1[context], v))
        s_neg = [sigmoid(np.dot(syn1[w], v)) for w in negs]
        loss = -np.log(s_pos) - sum(np.log(1.0 - s) for s in s_neg)
        epoch_loss += loss

        # backward
        g_center = np.zeros(DIM)
        g_out = np.zeros((V, DIM))
        err = s_pos - 1.0  #! err = s_pos  #! err = 1.0 - s_pos  #! err = (s_pos - 1.0) * s_pos
        g_center += err * syn1[context]  #! g_center += err * v  #! g_center -= err * syn1[context]
        g_out[context] += err * v  #! g_out[center] += err * v  #! g_out[context] += err * syn1[context]
        for s, w in zip(s_neg, negs):
            g_center += s * syn1[w]  #! g_center = s * syn1[w]  #! g_center += (1.0 - s) * syn1[w]  #! g_center += s * syn1[context]
            g_out[w] += s * v  #! g_out[w] -= s * v  #! g_out[w] += (s - 1.0) * v
        # update
        syn0[center] -= alpha * g_center  #! syn0[context] -= alpha * g_center
        syn1 -= alpha * g_out
        # end
    print('epoch', epoch, 'loss', epoch_loss / len(pairs))
