import numpy as np

# self attention FROM SCRATCH :) causal, 1 head, residual, next token prediction on a toy sequence
rng = np.random.default_rng(1337)
B, T, C, hs, V = 2, 4, 6, 3, 5
tok = np.array([[0, 3, 1, 4, 2], [2, 2, 0, 1, 3]])
idx, tgt = tok[:, :-1], tok[:, 1:]

wte = rng.standard_normal((V, C)) * 0.7
wpe = rng.standard_normal((T, C)) * 0.7
Wq, Wk, Wv = (rng.standard_normal((C, hs)) * 0.6 for _ in range(3))
Wo = rng.standard_normal((hs, C)) * 0.6
Wu = rng.standard_normal((C, V)) * 0.6
mask = np.triu(np.ones((T, T), dtype=bool), 1)


def softmax(z):
    z = np.exp(z - z.max(-1, keepdims=True))
    return z / z.sum(-1, keepdims=True)


lr = 0.2
for step in range(5):
    # ---- forward ----
    x = wte[idx] + wpe                               # B,T,C
    q, k, v = x @ Wq, x @ Wk, x @ Wv                 # B,T,hs
    att = q @ k.transpose(0, 2, 1) / np.sqrt(hs)     # B,T,T
    att = np.where(mask, -1e9, att)
    A = softmax(att)
    o = A @ v
    r = x + o @ Wo                                   # residual
    probs = softmax(r @ Wu)
    loss = -np.log(np.take_along_axis(probs, tgt[..., None], -1)).mean()

    # backward
    dlogits = (probs - np.eye(V)[tgt]) / (B * T)  #! dlogits = (probs - np.eye(V)[tgt]) / B
    dWu = np.einsum('btc,btv->cv', r, dlogits)  #! dWu = np.einsum('btc,btv->cv', x, dlogits)
    dr = dlogits @ Wu.T
    do = dr @ Wo.T
    dWo = np.einsum('bth,btc->hc', o, dr)
    dA = do @ v.transpose(0, 2, 1)
    dv = A.transpose(0, 2, 1) @ do  #! dv = A @ do
    datt = A * (dA - (dA * A).sum(-1, keepdims=True))  #! datt = A * (1 - A) * dA  #! datt = A * (dA - (dA * A).sum(1, keepdims=True))  #! datt = A * (dA - dA.sum(-1, keepdims=True))
    datt = datt / np.sqrt(hs)  #! datt = datt / hs
    dq = datt @ k
    dk = datt.transpose(0, 2, 1) @ q  #! dk = datt @ q
    dWq = np.einsum('btc,bth->ch', x, dq)
    dWk = np.einsum('btc,bth->ch', x, dk)
    dWv = np.einsum('btc,bth->ch', x, dv)
    dx = dr + dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dr + dq @ Wq.T + dk @ Wk.T
    dwpe = dx.sum(0)
    dwte = np.zeros_like(wte)
    np.add.at(dwte, idx, dx)  #! dwte[idx] += dx  #! np.add.at(dwte, tgt, dx)

    # update
    for p, g in zip((wte, wpe, Wq, Wk, Wv, Wo, Wu), (dwte, dwpe, dWq, dWk, dWv, dWo, dWu)):
        p -= lr * g
    # end
    print(f'step {step}: loss {loss:.4f}')
