import numpy as np

rng = np.random.default_rng(15)


def conv_forward(x, w, b, conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho, Wo = 1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    patch = xp[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
                    out[n, f, i, j] = np.sum(patch * w[f]) + b[f]
    return out, (x, w, b, conv_param, xp)


def conv_backward(dout, cache):
    x, w, b, conv_param, xp = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    F, C, HH, WW = w.shape
    N, _, Ho, Wo = dout.shape
    # backward
    db = np.sum(dout, axis=(0, 2, 3))  #! db = np.sum(dout, axis=(0, 1, 2)) #! db = np.mean(dout, axis=(0, 2, 3))
    dw = np.zeros_like(w)
    dxp = np.zeros_like(xp)
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    rows = slice(i * stride, i * stride + HH)  #! rows = slice(i, i + HH)
                    cols = slice(j * stride, j * stride + WW)  #! cols = slice(i * stride, i * stride + WW)
                    dw[f] += dout[n, f, i, j] * xp[n, :, rows, cols]  #! dw[f] = dout[n, f, i, j] * xp[n, :, rows, cols]
                    dxp[n, :, rows, cols] += dout[n, f, i, j] * w[f]  #! dxp[n, :, rows, cols] = dout[n, f, i, j] * w[f] #! dxp[n, :, rows, cols] += dout[n, f, i, j] * w[f][:, ::-1, ::-1]
    dx = dxp[:, :, pad:-pad, pad:-pad]
    return dx, dw, db


FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (rng.normal(size=(2, 1, 3, 5)), rng.normal(size=(2, 1, 3, 3)), rng.normal(size=2), {"stride": 2, "pad": 1})
