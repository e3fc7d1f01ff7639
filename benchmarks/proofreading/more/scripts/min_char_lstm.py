"""
Minimal character-level LSTM, after the well known vanilla RNN gist. Batch size 1.
"""
import numpy as np
np.random.seed(42)

data = 'hello lello hello yellow'
chars = sorted(set(data))
vocab_size = len(chars)
char_to_ix = {ch: i for i, ch in enumerate(chars)}

hidden_size, seq_length, learning_rate = 6, 5, 0.1
H = hidden_size

# all four gates in one matrix, rows: i, f, o, g
Wx = np.random.randn(4 * H, vocab_size) * 0.3
Wh = np.random.randn(4 * H, H) * 0.3
b = np.zeros((4 * H, 1))
Why = np.random.randn(vocab_size, H) * 0.3
by = np.zeros((vocab_size, 1))

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def lossFun(inputs, targets, hprev, cprev):
    xs, hs, cs, ps, gates = {}, {}, {}, {}, {}
    hs[-1], cs[-1] = np.copy(hprev), np.copy(cprev)
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        a = np.dot(Wx, xs[t]) + np.dot(Wh, hs[t-1]) + b
        i, f, o = sigmoid(a[:H]), sigmoid(a[H:2*H] + 1.0), sigmoid(a[2*H:3*H])  # forget bias 1
        g = np.tanh(a[3*H:])
        cs[t] = f * cs[t-1] + i * g
        hs[t] = o * np.tanh(cs[t])
        gates[t] = i, f, o, g
        y = np.dot(Why, hs[t]) + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    # backward
    dWx, dWh, dWhy = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(Why)
    db, dby = np.zeros_like(b), np.zeros_like(by)
    dhnext, dcnext = np.zeros_like(hs[0]), np.zeros_like(cs[0])
    for t in reversed(range(len(inputs))):
        i, f, o, g = gates[t]
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWhy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext  #! dh = np.dot(Why.T, dy)
        do = dh * np.tanh(cs[t])  #! do = dh * cs[t]
        dc = dh * o * (1 - np.tanh(cs[t]) ** 2) + dcnext  #! dc = dh * o * (1 - cs[t] ** 2) + dcnext  #! dc = dh * o * (1 - np.tanh(cs[t]) ** 2)
        df = dc * cs[t-1]
        di, dg = dc * g, dc * i  #! di, dg = dc * i, dc * g
        da = np.vstack((di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g * g)))  #! da = np.vstack((di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)))
        dWx += np.dot(da, xs[t].T)
        dWh += np.dot(da, hs[t-1].T)  #! dWh += np.dot(da, hs[t].T)
        db += da
        dhnext = np.dot(Wh.T, da)
        dcnext = dc * f  #! dcnext = dc
    return loss, dWx, dWh, dWhy, db, dby, hs[len(inputs)-1], cs[len(inputs)-1]

n, p = 0, 0
mWx, mWh, mWhy, mb, mby = [np.zeros_like(w) for w in (Wx, Wh, Why, b, by)]  # adagrad memory
while n < 8:
    if p + seq_length + 1 >= len(data) or n == 0:
        hprev, cprev = np.zeros((H, 1)), np.zeros((H, 1))  # reset memory
        p = 0
    inputs = [char_to_ix[ch] for ch in data[p:p+seq_length]]
    targets = [char_to_ix[ch] for ch in data[p+1:p+seq_length+1]]
    loss, dWx, dWh, dWhy, db, dby, hprev, cprev = lossFun(inputs, targets, hprev, cprev)
    # update
    for param, dparam, mem in zip([Wx, Wh, Why, b, by], [dWx, dWh, dWhy, db, dby], [mWx, mWh, mWhy, mb, mby]):
        mem += dparam * dparam  #! mem += dparam
        param += -learning_rate * dparam / np.sqrt(mem + 1e-8)  #! param += -learning_rate * dparam / (mem + 1e-8)
    p += seq_length
    n += 1
