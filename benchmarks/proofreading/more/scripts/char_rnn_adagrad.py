"""Minimal character-level vanilla RNN, trained on one silly sentence."""
import numpy as np

data = "hello yellow fellow"
chars = sorted(set(data))
char_to_ix = {ch: i for i, ch in enumerate(chars)}
vocab_size = len(chars)
hidden_size, seq_length, learning_rate = 6, 5, 0.1

rng = np.random.RandomState(0)
Wxh = rng.randn(hidden_size, vocab_size) * 0.3
Whh = rng.randn(hidden_size, hidden_size) * 0.3
Why = rng.randn(vocab_size, hidden_size) * 0.3
bh = np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))


def lossFun(inputs, targets, hprev):
    xs, hs, ys, ps = {}, {}, {}, {}
    hs[-1] = np.copy(hprev)
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        ys[t] = Why @ hs[t] + by
        ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
        loss += -np.log(ps[t][targets[t], 0])

    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    # backward
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dWhy += dy @ hs[t].T  #! dWhy += dy @ hs[t - 1].T  #! dWhy = dy @ hs[t].T
        dby += dy
        dh = Why.T @ dy + dhnext  #! dh = Why.T @ dy
        dhraw = (1 - hs[t] * hs[t]) * dh  #! dhraw = (1 - hs[t]) * hs[t] * dh
        dbh += dhraw
        dWxh += dhraw @ xs[t].T
        dWhh += dhraw @ hs[t - 1].T  #! dWhh += dhraw @ hs[t].T
        dhnext = Whh.T @ dhraw  #! dhnext = Whh @ dhraw  #! dhnext = Whh.T @ dh
    # end
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -5, 5, out=dparam)  # against exploding gradients
    return loss, dWxh, dWhh, dWhy, dbh, dby, hs[len(inputs) - 1]


mWxh, mWhh, mWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
mbh, mby = np.zeros_like(bh), np.zeros_like(by)
hprev = np.zeros((hidden_size, 1))
p = 0
for n in range(3):
    inputs = [char_to_ix[ch] for ch in data[p:p + seq_length]]
    targets = [char_to_ix[ch] for ch in data[p + 1:p + seq_length + 1]]
    loss, dWxh, dWhh, dWhy, dbh, dby, hprev = lossFun(inputs, targets, hprev)
    print("iter %d, loss: %f" % (n, loss))
    # update
    for param, dparam, mem in zip([Wxh, Whh, Why, bh, by],
                                  [dWxh, dWhh, dWhy, dbh, dby],
                                  [mWxh, mWhh, mWhy, mbh, mby]):
        mem += dparam * dparam
        param += -learning_rate * dparam / np.sqrt(mem + 1e-8)
    p += seq_length
