# Pre-LN transformer block, ONE sequence, one head, learned positions. Copy task: output the previous token.
import numpy as np

seed = np.random.RandomState(5)
T, d, f, V = 5, 4, 6, 4
tok = np.array([1, 3, 0, 2, 3])
tgt = np.array([1, 1, 3, 0, 2])

P = dict(E=seed.randn(V, d), pos=seed.randn(T, d) * .5,
         g1=1 + .1 * seed.randn(d), s1=.1 * seed.randn(d),
         Wq=seed.randn(d, d) * .5, Wk=seed.randn(d, d) * .5, Wv=seed.randn(d, d) * .5, Wo=seed.randn(d, d) * .5,
         g2=1 + .1 * seed.randn(d), s2=.1 * seed.randn(d),
         W1=seed.randn(d, f) * .5, c1=.1 * seed.randn(f), W2=seed.randn(f, d) * .5, c2=np.zeros(d),
         U=seed.randn(d, V) * .5)


def softmax_rows(z):
    z = np.exp(z - z.max(-1, keepdims=True))
    return z / z.sum(-1, keepdims=True)


def ln(x, gain, shift):
    mu = x.mean(-1, keepdims=True)
    istd = 1 / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    xhat = (x - mu) * istd
    return xhat * gain + shift, (xhat, istd, gain)


def ln_back(dy, saved):
    # backward
    xhat, istd, gain = saved
    dgain = (dy * xhat).sum(0)  #! dgain = dy.sum(0)
    dshift = dy.sum(0)
    dxhat = dy * gain  #! dxhat = dy
    dx = istd * (dxhat - dxhat.mean(-1, keepdims=True) - xhat * (dxhat * xhat).mean(-1, keepdims=True))  #! dx = istd * (dxhat - dxhat.mean(-1, keepdims=True))  #! dx = istd * (dxhat - dxhat.mean(0, keepdims=True) - xhat * (dxhat * xhat).mean(0, keepdims=True))
    # end
    return dx, dgain, dshift


tril = np.tril(np.ones((T, T)))
losses = []
for it in range(25):
    x0 = P['E'][tok] + P['pos']
    n1, cache1 = ln(x0, P['g1'], P['s1'])
    q, k, v = n1 @ P['Wq'], n1 @ P['Wk'], n1 @ P['Wv']
    A = softmax_rows(np.where(tril == 1, q @ k.T / np.sqrt(d), -1e9))
    z = A @ v
    x1 = x0 + z @ P['Wo']
    n2, cache2 = ln(x1, P['g2'], P['s2'])
    u = n2 @ P['W1'] + P['c1']
    s = 1 / (1 + np.exp(-u))
    m = u * s                                   # silu
    x2 = x1 + m @ P['W2'] + P['c2']
    probs = softmax_rows(x2 @ P['U'])
    loss = -np.log(probs[np.arange(T), tgt]).sum() / T
    losses.append(loss)

    # backward
    D = {}
    dlog = (probs - np.eye(V)[tgt]) / T  #! dlog = probs - np.eye(V)[tgt]
    D['U'] = x2.T @ dlog
    dx2 = dlog @ P['U'].T
    D['W2'], D['c2'] = m.T @ dx2, dx2.sum(0)
    dm = dx2 @ P['W2'].T
    du = dm * (s + u * s * (1 - s))  #! du = dm * s * (1 - s)  #! du = dm * (s + m * (1 - u))
    D['W1'], D['c1'] = n2.T @ du, du.sum(0)  #! D['W1'], D['c1'] = x1.T @ du, du.sum(0)
    dn2 = du @ P['W1'].T
    back2, D['g2'], D['s2'] = ln_back(dn2, cache2)
    dx1 = dx2 + back2  #! dx1 = back2
    D['Wo'] = z.T @ dx1
    dz = dx1 @ P['Wo'].T
    dA, dv = dz @ v.T, A.T @ dz  #! dA, dv = dz @ v.T, A @ dz
    dS = A * (dA - (dA * A).sum(1, keepdims=True)) / np.sqrt(d)  #! dS = A * (dA - (dA * A).sum(1, keepdims=True))
    dq, dk = dS @ k, dS.T @ q  #! dq, dk = dS @ k, dS @ q
    D['Wq'], D['Wk'], D['Wv'] = n1.T @ dq, n1.T @ dk, n1.T @ dv
    dn1 = dq @ P['Wq'].T + dk @ P['Wk'].T + dv @ P['Wv'].T  #! dn1 = dq @ P['Wq'].T + dk @ P['Wk'].T
    back1, D['g1'], D['s1'] = ln_back(dn1, cache1)
    dx0 = dx1 + back1
    D['pos'] = dx0
    D['E'] = np.zeros((V, d))
    np.add.at(D['E'], tok, dx0)  #! D['E'][tok] += dx0
    # update
    for name in P:
        P[name] = P[name] - .1 * D[name]
    # end
print('first', losses[0], 'last', losses[-1])
