"""
min-char-rnn boiled down to the word "hello" (vocab h e l o), + a learnable start state h0 and a leaky hidden state.
"""
import numpy as np

text = 'hello'
chars = sorted(set(text))
ix = {ch: i for i, ch in enumerate(chars)}
inputs = [ix[c] for c in text[:-1]]
targets = [ix[c] for c in text[1:]]
vocab_size, hidden_size = len(chars), 4
leak = 0.3            # h_t = leak*h_{t-1} + (1-leak)*tanh(...)

np.random.seed(0)
Wxh = np.random.randn(hidden_size, vocab_size) * 0.6
Whh = np.random.randn(hidden_size, hidden_size) * 0.6
Why = np.random.randn(vocab_size, hidden_size) * 0.6
bh = np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))
h0 = np.random.randn(hidden_size, 1) * 0.1


def lossFun(inputs, targets, h0):
    xs, us, hs, ps = {}, {}, {-1: h0}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        us[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t-1] + bh)
        hs[t] = leak * hs[t-1] + (1 - leak) * us[t]
        y = Why @ hs[t] + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(h0)
    for t in reversed(range(len(inputs))):  #! for t in range(len(inputs)):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dWhy += dy @ hs[t].T  #! dWhy += dy @ hs[t-1].T  #! dWhy = dy @ hs[t].T
        dby += dy
        dh = Why.T @ dy + dhnext  #! dh = Why.T @ dy  #! dh = Why @ dy + dhnext
        du = (1 - leak) * dh  #! du = dh
        draw = (1 - us[t] ** 2) * du  #! draw = (1 - hs[t] ** 2) * du
        dbh += draw
        dWxh += draw @ xs[t].T
        dWhh += draw @ hs[t-1].T  #! dWhh += draw @ hs[t].T
        dhnext = Whh.T @ draw + leak * dh  #! dhnext = Whh.T @ draw  #! dhnext = Whh @ draw + leak * dh  #! dhnext += Whh.T @ draw + leak * dh
    dh0 = dhnext  #! dh0 = dh
    # end
    return loss, dWxh, dWhh, dWhy, dbh, dby, dh0


mem = [np.zeros_like(w) for w in (Wxh, Whh, Why, bh, by, h0)]
for n in range(30):
    loss, *grads = lossFun(inputs, targets, h0)
    # update
    for param, dparam, m in zip((Wxh, Whh, Why, bh, by, h0), grads, mem):
        m *= 0.5
        m += dparam
        param += -0.1 * m  #! param += 0.1 * m
    # end
    if n % 10 == 0:
        print('iter %d, loss: %f' % (n, loss))
