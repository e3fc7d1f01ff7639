import numpy as np
np.random.seed(55)

# HW5 q2: embedding + single head causal self attention, predict next token
vocab, d, T = 6, 4, 5
seqs = np.array([[0, 1, 2, 3, 4, 5], [2, 2, 1, 0, 5, 3], [4, 3, 2, 1, 1, 0]])
inp, tgt = seqs[:, :-1], seqs[:, 1:]
B = len(seqs)

P = {}
P['E'] = np.random.randn(vocab, d) * 0.7
P['pos'] = np.random.randn(T, d) * 0.7
for nm in ['Wq', 'Wk', 'Wv']:
    P[nm] = np.random.randn(d, d) * 0.7
P['Wo'] = np.random.randn(d, vocab) * 0.7
mask = np.triu(np.ones((T, T)), 1).astype(bool)

def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)

def run(P):
    x = P['E'][inp] + P['pos']
    q, k, v = x @ P['Wq'], x @ P['Wk'], x @ P['Wv']
    s = q @ k.transpose(0, 2, 1) / np.sqrt(d)
    s = np.where(mask, -1e9, s)
    att = softmax(s)
    o = att @ v + x          # residual
    prob = softmax(o @ P['Wo'])
    nll = -np.log(np.take_along_axis(prob, tgt[..., None], 2)).mean()
    return nll, (x, q, k, v, att, o, prob)

def grad(P, stuff):
    x, q, k, v, att, o, prob = stuff
    G = {}
    # backward
    dlogit = (prob - np.eye(vocab)[tgt]) / (B * T)  #! dlogit = (prob - np.eye(vocab)[inp]) / (B * T)
    G['Wo'] = np.einsum('btd,btv->dv', o, dlogit)  #! G['Wo'] = np.einsum('btd,btv->dv', x, dlogit)
    do = dlogit @ P['Wo'].T
    dv = att.transpose(0, 2, 1) @ do  #! dv = att @ do
    datt = do @ v.transpose(0, 2, 1)
    ds = att * (datt - (att * datt).sum(-1, keepdims=True))  #! ds = att * (1 - att) * datt
    ds = ds / np.sqrt(d)  #! ds = ds / d
    dq = ds @ k
    dk = ds.transpose(0, 2, 1) @ q  #! dk = ds @ q
    for nm, g in [('Wq', dq), ('Wk', dk), ('Wv', dv)]:
        G[nm] = np.tensordot(x, g, axes=([0, 1], [0, 1]))
    dx = dq @ P['Wq'].T + dk @ P['Wk'].T + dv @ P['Wv'].T  #! dx = dq @ P['Wq'].T + dk @ P['Wk'].T
    dx += do  #! dx = do
    G['pos'] = dx.sum(0)
    G['E'] = np.zeros_like(P['E'])
    np.add.at(G['E'], inp, dx)  #! G['E'][inp] += dx
    return G

M = {k: np.zeros_like(w) for k, w in P.items()}
S = {k: np.zeros_like(w) for k, w in P.items()}
for step in range(1, 13):
    nll, stuff = run(P)
    G = grad(P, stuff)
    # update
    for k in P:
        M[k] = 0.9 * M[k] + 0.1 * G[k]
        S[k] = 0.99 * S[k] + 0.01 * G[k] ** 2
        mh = M[k] / (1 - 0.9 ** step)  #! mh = M[k] / (1 - 0.9)
        sh = S[k] / (1 - 0.99 ** step)
        P[k] = P[k] - 0.05 * mh / (np.sqrt(sh) + 1e-8)
print('final nll', nll)
