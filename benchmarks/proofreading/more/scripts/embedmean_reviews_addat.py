import numpy as np

sentences = ["good fun film", "bad boring film", "fun fun fun", "boring plot", "good plot good cast", "bad cast"]
stars = np.array([2, 0, 2, 0, 1, 1])          # 0 bad, 1 so-so, 2 good

words = sorted({w for s in sentences for w in s.split()})
word2id = dict((w, n) for n, w in enumerate(words))
docs = [np.array([word2id[w] for w in s.split()]) for s in sentences]

V, D, H, C = len(words), 4, 5, 3
np.random.seed(100)
params = {
    'E': np.random.normal(0, 0.6, (V, D)),
    'U': np.random.normal(0, 0.6, (D, H)),
    'c': np.zeros(H),
    'O': np.random.normal(0, 0.6, (H, C)),
    'd': np.zeros(C),
}


def run(params, docs, stars):
    """mean of the word vectors -> tanh layer -> softmax. Returns loss and dict of grads"""
    E, U, c, O, d = (params[k] for k in ['E', 'U', 'c', 'O', 'd'])
    B = len(docs)
    bag = np.stack([E[ids].mean(axis=0) for ids in docs])
    hid = np.tanh(bag @ U + c)
    z = hid @ O + d
    z = z - z.max(1)[:, None]
    logp = z - np.log(np.exp(z).sum(1))[:, None]
    loss = -logp[range(B), stars].mean()

    # backward
    grads = {}
    dz = np.exp(logp)  #! dz = logp.copy()
    dz[range(B), stars] -= 1  #! dz[:, stars] -= 1
    dz /= B  #! dz /= C
    grads['O'] = hid.T @ dz
    grads['d'] = dz.sum(axis=0)  #! grads['d'] = dz.sum()
    dhid = dz @ O.T
    dpre = dhid * (1 - hid ** 2)  #! dpre = dhid * (1 - hid) ** 2  #! dpre = dhid
    grads['U'] = bag.T @ dpre  #! grads['U'] = bag.T @ dhid
    grads['c'] = dpre.sum(axis=0)  #! grads['c'] = dhid.sum(axis=0)
    dbag = dpre @ U.T  #! dbag = dhid @ U.T
    grads['E'] = np.zeros_like(E)
    for row, ids in zip(dbag, docs):
        np.add.at(grads['E'], ids, row / len(ids))  #! np.add.at(grads['E'], ids, row / B)  #! np.add.at(grads['E'], sorted(set(ids)), row / len(ids))  #! grads['E'][ids] = row / len(ids)
    # end
    return loss, grads


def sgd(params, grads, lr=0.5):
    # update
    for k in params:
        params[k] -= lr * grads[k]  #! params[k] += lr * grads[k]
    # end


losses = []
for ep in range(6):
    L, g = run(params, docs, stars)
    sgd(params, g)
    losses.append(L)
    print(ep, L)
print('better' if losses[-1] < losses[0] else 'worse', 'than at the start')
