# assignment 6 - character level RNN on a tiny string (column vectors)
import numpy as np

text = "hello help held"
chars = sorted(set(text))
ix = {c: i for i, c in enumerate(chars)}
V, H = len(chars), 5
np.random.seed(0)
Wxh = np.random.randn(H, V) * 0.3
Whh = np.random.randn(H, H) * 0.3
Why = np.random.randn(V, H) * 0.3
bh, by = np.zeros((H, 1)), np.zeros((V, 1))
mem = [np.zeros_like(p) for p in (Wxh, Whh, Why, bh, by)]   # adagrad memory
seq, eta = 5, 0.1


def step(inputs, targets, h0):
    xs, hs, ps = {}, {-1: h0}, {}
    loss = 0.0
    for t in range(len(inputs)):
        xs[t] = np.zeros((V, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t-1] + bh)
        o = Why @ hs[t] + by
        ps[t] = np.exp(o) / np.sum(np.exp(o))
        loss -= np.log(ps[t][targets[t], 0])

    # backward
    gWxh, gWhh, gWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    gbh, gby = np.zeros_like(bh), np.zeros_like(by)
    carry = np.zeros((H, 1))
    for t in range(len(inputs) - 1, -1, -1):    #! for t in range(len(inputs) - 1, 0, -1):
        do = ps[t].copy()
        do[targets[t]] -= 1    #! do[inputs[t]] -= 1
        gWhy += do @ hs[t].T    #! gWhy += do @ hs[t-1].T
        gby += do
        dh = Why.T @ do + carry    #! dh = Why.T @ do
        draw = (1 - hs[t] ** 2) * dh    #! draw = (1 - hs[t]) * dh
        gbh += draw    #! gbh += dh
        gWxh += draw @ xs[t].T
        gWhh += draw @ hs[t-1].T    #! gWhh += draw @ hs[t].T
        carry = Whh.T @ draw    #! carry = Whh @ draw
    return loss, (gWxh, gWhh, gWhy, gbh, gby), hs[len(inputs) - 1]


pos, h = 0, np.zeros((H, 1))
for n in range(8):
    if pos + seq + 1 > len(text):
        pos, h = 0, np.zeros((H, 1))
    inp = [ix[c] for c in text[pos:pos+seq]]
    tgt = [ix[c] for c in text[pos+1:pos+seq+1]]
    loss, grads, h = step(inp, tgt, h)

    # update
    for p, g, s in zip((Wxh, Whh, Why, bh, by), grads, mem):
        g = np.clip(g, -5, 5)
        s += g * g    #! s += g
        p -= eta * g / np.sqrt(s + 1e-8)    #! p += eta * g / np.sqrt(s + 1e-8)
    pos += seq
print("loss of last chunk:", loss)
