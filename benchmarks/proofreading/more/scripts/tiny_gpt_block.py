import numpy as np
# one pre-norm transformer block, single head, causal, TIED output embedding. one sequence at a time.
rs = np.random.RandomState(13)
V, d, hid, T = 6, 4, 8, 5
seqs = [[0, 1, 2, 1, 3, 4], [5, 5, 2, 0, 1, 2], [3, 0, 3, 0, 4, 4]]
E = rs.randn(V, d)
pos = rs.randn(T, d) * 0.5          # fixed, not trained
Wq, Wk, Wv, Wo = [rs.randn(d, d) * 0.6 for _ in range(4)]
W1, c1, W2 = rs.randn(d, hid) * 0.5, np.zeros(hid), rs.randn(hid, d) * 0.5
g, b = np.ones(d), np.zeros(d)
params = [E, Wq, Wk, Wv, Wo, W1, c1, W2, g, b]
future = np.triu(np.ones((T, T)), 1) > 0

def softmax(a):
    a = np.exp(a - a.max(axis=1, keepdims=True))
    return a / a.sum(axis=1, keepdims=True)

for epoch in range(6):
    gE, gWq, gWk, gWv, gWo, gW1, gc1, gW2, gg, gb = grads = [np.zeros_like(p) for p in params]
    loss = 0.
    for s in seqs:
        ids, tgt = s[:-1], s[1:]
        x = E[ids] + pos
        std = np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
        xh = (x - x.mean(axis=1, keepdims=True)) / std
        n = g * xh + b
        q, k, v = n @ Wq, n @ Wk, n @ Wv
        sc = q @ k.T / np.sqrt(d)
        sc[future] = -1e9
        A = softmax(sc)
        ctx = A @ v
        h = x + ctx @ Wo
        u = h @ W1 + c1
        sg = 1 / (1 + np.exp(-u))
        r = u * sg                   # swish
        y = h + r @ W2
        p = softmax(y @ E.T)
        loss += -np.log(p[np.arange(T), tgt]).sum() / (T * len(seqs))

        # backward
        dl = p.copy()
        dl[np.arange(T), tgt] -= 1
        dl /= T * len(seqs)
        gE += dl.T @ y
        dy = dl @ E
        gW2 += r.T @ dy  #! gW2 += u.T @ dy
        du = dy @ W2.T * (sg + u * sg * (1 - sg))  #! du = dy @ W2.T * sg * (1 - sg)
        gW1 += h.T @ du
        gc1 += du.sum(0)
        dh = dy + du @ W1.T  #! dh = du @ W1.T
        gWo += ctx.T @ dh
        dctx = dh @ Wo.T
        dA = dctx @ v.T
        dv = A.T @ dctx
        ds = A * (dA - (dA * A).sum(axis=1, keepdims=True))  #! ds = A * (1 - A) * dA
        ds /= np.sqrt(d)  #! ds /= np.sqrt(T)
        dq, dk = ds @ k, ds.T @ q  #! dq, dk = ds @ k, ds @ q
        gWq += n.T @ dq
        gWk += n.T @ dk
        gWv += n.T @ dv  #! gWv += x.T @ dv
        dn = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T
        gg += (dn * xh).sum(0)
        gb += dn.sum(0)
        dxh = dn * g
        dx = (dxh - dxh.mean(1, keepdims=True) - xh * (dxh * xh).mean(1, keepdims=True)) / std
        dx += dh  #! dx += dy
        np.add.at(gE, ids, dx)  #! gE[ids] += dx

    # clip by global norm first
    # update
    norm = np.sqrt(sum((q_ ** 2).sum() for q_ in grads))  #! norm = sum((q_ ** 2).sum() for q_ in grads)
    scale = min(1.0, 0.5 / norm)
    for prm, gr in zip(params, grads):
        prm -= 0.3 * scale * gr
