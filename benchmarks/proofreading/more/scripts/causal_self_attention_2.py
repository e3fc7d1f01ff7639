import numpy as np
rng = np.random.default_rng(2024)
T, d, V = 6, 4, 5
tokens = rng.integers(0, V, size=T + 1)
inp, tgt = tokens[:-1], tokens[1:]

tok_emb = rng.normal(0, .5, (V, d))
pos_emb = rng.normal(0, .5, (T, d))
Wq, Wk, Wv = (rng.normal(0, .5, (d, d)) for _ in range(3))
head = rng.normal(0, .5, (d, V))
tril = np.tril(np.ones((T, T), dtype=bool))
scale = d ** -0.5
lr = 0.3

def softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)

for step in range(30):
    x = tok_emb[inp] + pos_emb
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    wei = np.where(tril, q @ k.T * scale, -1e9)     # the future is hidden
    att = softmax(wei)
    y = x + att @ v                                  # residual
    p = softmax(y @ head)
    loss = -np.log(p[np.arange(T), tgt]).mean()

    # backward
    dlogits = p.copy()
    dlogits[np.arange(T), tgt] -= 1
    dlogits /= T
    dhead = y.T @ dlogits
    dy = dlogits @ head.T
    datt = dy @ v.T
    dv = att.T @ dy
    dwei = att * (datt - (datt * att).sum(axis=-1, keepdims=True))
    dq = dwei @ k * scale
    dk = dwei.T @ q * scale
    dWq, dWk, dWv = x.T @ dq, x.T @ dk, x.T @ dv
    dx = dy + dq @ Wq.T + dk @ Wk.T + dv @ Wv.T
    dpos = dx
    dtok = np.zeros_like(tok_emb)
    np.add.at(dtok, inp, dx)

    # update
    for param, grad in [(tok_emb, dtok), (pos_emb, dpos), (Wq, dWq), (Wk, dWk), (Wv, dWv), (head, dhead)]:
        param -= lr * grad
    if step % 10 == 0:
        print(f"step {step}: {loss:.4f}")
