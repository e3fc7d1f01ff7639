# MLP + batch normalisation + Adam (assignment 2, Improving Deep Nets), rewritten with rows as examples
import numpy as np

np.random.seed(7)

def init(D, H, C):
    p = {}
    p['W1'] = np.random.randn(D, H) / np.sqrt(D)
    p['gamma'] = np.random.uniform(0.5, 1.5, H)
    p['beta'] = np.random.randn(H) * 0.2
    p['W2'] = np.random.randn(H, C) / np.sqrt(H)
    p['b2'] = np.zeros(C)
    return p

def forward(p, X, eps=1e-3):
    c = {'X': X}
    c['z'] = X @ p['W1']
    c['mu'] = c['z'].mean(axis=0)
    c['zc'] = c['z'] - c['mu']
    c['var'] = (c['zc'] ** 2).mean(axis=0)
    c['istd'] = 1 / np.sqrt(c['var'] + eps)
    c['zhat'] = c['zc'] * c['istd']
    c['u'] = p['gamma'] * c['zhat'] + p['beta']
    c['h'] = np.where(c['u'] > 0, c['u'], 0.1 * c['u'])     # leaky relu
    s = c['h'] @ p['W2'] + p['b2']
    s = np.exp(s - s.max(1, keepdims=True))
    c['probs'] = s / s.sum(1, keepdims=True)
    return c

def cross_entropy(c, Y):
    return -(Y * np.log(c['probs'])).sum() / len(Y)

def backward(p, c, Y):
    # backward
    g = {}
    N = Y.shape[0]
    ds = (c['probs'] - Y) / N  #! ds = c['probs'] / N
    g['W2'] = c['h'].T @ ds
    g['b2'] = ds.sum(axis=0)
    dh = ds @ p['W2'].T
    du = dh * np.where(c['u'] > 0, 1, 0.1)
    g['gamma'] = (du * c['zhat']).sum(axis=0)  #! g['gamma'] = (du * c['zc']).sum(axis=0)
    g['beta'] = du.sum(axis=0)  #! g['beta'] = dh.sum(axis=0)
    dzhat = du * p['gamma']  #! dzhat = du
    distd = (dzhat * c['zc']).sum(axis=0)
    dvar = distd * -0.5 * c['istd'] ** 3  #! dvar = distd * -0.5 * c['istd'] ** 2
    dzc = dzhat * c['istd'] + 2 / N * c['zc'] * dvar  #! dzc = dzhat * c['istd']
    dz = dzc - dzc.mean(axis=0)  #! dz = dzc
    g['W1'] = c['X'].T @ dz
    return g

N, D, H, C = 10, 3, 5, 3
X = np.random.randn(N, D)
Y = np.eye(C)[np.random.randint(0, C, N)]
p = init(D, H, C)
m = {k: np.zeros_like(v) for k, v in p.items()}
v = {k: np.zeros_like(w) for k, w in p.items()}
lr, b1, b2 = 0.05, 0.9, 0.99
losses = []
for t in range(1, 21):
    c = forward(p, X)
    losses.append(cross_entropy(c, Y))
    g = backward(p, c, Y)
    # update
    for k in p:
        m[k] = b1 * m[k] + (1 - b1) * g[k]  #! m[k] = b1 * m[k] + (1 - b2) * g[k]
        v[k] = b2 * v[k] + (1 - b2) * g[k] ** 2  #! v[k] = b2 * v[k] + (1 - b2) * g[k]
        mhat = m[k] / (1 - b1 ** t)  #! mhat = m[k] / (1 - b1)
        vhat = v[k] / (1 - b2 ** t)
        p[k] -= lr * mhat / (np.sqrt(vhat) + 1e-8)
