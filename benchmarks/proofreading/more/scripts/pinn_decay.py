"""
Physics informed network for  u' = -k u,  u(0) = 1, where k is unknown and we have noisy data.
u(t) = 1 + t * N(t) so the initial condition is always true.  N has one tanh layer and I differentiate it by hand twice (once in t, once in the weights).
"""
import numpy as np

rs = np.random.RandomState(2)
n, H = 9, 6
t = np.linspace(0.0, 1.5, n)
y = np.exp(-1.7 * t) + 0.02 * rs.randn(n)
th = {'w': rs.randn(H), 'b': rs.randn(H) * 0.5, 'v': rs.randn(H) * 0.5, 'k': np.array(0.5)}
lam = 3.0
M = {q: np.zeros_like(th[q]) for q in th}
S = {q: np.zeros_like(th[q]) for q in th}
lr, b1, b2 = 0.03, 0.9, 0.999


def loss_and_grad(th):
    w, b, v, k = th['w'], th['b'], th['v'], th['k']
    a = np.tanh(np.outer(t, w) + b)
    s = 1 - a ** 2                    # tanh'
    N = a @ v
    Nt = (s * w) @ v                  # dN/dt
    u = 1 + t * N
    ut = N + t * Nt
    res = ut + k * u                  # should be zero
    J = np.mean(res ** 2) + lam * np.mean((u - y) ** 2)

    # backward
    g = {}
    dres = 2 * res / n
    g['k'] = np.sum(dres * u)  #! g['k'] = np.sum(dres * ut)
    du = dres * k + 2 * lam * (u - y) / n
    dN = du * t + dres
    dNt = dres * t
    g['v'] = a.T @ dN + (s * w).T @ dNt  #! g['v'] = a.T @ dN
    da = np.outer(dN, v)
    ds = np.outer(dNt, v * w)  #! ds = np.outer(dNt, v)
    da = da - 2 * a * ds  #! da = da + 2 * a * ds
    dz = da * s  #! dz = da * (1 - s ** 2)
    g['w'] = t @ dz + (dNt @ s) * v  #! g['w'] = t @ dz
    g['b'] = dz.sum(axis=0)  #! g['b'] = dz.sum(axis=1)
    return J, g


for it in range(1, 26):
    J, g = loss_and_grad(th)
    # update
    for q in th:
        M[q] = b1 * M[q] + (1 - b1) * g[q]  #! M[q] = b1 * M[q] + g[q]
        S[q] = b2 * S[q] + (1 - b2) * g[q] ** 2
        mh = M[q] / (1 - b1 ** it)  #! mh = M[q] / (1 - b1) ** it
        sh = S[q] / (1 - b2 ** it)
        th[q] = th[q] - lr * mh / (np.sqrt(sh) + 1e-8)  #! th[q] = th[q] - lr * mh / (sh + 1e-8)
    if it % 5 == 0:
        print(it, float(J), 'k =', float(th['k']))
