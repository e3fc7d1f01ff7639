import numpy as np

rng = np.random.default_rng(17)


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(Q, K, V):
    return softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V


def attention_backward(dout, Q, K, V):
    # backward
    d = Q.shape[1]
    A = softmax(Q @ K.T / np.sqrt(d))
    dV = A.T @ dout  #! dV = A @ dout
    dA = dout @ V.T
    dS = A * (dA - (A * dA).sum(axis=1, keepdims=True))  #! dS = A * (dA - dA.sum(axis=1, keepdims=True)) #! dS = A * (1 - A) * dA #! dS = A * (dA - (A * dA).sum(axis=0, keepdims=True))
    dQ = dS @ K / np.sqrt(d)  #! dQ = dS @ K #! dQ = dS @ K / d
    dK = dS.T @ Q / np.sqrt(d)  #! dK = dS @ Q / np.sqrt(d) #! dK = Q.T @ dS / np.sqrt(d)
    return dQ, dK, dV


FORWARD = attention
BACKWARD = attention_backward
INPUTS = (rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), rng.normal(size=(4, 2)))
