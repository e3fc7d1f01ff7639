import numpy as np
# Mixture density network (Bishop ch. 5.6), inverse problem x = t + 0.3 sin(2 pi t)
rng = np.random.default_rng(0)
t = rng.uniform(0, 1, (10, 1))
x = t + 0.3 * np.sin(2 * np.pi * t) + rng.uniform(-.05, .05, t.shape)
K, H = 2, 5
P = {
    'W1': rng.normal(0, 1, (1, H)), 'b1': np.zeros(H),
    'Wp': rng.normal(0, .3, (H, K)), 'bp': np.zeros(K),
    'Wm': rng.normal(0, .3, (H, K)), 'bm': np.array([.2, .8]),
    'Ws': rng.normal(0, .3, (H, K)), 'bs': np.full(K, -1.0),
}
mom = {k: np.zeros_like(v) for k, v in P.items()}
N = len(x)

for step in range(25):
    h = np.tanh(x @ P['W1'] + P['b1'])
    ap = h @ P['Wp'] + P['bp']
    mu = h @ P['Wm'] + P['bm']
    ls = h @ P['Ws'] + P['bs']
    lpi = ap - np.log(np.exp(ap).sum(1, keepdims=True))
    u = (t - mu) * np.exp(-ls)
    lj = lpi - ls - .5 * u ** 2
    tot = np.log(np.exp(lj).sum(1, keepdims=True))
    E = -tot.sum() / N

    # backward
    gam = np.exp(lj - tot)
    D = {'p': (np.exp(lpi) - gam) / N,
         'm': -gam * u * np.exp(-ls) / N,
         's': gam * (1 - u ** 2) / N}
    G = {}
    dh = 0
    for head in 'pms':
        G['W' + head] = h.T @ D[head]
        G['b' + head] = D[head].sum(0)
        dh = dh + D[head] @ P['W' + head].T
    dz = dh * (1 - h * h)
    G['W1'], G['b1'] = x.T @ dz, dz.sum(0)

    # update
    for k in P:
        mom[k] = 0.8 * mom[k] + G[k]
        P[k] -= 0.05 * mom[k]
    print(f'{step} {E:.5f}')
