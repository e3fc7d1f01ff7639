import numpy as np
# FaceNet-like triplet loss with a small shared network, ONE triplet at a time (no batches, easier to understand)

rnd = np.random.RandomState(9)
centers = rnd.randn(3, 4) * 1.2


def sample():
    i, j = rnd.choice(3, 2, replace=False)
    return (centers[i] + 0.8 * rnd.randn(4), centers[i] + 0.8 * rnd.randn(4), centers[j] + 0.8 * rnd.randn(4))


data = [sample() for _ in range(8)]
theta = {'W1': rnd.randn(6, 4) * 0.4, 'b1': rnd.randn(6) * 0.1, 'W2': rnd.randn(3, 6) * 0.4}
margin = 1.0


def embed(v):
    pre = theta['W1'].dot(v) + theta['b1']
    hid = np.maximum(pre, 0)
    return theta['W2'].dot(hid), (v, pre, hid)


def embed_back(de, memo, grad):
    # backward
    v, pre, hid = memo
    grad['W2'] += np.outer(de, hid)  #! grad['W2'] = np.outer(de, hid)
    dhid = theta['W2'].T.dot(de)  #! dhid = theta['W2'].dot(de)
    dpre = dhid * (pre > 0)  #! dpre = dhid * pre
    grad['W1'] += np.outer(dpre, v)  #! grad['W1'] += np.outer(v, dpre)
    grad['b1'] += dpre  #! grad['b1'] += dhid


for epoch in range(2):
    total = 0
    for anc, pos, neg in data:
        ea, ma = embed(anc)
        ep, mp = embed(pos)
        en, mn = embed(neg)
        dist_p = np.sum((ea - ep) ** 2)
        dist_n = np.sum((ea - en) ** 2)
        loss = max(0.0, dist_p - dist_n + margin)
        total += loss

        grad = {k: np.zeros_like(t) for k, t in theta.items()}
        if loss > 0:  #! if loss >= 0:
            dea = 2 * (ea - ep) - 2 * (ea - en)  #! dea = 2 * (ea - ep)
            dep = -2 * (ea - ep)  #! dep = 2 * (ea - ep)
            den = 2 * (ea - en)  #! den = (ea - en)
            embed_back(dea, ma, grad)
            embed_back(dep, mp, grad)  #! embed_back(dep, ma, grad)
            embed_back(den, mn, grad)

        # update
        for k in theta:
            theta[k] = theta[k] - 0.02 * grad[k]
