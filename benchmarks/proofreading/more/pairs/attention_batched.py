import numpy as np


def scaled_dot_attention(Q, K, V):
    # Q: (batch, tq, d)   K: (batch, tk, d)   V: (batch, tk, dv)
    logits = np.einsum('bqd,bkd->bqk', Q, K) / np.sqrt(Q.shape[-1])
    e = np.exp(logits - logits.max(axis=2, keepdims=True))
    A = e / e.sum(axis=2, keepdims=True)
    return np.einsum('bqk,bkv->bqv', A, V)


def scaled_dot_attention_vjp(dO, Q, K, V):
    root = np.sqrt(Q.shape[-1])
    logits = np.einsum('bqd,bkd->bqk', Q, K) / root
    e = np.exp(logits - logits.max(axis=2, keepdims=True))
    A = e / e.sum(axis=2, keepdims=True)
    # backward
    dV = np.einsum('bqk,bqv->bkv', A, dO)  #! dV = np.einsum('bqk,bqv->bkv', logits, dO)  #! dV = np.einsum('bqk,bqv->bkv', e, dO)
    dA = np.einsum('bqv,bkv->bqk', dO, V)
    inner = np.sum(dA * A, axis=2, keepdims=True)  #! inner = np.sum(dA * A, axis=1, keepdims=True)  #! inner = np.sum(dA, axis=2, keepdims=True)  #! inner = np.mean(dA * A, axis=2, keepdims=True)
    dlogits = A * (dA - inner)  #! dlogits = A * dA - inner  #! dlogits = dA * A * (1 - A)  #! dlogits = dA - inner
    dlogits /= root  #! dlogits *= root  #! dlogits /= Q.shape[-1]
    dQ = np.einsum('bqk,bkd->bqd', dlogits, K)  #! dQ = np.einsum('bqk,bkd->bqd', dA, K)
    dK = np.einsum('bqk,bqd->bkd', dlogits, Q)  #! dK = np.einsum('bqk,bqd->bkd', A, Q)
    # end
    return dQ, dK, dV


_g = np.random.default_rng(40)
FORWARD = scaled_dot_attention
BACKWARD = scaled_dot_attention_vjp
INPUTS = (_g.normal(size=(2, 3, 4)), _g.normal(size=(2, 5, 4)), _g.normal(size=(2, 5, 3)))
