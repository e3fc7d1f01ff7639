# character RNN for dog names, softmax at each step, clipped gradients
import numpy as np
np.random.seed(6)
text = "bello rex bella rexi "
vocab = sorted(set(text))
c2i = {ch: i for i, ch in enumerate(vocab)}
V, H, seq = len(vocab), 6, 5
Wxh = np.random.randn(H, V) * 0.1
Whh = np.random.randn(H, H) * 0.1
Why = np.random.randn(V, H) * 0.1
bh, by = np.zeros((H, 1)), np.zeros((V, 1))

def run(ins, outs, hprev):
    x, h, p = {}, {-1: hprev}, {}
    loss = 0
    for t, c in enumerate(ins):
        x[t] = np.zeros((V, 1))
        x[t][c] = 1
        h[t] = np.tanh(Wxh @ x[t] + Whh @ h[t - 1] + bh)
        s = Why @ h[t] + by
        p[t] = np.exp(s) / np.sum(np.exp(s))
        loss -= np.log(p[t][outs[t], 0])
    # backward
    gxh, ghh, ghy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    gbh, gby = np.zeros_like(bh), np.zeros_like(by)
    later = np.zeros((H, 1))
    for t in reversed(range(len(ins))):
        ds = p[t].copy()
        ds[outs[t]] -= 1
        ghy += ds @ h[t].T
        gby += ds
        draw = (1 - h[t] ** 2) * (Why.T @ ds + later)
        gbh += draw
        gxh += draw @ x[t].T
        ghh += draw @ h[t - 1].T
        later = Whh.T @ draw
    return loss, (gxh, ghh, ghy, gbh, gby), h[len(ins) - 1]

pos = 0
hid = np.zeros((H, 1))
for n in range(28):
    if pos + seq + 1 > len(text):
        pos = 0
        hid = np.zeros((H, 1))
    ins = [c2i[ch] for ch in text[pos:pos + seq]]
    outs = [c2i[ch] for ch in text[pos + 1:pos + seq + 1]]
    loss, grads, hid = run(ins, outs, hid)
    # update
    for par, g in zip((Wxh, Whh, Why, bh, by), grads):
        par -= 0.2 * np.clip(g, -5, 5)
    pos += seq
    if n % 7 == 0:
        print("n", n, "loss", loss)
