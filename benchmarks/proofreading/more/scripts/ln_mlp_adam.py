# MLP with LayerNorm before the nonlinearity, trained with Adam. Toy regression y = sin(x1) + x2^2
import numpy as np

def init(sizes, rs):
    P = {}
    for i in range(1, len(sizes)):
        P[f'W{i}'] = rs.standard_normal((sizes[i-1], sizes[i])) / np.sqrt(sizes[i-1])
        P[f'b{i}'] = np.zeros(sizes[i])
        if i < len(sizes) - 1:
            P[f'gamma{i}'], P[f'beta{i}'] = np.ones(sizes[i]), np.zeros(sizes[i])
    return P

def swish(v):
    return v / (1 + np.exp(-v))

def forward(P, X, eps=1e-5):
    c, a, n = {'a0': X}, X, 2
    for i in range(1, n + 1):
        z = a @ P[f'W{i}'] + P[f'b{i}']
        mu = z.mean(axis=-1, keepdims=True)
        istd = 1 / np.sqrt(z.var(axis=-1, keepdims=True) + eps)
        xhat = (z - mu) * istd
        u = P[f'gamma{i}'] * xhat + P[f'beta{i}']
        a = swish(u)
        c.update({f'istd{i}': istd, f'xhat{i}': xhat, f'u{i}': u, f'a{i}': a})
    return a @ P['W3'] + P['b3'], c

def loss_fn(yhat, y):
    return ((yhat - y) ** 2).mean()

def backward(P, c, yhat, y):
    G = {}
    # backward
    dout = 2 * (yhat - y) / y.size  #! dout = 2 * (yhat - y)
    G['W3'], G['b3'] = c['a2'].T @ dout, dout.sum(0)  #! G['W3'], G['b3'] = c['a1'].T @ dout, dout.sum(0)
    da = dout @ P['W3'].T
    for i in (2, 1):
        sg = 1 / (1 + np.exp(-c[f'u{i}']))
        du = da * (sg + c[f'a{i}'] * (1 - sg))  #! du = da * sg * (1 - sg)  #! du = da * (sg + c[f'u{i}'] * (1 - sg))
        G[f'gamma{i}'] = (du * c[f'xhat{i}']).sum(0)  #! G[f'gamma{i}'] = (du * c[f'u{i}']).sum(0)
        G[f'beta{i}'] = du.sum(0)
        dxhat = du * P[f'gamma{i}']  #! dxhat = du
        m1 = dxhat.mean(axis=-1, keepdims=True)  #! m1 = dxhat.mean(axis=0, keepdims=True)
        m2 = (dxhat * c[f'xhat{i}']).mean(axis=-1, keepdims=True)  #! m2 = (dxhat * c[f'xhat{i}']).sum(axis=-1, keepdims=True)
        dz = c[f'istd{i}'] * (dxhat - m1 - c[f'xhat{i}'] * m2)  #! dz = c[f'istd{i}'] * (dxhat - m1)
        G[f'W{i}'] = c[f'a{i-1}'].T @ dz
        G[f'b{i}'] = dz.sum(0)
        da = dz @ P[f'W{i}'].T  #! da = du @ P[f'W{i}'].T
    # end
    return G

rs = np.random.default_rng(2024)
X = rs.uniform(-2, 2, (8, 2))
y = (np.sin(X[:, 0]) + X[:, 1] ** 2)[:, None]
P = init([2, 5, 5, 1], rs)
m = {k: np.zeros_like(v) for k, v in P.items()}
v = {k: np.zeros_like(p) for k, p in P.items()}
b1, b2, lr = 0.9, 0.999, 0.02
for t in range(1, 16):
    yhat, c = forward(P, X)
    loss = loss_fn(yhat, y)
    G = backward(P, c, yhat, y)
    # update
    for k in P:
        m[k] = b1 * m[k] + (1 - b1) * G[k]  #! m[k] = b1 * m[k] + (1 - b2) * G[k]
        v[k] = b2 * v[k] + (1 - b2) * G[k] ** 2  #! v[k] = b2 * v[k] + (1 - b2) * G[k]
        mh, vh = m[k] / (1 - b1 ** t), v[k] / (1 - b2 ** t)  #! mh, vh = m[k], v[k]
        P[k] = P[k] - lr * mh / (np.sqrt(vh) + 1e-8)  #! P[k] = P[k] - lr * mh / (vh + 1e-8)
    # end
    if t % 5 == 0: print(t, loss)
