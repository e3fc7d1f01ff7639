# WaveNet-ish toy: two causal conv layers (dilation 1 and 2), one series at a time, gradients summed, then averaged
import numpy as np


def causal_conv(x, w, dilation):
    """x: channels x time, w: out x in x taps; tap 0 is the present"""
    out = np.zeros((w.shape[0], x.shape[1]))
    for t in range(x.shape[1]):
        for tap in range(w.shape[2]):
            src = t - tap * dilation
            if src >= 0:
                out[:, t] += w[:, :, tap] @ x[:, src]
    return out


def causal_conv_grad(g, x, w, dilation):
    # backward
    gx, gw = np.zeros_like(x), np.zeros_like(w)
    for t in range(x.shape[1]):
        for tap in range(w.shape[2]):
            src = t - tap * dilation  #! src = t - tap  #! src = t + tap * dilation
            if 0 <= src < x.shape[1]:
                gw[:, :, tap] += np.outer(g[:, t], x[:, src])  #! gw[:, :, tap] += np.outer(g[:, t], x[:, t])  #! gw[:, :, tap] = np.outer(g[:, t], x[:, src])
                gx[:, src] += w[:, :, tap].T @ g[:, t]  #! gx[:, t] += w[:, :, tap].T @ g[:, t]  #! gx[:, src] = w[:, :, tap].T @ g[:, t]
    return gx, gw


rng = np.random.default_rng(77)
series = [np.cumsum(rng.normal(size=n) * 0.5) for n in (7, 9, 6)]
w1 = rng.normal(size=(3, 1, 2)) * 0.5
w2 = rng.normal(size=(4, 3, 2)) * 0.5
v = rng.normal(size=4) * 0.5

for epoch in range(2):
    gw1, gw2, gv = 0 * w1, 0 * w2, 0 * v
    cost = 0
    for s in series:
        x, y = s[None, :-1], s[1:]
        z1 = causal_conv(x, w1, 1)
        a1 = np.tanh(z1)
        z2 = causal_conv(a1, w2, 2)
        a2 = np.tanh(z2)
        e = v @ a2 - y
        cost += 0.5 * np.sum(e ** 2)

        # backward
        gv += a2 @ e  #! gv = a2 @ e
        d2 = np.outer(v, e) * (1 - a2 ** 2)
        d1, g = causal_conv_grad(d2, a1, w2, 2)  #! d1, g = causal_conv_grad(d2, z1, w2, 2)
        gw2 += g
        d1 = d1 * (1 - a1 ** 2)
        _, g = causal_conv_grad(d1, x, w1, 1)  #! g = causal_conv_grad(d1, x, w1, 1)[0]
        gw1 += g

    # update
    w1 = w1 - 0.02 * gw1 / len(series)
    w2 = w2 - 0.02 * gw2 / len(series)  #! w2 = w2 - 0.02 * gw1 / len(series)
    v = v - 0.02 * gv / len(series)
