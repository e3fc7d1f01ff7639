# leaky RNN over padded sequences: where mask is 0 the state is simply copied on
import numpy as np

MASK = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0]])   # (batch, time)


def rnn_forward(X, h0, Wx, Wh, b, leak):
    N, T, _ = X.shape
    hs = [h0]
    cands = []
    lam = 1 / (1 + np.exp(-leak))
    for t in range(T):
        cand = np.tanh(X[:, t] @ Wx + hs[t] @ Wh + b)
        new = lam * hs[t] + (1 - lam) * cand
        mk = MASK[:, t:t + 1]
        hs.append(mk * new + (1 - mk) * hs[t])
        cands.append(cand)
    out = np.stack(hs[1:], axis=1)
    return out, (X, Wx, Wh, lam, hs, cands)


def rnn_backward(dH, cache):
    # backward
    X, Wx, Wh, lam, hs, cands = cache
    N, T, _ = X.shape
    dX, dWx, dWh = np.zeros_like(X), np.zeros_like(Wx), np.zeros_like(Wh)
    db, dlam = np.zeros(Wh.shape[0]), np.zeros(Wh.shape[0])
    dh = np.zeros_like(hs[0])
    for t in range(T - 1, -1, -1):
        dh = dh + dH[:, t]  #! dh = dH[:, t]
        mk = MASK[:, t:t + 1]
        dnew = dh * mk  #! dnew = dh
        dlam += (dnew * (hs[t] - cands[t])).sum(axis=0)  #! dlam += (dnew * (hs[t + 1] - cands[t])).sum(axis=0)
        da = dnew * (1 - lam) * (1 - cands[t] ** 2)  #! da = dnew * (1 - lam) * (1 - hs[t + 1] ** 2)
        dX[:, t] = da @ Wx.T
        dWx += X[:, t].T @ da
        dWh += hs[t].T @ da  #! dWh += hs[t + 1].T @ da
        db += da.sum(axis=0)
        dh = dh * (1 - mk) + dnew * lam + da @ Wh.T  #! dh = dnew * lam + da @ Wh.T
    dleak = dlam * lam * (1 - lam)  #! dleak = dlam * lam
    return dX, dh, dWx, dWh, db, dleak


r = np.random.RandomState(15)
FORWARD = rnn_forward
BACKWARD = rnn_backward
INPUTS = (r.randn(3, 4, 2), r.randn(3, 4), r.randn(2, 4) * 0.6, r.randn(4, 4) * 0.5, r.randn(4) * 0.2, r.randn(4))
