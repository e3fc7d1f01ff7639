"""One transformer block (2 heads, residuals, relu mlp), every contraction an einsum.
letters: b batch, t/s time, d model, h head, k head dim, f mlp dim, c class"""
import numpy as np

es = np.einsum
rng = np.random.default_rng(0)
B, T, D, H, K, F, C = 4, 3, 6, 2, 3, 8, 3
X = rng.standard_normal((B, T, D))
Y = rng.integers(0, C, (B, T))
init = lambda *s: rng.standard_normal(s) * 0.4
P = dict(q=init(D, H, K), k=init(D, H, K), v=init(D, H, K), o=init(H, K, D),
         w1=init(D, F), b1=np.zeros(F), w2=init(F, D), wc=init(D, C))
onehot = np.eye(C)[Y]

for it in range(12):
    Q = es('btd,dhk->bhtk', X, P['q'])
    Kk = es('btd,dhk->bhtk', X, P['k'])
    V = es('btd,dhk->bhtk', X, P['v'])
    S = es('bhtk,bhsk->bhts', Q, Kk) / np.sqrt(K)
    S = S - S.max(-1, keepdims=True)
    A = np.exp(S)
    A /= es('bhts->bht', A)[..., None]
    Z = es('bhts,bhsk->bhtk', A, V)
    R = X + es('bhtk,hkd->btd', Z, P['o'])
    U = es('btd,df->btf', R, P['w1']) + P['b1']
    G = np.maximum(U, 0)
    O = R + es('btf,fd->btd', G, P['w2'])
    L = es('btd,dc->btc', O, P['wc'])
    L = L - L.max(-1, keepdims=True)
    prob = np.exp(L) / np.exp(L).sum(-1, keepdims=True)
    loss = -es('btc,btc->', onehot, np.log(prob)) / (B * T)

    # backward
    g = {}
    dL = (prob - onehot) / (B * T)
    g['wc'] = es('btd,btc->dc', O, dL)
    dO = es('btc,dc->btd', dL, P['wc'])
    g['w2'] = es('btf,btd->fd', G, dO)
    dU = es('btd,fd->btf', dO, P['w2']) * (U > 0)
    g['w1'] = es('btd,btf->df', R, dU)
    g['b1'] = es('btf->f', dU)
    dR = dO + es('btf,df->btd', dU, P['w1'])
    g['o'] = es('bhtk,btd->hkd', Z, dR)
    dZ = es('btd,hkd->bhtk', dR, P['o'])
    dV = es('bhts,bhtk->bhsk', A, dZ)
    dA = es('bhtk,bhsk->bhts', dZ, V)
    dS = A * (dA - es('bhts,bhts->bht', A, dA)[..., None]) / np.sqrt(K)
    dQ = es('bhts,bhsk->bhtk', dS, Kk)
    dK = es('bhts,bhtk->bhsk', dS, Q)
    for name, d in (('q', dQ), ('k', dK), ('v', dV)):
        g[name] = es('btd,bhtk->dhk', X, d)

    # update
    for name in P:
        P[name] -= 0.3 * g[name]
    if it % 4 == 0:
        print(it, loss)
