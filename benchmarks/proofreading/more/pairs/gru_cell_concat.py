import numpy as np

sigmoid = lambda t: 1 / (1 + np.exp(-t))


def forward(x, h_prev, Wr, Wu, Wc):
    # no biases, [x, h] side by side as in the lecture slides
    xh = np.hstack((x, h_prev))
    r = sigmoid(xh @ Wr)
    u = sigmoid(xh @ Wu)
    xrh = np.hstack((x, r * h_prev))
    cand = np.tanh(xrh @ Wc)
    h = u * cand + (1 - u) * h_prev
    return h, (xh, xrh, h_prev, r, u, cand, Wr, Wu, Wc)


def backward(dh, cache):
    xh, xrh, h_prev, r, u, cand, Wr, Wu, Wc = cache
    D = xh.shape[1] - h_prev.shape[1]
    # backward
    dcand = dh * u  #! dcand = dh * (1 - u)
    du = dh * (cand - h_prev)  #! du = dh * cand
    dac = dcand * (1 - cand ** 2)
    dWc = xrh.T @ dac  #! dWc = xh.T @ dac
    dxrh = dac @ Wc.T
    dx = dxrh[:, :D]
    dr = dxrh[:, D:] * h_prev  #! dr = dxrh[:, D:] * r
    dh_prev = dh * (1 - u) + dxrh[:, D:] * r  #! dh_prev = dh * (1 - u)  #! dh_prev = dh * (1 - u) + dxrh[:, D:]
    dau = du * u * (1 - u)
    dar = dr * r * (1 - r)
    dWu = xh.T @ dau
    dWr = xh.T @ dar
    dxh = dau @ Wu.T + dar @ Wr.T  #! dxh = dau @ Wu.T
    dx = dx + dxh[:, :D]
    dh_prev = dh_prev + dxh[:, D:]
    return dx, dh_prev, dWr, dWu, dWc


def inputs():
    np.random.seed(101)
    N, D, H = 6, 2, 3
    return (np.random.randn(N, D), np.random.randn(N, H), *(np.random.randn(D + H, H) * 0.8 for _ in range(3)))


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
