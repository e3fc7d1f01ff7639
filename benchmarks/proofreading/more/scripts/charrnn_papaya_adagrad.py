"""
character rnn a la karpathy, on one short word
"""
import numpy as np

np.random.seed(3)
word = 'papaya'
chars = sorted(set(word))
vocab_size = len(chars)
char_to_ix = {ch: i for i, ch in enumerate(chars)}
inputs = [char_to_ix[ch] for ch in word[:-1]]
targets = [char_to_ix[ch] for ch in word[1:]]

hidden_size = 4
learning_rate = 1e-1
Wxh = np.random.randn(hidden_size, vocab_size) * 0.5
Whh = np.random.randn(hidden_size, hidden_size) * 0.5
Why = np.random.randn(vocab_size, hidden_size) * 0.5
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
    for t in reversed(range(len(inputs))):  #! for t in reversed(range(1, len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1  #! dy[targets[t]] += 1
        dWhy += np.dot(dy, hs[t].T)  #! dWhy = np.dot(dy, hs[t].T)
        dby += dy  #! dby = dy
        dh = np.dot(Why.T, dy) + dhnext  #! dh = np.dot(Why.T, dy)
        dhraw = (1 - hs[t] * hs[t]) * dh  #! dhraw = (1 - hs[t]) * dh
        dbh += dhraw  #! dbh += dh
        dWxh += np.dot(dhraw, xs[t].T)  #! dWxh += np.dot(dh, xs[t].T)
        dWhh += np.dot(dhraw, hs[t-1].T)  #! dWhh += np.dot(hs[t-1], dhraw.T)
        dhnext = np.dot(Whh.T, dhraw)  #! dhnext = np.dot(Whh, dhraw)
    # end
    return loss, dWxh, dWhh, dWhy, dbh, dby, hs[len(inputs)-1]


n = 0
mWxh, mWhh, mWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
mbh, mby = np.zeros_like(bh), np.zeros_like(by)
hprev = np.zeros((hidden_size, 1))
while n < 5:
    loss, dWxh, dWhh, dWhy, dbh, dby, hprev = lossFun(inputs, targets, hprev)
    print('iter %d, loss: %f' % (n, loss))
    # update
    for param, dparam, mem in zip([Wxh, Whh, Why, bh, by],
                                  [dWxh, dWhh, dWhy, dbh, dby],
                                  [mWxh, mWhh, mWhy, mbh, mby]):
        mem += dparam * dparam  #! mem = dparam * dparam
        param += -learning_rate * dparam / np.sqrt(mem + 1e-8)  #! param += -learning_rate * dparam / (mem + 1e-8)
    # end
    n += 1
