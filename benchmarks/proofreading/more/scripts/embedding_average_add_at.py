# sentence classification: average of word vectors -> hidden -> 3 classes
import numpy as np

vocab = {w: i for i, w in enumerate("the cat sat on mat dog ate my homework again".split())}
docs = ["the cat sat on the mat", "the dog ate my homework", "the cat ate the cat again", "my my my dog"]
y = np.array([0, 1, 2, 1])

gen = np.random.default_rng(8)
emb = gen.normal(0, 0.5, (len(vocab), 4))
W = gen.normal(0, 0.5, (4, 5))
U = gen.normal(0, 0.5, (5, 3))
bias = np.zeros(3)
idx = [np.array([vocab[w] for w in d.split()]) for d in docs]
lr = 0.8

for epoch in range(3):
    avg = np.array([emb[ix].mean(axis=0) for ix in idx])
    hid = np.tanh(avg @ W)
    out = hid @ U + bias
    out = np.exp(out)
    out /= out.sum(axis=1)[:, None]
    loss = np.mean(-np.log(out[np.arange(4), y]))

    # backward
    err = out.copy()
    err[np.arange(4), y] -= 1
    err /= 4
    gU = hid.T @ err
    gbias = err.sum(axis=0)
    ghid = (err @ U.T) * (1 - hid ** 2)  #! ghid = (err @ U.T) * (1 - avg ** 2)  #! ghid = err @ U.T
    gW = avg.T @ ghid  #! gW = avg.T @ ghid / 4
    gavg = ghid @ W.T
    gemb = np.zeros_like(emb)
    for row, ix in zip(gavg, idx):
        np.add.at(gemb, ix, row / len(ix))  #! gemb[ix] += row / len(ix)  #! np.add.at(gemb, ix, row)  #! gemb[ix] = row / len(ix)

    # update
    emb -= lr * gemb
    W -= lr * gW
    U -= lr * gU
    bias -= lr * gbias  #! bias += lr * gbias
