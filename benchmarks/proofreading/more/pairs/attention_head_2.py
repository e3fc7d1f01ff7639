import numpy as np

# one attention head on one sequence: X is (T, d)
# returned gradients are in a dict, like in the notebook


def attend(X, Wq, Wk, Wv):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = Q @ K.T / np.sqrt(Wq.shape[1])
    S = S - S.max(axis=1, keepdims=True)
    A = np.exp(S)
    A = A / A.sum(axis=1, keepdims=True)
    return A @ V, dict(X=X, Wq=Wq, Wk=Wk, Wv=Wv, Q=Q, K=K, V=V, A=A)


def attend_grad(dY, cc):
    # backward
    X, A = cc['X'], cc['A']
    scale = np.sqrt(cc['Wq'].shape[1])
    dV = A.T @ dY    #! dV = A @ dY
    dA = dY @ cc['V'].T
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))    #! dS = A * (dA - (dA * A).sum(axis=0, keepdims=True))
    dS = dS / scale    #! dS = dS * scale
    dQ = dS @ cc['K']    #! dQ = dS.T @ cc['K']
    dK = dS.T @ cc['Q']    #! dK = dS @ cc['Q']
    out = {}
    out['Wq'] = X.T @ dQ
    out['Wk'] = X.T @ dK    #! out['Wk'] = X.T @ dQ
    out['Wv'] = X.T @ dV
    out['X'] = dQ @ cc['Wq'].T + dK @ cc['Wk'].T + dV @ cc['Wv'].T    #! out['X'] = dQ @ cc['Wq'].T + dV @ cc['Wv'].T
    return out


rs = np.random.RandomState(17)
FORWARD = attend
BACKWARD = attend_grad
INPUTS = (rs.randn(5, 4), rs.randn(4, 3), rs.randn(4, 3), rs.randn(4, 3))
