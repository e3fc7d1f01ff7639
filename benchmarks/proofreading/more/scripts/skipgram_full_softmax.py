import numpy as np

sentence = "the cat sat on the warm mat while the dog slept".split()
vocab = sorted(set(sentence))
word2id = {w: i for i, w in enumerate(vocab)}
V, N, window, eta = len(vocab), 4, 2, 0.05


def one_hot(w):
    v = np.zeros(V)
    v[word2id[w]] = 1
    return v


# (centre, [context words]) pairs
pairs = []
for i, w in enumerate(sentence):
    ctx = [one_hot(sentence[j]) for j in range(i - window, i + window + 1)
           if j != i and 0 <= j < len(sentence)]
    pairs.append((one_hot(w), ctx))

np.random.seed(3)
w1 = np.random.uniform(-1, 1, (V, N))
w2 = np.random.uniform(-1, 1, (N, V))


def softmax(u):
    e_u = np.exp(u - np.max(u))
    return e_u / e_u.sum()


for epoch in range(1):
    total = 0
    for w_t, w_c in pairs:
        h = np.dot(w1.T, w_t)
        u = np.dot(w2.T, h)
        y_pred = softmax(u)
        loss = -np.sum([u[np.argmax(word)] for word in w_c]) + len(w_c) * np.log(np.sum(np.exp(u)))
        total += loss

        # backward
        EI = np.sum([np.subtract(y_pred, word) for word in w_c], axis=0)  #! EI = np.subtract(y_pred, np.sum(w_c, axis=0))  #! EI = np.sum([np.subtract(y_pred, word) for word in w_c], axis=1)
        dl_dw2 = np.outer(h, EI)  #! dl_dw2 = np.outer(h, y_pred)
        dl_dw1 = np.outer(w_t, np.dot(w2, EI))  #! dl_dw1 = np.outer(h, np.dot(w2, EI))  #! dl_dw1 = np.outer(np.sum(w_c, axis=0), np.dot(w2, EI))
        # update
        w1 = w1 - eta * dl_dw1  #! w1 = w1 + eta * dl_dw1
        w2 = w2 - eta * dl_dw2
    print('EPOCH:', epoch, 'LOSS:', total)
