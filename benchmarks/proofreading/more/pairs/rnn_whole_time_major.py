import numpy as np


def rnn_forward(xs, h0, U, W, c):
    """xs (T, N, D) -> hs (T, N, H);  h_t = tanh(x_t U^T + h_{t-1} W^T + c)"""
    T = len(xs)
    hs = {-1: h0}
    for t in range(T):
        hs[t] = np.tanh(xs[t] @ U.T + hs[t - 1] @ W.T + c)
    out = np.stack([hs[t] for t in range(T)])
    return out, (xs, hs, U, W)


def rnn_backward(dhs, cache):
    # backward
    xs, hs, U, W = cache
    T = len(xs)
    dxs, dU, dW = np.zeros_like(xs), np.zeros_like(U), np.zeros_like(W)
    dc = np.zeros(U.shape[0])
    dh_next = np.zeros_like(hs[-1])
    for t in reversed(range(T)):  #! for t in range(T):
        dh = dhs[t] + dh_next  #! dh = dhs[t]
        dz = (1 - hs[t] ** 2) * dh
        dU += dz.T @ xs[t]
        dW += dz.T @ hs[t - 1]  #! dW += dz.T @ hs[t]
        dc += dz.sum(axis=0)  #! dc = dz.sum(axis=0)
        dxs[t] = dz @ U
        dh_next = dz @ W  #! dh_next = dh @ W
    return dxs, dh_next, dU, dW, dc


rng = np.random.default_rng(404)
FORWARD = rnn_forward
BACKWARD = rnn_backward
INPUTS = (rng.normal(size=(4, 2, 3)), rng.normal(size=(2, 5)), 0.4 * rng.normal(size=(5, 3)), 0.4 * rng.normal(size=(5, 5)), rng.normal(size=5))
