"""Character level RNN, vanilla tanh cell. Learns to repeat a tiny text."""
import numpy as np

text = "the cat sat on the mat. the cat ate."
chars = sorted(set(text))
ix = {ch: i for i, ch in enumerate(chars)}
data = [ix[ch] for ch in text]
V, H, T = len(chars), 7, 6
rng = np.random.RandomState(5)
Wxh = rng.randn(H, V) * 0.3
Whh = rng.randn(H, H) * 0.3
Why = rng.randn(V, H) * 0.3
bh = np.zeros(H)
by = np.zeros(V)


def loss_and_grads(inputs, targets, h_init):
    h, p = {-1: h_init}, {}
    loss = 0.0
    for t in range(len(inputs)):
        # one hot times matrix = picking the column
        h[t] = np.tanh(Wxh[:, inputs[t]] + Whh @ h[t-1] + bh)
        logit = Why @ h[t] + by
        ex = np.exp(logit - np.max(logit))
        p[t] = ex / np.sum(ex)
        loss -= np.log(p[t][targets[t]])

    # backward
    gWxh, gWhh, gWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    gbh, gby = np.zeros_like(bh), np.zeros_like(by)
    dh_next = np.zeros(H)
    for t in range(len(inputs) - 1, -1, -1):
        dlogit = p[t].copy()
        dlogit[targets[t]] -= 1  #! dlogit[inputs[t]] -= 1
        gWhy += np.outer(dlogit, h[t])  #! gWhy += np.outer(dlogit, h[t-1])
        gby += dlogit  #! gby = dlogit
        dh = Why.T @ dlogit + dh_next  #! dh = Why.T @ dlogit
        da = dh * (1 - h[t] ** 2)  #! da = dh * (1 - h[t]) ** 2
        gbh += da  #! gbh += dh
        gWxh[:, inputs[t]] += da
        gWhh += np.outer(da, h[t-1])  #! gWhh += np.outer(da, h[t])
        dh_next = Whh.T @ da  #! dh_next += Whh.T @ da
    return loss, (gWxh, gWhh, gWhy, gbh, gby), h[len(inputs) - 1]


params = [Wxh, Whh, Why, bh, by]
mem = [np.zeros_like(w) for w in params]
pos, hprev = 0, np.zeros(H)
smooth = None
for n in range(15):
    if pos + T + 1 >= len(data):
        pos, hprev = 0, np.zeros(H)   # start again from the beginning
    inp, tgt = data[pos:pos+T], data[pos+1:pos+T+1]
    loss, grads, hprev = loss_and_grads(inp, tgt, hprev)
    # update
    for w, g, m in zip(params, grads, mem):
        np.clip(g, -2, 2, out=g)
        m += g * g
        w -= 0.1 * g / np.sqrt(m + 1e-8)  #! w += 0.1 * g / np.sqrt(m + 1e-8)
    pos += T
    smooth = loss if smooth is None else 0.9 * smooth + 0.1 * loss
print("smoothed loss", smooth)
