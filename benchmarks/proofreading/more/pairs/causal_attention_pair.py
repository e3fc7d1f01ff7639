import numpy as np


def attn(Q, K, V, temp):
    # causal attention with a learned temperature (scalar array)
    n = Q.shape[1]
    raw = Q @ K.swapaxes(1, 2)
    sc = raw * temp
    sc = np.where(np.tril(np.ones((n, n))) > 0, sc, -1e9)
    w = np.exp(sc - sc.max(2, keepdims=True))
    w = w / w.sum(2, keepdims=True)
    return w @ V, (Q, K, V, temp, raw, w)


def attn_grad(grad, saved):
    # backward
    Q, K, V, temp, raw, w = saved
    gV = w.swapaxes(1, 2) @ grad  #! gV = w @ grad
    gw = grad @ V.swapaxes(1, 2)
    gs = w * (gw - np.sum(gw * w, axis=2, keepdims=True))  #! gs = gw * w * (1 - w)  #! gs = w * (gw - np.sum(gw * w, axis=1, keepdims=True))
    gtemp = np.array([np.sum(gs * raw)])  #! gtemp = np.array([np.sum(gs * raw * temp)])  #! gtemp = np.array([np.mean(gs * raw)])
    graw = gs * temp  #! graw = gs
    gQ = graw @ K
    gK = graw.swapaxes(1, 2) @ Q  #! gK = graw @ Q
    return [gQ, gK, gV, gtemp]


rs = np.random.RandomState(17)
FORWARD = attn
BACKWARD = attn_grad
INPUTS = (rs.randn(2, 4, 3), rs.randn(2, 4, 3), rs.randn(2, 4, 3), np.array([0.7]))
