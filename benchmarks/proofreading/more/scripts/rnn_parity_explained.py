# Recurrent nets without magic: teaching a vanilla RNN the running parity of bits.
# (companion code of the post -- every line has a paragraph of its own there)
import numpy as np
np.random.seed(1)

batch, steps, hid = 5, 6, 4
bits = np.random.randint(0, 2, (batch, steps))
parity = bits.cumsum(axis=1) % 2

Wx = np.random.randn(1, hid) * 0.8
Wh = np.random.randn(hid, hid) * 0.5
bh = np.zeros(hid)
Wy = np.random.randn(hid, 1) * 0.8
by = np.zeros(1)
h0 = np.zeros((1, hid))            # the first state is learned too!
mem = [np.zeros_like(p) for p in (Wx, Wh, bh, Wy, by, h0)]


def squash(z):
    return 1 / (1 + np.exp(-z))


def run(bits):
    h = {-1: np.repeat(h0, batch, axis=0)}
    y = {}
    for t in range(steps):
        x = 2.0 * bits[:, t:t + 1] - 1
        h[t] = np.tanh(x @ Wx + h[t - 1] @ Wh + bh)
        y[t] = squash(h[t] @ Wy + by)
    return h, y


def loss_of(y):
    total = 0
    for t in range(steps):
        p = parity[:, t:t + 1]
        total -= np.sum(p * np.log(y[t]) + (1 - p) * np.log(1 - y[t]))
    return total / batch


def bptt(bits, h, y):
    # backward
    dWx, dWh, dbh = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(bh)
    dWy, dby = np.zeros_like(Wy), np.zeros_like(by)
    from_future = np.zeros((batch, hid))
    for t in reversed(range(steps)):
        dlogit = (y[t] - parity[:, t:t + 1]) / batch  #! dlogit = (y[t] - parity[:, t:t + 1]) * y[t] * (1 - y[t]) / batch
        dWy += h[t].T @ dlogit  #! dWy += h[t - 1].T @ dlogit
        dby += dlogit.sum(axis=0)
        dh = dlogit @ Wy.T + from_future  #! dh = dlogit @ Wy.T
        dpre = dh * (1 - h[t] ** 2)  #! dpre = dh * (1 - h[t - 1] ** 2)
        x = 2.0 * bits[:, t:t + 1] - 1  #! x = bits[:, t:t + 1]
        dWx += x.T @ dpre
        dWh += h[t - 1].T @ dpre  #! dWh += h[t].T @ dpre  #! dWh += dpre.T @ h[t - 1]
        dbh += dpre.sum(axis=0)  #! dbh += dh.sum(axis=0)
        from_future = dpre @ Wh.T  #! from_future = dh @ Wh.T
    dh0 = from_future.sum(axis=0, keepdims=True)
    return dWx, dWh, dbh, dWy, dby, dh0


for epoch in range(15):
    h, y = run(bits)
    L = loss_of(y)
    grads = bptt(bits, h, y)
    # update
    # (Adagrad, the one from the famous char-rnn gist)
    for p, g, s in zip((Wx, Wh, bh, Wy, by, h0), grads, mem):
        s += g * g
        p -= 0.1 * g / np.sqrt(s + 1e-8)  #! p -= 0.1 * g / (s + 1e-8)
print("final loss", L)
