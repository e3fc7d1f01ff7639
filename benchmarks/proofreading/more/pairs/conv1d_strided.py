import numpy as np


# x: (channels_in, length)   w: (channels_out, channels_in, k)   b: (channels_out,)
def conv1d(x, w, b, stride=2, pad=1):
    xp = np.pad(x, ((0, 0), (pad, pad)))
    k = w.shape[2]
    n_out = (xp.shape[1] - k) // stride + 1
    y = np.zeros((w.shape[0], n_out))
    for o in range(w.shape[0]):
        for i in range(n_out):
            y[o, i] = np.sum(xp[:, i * stride:i * stride + k] * w[o]) + b[o]
    return y, {'xp': xp, 'w': w, 'stride': stride, 'pad': pad}


def conv1d_grad(dy, cache):
    xp, w, s, pad = cache['xp'], cache['w'], cache['stride'], cache['pad']
    k = w.shape[2]
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(w.shape[0])
    # backward
    for o in range(w.shape[0]):
        for i in range(dy.shape[1]):  #! for i in range(dy.shape[1] - 1):
            dw[o] += dy[o, i] * xp[:, i * s:i * s + k]  #! dw[o] += dy[o, i] * xp[:, i:i + k]  #! dw[o] = dy[o, i] * xp[:, i * s:i * s + k]
            dxp[:, i * s:i * s + k] += dy[o, i] * w[o]  #! dxp[:, i * s:i * s + k] = dy[o, i] * w[o]  #! dxp[:, i * s:i * s + k] += dy[o, i] * w[o][:, ::-1]  #! dxp[:, i:i + k] += dy[o, i] * w[o]
            db[o] += dy[o, i]  #! db[o] = dy[o, i]  #! db[o] += dy[o, i] / dy.shape[1]
    dx = dxp[:, pad:-pad]  #! dx = dxp[:, :-2 * pad]  #! dx = dxp[:, 2 * pad:]
    # end
    return {'x': dx, 'w': dw, 'b': db}


rng = np.random.default_rng(3)
FORWARD = conv1d
BACKWARD = conv1d_grad
INPUTS = (rng.normal(size=(2, 7)), rng.normal(size=(3, 2, 3)), rng.normal(size=3))
