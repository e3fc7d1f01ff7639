# my min char rnn, (re)written to understand it. columns, one char at a time
import numpy as np

data = 'abcab cabba abc'
chars = sorted(set(data))
n = len(chars)
c2i = {ch: i for i, ch in enumerate(chars)}
H = 5
T = 7
np.random.seed(2)
Wxh = np.random.randn(H, n) * 0.3
Whh = np.random.randn(H, H) * 0.3
Why = np.random.randn(n, H) * 0.3
bh = np.zeros((H, 1))
by = np.zeros((n, 1))
mem = [np.zeros_like(w) for w in (Wxh, Whh, Why, bh, by)]


def lossFun(inp, tgt, hprev):
    xs, hs, ps = {}, {-1: hprev}, {}
    loss = 0
    for t in range(len(inp)):
        xs[t] = np.zeros((n, 1))
        xs[t][inp[t]] = 1
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        y = Why @ hs[t] + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][tgt[t], 0])
    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    carry = np.zeros_like(hprev)
    for t in range(len(inp) - 1, -1, -1):
        dy = ps[t].copy()
        dy[tgt[t]] -= 1
        dWhy += dy @ hs[t].T  #! dWhy += dy @ hs[t - 1].T
        dby += dy  #! dby = dy
        dh = Why.T @ dy + carry  #! dh = Why.T @ dy
        draw = (1 - hs[t] * hs[t]) * dh  #! draw = (1 - dh * dh) * hs[t]
        dbh += draw  #! dbh += dh
        dWxh += draw @ xs[t].T
        dWhh += draw @ hs[t - 1].T  #! dWhh += draw @ hs[t].T
        carry = Whh.T @ draw  #! carry = Whh @ draw  #! carry += Whh.T @ draw
    return loss, [dWxh, dWhh, dWhy, dbh, dby], hs[len(inp) - 1]


p, hprev = 0, np.zeros((H, 1))
for it in range(10):
    if p + T + 1 > len(data):
        p, hprev = 0, np.zeros((H, 1))
    inp = [c2i[ch] for ch in data[p:p + T]]
    tgt = [c2i[ch] for ch in data[p + 1:p + T + 1]]
    loss, grads, hprev = lossFun(inp, tgt, hprev)
    # update
    for w, g, s in zip((Wxh, Whh, Why, bh, by), grads, mem):
        np.clip(g, -2, 2, out=g)
        s *= 0.9
        s += 0.1 * g * g  #! s += 0.1 * g
        w -= 0.02 * g / np.sqrt(s + 1e-6)  #! w += 0.02 * g / np.sqrt(s + 1e-6)
    p += T
    print(it, loss / T)
