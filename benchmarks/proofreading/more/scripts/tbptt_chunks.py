# truncated backprop through time: the hidden state is carried over, the gradient is not
import numpy as np
rng = np.random.default_rng(4)
T, K, H = 24, 6, 5
signal = np.sin(np.arange(T + 1) * 0.6) + 0.1 * rng.standard_normal(T + 1)

Wxh = rng.standard_normal((H, 1)) * 0.5
Whh = rng.standard_normal((H, H)) * 0.3
Why = rng.standard_normal((1, H)) * 0.5
bh = np.zeros((H, 1)); by = np.zeros((1, 1))
mem = [np.zeros_like(p) for p in (Wxh, Whh, Why, bh, by)]     # adagrad memory

def lossFun(inputs, targets, hprev):
    hs, es = {-1: hprev}, {}
    loss = 0.0
    for t in range(len(inputs)):
        hs[t] = np.tanh(Wxh * inputs[t] + Whh @ hs[t-1] + bh)
        es[t] = Why @ hs[t] + by - targets[t]
        loss += 0.5 * es[t][0, 0] ** 2
    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hprev)
    for t in reversed(range(len(inputs))):
        dWhy += es[t] @ hs[t].T
        dby += es[t]
        dh = Why.T @ es[t] + dhnext
        draw = (1 - hs[t] ** 2) * dh
        dbh += draw
        dWxh += draw * inputs[t]
        dWhh += draw @ hs[t-1].T
        dhnext = Whh.T @ draw
    return loss, (dWxh, dWhh, dWhy, dbh, dby), hs[len(inputs) - 1]

for epoch in range(4):
    h = np.zeros((H, 1))
    p, running = 0, 0.0
    while p + K <= T:
        loss, grads, h = lossFun(signal[p:p+K], signal[p+1:p+K+1], h)
        running += loss
        # update
        for param, g, m in zip((Wxh, Whh, Why, bh, by), grads, mem):
            m += g * g
            param -= 0.1 * g / np.sqrt(m + 1e-8)
        p += K
    print(epoch, running)
