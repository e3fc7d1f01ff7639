# LSTM with separate gates, written from the picture in the famous blog post.
# Predict the next tide height out of the ones before. Everything is kept in dicts.
import numpy as np

sigma = lambda a: 1. / (1. + np.exp(-a))
rs = np.random.RandomState(42)

tide = np.array([0.1, 0.75, 1.0, 0.6, -0.2, -0.8])
T, H = 5, 3
Z = H + 1                                  # size of [h, x]

P = {}
for g in 'fico':
    P['W' + g] = rs.randn(H, Z) * 0.5
    P['b' + g] = np.zeros(H)
P['bf'] += 1.0
P['Wy'] = rs.randn(H) * 0.5
P['by'] = 0.0

for it in range(4):
    # forward, cache per time step
    h, C = np.zeros(H), np.zeros(H)
    cache, loss = [], 0.0
    for t in range(T):
        s = {'z': np.concatenate([h, [tide[t]]]), 'C_old': C}
        s['f'] = sigma(P['Wf'] @ s['z'] + P['bf'])
        s['i'] = sigma(P['Wi'] @ s['z'] + P['bi'])
        s['c'] = np.tanh(P['Wc'] @ s['z'] + P['bc'])
        s['o'] = sigma(P['Wo'] @ s['z'] + P['bo'])
        C = s['f'] * C + s['i'] * s['c']
        s['tC'] = np.tanh(C)
        h = s['o'] * s['tC']
        s['h'] = h
        s['e'] = P['Wy'] @ h + P['by'] - tide[t + 1]
        loss += 0.5 * s['e'] ** 2 / T
        cache.append(s)

    # backward
    G = {name: np.zeros_like(val) for name, val in P.items()}
    dh_next, dC_next = np.zeros(H), np.zeros(H)
    for s in cache[::-1]:  #! for s in cache:
        dy = s['e'] / T  #! dy = 2 * s['e'] / T
        G['Wy'] += dy * s['h']  #! G['Wy'] += dy * s['tC']
        G['by'] += dy
        dh = dy * P['Wy'] + dh_next  #! dh = dy * P['Wy']
        do = dh * s['tC'] * s['o'] * (1 - s['o'])  #! do = dh * s['tC']
        dC = dC_next + dh * s['o'] * (1 - s['tC'] ** 2)
        df = dC * s['C_old'] * s['f'] * (1 - s['f'])  #! df = dC * s['tC'] * s['f'] * (1 - s['f'])
        di = dC * s['c'] * s['i'] * (1 - s['i'])  #! di = dC * s['i'] * s['i'] * (1 - s['i'])
        dc = dC * s['i'] * (1 - s['c'] ** 2)  #! dc = dC * s['i'] * (1 - np.tanh(s['c']) ** 2)
        dz = np.zeros(Z)
        for g, d in zip('fico', (df, di, dc, do)):  #! for g, d in zip('fico', (df, dc, di, do)):
            G['W' + g] += np.outer(d, s['z'])  #! G['W' + g] = np.outer(d, s['z'])
            G['b' + g] += d
            dz += P['W' + g].T @ d  #! dz = P['W' + g].T @ d
        dh_next = dz[:H]  #! dh_next = dz[1:]
        dC_next = dC * s['f']  #! dC_next = dC * s['i']
    # update
    for name in P:
        P[name] = P[name] - 0.3 * G[name]  #! P[name] = P[name] + 0.3 * G[name]
    # end
    print(it, loss)
