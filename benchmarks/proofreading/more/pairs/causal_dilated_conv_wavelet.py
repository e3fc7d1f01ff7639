import numpy as np

DIL = 2   # dilation


# causal 1-d convolution as in WaveNet: y[o, t] = b[o] + sum_c sum_k w[o, c, k] x[c, t - DIL*k]
def conv_fwd(x, w, b):
    C, T = x.shape
    O, _, Kw = w.shape
    y = np.zeros((O, T))
    for o in range(O):
        for t in range(T):
            acc = b[o]
            for c in range(C):
                for k in range(Kw):
                    s = t - DIL * k
                    if s >= 0:
                        acc += w[o, c, k] * x[c, s]
            y[o, t] = acc
    return y


def conv_bwd(dy, x, w, b):
    C, T = x.shape
    O, _, Kw = w.shape
    dx = np.zeros_like(x)
    dw = np.zeros_like(w)
    # backward
    db = dy.sum(axis=1)  #! db = dy.mean(axis=1)  #! db = dy[:, 0]
    for o in range(O):
        for t in range(T):
            for c in range(C):
                for k in range(Kw):
                    s = t - DIL * k  #! s = t - k  #! s = t + DIL * k - DIL * (Kw - 1)
                    if s >= 0:  #! if s > 0:
                        dw[o, c, k] += dy[o, t] * x[c, s]  #! dw[o, c, k] = dy[o, t] * x[c, s]  #! dw[o, c, k] += dy[o, t] * x[c, t]  #! dw[o, c, k] += dy[o, s] * x[c, t]
                        dx[c, s] += dy[o, t] * w[o, c, k]  #! dx[c, t] += dy[o, t] * w[o, c, k]  #! dx[c, s] = dy[o, t] * w[o, c, k]  #! dx[c, s] += dy[o, t] * w[o, c, Kw - 1 - k]
    # end
    return {'x': dx, 'w': dw, 'b': db}


rng = np.random.default_rng(6)
FORWARD = conv_fwd
BACKWARD = conv_bwd
INPUTS = (rng.normal(size=(2, 6)), rng.normal(size=(2, 2, 2)), rng.normal(size=2))
