"""Question: is my attention backward correct? (edit: solved, the softmax jacobian was the problem)"""
import numpy as np

rng = np.random.RandomState(21)
B, T, D, C = 4, 5, 4, 3
X = rng.randn(B, T, D)
Y = rng.randint(0, C, B)
Yoh = np.eye(C)[Y]

theta = {name: rng.randn(D, D) * 0.6 for name in ['Wq', 'Wk', 'Wv']}
theta['Wc'] = rng.randn(D, C) * 0.6
theta['bc'] = np.zeros(C)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def fwd(X, th):
    q, k, v = X @ th['Wq'], X @ th['Wk'], X @ th['Wv']
    S = q @ k.transpose(0, 2, 1) / np.sqrt(D)
    A = softmax(S)
    Z = A @ v + X               # residual
    R = np.maximum(Z, 0)
    pooled = R.mean(axis=1)
    P = softmax(pooled @ th['Wc'] + th['bc'])
    return P, dict(q=q, k=k, v=v, A=A, Z=Z, R=R, pooled=pooled, P=P)


def xent(P, Yoh):
    return -np.mean(np.sum(Yoh * np.log(P), axis=1))


def bwd(X, Yoh, th, c):
    # backward
    G = {}
    dlog = (c['P'] - Yoh) / B  #! dlog = (c['P'] - Yoh) / (B * T)
    G['Wc'] = c['pooled'].T @ dlog
    G['bc'] = dlog.sum(0)
    dpool = dlog @ th['Wc'].T
    dR = np.repeat(dpool[:, None, :], T, axis=1) / T  #! dR = np.repeat(dpool[:, None, :], T, axis=1)
    dZ = dR * (c['Z'] > 0)  #! dZ = dR * (c['A'] @ c['v'] > 0)
    dA = dZ @ c['v'].transpose(0, 2, 1)
    dv = c['A'].transpose(0, 2, 1) @ dZ  #! dv = c['A'] @ dZ
    A = c['A']
    dS = A * (dA - (dA * A).sum(-1, keepdims=True))  #! dS = A * (dA - (dA * A).sum(1, keepdims=True))
    dS = dS / np.sqrt(D)  #! dS = dS / D
    dq = dS @ c['k']  #! dq = dS.transpose(0, 2, 1) @ c['k']
    dk = dS.transpose(0, 2, 1) @ c['q']
    G['Wq'] = np.einsum('btd,bte->de', X, dq)  #! G['Wq'] = np.einsum('btd,bte->ed', X, dq)
    G['Wk'] = np.einsum('btd,bte->de', X, dk)  #! G['Wk'] = np.einsum('btd,bte->de', X, dq)
    G['Wv'] = np.einsum('btd,bte->de', X, dv)
    return G


lr = 0.5
for ep in range(20):
    P, c = fwd(X, theta)
    loss = xent(P, Yoh)
    G = bwd(X, Yoh, theta, c)
    # update
    for name in theta:
        theta[name] = theta[name] - lr * G[name]
    lr = lr * 0.97  #! lr = lr / 0.97

print('loss', loss, 'acc', np.mean(P.argmax(1) == Y))
