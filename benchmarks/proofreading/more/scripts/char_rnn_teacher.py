# char level decoder: at each step the TRUE previous char goes in (teacher forcing)
# column vectors, adagrad
import numpy as np

text = "hello hell"
chars = sorted(set(text + "^"))
ix = {c: i for i, c in enumerate(chars)}
V, H = len(chars), 6
np.random.seed(3)

Wxh = np.random.randn(H, V) * 0.3
Whh = np.random.randn(H, H) * 0.3
Why = np.random.randn(V, H) * 0.3
bh = np.zeros((H, 1))
by = np.zeros((V, 1))
h0 = np.random.randn(H, 1) * 0.1     # learned start state


def one_hot(i):
    v = np.zeros((V, 1))
    v[i] = 1
    return v


def loss_and_grads(inp, tgt):
    xs, hs, ps = {}, {-1: h0}, {}
    loss = 0
    for t in range(len(inp)):
        xs[t] = one_hot(inp[t])
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        o = Why @ hs[t] + by
        e = np.exp(o - o.max())
        ps[t] = e / e.sum()
        loss += -np.log(ps[t][tgt[t], 0])
    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(h0)
    for t in reversed(range(len(inp))):  #! for t in range(len(inp)):
        do = ps[t].copy()
        do[tgt[t]] -= 1  #! do[inp[t]] -= 1
        dWhy += do @ hs[t].T  #! dWhy = do @ hs[t].T
        dby += do
        dh = Why.T @ do + dhnext  #! dh = Why.T @ do
        draw = (1 - hs[t] * hs[t]) * dh  #! draw = (1 - hs[t]) * hs[t] * dh
        dbh += draw  #! dbh += dh
        dWxh += draw @ xs[t].T
        dWhh += draw @ hs[t - 1].T  #! dWhh += draw @ hs[t].T
        dhnext = Whh.T @ draw  #! dhnext = Whh @ draw
    return loss, [dWxh, dWhh, dWhy, dbh, dby, dhnext]


inputs = [ix[c] for c in "^" + text[:-1]]
targets = [ix[c] for c in text]
params = [Wxh, Whh, Why, bh, by, h0]
mem = [np.zeros_like(p) for p in params]
for epoch in range(15):
    loss, grads = loss_and_grads(inputs, targets)
    # update
    for p, g, m in zip(params, grads, mem):
        m += g * g  #! m = g * g
        p -= 0.1 * g / np.sqrt(m + 1e-8)  #! p -= 0.1 * g / (m + 1e-8)
