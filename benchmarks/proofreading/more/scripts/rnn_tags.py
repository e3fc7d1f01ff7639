# vanilla RNN, gives a tag to every step of a sequence. batch first: (B, T, D)
# h0 is learned as well. gradient clipping by the global norm
import numpy as np

np.random.seed(19)
B, T, D, H, K = 3, 5, 2, 4, 3
xs = np.random.randn(B, T, D)
tags = np.random.randint(0, K, size=(B, T))

P = {
    'U': np.random.randn(D, H) * 0.7,
    'R': np.random.randn(H, H) * 0.6,
    'c': np.zeros(H),
    'V': np.random.randn(H, K) * 0.7,
    'e': np.zeros(K),
    'h0': np.random.randn(H) * 0.1,
}
learning_rate, max_norm = 0.5, 0.5

for epoch in range(12):
    hs = {-1: np.tile(P['h0'], (B, 1))}
    ps = {}
    nll = 0
    for t in range(T):
        hs[t] = np.tanh(xs[:, t] @ P['U'] + hs[t-1] @ P['R'] + P['c'])
        o = hs[t] @ P['V'] + P['e']
        o = np.exp(o - o.max(axis=1, keepdims=True))
        ps[t] = o / o.sum(axis=1, keepdims=True)
        nll += -np.log(ps[t][range(B), tags[:, t]]).sum()
    nll /= B * T

    # backward
    G = {name: np.zeros_like(val) for name, val in P.items()}
    dh_next = np.zeros((B, H))
    for t in reversed(range(T)):  #! for t in range(T):
        do = ps[t].copy()
        do[range(B), tags[:, t]] -= 1
        do /= B * T  #! do /= B
        G['V'] += hs[t].T @ do  #! G['V'] = hs[t].T @ do
        G['e'] += do.sum(axis=0)
        dh = do @ P['V'].T + dh_next  #! dh = do @ P['V'].T
        da = dh * (1 - hs[t] ** 2)  #! da = dh * hs[t] * (1 - hs[t])
        G['U'] += xs[:, t].T @ da  #! G['U'] += xs[:, t].T @ dh
        G['R'] += hs[t-1].T @ da
        G['c'] += da.sum(axis=0)
        dh_next = da @ P['R'].T  #! dh_next = da @ P['R']
    G['h0'] = dh_next.sum(axis=0)  #! G['h0'] = dh.sum(axis=0)

    # update
    norm = np.sqrt(sum((g ** 2).sum() for g in G.values()))
    scale = min(1.0, max_norm / norm)  #! scale = max(1.0, max_norm / norm)
    for name in P:
        P[name] -= learning_rate * scale * G[name]
    if epoch % 4 == 3:
        print(epoch, "nll", nll)
