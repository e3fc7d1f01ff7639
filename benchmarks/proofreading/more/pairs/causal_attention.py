import numpy as np

def attend(Q, K, V):
    """batched scaled dot product attention with a causal mask, (B, T, d)"""
    d = Q.shape[-1]
    T = Q.shape[1]
    S = np.einsum('bid,bjd->bij', Q, K) / np.sqrt(d)
    S[:, np.triu(np.ones((T, T)), 1) == 1] = -np.inf
    P = np.exp(S - S.max(axis=2, keepdims=True))
    P /= P.sum(axis=2, keepdims=True)
    return np.einsum('bij,bjd->bid', P, V), (Q, K, V, P)

def attend_vjp(dO, saved):
    Q, K, V, P = saved
    d = Q.shape[-1]
    dV = np.einsum('bij,bid->bjd', P, dO)  #! dV = np.einsum('bij,bjd->bid', P, dO)
    dP = np.einsum('bid,bjd->bij', dO, V)  #! dP = np.einsum('bid,bjd->bij', dO, K)  #! dP = np.einsum('bid,bjd->bji', dO, V)
    row = (dP * P).sum(axis=2, keepdims=True)  #! row = (dP * P).sum(axis=1, keepdims=True)  #! row = dP.sum(axis=2, keepdims=True)
    dS = P * (dP - row)  #! dS = P * dP  #! dS = P * dP * (1 - P)
    dS /= np.sqrt(d)  #! dS /= d  #! dS *= np.sqrt(d)
    dQ = np.einsum('bij,bjd->bid', dS, K)  #! dQ = np.einsum('bij,bjd->bid', dS, V)
    dK = np.einsum('bij,bid->bjd', dS, Q)  #! dK = np.einsum('bij,bjd->bid', dS, Q)
    return dQ, dK, dV

_r = np.random.RandomState(3)
FORWARD = attend
BACKWARD = attend_vjp
INPUTS = tuple(_r.randn(2, 4, 3) for _ in range(3))
