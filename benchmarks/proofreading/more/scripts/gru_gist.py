import numpy as np

np.random.seed(42)
seq = [0, 2, 1, 3, 0, 2, 4, 1]          # token ids
K, n = 5, 4

def sigmoid(x): return 1 / (1 + np.exp(-x))
def softmax(x):
    e = np.exp(x - np.max(x))
    return e / e.sum()

p = {}
for name in ['z', 'r', 'h']:
    p['W' + name] = np.random.randn(n, K) * .4
    p['U' + name] = np.random.randn(n, n) * .4
    p['b' + name] = np.random.randn(n) * .1
p['Wy'] = np.random.randn(K, n) * .4
p['by'] = np.zeros(K)

m1 = {k: 0 * v for k, v in p.items()}
m2 = {k: 0 * v for k, v in p.items()}
beta1, beta2, eps, alpha = .9, .99, 1e-7, .03

for it in range(1, 9):
    x, z, r, hh, q = {}, {}, {}, {}, {}
    h = {-1: np.zeros(n)}
    nll = 0.
    L = len(seq) - 1
    for t in range(L):
        x[t] = np.eye(K)[seq[t]]
        z[t] = sigmoid(p['Wz'] @ x[t] + p['Uz'] @ h[t-1] + p['bz'])
        r[t] = sigmoid(p['Wr'] @ x[t] + p['Ur'] @ h[t-1] + p['br'])
        hh[t] = np.tanh(p['Wh'] @ x[t] + p['Uh'] @ (r[t] * h[t-1]) + p['bh'])
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hh[t]
        q[t] = softmax(p['Wy'] @ h[t] + p['by'])
        nll -= np.log(q[t][seq[t+1]])

    # backward
    d = {k: np.zeros_like(v) for k, v in p.items()}
    dh_next = np.zeros(n)
    for t in reversed(range(L)):
        dy = q[t].copy()
        dy[seq[t+1]] -= 1
        d['Wy'] += np.outer(dy, h[t])  #! d['Wy'] += np.outer(dy, h[t-1])
        d['by'] += dy
        dh = p['Wy'].T @ dy + dh_next
        dhh = dh * (1 - z[t])
        dhh_l = dhh * (1 - hh[t] ** 2)  #! dhh_l = dhh * (1 - h[t] ** 2)
        d['Wh'] += np.outer(dhh_l, x[t])
        d['Uh'] += np.outer(dhh_l, r[t] * h[t-1])  #! d['Uh'] += np.outer(dhh_l, h[t-1])
        d['bh'] += dhh_l
        drh = p['Uh'].T @ dhh_l  #! drh = p['Uh'] @ dhh_l
        dr = drh * h[t-1]
        dr_l = dr * r[t] * (1 - r[t])  #! dr_l = dr * (1 - r[t])
        d['Wr'] += np.outer(dr_l, x[t])
        d['Ur'] += np.outer(dr_l, h[t-1])
        d['br'] += dr_l
        dz = dh * (h[t-1] - hh[t])  #! dz = dh * (hh[t] - h[t-1])
        dz_l = dz * z[t] * (1 - z[t])
        d['Wz'] += np.outer(dz_l, x[t])
        d['Uz'] += np.outer(dz_l, h[t-1])
        d['bz'] += dz_l  #! d['bz'] += dr_l
        # h[t-1] is used in four places
        dh_next = dh * z[t] + drh * r[t] + p['Ur'].T @ dr_l + p['Uz'].T @ dz_l  #! dh_next = dh * z[t] + p['Ur'].T @ dr_l + p['Uz'].T @ dz_l

    # update
    for k in p:
        m1[k] = beta1 * m1[k] + (1 - beta1) * d[k]
        m2[k] = beta2 * m2[k] + (1 - beta2) * d[k] ** 2  #! m2[k] = beta2 * m2[k] + (1 - beta1) * d[k] ** 2
        mhat = m1[k] / (1 - beta1 ** it)  #! mhat = m1[k] / (1 - beta1)
        p[k] -= alpha * mhat / (np.sqrt(m2[k] / (1 - beta2 ** it)) + eps)
