"""minimal character-level vanilla RNN, from memory"""
import numpy as np
np.random.seed(0)
data = 'hello held holed dolly'
chars = sorted(set(data))
vocab_size = len(chars)
char_to_ix = {ch: i for i, ch in enumerate(chars)}

hidden_size = 6
seq_length = 7
learning_rate = 1e-1

Wxh = np.random.randn(hidden_size, vocab_size)*0.3
Whh = np.random.randn(hidden_size, hidden_size)*0.3
Why = np.random.randn(vocab_size, hidden_size)*0.3
bh = np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))


def lossFun(inputs, targets, hprev):
    xs, hs, ys, ps = {}, {}, {}, {}
    hs[-1] = np.copy(hprev)
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t-1]) + bh)
        ys[t] = np.dot(Why, hs[t]) + by
        ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
        loss += -np.log(ps[t][targets[t], 0])
    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dWhy += np.dot(dy, hs[t].T)  #! dWhy += np.dot(dy, hs[t-1].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext  #! dh = np.dot(Why.T, dy)
        dhraw = (1 - hs[t] * hs[t]) * dh  #! dhraw = (1 - np.tanh(hs[t])**2) * dh
        dbh += dhraw  #! dbh += dh
        dWxh += np.dot(dhraw, xs[t].T)
        dWhh += np.dot(dhraw, hs[t-1].T)  #! dWhh += np.dot(dhraw, hs[t].T)
        dhnext = np.dot(Whh.T, dhraw)  #! dhnext = np.dot(Whh, dhraw)  #! dhnext += np.dot(Whh.T, dhraw)
    return loss, dWxh, dWhh, dWhy, dbh, dby, hs[len(inputs)-1]


n, p = 0, 0
mWxh, mWhh, mWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
mbh, mby = np.zeros_like(bh), np.zeros_like(by)
while n < 9:
    if p+seq_length+1 >= len(data) or n == 0:
        hprev = np.zeros((hidden_size, 1))
        p = 0
    inputs = [char_to_ix[ch] for ch in data[p:p+seq_length]]
    targets = [char_to_ix[ch] for ch in data[p+1:p+seq_length+1]]
    loss, dWxh, dWhh, dWhy, dbh, dby, hprev = lossFun(inputs, targets, hprev)
    # update
    for param, dparam, mem in zip([Wxh, Whh, Why, bh, by],
                                  [dWxh, dWhh, dWhy, dbh, dby],
                                  [mWxh, mWhh, mWhy, mbh, mby]):
        np.clip(dparam, -5, 5, out=dparam)
        mem += dparam * dparam  #! mem = dparam * dparam
        param += -learning_rate * dparam / np.sqrt(mem + 1e-8)  #! param += -learning_rate * dparam * np.sqrt(mem + 1e-8)
    p += seq_length
    n += 1
