import numpy as np


def scan(X, Wx, Wh):
    H = np.zeros((len(X) + 1, Wh.shape[0]))  # row 0 is the start state
    for t in range(len(X)):
        H[t + 1] = np.tanh(X[t] @ Wx + H[t] @ Wh)
    return H


def birnn(X, Wx_f, Wh_f, Wx_b, Wh_b):
    Hf = scan(X, Wx_f, Wh_f)
    Hb = scan(X[::-1], Wx_b, Wh_b)
    out = np.concatenate([Hf[1:], Hb[1:][::-1]], axis=1)
    return out, (X, Hf, Hb, Wx_f, Wh_f, Wx_b, Wh_b)


def birnn_backward(dout, cache):
    # backward
    X, Hf, Hb, Wx_f, Wh_f, Wx_b, Wh_b = cache
    T, h = len(X), Wh_f.shape[0]
    dX = np.zeros_like(X)
    result = []
    for way, (H, Wx, Wh) in enumerate([(Hf, Wx_f, Wh_f), (Hb, Wx_b, Wh_b)]):
        seq = X if way == 0 else X[::-1]
        d = dout[:, :h] if way == 0 else dout[::-1, h:]  #! d = dout[:, :h] if way == 0 else dout[:, h:]
        dWx, dWh = np.zeros_like(Wx), np.zeros_like(Wh)
        dseq = np.zeros_like(X)
        carry = np.zeros(Wh.shape[0])
        for t in range(T - 1, -1, -1):
            da = (d[t] + carry) * (1 - H[t + 1] ** 2)  #! da = (d[t] + carry) * (1 - H[t] ** 2)
            dWx += np.outer(seq[t], da)  #! dWx += np.outer(X[t], da)
            dWh += np.outer(H[t], da)
            dseq[t] = Wx @ da
            carry = Wh @ da  #! carry = Wh.T @ da
        dX += dseq if way == 0 else dseq[::-1]  #! dX += dseq
        result += [dWx, dWh]
    return (dX, *result)


rng = np.random.default_rng(66)
FORWARD = birnn
BACKWARD = birnn_backward
INPUTS = (rng.normal(size=(5, 2)), rng.normal(size=(2, 3)), 0.5 * rng.normal(size=(3, 3)), rng.normal(size=(2, 4)), 0.5 * rng.normal(size=(4, 4)))
