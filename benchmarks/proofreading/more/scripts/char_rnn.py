"""
my own tiny min-char-rnn, typed after reading the gist (no copy paste!!)
the "corpus" is one line so it finishes in a second
"""
import numpy as np

np.random.seed(3)
data = 'hello yellow'
chars = sorted(set(data))
V = len(chars)
ch2ix = {c: i for i, c in enumerate(chars)}
ix2ch = {i: c for i, c in enumerate(chars)}

H, seq_len, learning_rate = 5, 5, 0.1
Wxh = np.random.randn(H, V) * 0.3
Whh = np.random.randn(H, H) * 0.3
Why = np.random.randn(V, H) * 0.3
bh = np.zeros((H, 1))
by = np.zeros((V, 1))


def lossFun(inputs, targets, hprev):
    xs, hs, ps = {}, {}, {}
    hs[-1] = np.copy(hprev)
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((V, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t-1]) + bh)
        y = np.dot(Why, hs[t]) + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1  #! dy[targets[t]] += 1  #! dy[inputs[t]] -= 1
        dWhy += np.dot(dy, hs[t].T)  #! dWhy += np.dot(dy, hs[t-1].T)  #! dWhy = np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext  #! dh = np.dot(Why.T, dy)  #! dh = np.dot(Why.T, dy) - dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh  #! dhraw = (1 - hs[t]) * dh  #! dhraw = (1 - dh * dh) * hs[t]
        dbh += dhraw  #! dbh += dh
        dWxh += np.dot(dhraw, xs[t].T)
        dWhh += np.dot(dhraw, hs[t-1].T)  #! dWhh += np.dot(dhraw, hs[t].T)
        dhnext = np.dot(Whh.T, dhraw)  #! dhnext = np.dot(Whh, dhraw)  #! dhnext = np.dot(Whh.T, dh)
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    # end
    return loss, dWxh, dWhh, dWhy, dbh, dby, hs[len(inputs)-1]


n, p = 0, 0
mWxh, mWhh, mWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
mbh, mby = np.zeros_like(bh), np.zeros_like(by)
smooth_loss = -np.log(1.0/V) * seq_len
while n < 30:
    if p + seq_len + 1 >= len(data) or n == 0:
        hprev = np.zeros((H, 1))
        p = 0
    inputs = [ch2ix[ch] for ch in data[p:p+seq_len]]
    targets = [ch2ix[ch] for ch in data[p+1:p+seq_len+1]]
    loss, dWxh, dWhh, dWhy, dbh, dby, hprev = lossFun(inputs, targets, hprev)
    smooth_loss = smooth_loss * 0.99 + loss * 0.01
    if n % 10 == 0:
        print('iter %d, loss: %f (smooth %f)' % (n, loss, smooth_loss))
    # update
    for param, dparam, mem in zip([Wxh, Whh, Why, bh, by],
                                  [dWxh, dWhh, dWhy, dbh, dby],
                                  [mWxh, mWhh, mWhy, mbh, mby]):
        mem += dparam * dparam
        param += -learning_rate * dparam / np.sqrt(mem + 1e-8)  #! param += learning_rate * dparam / np.sqrt(mem + 1e-8)
    # end
    p += seq_len
    n += 1
