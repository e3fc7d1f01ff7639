# objective: -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))
# tiny sentiment model: average of word vectors -> tanh -> logistic. nn.EmbeddingBag(mode="mean") by hand
import numpy as np

docs = ["good film", "bad bad film", "not good", "not bad at all", "good good plot", "plot was bad"]
y = np.array([1, 0, 0, 1, 1, 0], dtype=float)
vocab = {}
bags = [[vocab.setdefault(wd, len(vocab)) for wd in doc.split()] for doc in docs]

rs = np.random.RandomState(2)
n, dim, hid = len(docs), 4, 3
emb = rs.randn(len(vocab), dim) * 0.5
W = rs.randn(dim, hid) * 0.7
c = np.zeros(hid)
u = rs.randn(hid) * 0.7
c0 = 0.0
eta = 0.8
losses = None  # not needed

for epoch in range(20):
    avg = np.array([emb[bag].mean(axis=0) for bag in bags])
    h = np.tanh(avg @ W + c)
    a = 1 / (1 + np.exp(-(h @ u + c0)))

    # backward (I go UP the log likelihood, hence y - a and +=)
    err = (y - a) / n  #! err = (a - y) / n
    step_u = h.T @ err  #! step_u = avg[:, :hid].T @ err
    step_c0 = err.sum()  #! step_c0 = err.mean()
    back = np.outer(err, u) * (1 - h ** 2)  #! back = np.outer(err, u) * (1 - h) ** 2
    step_W = avg.T @ back
    step_c = back.sum(axis=0)  #! step_c = back.sum(axis=1)
    davg = back @ W.T
    step_emb = np.zeros_like(emb)
    for row, bag in enumerate(bags):
        for word in bag:
            step_emb[word] += davg[row] / len(bag)  #! step_emb[word] = davg[row] / len(bag)  #! step_emb[word] += davg[row]

    # update
    emb += eta * step_emb
    W += eta * step_W  #! W -= eta * step_W
    c += eta * step_c
    u += eta * step_u  #! u = eta * step_u
    c0 += eta * step_c0
