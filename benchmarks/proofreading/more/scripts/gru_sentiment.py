import numpy as np

# GRU -> one logit (sentiment toy). padded sentences, token 0 = <pad>
rng = np.random.default_rng(11)
tokens = np.array([[1, 2, 3, 2, 0],
                   [4, 5, 0, 0, 0],
                   [6, 1, 1, 4, 5],
                   [3, 6, 2, 0, 0]])
labels = np.array([[1.], [0.], [0.], [1.]])
mask = (tokens > 0).astype(float)
N, T = tokens.shape
V, D, H = 7, 3, 5

W = {}
W['E'] = rng.normal(size=(V, D))
for k in 'zrh':
    W['W' + k] = rng.normal(size=(D, H)) * 0.5
    W['U' + k] = rng.normal(size=(H, H)) * 0.5
    W['b' + k] = np.zeros(H)
W['w'] = rng.normal(size=(H, 1))
W['c'] = np.zeros(1)

def sigm(a):
    return 1. / (1. + np.exp(-a))

lr0 = 0.5
for epoch in range(10):
    hs = [np.zeros((N, H))]
    steps = []
    for t in range(T):
        h = hs[-1]
        x = W['E'][tokens[:, t]]
        z = sigm(x @ W['Wz'] + h @ W['Uz'] + W['bz'])
        r = sigm(x @ W['Wr'] + h @ W['Ur'] + W['br'])
        cand = np.tanh(x @ W['Wh'] + (r * h) @ W['Uh'] + W['bh'])
        m = mask[:, t:t + 1]
        # if the token is padding just carry the old state
        hs.append(m * ((1 - z) * h + z * cand) + (1 - m) * h)
        steps.append((x, z, r, cand))
    prob = sigm(hs[-1] @ W['w'] + W['c'])
    loss = -np.mean(labels * np.log(prob) + (1 - labels) * np.log(1 - prob))

    # backward
    G = {k: np.zeros_like(v) for k, v in W.items()}
    dlogit = (prob - labels) / N  #! dlogit = prob - labels
    G['w'] = hs[-1].T @ dlogit
    G['c'] = dlogit.sum(axis=0)
    dh = dlogit @ W['w'].T
    for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
        x, z, r, cand = steps[t]
        hp = hs[t]  #! hp = hs[t + 1]
        m = mask[:, t:t + 1]
        dnew = dh * m  #! dnew = dh
        dprev = dh * (1 - m) + dnew * (1 - z)  #! dprev = dnew * (1 - z)
        dz = dnew * (cand - hp) * z * (1 - z)  #! dz = dnew * cand * z * (1 - z)
        dc = dnew * z * (1 - cand ** 2)
        drh = dc @ W['Uh'].T
        dr = drh * hp * r * (1 - r)  #! dr = drh * hp * r * (1 - z)
        dprev += drh * r + dz @ W['Uz'].T + dr @ W['Ur'].T  #! dprev += drh + dz @ W['Uz'].T + dr @ W['Ur'].T
        dx = dz @ W['Wz'].T + dr @ W['Wr'].T + dc @ W['Wh'].T
        for k, g, hin in (('z', dz, hp), ('r', dr, hp), ('h', dc, r * hp)):  #! for k, g, hin in (('z', dz, hp), ('r', dr, hp), ('h', dc, hp)):
            G['W' + k] += x.T @ g
            G['U' + k] += hin.T @ g
            G['b' + k] += g.sum(0)
        np.add.at(G['E'], tokens[:, t], dx)  #! G['E'][tokens[:, t]] = dx
        dh = dprev
    # update
    lr = lr0 / (1 + 0.1 * epoch)
    for k in W:
        W[k] -= lr * G[k]
    if epoch % 5 == 0: print(epoch, loss)
