import numpy as np

# learning to rank: documents of one query get a score, pairs (i, j) with rel[i] > rel[j]
# loss of a pair: log(1 + exp(-(s_i - s_j)))
np.random.seed(1337)
docs = np.random.randn(6, 4)
rel = np.array([2, 0, 1, 0, 2, 1])

W1 = np.random.randn(3, 4) * 0.5       # out x in
b1 = np.random.randn(3) * 0.1
w2 = np.random.randn(3) * 0.5
lr = 0.05


def lrelu(v):
    return np.where(v > 0, v, 0.1 * v)


pairs = [(i, j) for i in range(6) for j in range(6) if rel[i] > rel[j]]
# no loss needed for training
# objective: np.sum([np.log(1 + np.exp(s[j] - s[i])) for i, j in pairs])
for epoch in range(2):
    pre, hid = [], []
    s = np.zeros(len(docs))
    for k, doc in enumerate(docs):
        pre.append(W1.dot(doc) + b1)
        hid.append(lrelu(pre[k]))
        s[k] = w2.dot(hid[k])

    lam = np.zeros(len(docs))
    gW1, gb1, gw2 = np.zeros(W1.shape), np.zeros(b1.shape), np.zeros(w2.shape)
    # backward
    for i, j in pairs:
        rho = 1 / (1 + np.exp(s[i] - s[j]))  #! rho = 1 / (1 + np.exp(s[j] - s[i]))
        lam[i] -= rho  #! lam[i] = -rho
        lam[j] += rho  #! lam[j] -= rho  #! lam[i] += rho
    for k in range(len(docs)):
        gw2 += lam[k] * hid[k]  #! gw2 += lam[k] * pre[k]  #! gw2 += s[k] * hid[k]
        dpre = lam[k] * w2 * np.where(pre[k] > 0, 1, 0.1)  #! dpre = lam[k] * w2 * np.where(pre[k] > 0, 1, 0)  #! dpre = lam[k] * w2 * lrelu(pre[k])
        gW1 += np.outer(dpre, docs[k])  #! gW1 += np.outer(dpre, docs[i])
        gb1 += dpre
    # update
    W1 -= lr * gW1
    b1 -= lr * gb1
    w2 -= lr * gw2
    print("scores", np.round(s, 3))
