"""batched attention, mask = 1 where looking is allowed (constant)"""
import numpy as np

rng = np.random.default_rng(31)
MASK = np.array([[1, 1, 1, 0], [1, 1, 0, 0]])      # (batch, keys)


def attend(Q, K, V, tau):
    # tau: learned temperature, shape (1,)
    raw = np.einsum('bqd,bkd->bqk', Q, K)
    S = raw * tau
    E = np.exp(S - S.max(axis=2, keepdims=True)) * MASK[:, None, :]
    A = E / E.sum(axis=2, keepdims=True)
    O = np.einsum('bqk,bkd->bqd', A, V)
    return O, dict(Q=Q, K=K, V=V, tau=tau, raw=raw, A=A)


def attend_grad(dO, c):
    # backward
    A, Q, K, V = c['A'], c['Q'], c['K'], c['V']
    dV = np.einsum('bqk,bqd->bkd', A, dO)  #! dV = np.einsum('bkq,bqd->bkd', A, dO)
    dA = np.einsum('bqd,bkd->bqk', dO, V)  #! dA = np.einsum('bqd,bkd->bqk', dO, K)
    inner = (A * dA).sum(axis=2, keepdims=True)  #! inner = (A * dA).sum(axis=1, keepdims=True)
    dS = A * (dA - inner)  #! dS = A * dA - inner
    dtau = np.array([(dS * c['raw']).sum()])  #! dtau = np.array([(dS * c['raw'] * c['tau']).sum()])
    draw = dS * c['tau']  #! draw = dS / c['tau']
    dQ = np.einsum('bqk,bkd->bqd', draw, K)
    dK = np.einsum('bqk,bqd->bkd', draw, Q)  #! dK = np.einsum('bqk,bqd->bkd', dS, Q)
    return dQ, dK, dV, dtau


FORWARD = attend
BACKWARD = attend_grad
INPUTS = (rng.normal(size=(2, 3, 3)), rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 2)), np.array([0.6]))
