# One pre-LN transformer block (single causal head + relu FFN), next-token loss,
# on ONE six-token sequence. No autograd, just to see where every gradient goes.
import numpy as np
np.random.seed(42)

seq = np.array([3, 1, 0, 2, 1, 4, 3])
inp, target = seq[:-1], seq[1:]
T, V, D, F = len(inp), 5, 4, 6
eps = 1e-5

tok = np.random.randn(V, D)
pos = np.random.randn(T, D) * 0.5
Wq, Wk, Wv, Wo = [np.random.randn(D, D) * 0.6 for _ in range(4)]
W1, b1 = np.random.randn(D, F) * 0.5, np.zeros(F)
W2, b2 = np.random.randn(F, D) * 0.5, np.zeros(D)
g1, c1, g2, c2 = np.ones(D), np.zeros(D), np.ones(D), np.zeros(D)
Wu = np.random.randn(D, V) * 0.5

mask = np.triu(np.ones((T, T), dtype=bool), k=1)


def softmax(a):
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ln(x, g, c):
    mu = x.mean(-1, keepdims=True)
    inv = 1 / np.sqrt(x.var(-1, keepdims=True) + eps)
    xh = (x - mu) * inv
    return g * xh + c, xh, inv


def ln_back(dy, xh, inv, g):
    # backward
    dg = (dy * xh).sum(0)
    dc = dy.sum(0)
    dxh = dy * g
    dx = inv * (dxh - dxh.mean(-1, keepdims=True) - xh * (dxh * xh).mean(-1, keepdims=True))  #! dx = inv * (dxh - dxh.mean(-1, keepdims=True))  #! dx = inv * (dxh - dxh.mean(0) - xh * (dxh * xh).mean(0))
    # end
    return dx, dg, dc


lr = 0.05
for it in range(15):
    # ---- forward
    x0 = tok[inp] + pos
    n1, xh1, inv1 = ln(x0, g1, c1)
    Q, K, Va = n1 @ Wq, n1 @ Wk, n1 @ Wv
    S = Q @ K.T / np.sqrt(D)
    S[mask] = -1e9
    A = softmax(S)
    ctx = A @ Va
    x1 = x0 + ctx @ Wo
    n2, xh2, inv2 = ln(x1, g2, c2)
    pre = n2 @ W1 + b1
    act = np.maximum(pre, 0)
    x2 = x1 + act @ W2 + b2
    P = softmax(x2 @ Wu)
    loss = -np.log(P[np.arange(T), target]).mean()
    print(f"{it:2d} {loss:.4f}")

    # backward
    dlog = P.copy()
    dlog[np.arange(T), target] -= 1
    dlog /= T                                   #! dlog /= V
    dWu = x2.T @ dlog
    dx2 = dlog @ Wu.T
    dW2 = act.T @ dx2                           #! dW2 = pre.T @ dx2
    db2 = dx2.sum(0)
    dpre = (dx2 @ W2.T) * (pre > 0)
    dW1 = n2.T @ dpre                           #! dW1 = x1.T @ dpre
    db1 = dpre.sum(0)
    dn2 = dpre @ W1.T
    dres, dg2, dc2 = ln_back(dn2, xh2, inv2, g2)    #! dres, dg2, dc2 = ln_back(dn2, xh1, inv1, g2)
    dx1 = dx2 + dres                            #! dx1 = dres
    dWo = ctx.T @ dx1
    dctx = dx1 @ Wo.T                           #! dctx = dx1 @ Wo
    dA = dctx @ Va.T
    dVa = A.T @ dctx                            #! dVa = A @ dctx
    dS = A * (dA - (dA * A).sum(-1, keepdims=True))  #! dS = A * (dA - (dA * A).sum(0))  #! dS = dA * A * (1 - A)
    dS /= np.sqrt(D)
    dQ = dS @ K
    dK = dS.T @ Q                               #! dK = dS @ Q
    dWq, dWk, dWv = n1.T @ dQ, n1.T @ dK, n1.T @ dVa
    dn1 = dQ @ Wq.T + dK @ Wk.T + dVa @ Wv.T    #! dn1 = dQ @ Wq.T + dK @ Wk.T
    dres, dg1, dc1 = ln_back(dn1, xh1, inv1, g1)
    dx0 = dx1 + dres
    dpos = dx0
    dtok = np.zeros_like(tok)
    np.add.at(dtok, inp, dx0)                   #! dtok[inp] += dx0
    # update
    for w, dw in [(tok, dtok), (pos, dpos), (Wq, dWq), (Wk, dWk), (Wv, dWv), (Wo, dWo),
                  (W1, dW1), (b1, db1), (W2, dW2), (b2, db2), (Wu, dWu),
                  (g1, dg1), (c1, dc1), (g2, dg2), (c2, dc2)]:
        w -= lr * dw
    # end
