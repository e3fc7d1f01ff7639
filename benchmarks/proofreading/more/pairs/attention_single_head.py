import numpy as np


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attention(Q, K, V):
    d = Q.shape[-1]
    S = Q @ K.T / np.sqrt(d)
    P = softmax(S)
    return P @ V, (Q, K, V, P)


def attention_backward(dO, cache):
    # backward
    Q, K, V, P = cache
    d = Q.shape[-1]
    dV = P.T @ dO  #! dV = P @ dO
    dP = dO @ V.T
    dS = P * (dP - np.sum(dP * P, axis=-1, keepdims=True))  #! dS = P * (dP - np.sum(dP * P, axis=0, keepdims=True))
    dS = dS / np.sqrt(d)  #! dS = dS * np.sqrt(d)  #! dS = dS / d
    dQ = dS @ K
    dK = dS.T @ Q  #! dK = dS.T @ K
    return dQ, dK, dV


rng = np.random.default_rng(1706)
FORWARD = attention
BACKWARD = attention_backward
INPUTS = (rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(5, 2)))
