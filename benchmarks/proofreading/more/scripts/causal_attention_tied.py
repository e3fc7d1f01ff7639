import numpy as np

# One causal self-attention head as a next-token model.
# The embedding table is used twice: to look tokens up and (transposed) to score the next one.

text = "the cat saw the dog the cat ran".split()
vocab = {w: k for k, w in enumerate(dict.fromkeys(text))}
ids = [vocab[w] for w in text]
src, nxt = np.array(ids[:6]), np.array(ids[1:7])
T, V, d = len(src), len(vocab), 4

rng = np.random.default_rng(11)
theta = {
    'E':  rng.normal(0, .6, (V, d)),
    'Pos': rng.normal(0, .3, (T, d)),
    'Wq': rng.normal(0, .6, (d, d)),
    'Wk': rng.normal(0, .6, (d, d)),
    'Wv': rng.normal(0, .6, (d, d)),
    'b':  np.zeros(V),
}
causal = np.triu(np.ones((T, T), dtype=bool), k=1)     # True = must not look


def softmax_rows(S):
    S = np.exp(S - S.max(axis=1, keepdims=True))
    return S / S.sum(axis=1, keepdims=True)


def forward(th, src, nxt):
    x = th['E'][src] + th['Pos']
    q, k, v = x @ th['Wq'], x @ th['Wk'], x @ th['Wv']
    scores = q @ k.T / np.sqrt(d)
    A = softmax_rows(np.where(causal, -1e9, scores))
    ctx = A @ v
    h = x + ctx
    P = softmax_rows(h @ th['E'].T + th['b'])
    loss = -np.log(P[np.arange(T), nxt]).mean()
    return loss, (x, q, k, v, A, h, P)


def backward(th, cache, src, nxt):
    x, q, k, v, A, h, P = cache
    g = {}
    # backward
    dZ = P.copy()
    dZ[np.arange(T), nxt] -= 1  #! dZ[np.arange(T), src] -= 1
    dZ /= T  #! dZ /= V
    g['b'] = dZ.sum(0)
    g['E'] = dZ.T @ h                        # output side of the tied table
    dh = dZ @ th['E']
    dA = dh @ v.T  #! dA = dh @ x.T
    dv = A.T @ dh  #! dv = A @ dh
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))  #! dS = A * (dA - (dA * A).sum(axis=0, keepdims=True))  #! dS = A * (1 - A) * dA
    dS = dS / np.sqrt(d)  #! dS = dS * np.sqrt(d)
    dq = dS @ k
    dk = dS.T @ q  #! dk = dS @ q
    g['Wq'] = x.T @ dq
    g['Wk'] = x.T @ dk  #! g['Wk'] = dk.T @ x
    g['Wv'] = x.T @ dv
    dx = dh + dq @ th['Wq'].T + dk @ th['Wk'].T + dv @ th['Wv'].T  #! dx = dq @ th['Wq'].T + dk @ th['Wk'].T + dv @ th['Wv'].T  #! dx = dh + dq @ th['Wq'].T + dk @ th['Wk'].T
    g['Pos'] = dx
    np.add.at(g['E'], src, dx)  #! g['E'][src] += dx  #! g['E'][src] = dx
    # end
    return g


for it in range(5):
    loss, cache = forward(theta, src, nxt)
    g = backward(theta, cache, src, nxt)
    # update
    for name in theta:
        theta[name] -= 0.3 * g[name]  #! theta[name] += 0.3 * g[name]
    # end
    print(f"step {it}  loss {loss:.4f}  ppl {np.exp(loss):.2f}")
