"""LSTM many-to-one for padded sequences: after the end of a sequence the state is simply carried on."""
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b, alive):
    H = prev_h.shape[1]
    a = x.dot(Wx) + prev_h.dot(Wh) + b
    i, f, o = sigmoid(a[:, :H]), sigmoid(a[:, H:2 * H]), sigmoid(a[:, 2 * H:3 * H])
    g = np.tanh(a[:, 3 * H:])
    new_c = f * prev_c + i * g
    tanh_c = np.tanh(new_c)
    new_h = o * tanh_c
    next_h = np.where(alive, new_h, prev_h)
    next_c = np.where(alive, new_c, prev_c)
    return next_h, next_c, (x, prev_h, prev_c, i, f, o, g, tanh_c, alive)


def lstm_step_backward(dnext_h, dnext_c, Wx, Wh, cache):
    x, prev_h, prev_c, i, f, o, g, tanh_c, alive = cache
    # backward
    dh = dnext_h * alive
    dc = dnext_c * alive + dh * o * (1 - tanh_c ** 2)  #! dc = dnext_c * alive + dh * o * tanh_c  #! dc = dh * o * (1 - tanh_c ** 2)
    da_i = dc * g * i * (1 - i)
    da_f = dc * prev_c * f * (1 - f)
    da_o = dh * tanh_c * o * (1 - o)  #! da_o = dh * tanh_c * o
    da_g = dc * i * (1 - g ** 2)  #! da_g = dc * f * (1 - g ** 2)
    da = np.concatenate([da_i, da_f, da_o, da_g], axis=1)  #! da = np.concatenate([da_f, da_i, da_o, da_g], axis=1)
    dprev_h = da.dot(Wh.T) + dnext_h * ~alive  #! dprev_h = da.dot(Wh.T)
    dprev_c = dc * f + dnext_c * ~alive  #! dprev_c = dc * i + dnext_c * ~alive
    return dprev_h, dprev_c, x.T.dot(da), prev_h.T.dot(da), da.sum(axis=0)  #! return dprev_c, dprev_h, x.T.dot(da), prev_h.T.dot(da), da.sum(axis=0)


np.random.seed(60)
N, T, D, H = 4, 5, 3, 2
lengths = np.array([5, 2, 4, 3])
x = np.random.randn(N, T, D)
y = np.random.randn(N)
Wx, Wh, b = np.random.randn(D, 4 * H) * 0.5, np.random.randn(H, 4 * H) * 0.5, np.zeros(4 * H)
w = np.random.randn(H)

for epoch in range(2):
    h, c = np.zeros((N, H)), np.zeros((N, H))
    caches = []
    for t in range(T):
        h, c, cache = lstm_step_forward(x[:, t], h, c, Wx, Wh, b, (t < lengths)[:, None])
        caches.append(cache)
    loss = np.mean((h.dot(w) - y) ** 2)

    # backward
    dpred = 2 * (h.dot(w) - y) / N
    dw = h.T.dot(dpred)
    dh, dc = np.outer(dpred, w), np.zeros((N, H))
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    while caches:
        dh, dc, gWx, gWh, gb = lstm_step_backward(dh, dc, Wx, Wh, caches.pop())
        dWx += gWx
        dWh += gWh  #! dWh = gWh
        db += gb
    # update
    Wx -= 0.2 * dWx
    Wh -= 0.2 * dWh
    b -= 0.2 * db
    w -= 0.2 * dw
