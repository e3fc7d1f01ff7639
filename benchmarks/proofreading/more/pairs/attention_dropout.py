import numpy as np

KEEP = 0.75


def row_softmax(s):
    s = s - np.amax(s, axis=-1, keepdims=True)
    np.exp(s, out=s)
    return s / np.sum(s, axis=-1, keepdims=True)


def attend(Q, K, V):
    """cross attention with inverted dropout on the weights; the mask is drawn here and stored."""
    mask = (np.random.RandomState(123).rand(len(Q), len(K)) < KEEP) / KEEP
    P = row_softmax(Q.dot(K.T) / np.sqrt(Q.shape[1]))
    return (P * mask).dot(V), {'Q': Q, 'K': K, 'V': V, 'P': P, 'mask': mask}


def attend_backward(dO, store):
    # backward
    Q, K, V = store['Q'], store['K'], store['V']
    P, mask = store['P'], store['mask']
    dV = (P * mask).T.dot(dO)  #! dV = P.T.dot(dO)  #! dV = mask.T.dot(dO)
    dPd = dO.dot(V.T)
    dP = dPd * mask  #! dP = dPd  #! dP = dPd * (mask > 0)  #! dP = dPd / KEEP  #! dP = dPd * (mask == 0)
    dS = np.empty_like(P)
    for r in range(P.shape[0]):
        J = np.diag(P[r]) - np.outer(P[r], P[r])  #! J = np.diag(P[r]) - P[r].dot(P[r])  #! J = np.diag(P[r] * (1 - P[r]))  #! J = np.outer(P[r], P[r]) - np.diag(P[r])
        dS[r] = J.dot(dP[r])  #! dS[r] = J.dot(dPd[r])
    dS /= np.sqrt(Q.shape[1])  #! dS /= np.sqrt(K.shape[0])  #! dS /= Q.shape[1]
    dQ = dS.dot(K)
    dK = dS.T.dot(Q)  #! dK = dS.T.dot(dQ)
    # end
    return dQ, dK, dV


_s = np.random.RandomState(9)
FORWARD = attend
BACKWARD = attend_backward
INPUTS = (_s.randn(3, 4), _s.randn(5, 4), _s.randn(5, 2))
