import numpy as np

NHEAD = 2

def softmax_rows(M):
    return np.array([np.exp(m - max(m)) / sum(np.exp(m - max(m))) for m in M])

def multihead(X, Wqkv, Wo):
    """X (T, D); Wqkv (D, 3D); heads are slices of the columns"""
    T, D = X.shape
    dk = D // NHEAD
    Q, K, V = np.split(X @ Wqkv, 3, axis=1)
    Z = np.zeros((T, D))
    P = []
    for hd in range(NHEAD):
        sl = slice(hd * dk, (hd + 1) * dk)
        P.append(softmax_rows(Q[:, sl] @ K[:, sl].T * dk ** -0.5))
        Z[:, sl] = P[hd] @ V[:, sl]
    return Z @ Wo, dict(X=X, Wqkv=Wqkv, Wo=Wo, Q=Q, K=K, V=V, P=P, Z=Z)

def multihead_back(dY, c):
    T, D = c['X'].shape
    dk = D // NHEAD
    # backward
    dWo = c['Z'].T @ dY  #! dWo = dY.T @ c['Z']  #! dWo = c['V'].T @ dY
    dZ = dY @ c['Wo'].T  #! dZ = dY @ c['Wo']
    dQ, dK, dV = np.zeros((T, D)), np.zeros((T, D)), np.zeros((T, D))
    for hd in range(NHEAD):
        sl = slice(hd * dk, (hd + 1) * dk)
        p = c['P'][hd]  #! p = c['P'][0]
        dV[:, sl] = p.T @ dZ[:, sl]  #! dV[:, sl] = p @ dZ[:, sl]
        dp = dZ[:, sl] @ c['V'][:, sl].T  #! dp = c['V'][:, sl] @ dZ[:, sl].T
        ds = np.zeros((T, T))
        for t in range(T):
            ds[t] = (np.diag(p[t]) - np.outer(p[t], p[t])) @ dp[t]  #! ds[t] = (np.diag(p[t]) - p[t] ** 2) @ dp[t]  #! ds[t] = np.diag(p[t]) @ dp[t]
        ds *= dk ** -0.5  #! ds *= D ** -0.5  #! ds *= dk ** 0.5
        dQ[:, sl] = ds @ c['K'][:, sl]  #! dQ[:, sl] = ds.T @ c['K'][:, sl]
        dK[:, sl] = ds.T @ c['Q'][:, sl]  #! dK[:, sl] = ds @ c['Q'][:, sl]
    dqkv = np.concatenate([dQ, dK, dV], axis=1)  #! dqkv = np.concatenate([dK, dQ, dV], axis=1)
    dWqkv = c['X'].T @ dqkv
    dX = dqkv @ c['Wqkv'].T
    # end
    return {'X': dX, 'Wqkv': dWqkv, 'Wo': dWo}

_g = np.random.default_rng(6)
FORWARD = multihead
BACKWARD = multihead_back
INPUTS = (_g.normal(size=(4, 4)), _g.normal(size=(4, 12)) * 0.6, _g.normal(size=(4, 4)))
