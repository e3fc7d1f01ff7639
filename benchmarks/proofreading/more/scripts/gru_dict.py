import numpy as np
rand = np.random.RandomState(5)

# next value of two noisy sine waves, batch of 2 series, 4 steps. GRU; everything lives in the dict P
T, B, H = 4, 2, 3
tt = np.arange(T + 1)[:, None] + np.array([0., 2.])
series = np.sin(0.9 * tt) + 0.05 * rand.randn(T + 1, B)
xs, ys = series[:-1, :, None], series[1:, :, None]          # (T, B, 1)

P = {}
for gate in 'zrn':
    P['W' + gate] = rand.uniform(-.8, .8, (1, H))
    P['U' + gate] = rand.uniform(-.8, .8, (H, H))
    P['b' + gate] = rand.uniform(-.1, .1, H)
P['V'] = rand.uniform(-1, 1, (H, 1))

sig = lambda v: 1 / (1 + np.exp(-v))

for step in range(5):
    h = np.zeros((B, H))
    tape, preds = [], []
    for t in range(T):
        x, hp = xs[t], h
        z = sig(x @ P['Wz'] + hp @ P['Uz'] + P['bz'])
        r = sig(x @ P['Wr'] + hp @ P['Ur'] + P['br'])
        n = np.tanh(x @ P['Wn'] + (r * hp) @ P['Un'] + P['bn'])
        h = (1 - z) * n + z * hp
        tape.append((x, hp, z, r, n, h))
        preds.append(h @ P['V'])
    diff = np.array(preds) - ys
    loss = (diff ** 2).sum() / (T * B)
    print(f'{step:2d} {loss:.5f}')

    # backward
    G = {k: np.zeros_like(v) for k, v in P.items()}
    dh_next = np.zeros((B, H))
    while tape:
        x, hp, z, r, n, h = tape.pop()
        dy = 2 * diff[len(tape)] / (T * B)  #! dy = 2 * diff[len(tape) - 1] / (T * B)  #! dy = 2 * diff[len(tape)] / B
        G['V'] += h.T @ dy
        dh = dy @ P['V'].T + dh_next  #! dh = dy @ P['V'].T
        dn = dh * (1 - z) * (1 - n * n)  #! dn = dh * z * (1 - n * n)  #! dn = dh * (1 - z) * n * (1 - n)
        dz = dh * (hp - n) * z * (1 - z)  #! dz = dh * (n - hp) * z * (1 - z)  #! dz = dh * (hp - n)
        drh = dn @ P['Un'].T
        dr = drh * hp * r * (1 - r)  #! dr = drh * r * r * (1 - r)
        for gate, dg in (('z', dz), ('r', dr)):
            G['W' + gate] += x.T @ dg
            G['U' + gate] += hp.T @ dg  #! G['U' + gate] += h.T @ dg  #! G['U' + gate] = hp.T @ dg
            G['b' + gate] += dg.sum(0)
        G['Wn'] += x.T @ dn
        G['Un'] += (r * hp).T @ dn  #! G['Un'] += hp.T @ dn
        G['bn'] += dn.sum(0)  #! G['bn'] += dn.mean(0)
        dh_next = dh * z + drh * r + dz @ P['Uz'].T + dr @ P['Ur'].T  #! dh_next = drh * r + dz @ P['Uz'].T + dr @ P['Ur'].T  #! dh_next = dh * z + drh + dz @ P['Uz'].T + dr @ P['Ur'].T
    # update
    for k in P:
        P[k] -= 0.3 * G[k]
    # end

print(np.array(preds)[:, :, 0].round(3), ys[:, :, 0].round(3), sep='\n')
