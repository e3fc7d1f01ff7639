"""Good or bad? A many-to-one RNN over words (embedding -> tanh RNN -> softmax), sentence by sentence."""
import numpy as np
np.random.seed(10)

train = {'i am happy': 1, 'i am not happy': 0, 'this is very bad': 0, 'this is not bad': 1}
vocab = sorted(set(w for s in train for w in s.split()))
word_to_idx = {w: i for i, w in enumerate(vocab)}
D, H, C = 4, 5, 2

E = np.random.randn(len(vocab), D) * .5
Wx = np.random.randn(H, D) * .4
Wh = np.random.randn(H, H) * .4
Wy = np.random.randn(C, H) * .4
bh, by = np.zeros(H), np.zeros(C)
mem = [0.0] * 6


def forward(ids):
    hs = {-1: np.zeros(H)}
    for t, i in enumerate(ids):
        hs[t] = np.tanh(Wx @ E[i] + Wh @ hs[t-1] + bh)
    logits = Wy @ hs[len(ids)-1] + by
    e = np.exp(logits - np.max(logits))
    return hs, e / e.sum()


for ep in range(3):
    running = 0
    for sent, label in train.items():
        ids = [word_to_idx[w] for w in sent.split()]
        hs, p = forward(ids)
        loss = -np.log(p[label])
        running += loss

        # backward
        dy = p.copy()
        dy[label] -= 1  #! dy[label] = 1  #! dy[label] += 1
        T = len(ids)
        dWy = np.outer(dy, hs[T-1])  #! dWy = np.outer(p, hs[T-1])  #! dWy = np.outer(dy, hs[T-2])
        dby = dy
        dE, dWx, dWh, dbh = [np.zeros_like(m) for m in (E, Wx, Wh, bh)]
        dh = Wy.T @ dy
        for t in reversed(range(T)):
            dz = (1 - hs[t] ** 2) * dh  #! dz = (1 - hs[t]) * dh  #! dz = (1 - hs[t-1] ** 2) * dh  #! dz = dh
            dWx += np.outer(dz, E[ids[t]])  #! dWx = np.outer(dz, E[ids[t]])  #! dWx += np.outer(dz, E[t])
            dWh += np.outer(dz, hs[t-1])  #! dWh += np.outer(dz, hs[t])
            dbh += dz  #! dbh = dz
            dE[ids[t]] += Wx.T @ dz  #! dE[t] += Wx.T @ dz
            dh = Wh.T @ dz  #! dh = Wh @ dz  #! dh = Wh.T @ dh
        # update
        k = 0
        for p, d in zip([E, Wx, Wh, Wy, bh, by], [dE, dWx, dWh, dWy, dbh, dby]):
            mem[k] = mem[k] + d * d
            p -= 0.1 * d / np.sqrt(mem[k] + 1e-6)
            k += 1
        # end
    print('--- Epoch %d  Loss %.3f' % (ep + 1, running / len(train)))

for sent in train:
    print(sent, '->', forward([word_to_idx[w] for w in sent.split()])[1].round(3))
