# minimal character rnn, adagrad, my own rewrite of the well-known exercise
import numpy as np

text = "hello help held"
chars = sorted(set(text))
V = len(chars)
ix = {c: i for i, c in enumerate(chars)}
H = 6
T = 5
np.random.seed(0)
Wxh = np.random.randn(H, V) * 0.4
Whh = np.random.randn(H, H) * 0.4
Why = np.random.randn(V, H) * 0.4
bh = np.zeros((H, 1))
by = np.zeros((V, 1))
mem = [np.zeros_like(p) for p in (Wxh, Whh, Why, bh, by)]
lr = 0.1

hprev = np.zeros((H, 1))
p = 0
for n in range(8):
    if p + T + 1 > len(text):
        p = 0
        hprev = np.zeros((H, 1))
    inputs = [ix[c] for c in text[p:p + T]]
    targets = [ix[c] for c in text[p + 1:p + T + 1]]

    xs, hs, ps = {}, {-1: hprev.copy()}, {}
    loss = 0
    for t in range(T):
        xs[t] = np.zeros((V, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        o = Why @ hs[t] + by
        ps[t] = np.exp(o) / np.sum(np.exp(o))
        loss += -np.log(ps[t][targets[t], 0])

    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(T)):
        dy = ps[t].copy()
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dWhy += dy @ hs[t].T  #! dWhy = dy @ hs[t].T  #! dWhy += dy @ hs[t - 1].T
        dby += dy
        dh = Why.T @ dy + dhnext  # from the output AND from the future  #! dh = Why.T @ dy  #! dh = Why @ dy + dhnext
        draw = (1 - hs[t] ** 2) * dh  #! draw = (1 - np.tanh(hs[t]) ** 2) * dh  #! draw = (1 - hs[t]) * dh
        dbh += draw  #! dbh += dh
        dWxh += draw @ xs[t].T
        dWhh += draw @ hs[t - 1].T  #! dWhh += draw @ hs[t].T
        dhnext = Whh.T @ draw  #! dhnext = Whh @ draw  #! dhnext = Whh.T @ dh

    # update
    grads = [dWxh, dWhh, dWhy, dbh, dby]
    for g in grads:
        np.clip(g, -5, 5, out=g)
    for param, g, s in zip([Wxh, Whh, Why, bh, by], grads, mem):
        s += g * g  #! s += g
        param -= lr * g / np.sqrt(s + 1e-8)  #! param -= lr * g / (s + 1e-8)
    hprev = hs[T - 1]
    p += T
