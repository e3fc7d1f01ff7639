import numpy as np

# one head of self attention (causal) + residual, predict a target vector for every token
# shapes: B batch, T time, C channels

def softmax(x):
    x = x - x.max(axis=-1, keepdims=True)
    e = np.exp(x)
    return e / e.sum(axis=-1, keepdims=True)


def init(C, d, O, rng):
    P = {}
    P['Wq'] = rng.normal(0, 0.5, (C, d))
    P['Wk'] = rng.normal(0, 0.5, (C, d))
    P['Wv'] = rng.normal(0, 0.5, (C, d))
    P['Wp'] = rng.normal(0, 0.5, (d, C))
    P['Wo'] = rng.normal(0, 0.5, (C, O))
    P['bo'] = np.zeros(O)
    return P


def forward(P, X, mask):
    Q = X @ P['Wq']
    K = X @ P['Wk']
    V = X @ P['Wv']
    S = Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[-1])
    S = np.where(mask, S, -1e9)
    A = softmax(S)
    Z = A @ V
    R = X + Z @ P['Wp']           # residual
    out = R @ P['Wo'] + P['bo']
    return out, (Q, K, V, A, Z, R)


def loss_fn(out, Y):
    return 0.5 * np.sum((out - Y) ** 2) / out.shape[0]


def grads(P, X, out, Y, cache):
    # backward
    Q, K, V, A, Z, R = cache
    B = X.shape[0]
    G = {}
    dout = (out - Y) / B  #! dout = (out - Y) / out.size
    G['Wo'] = np.einsum('btc,bto->co', R, dout)  #! G['Wo'] = np.einsum('btc,bto->co', Z @ P['Wp'], dout)
    G['bo'] = dout.sum(axis=(0, 1))  #! G['bo'] = dout.sum(axis=0)
    dR = dout @ P['Wo'].T
    G['Wp'] = np.einsum('btd,btc->dc', Z, dR)
    dZ = dR @ P['Wp'].T
    dA = dZ @ V.transpose(0, 2, 1)
    dV = A.transpose(0, 2, 1) @ dZ  #! dV = A @ dZ
    dS = A * (dA - np.sum(dA * A, axis=-1, keepdims=True))  #! dS = A * (1 - A) * dA  #! dS = A * (dA - np.sum(dA * A, axis=1, keepdims=True))
    dS = dS / np.sqrt(Q.shape[-1])  #! dS = dS / Q.shape[-1]
    dQ = dS @ K
    dK = dS.transpose(0, 2, 1) @ Q  #! dK = dS @ Q
    G['Wq'] = np.einsum('btc,btd->cd', X, dQ)
    G['Wk'] = np.einsum('btc,btd->cd', X, dK)  #! G['Wk'] = np.einsum('btc,btd->cd', X, dQ)
    G['Wv'] = np.einsum('btc,btd->cd', X, dV)
    return G


rng = np.random.default_rng(5)
B, T, C, d, O = 4, 5, 6, 3, 2
X = rng.normal(size=(B, T, C))
Y = np.cumsum(X[:, :, :O], axis=1) / np.arange(1, T + 1)[None, :, None]
mask = np.tril(np.ones((T, T), dtype=bool))
P = init(C, d, O, rng)
lr = 0.05
for it in range(15):
    out, cache = forward(P, X, mask)
    L = loss_fn(out, Y)
    G = grads(P, X, out, Y, cache)
    # update
    for name in P:
        P[name] = P[name] - lr * G[name]  #! P[name] = P[name] - lr * np.mean(G[name])
    if it % 5 == 0:
        print(f"{it:3d} {L:.4f}")
