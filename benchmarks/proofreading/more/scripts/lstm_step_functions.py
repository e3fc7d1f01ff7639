import numpy as np
sigmoid = lambda z: 1. / (1. + np.exp(-z))

def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    H = prev_h.shape[1]
    a = x @ Wx + prev_h @ Wh + b
    i, f, o = sigmoid(a[:, :H]), sigmoid(a[:, H:2*H]), sigmoid(a[:, 2*H:3*H])
    g = np.tanh(a[:, 3*H:])
    next_c = f * prev_c + i * g
    next_h = o * np.tanh(next_c)
    return next_h, next_c, (x, prev_h, prev_c, Wx, Wh, i, f, o, g, next_c)

def lstm_step_backward(dnext_h, dnext_c, cache):
    x, prev_h, prev_c, Wx, Wh, i, f, o, g, next_c = cache
    tc = np.tanh(next_c)
    do = dnext_h * tc
    dc = dnext_c + dnext_h * o * (1 - tc ** 2)
    da = np.hstack((dc * g * i * (1 - i), dc * prev_c * f * (1 - f),
                    do * o * (1 - o), dc * i * (1 - g ** 2)))
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, prev_h.T @ da, da.sum(0)

np.random.seed(1234)
N, T, D, H = 5, 6, 2, 4
x = np.random.randn(N, T, D)
target = np.cumsum(x[:, :, 0], axis=1)      # remember the running sum
Wx = np.random.randn(D, 4 * H) * .5
Wh = np.random.randn(H, 4 * H) * .5
b = np.zeros(4 * H)
b[H:2*H] = 1.       # forget gate bias
w_out = np.random.randn(H) * .5
cache_dw = [np.zeros_like(p) for p in (Wx, Wh, b, w_out)]     # rmsprop

for it in range(15):
    h, c = np.zeros((N, H)), np.zeros((N, H))
    hs, caches = [], []
    for t in range(T):
        h, c, ca = lstm_step_forward(x[:, t], h, c, Wx, Wh, b)
        hs.append(h); caches.append(ca)
    hs = np.array(hs)                        # T N H
    err = hs @ w_out - target.T
    loss = 0.5 * np.sum(err ** 2) / (N * T)

    # backward
    derr = err / (N * T)
    dw_out = np.tensordot(derr, hs, axes=([0, 1], [0, 1]))
    dWx, dWh, db = 0, 0, 0
    dh, dc = np.zeros((N, H)), np.zeros((N, H))
    for t in reversed(range(T)):
        dh = dh + derr[t][:, None] * w_out
        _, dh, dc, dWx_t, dWh_t, db_t = lstm_step_backward(dh, dc, caches[t])
        dWx = dWx + dWx_t
        dWh = dWh + dWh_t
        db = db + db_t

    # update
    for k, (p, dp) in enumerate(zip([Wx, Wh, b, w_out], [dWx, dWh, db, dw_out])):
        cache_dw[k] = 0.9 * cache_dw[k] + 0.1 * dp ** 2
        p -= 0.02 * dp / (np.sqrt(cache_dw[k]) + 1e-8)
    print(it, round(loss, 4))
