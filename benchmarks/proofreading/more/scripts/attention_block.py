import numpy as np

# one causal attention head + residual + LayerNorm, next-character prediction,
# output matrix = token embedding (weight tying like GPT-2). Everything by hand.

text = "abcabd"
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
ids = np.array([stoi[c] for c in text])
inp, tgt = ids[:-1], ids[1:]
T, V, D, A = len(inp), len(chars), 4, 3

g = np.random.default_rng(1337)
tok = g.normal(0, .6, (V, D))
pos = g.normal(0, .3, (T, D))
Wq, Wk, Wv = (g.normal(0, .7, (D, A)) for _ in range(3))
Wo = g.normal(0, .5, (A, D))
gain, shift = np.ones(D), np.zeros(D)
mask = np.tril(np.ones((T, T))) == 0
lr = 0.1

for it in range(6):
    x = tok[inp] + pos
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    wei = q @ k.T / np.sqrt(A)
    wei[mask] = -1e9
    wei = np.exp(wei - wei.max(axis=-1, keepdims=True))
    wei /= wei.sum(axis=-1, keepdims=True)
    o = wei @ v
    res = x + o @ Wo
    mean = res.mean(1, keepdims=True)
    rstd = 1 / np.sqrt(res.var(1, keepdims=True) + 1e-5)
    xhat = (res - mean) * rstd
    out = gain * xhat + shift
    logits = out @ tok.T
    logits -= logits.max(1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    loss = -logp[range(T), tgt].mean()
    print(it, loss)

    # backward
    dlogits = np.exp(logp)
    dlogits[range(T), tgt] -= 1  #! dlogits[range(T), inp] -= 1
    dlogits /= T  #! dlogits /= V
    dtok = dlogits.T @ out  #! dtok = dlogits.T @ xhat  #! dtok = np.zeros_like(tok)
    dout = dlogits @ tok
    dgain = (dout * xhat).sum(0)  #! dgain = (dout * out).sum(0)
    dshift = dout.sum(0)
    dxhat = dout * gain
    dres = rstd * (dxhat - dxhat.mean(1, keepdims=True) - xhat * (dxhat * xhat).mean(1, keepdims=True))  #! dres = rstd * dxhat  #! dres = rstd * (dxhat - dxhat.mean(1, keepdims=True))
    dWo = o.T @ dres
    do = dres @ Wo.T
    dwei = do @ v.T
    dv = wei.T @ do  #! dv = wei @ do
    ds = wei * (dwei - (dwei * wei).sum(-1, keepdims=True))  #! ds = wei * (1 - wei) * dwei  #! ds = wei * (dwei - dwei.sum(-1, keepdims=True))
    ds = ds / np.sqrt(A)  #! ds = ds / np.sqrt(D)
    dq = ds @ k
    dk = ds.T @ q  #! dk = ds @ q
    dWq, dWk, dWv = x.T @ dq, x.T @ dk, x.T @ dv
    dx = dres + dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T
    np.add.at(dtok, inp, dx)  #! dtok[inp] += dx
    dpos = dx
    # update
    for param, grad in [(tok, dtok), (pos, dpos), (Wq, dWq), (Wk, dWk), (Wv, dWv), (Wo, dWo), (gain, dgain), (shift, dshift)]:
        param -= lr * grad
    # end
