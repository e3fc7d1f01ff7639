import numpy as np
np.random.seed(12)
X = (np.random.rand(8, 6) > 0.5).astype(float)
N = X.shape[0]
D, H, Z = 6, 5, 2

def init(i, o): return np.random.randn(i, o) * np.sqrt(1 / i)
P = {'We': init(D, H), 'be': np.zeros(H), 'Wmu': init(H, Z), 'bmu': np.zeros(Z), 'Wlv': init(H, Z), 'blv': np.zeros(Z),
     'Wd': init(Z, H), 'bd': np.zeros(H), 'Wx': init(H, D), 'bx': np.zeros(D)}
M = {k: np.zeros_like(v) for k, v in P.items()}
S = {k: np.zeros_like(v) for k, v in P.items()}

for t in range(1, 21):
    # ---- encoder
    he = np.tanh(X @ P['We'] + P['be'])
    mu = he @ P['Wmu'] + P['bmu']
    logvar = he @ P['Wlv'] + P['blv']
    # ---- reparameterization trick
    eps = np.random.randn(N, Z)
    std = np.exp(0.5 * logvar)
    z = mu + std * eps
    # ---- decoder
    hd = np.tanh(z @ P['Wd'] + P['bd'])
    xhat = 1 / (1 + np.exp(-(hd @ P['Wx'] + P['bx'])))
    rec = -np.sum(X * np.log(xhat) + (1 - X) * np.log(1 - xhat))
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
    loss = (rec + kl) / N

    # backward
    G = {}
    dlogit = (xhat - X) / N
    G['Wx'] = hd.T @ dlogit;  G['bx'] = dlogit.sum(0)
    dhd = dlogit @ P['Wx'].T * (1 - hd ** 2)
    G['Wd'] = z.T @ dhd;  G['bd'] = dhd.sum(0)
    dz = dhd @ P['Wd'].T
    dmu = dz + mu / N
    dlogvar = dz * eps * 0.5 * std + 0.5 * (np.exp(logvar) - 1) / N
    G['Wmu'] = he.T @ dmu;  G['bmu'] = dmu.sum(0)
    G['Wlv'] = he.T @ dlogvar;  G['blv'] = dlogvar.sum(0)
    dhe = (dmu @ P['Wmu'].T + dlogvar @ P['Wlv'].T) * (1 - he ** 2)
    G['We'] = X.T @ dhe;  G['be'] = dhe.sum(0)

    # update
    for k in P:
        M[k] = .9 * M[k] + .1 * G[k]
        S[k] = .999 * S[k] + .001 * G[k] ** 2
        P[k] -= 0.01 * (M[k] / (1 - .9 ** t)) / (np.sqrt(S[k] / (1 - .999 ** t)) + 1e-8)
    if t % 5 == 0:
        print('ELBO = %.4f  (rec %.3f, kl %.3f)' % (-loss, rec / N, kl / N))
