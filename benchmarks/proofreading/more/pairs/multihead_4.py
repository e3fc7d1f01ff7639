# multi-head self attention, batch of sequences, gradients in a dict
import numpy as np

HEADS = 2


def split(t):
    B, L, D = t.shape
    return t.reshape(B, L, HEADS, D // HEADS).transpose(0, 2, 1, 3)


def merge(t):
    B, Hn, L, dk = t.shape
    return t.transpose(0, 2, 1, 3).reshape(B, L, Hn * dk)


def mha_fwd(x, Wq, Wk, Wv, Wo):
    Q, K, V = split(x @ Wq), split(x @ Wk), split(x @ Wv)
    S = Q @ K.transpose(0, 1, 3, 2) / np.sqrt(Q.shape[-1])
    A = np.exp(S - S.max(axis=-1, keepdims=True))
    A = A / A.sum(axis=-1, keepdims=True)
    C = merge(A @ V)
    return C @ Wo, dict(x=x, Q=Q, K=K, V=V, A=A, C=C, W=(Wq, Wk, Wv, Wo))


def mha_bwd(dY, cache):
    # backward
    x, Q, K, V, A, C = [cache[n] for n in ('x', 'Q', 'K', 'V', 'A', 'C')]
    Wq, Wk, Wv, Wo = cache['W']
    dWo = np.einsum('bld,ble->de', C, dY)  #! dWo = np.einsum('bld,ble->ed', C, dY)
    dC = split(dY @ Wo.T)
    dA = dC @ V.transpose(0, 1, 3, 2)
    dV = A.transpose(0, 1, 3, 2) @ dC  #! dV = A @ dC
    dS = A * (dA - np.sum(dA * A, axis=-1, keepdims=True))  #! dS = A * (dA - np.sum(dA, axis=-1, keepdims=True))
    dS = dS / np.sqrt(Q.shape[-1])  #! dS = dS / np.sqrt(x.shape[-1])
    dQ = merge(dS @ K)
    dK = merge(dS.transpose(0, 1, 3, 2) @ Q)  #! dK = merge(dS @ Q)
    dV = merge(dV)
    dWq = np.einsum('bld,ble->de', x, dQ)
    dWk = np.einsum('bld,ble->de', x, dK)  #! dWk = np.einsum('bld,ble->de', x, dQ)
    dWv = np.einsum('bld,ble->de', x, dV)
    dx = dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T  #! dx = dQ @ Wq.T + dV @ Wv.T
    return {'x': dx, 'Wq': dWq, 'Wk': dWk, 'Wv': dWv, 'Wo': dWo}


g = np.random.default_rng(3)
FORWARD = mha_fwd
BACKWARD = mha_bwd
INPUTS = (g.normal(size=(2, 3, 4)), g.normal(size=(4, 4)), g.normal(size=(4, 4)), g.normal(size=(4, 4)), g.normal(size=(4, 4)))
