import numpy as np

data = 'banana bandana'
chars = sorted(set(data))
vocab_size = len(chars)
char_to_ix = {ch: i for i, ch in enumerate(chars)}
print('data has %d characters, %d unique.' % (len(data), vocab_size))

hidden_size = 6
seq_length = 6
learning_rate = 1e-1
np.random.seed(42)
Wxh = np.random.randn(hidden_size, vocab_size) * 0.4
Whh = np.random.randn(hidden_size, hidden_size) * 0.4
Why = np.random.randn(vocab_size, hidden_size) * 0.4
bh = np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))

def lossFun(inputs, targets, hprev):
    xs, hs, ys, ps = {}, {}, {}, {}
    hs[-1] = np.copy(hprev)
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t-1] + bh)
        ys[t] = Why @ hs[t] + by
        ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
        loss += -np.log(ps[t][targets[t], 0])
    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dWhy += dy @ hs[t].T  #! dWhy += dy @ hs[t-1].T  #! dWhy = dy @ hs[t].T
        dby += dy
        dh = Why.T @ dy + dhnext  #! dh = Why.T @ dy
        dhraw = (1 - hs[t] * hs[t]) * dh  #! dhraw = (1 - hs[t]) * dh  #! dhraw = (1 - dh * dh) * dh
        dbh += dhraw  #! dbh += dh
        dWxh += dhraw @ xs[t].T
        dWhh += dhraw @ hs[t-1].T  #! dWhh += dhraw @ hs[t].T
        dhnext = Whh.T @ dhraw  #! dhnext = Whh @ dhraw  #! dhnext = Whh.T @ dh
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    # end
    return loss, dWxh, dWhh, dWhy, dbh, dby, hs[len(inputs)-1]

mWxh, mWhh, mWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
mbh, mby = np.zeros_like(bh), np.zeros_like(by)
n, p = 0, 0
hprev = 0.3 * np.ones((hidden_size, 1))
smooth_loss = -np.log(1.0 / vocab_size) * seq_length
while n < 5:
    if p + seq_length + 1 >= len(data):
        hprev = np.zeros((hidden_size, 1))
        p = 0
    inputs = [char_to_ix[ch] for ch in data[p:p+seq_length]]
    targets = [char_to_ix[ch] for ch in data[p+1:p+seq_length+1]]
    loss, dWxh, dWhh, dWhy, dbh, dby, hprev = lossFun(inputs, targets, hprev)
    smooth_loss = smooth_loss * 0.999 + loss * 0.001
    print('iter %d, loss: %f, smooth: %f' % (n, loss, smooth_loss))
    # update
    for param, dparam, mem in zip([Wxh, Whh, Why, bh, by], [dWxh, dWhh, dWhy, dbh, dby], [mWxh, mWhh, mWhy, mbh, mby]):
        mem += dparam * dparam
        param += -learning_rate * dparam / np.sqrt(mem + 1e-8)  #! param += learning_rate * dparam / np.sqrt(mem + 1e-8)  #! param += -learning_rate * dparam / (mem + 1e-8)
    # end
    p += seq_length
    n += 1
