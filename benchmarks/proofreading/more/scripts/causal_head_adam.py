# One causal attention head, written out to understand the shapes.
import numpy as np
np.random.seed(1)

T, D = 4, 4                    # tokens, model size (head size is the same)
VOC = 5
tokens = np.array([3, 1, 4, 1])
nxt = np.array([1, 4, 1, 2])

P = {
    'emb': np.random.randn(VOC, D) * 0.6,
    'Wq': np.random.randn(D, D) * 0.5,
    'Wk': np.random.randn(D, D) * 0.5,
    'Wv': np.random.randn(D, D) * 0.5,
    'Wo': np.random.randn(D, VOC) * 0.5,
}
pos = np.sin(np.arange(T)[:, None] / 10 ** (np.arange(D) / D))
mask = np.tril(np.ones((T, T), dtype=bool))


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


m1 = {k: 0.0 for k in P}
m2 = {k: 0.0 for k in P}
b1, b2, lr = 0.9, 0.99, 0.03
scale = 1 / np.sqrt(D)

for step in range(1, 7):
    # forward
    x = P['emb'][tokens] + pos
    q, k, v = x @ P['Wq'], x @ P['Wk'], x @ P['Wv']
    scores = np.where(mask, q @ k.T * scale, -1e9)
    att = softmax(scores)
    ctx = att @ v
    probs = softmax((ctx + x) @ P['Wo'])
    loss = -np.log(probs[np.arange(T), nxt]).mean()
    print(step, loss)

    G = {}
    # backward
    dlogits = probs.copy()
    dlogits[np.arange(T), nxt] -= 1  #! dlogits[np.arange(T), tokens] -= 1
    dlogits /= T
    G['Wo'] = (ctx + x).T @ dlogits  #! G['Wo'] = ctx.T @ dlogits
    dctx = dlogits @ P['Wo'].T
    datt = dctx @ v.T  #! datt = dctx @ v
    dv = att.T @ dctx  #! dv = att @ dctx
    dscores = att * (datt - (datt * att).sum(axis=-1, keepdims=True))  #! dscores = att * (1 - att) * datt  #! dscores = att * (datt - (datt * att).sum(axis=0, keepdims=True))
    dscores = dscores * scale
    dq = dscores @ k  #! dq = dscores.T @ k
    dk = dscores.T @ q  #! dk = dscores @ q
    G['Wq'] = x.T @ dq
    G['Wk'] = x.T @ dk
    G['Wv'] = x.T @ dv
    dx = dq @ P['Wq'].T + dk @ P['Wk'].T + dv @ P['Wv'].T + dctx  #! dx = dq @ P['Wq'].T + dk @ P['Wk'].T + dv @ P['Wv'].T
    G['emb'] = np.zeros_like(P['emb'])
    np.add.at(G['emb'], tokens, dx)  #! G['emb'][tokens] = dx

    # update
    for n in P:
        m1[n] = b1 * m1[n] + (1 - b1) * G[n]
        m2[n] = b2 * m2[n] + (1 - b2) * G[n] ** 2
        mhat = m1[n] / (1 - b1 ** step)  #! mhat = m1[n] / (1 - b1)
        vhat = m2[n] / (1 - b2 ** step)  #! vhat = m2[n] / (1 - b1 ** step)
        P[n] = P[n] - lr * mhat / (np.sqrt(vhat) + 1e-8)
    # end
