# RNN for sequence tagging. One function per step, cache tuples.
import numpy as np


def rnn_step(x, h_prev, Wx, Wh, b):
    h = np.tanh(x @ Wx + h_prev @ Wh + b)
    return h, (x, h_prev, Wx, Wh, h)


def rnn_step_back(dh, cache):
    x, h_prev, Wx, Wh, h = cache
    # backward
    da = dh * (1 - h * h)  #! da = dh * (1 - h)
    dWx = x.T @ da
    dWh = h_prev.T @ da  #! dWh = h.T @ da
    db = da.sum(0)
    dx = da @ Wx.T  #! dx = da @ Wx
    dh_prev = da @ Wh.T  #! dh_prev = da @ Wh
    return dx, dh_prev, dWx, dWh, db  #! return dx, dh, dWx, dWh, db


def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


rng = np.random.default_rng(2024)
N, T, D, H, K = 3, 5, 2, 4, 6
x = rng.standard_normal((N, T, D))
tags = rng.integers(0, K, size=(N, T))
Wx, Wh, b = rng.standard_normal((D, H)) * 0.5, rng.standard_normal((H, H)) * 0.5, np.zeros(H)
Wy, by = rng.standard_normal((H, K)) * 0.5, np.zeros(K)
h0 = np.zeros((N, H))          # learned initial state

for epoch in range(2):
    h, caches, hs = h0, [], []
    for t in range(T):
        h, cache = rnn_step(x[:, t], h, Wx, Wh, b)
        hs.append(h)
        caches.append(cache)
    hs = np.stack(hs, axis=1)                       # N, T, H
    probs = softmax(hs @ Wy + by)
    loss = 0.0
    for n in range(N):
        for t in range(T):
            loss -= np.log(probs[n, t, tags[n, t]])
    loss /= N * T

    # backward
    dscores = probs.copy()
    for n in range(N):
        for t in range(T):
            dscores[n, t, tags[n, t]] -= 1
    dscores /= N * T
    dWy = hs.reshape(N * T, H).T @ dscores.reshape(N * T, K)  #! dWy = hs[:, -1].T @ dscores[:, -1]
    dby = dscores.sum(axis=(0, 1))
    dhs = dscores @ Wy.T
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    dh = np.zeros((N, H))
    for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
        _, dh, dWx_t, dWh_t, db_t = rnn_step_back(dhs[:, t] + dh, caches[t])  #! _, dh, dWx_t, dWh_t, db_t = rnn_step_back(dhs[:, t], caches[t])  #! dh, _, dWx_t, dWh_t, db_t = rnn_step_back(dhs[:, t] + dh, caches[t])
        dWx += dWx_t
        dWh += dWh_t
        db += db_t
    dh0 = dh

    # update
    for p, g in ((Wx, dWx), (Wh, dWh), (b, db), (Wy, dWy), (by, dby), (h0, dh0)):
        p -= 0.4 * g
