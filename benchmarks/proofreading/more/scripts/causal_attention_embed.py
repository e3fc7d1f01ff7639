import numpy as np
rng = np.random.default_rng(2024)

# one causal self-attention head on top of token + position embeddings; next token prediction, tied output weights
tokens = np.array([1, 3, 0, 3, 2, 1])
x_ids, y_ids = tokens[:-1], tokens[1:]
T, V, d = len(x_ids), 4, 4
E   = rng.normal(0, .8, (V, d))      # token embedding, also used as the unembedding
Pos = rng.normal(0, .5, (T, d))
Wq  = rng.normal(0, .6, (d, d))
Wk  = rng.normal(0, .6, (d, d))
Wv  = rng.normal(0, .6, (d, d))
Wo  = rng.normal(0, .6, (d, d))
mask = np.triu(np.ones((T, T)), k=1).astype(bool)
scale = d ** -0.5

def softmax(z):
    z = np.exp(z - z.max(-1, keepdims=True))
    return z / z.sum(-1, keepdims=True)

for it in range(21):
    x = E[x_ids] + Pos
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    s = np.where(mask, -1e9, q @ k.T * scale)
    att = softmax(s)
    ctx = att @ v
    r = x + ctx @ Wo                 # residual
    probs = softmax(r @ E.T)
    loss = -np.log(probs[np.arange(T), y_ids]).mean()

    # backward
    dlogits = (probs - np.eye(V)[y_ids]) / T  #! dlogits = (probs - np.eye(V)[x_ids]) / T
    dE = dlogits.T @ r  #! dE = np.zeros_like(E)
    dr = dlogits @ E  #! dr = dlogits @ E.T
    dWo = ctx.T @ dr
    dctx = dr @ Wo.T  #! dctx = dr @ Wo
    datt = dctx @ v.T
    dv = att.T @ dctx  #! dv = att @ dctx
    ds = att * (datt - (datt * att).sum(-1, keepdims=True))  #! ds = att * (1 - att) * datt  #! ds = att * datt
    dq = ds @ k * scale  #! dq = ds @ k
    dk = ds.T @ q * scale  #! dk = ds @ q * scale
    dWq, dWk, dWv = x.T @ dq, x.T @ dk, x.T @ dv  #! dWq, dWv, dWk = x.T @ dq, x.T @ dk, x.T @ dv
    dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dq @ Wq.T + dk @ Wk.T
    dx += dr  #! dx = dr
    np.add.at(dE, x_ids, dx)  #! dE[x_ids] += dx  #! np.add.at(dE, y_ids, dx)
    dPos = dx

    # update
    for w, dw in [(E, dE), (Pos, dPos), (Wq, dWq), (Wk, dWk), (Wv, dWv), (Wo, dWo)]:
        w -= 0.3 * dw
    # end
    if it % 5 == 0:
        print(f'{it:3d} loss={loss:.4f}  argmax={probs.argmax(-1)} want={y_ids}')
