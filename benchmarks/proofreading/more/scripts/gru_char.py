"""
Minimal character-level GRU. Started from min-char-rnn.py and swapped the cell.
"""
import numpy as np

data = 'hello, hugo he'
chars = sorted(set(data))
data_size, vocab_size = len(data), len(chars)
char_to_ix = {ch: i for i, ch in enumerate(chars)}

hidden_size = 5
seq_length = 6
learning_rate = 1e-1
np.random.seed(7)

sigmoid = lambda a: 1.0 / (1.0 + np.exp(-a))
mk = lambda r, c: np.random.randn(r, c) * 0.5
Wz, Uz, bz = mk(hidden_size, vocab_size), mk(hidden_size, hidden_size), np.zeros((hidden_size, 1))
Wr, Ur, br = mk(hidden_size, vocab_size), mk(hidden_size, hidden_size), np.zeros((hidden_size, 1))
Wh, Uh, bh = mk(hidden_size, vocab_size), mk(hidden_size, hidden_size), np.zeros((hidden_size, 1))
Wy, by = mk(vocab_size, hidden_size), np.zeros((vocab_size, 1))

def lossFun(inputs, targets, hprev):
  xs, zs, rs, cs, hs, ps = {}, {}, {}, {}, {}, {}
  hs[-1] = np.copy(hprev)
  loss = 0
  for t in range(len(inputs)):
    xs[t] = np.zeros((vocab_size, 1))
    xs[t][inputs[t]] = 1
    zs[t] = sigmoid(np.dot(Wz, xs[t]) + np.dot(Uz, hs[t-1]) + bz)  # update gate
    rs[t] = sigmoid(np.dot(Wr, xs[t]) + np.dot(Ur, hs[t-1]) + br)  # reset gate
    cs[t] = np.tanh(np.dot(Wh, xs[t]) + np.dot(Uh, rs[t] * hs[t-1]) + bh)  # candidate
    hs[t] = zs[t] * cs[t] + (1 - zs[t]) * hs[t-1]
    y = np.dot(Wy, hs[t]) + by
    ps[t] = np.exp(y) / np.sum(np.exp(y))
    loss += -np.log(ps[t][targets[t], 0])
  # backward
  dWz, dUz, dbz = np.zeros_like(Wz), np.zeros_like(Uz), np.zeros_like(bz)
  dWr, dUr, dbr = np.zeros_like(Wr), np.zeros_like(Ur), np.zeros_like(br)
  dWh, dUh, dbh = np.zeros_like(Wh), np.zeros_like(Uh), np.zeros_like(bh)
  dWy, dby = np.zeros_like(Wy), np.zeros_like(by)
  dhnext = np.zeros_like(hs[0])
  for t in reversed(range(len(inputs))):
    dy = np.copy(ps[t])
    dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
    dWy += np.dot(dy, hs[t].T)
    dby += dy
    dh = np.dot(Wy.T, dy) + dhnext  #! dh = np.dot(Wy.T, dy)
    dc = dh * zs[t]  #! dc = dh * (1 - zs[t])
    dcraw = dc * (1 - cs[t] ** 2)  #! dcraw = dc * cs[t] * (1 - cs[t])
    dz = dh * (cs[t] - hs[t-1])  #! dz = dh * cs[t]  #! dz = dh * (cs[t] - hs[t])
    dzraw = dz * zs[t] * (1 - zs[t])
    drh = np.dot(Uh.T, dcraw)  #! drh = np.dot(Uh, dcraw)
    drraw = drh * hs[t-1] * rs[t] * (1 - rs[t])  #! drraw = drh * rs[t] * (1 - rs[t])
    dWh += np.dot(dcraw, xs[t].T)
    dUh += np.dot(dcraw, (rs[t] * hs[t-1]).T)  #! dUh += np.dot(dcraw, hs[t-1].T)
    dbh += dcraw
    dWz += np.dot(dzraw, xs[t].T)
    dUz += np.dot(dzraw, hs[t-1].T)
    dbz += dzraw  #! dbz += dz
    dWr += np.dot(drraw, xs[t].T)
    dUr += np.dot(drraw, hs[t-1].T)  #! dUr = np.dot(drraw, hs[t-1].T)
    dbr += drraw
    dhnext = dh * (1 - zs[t])  #! dhnext = dh * zs[t]
    dhnext += drh * rs[t]  #! dhnext += drh
    dhnext += np.dot(Uz.T, dzraw) + np.dot(Ur.T, drraw)  #! dhnext += np.dot(Uz.T, dzraw)
  # end
  grads = [dWz, dUz, dbz, dWr, dUr, dbr, dWh, dUh, dbh, dWy, dby]
  return loss, grads, hs[len(inputs)-1]

params = [Wz, Uz, bz, Wr, Ur, br, Wh, Uh, bh, Wy, by]
mem = [np.zeros_like(p) for p in params]
n, p = 0, 0
while n < 6:
  if p + seq_length + 1 >= len(data) or n == 0:
    hprev = np.zeros((hidden_size, 1))
    p = 0
  inputs = [char_to_ix[ch] for ch in data[p:p+seq_length]]
  targets = [char_to_ix[ch] for ch in data[p+1:p+seq_length+1]]
  loss, grads, hprev = lossFun(inputs, targets, hprev)
  print('iter %d, loss: %f' % (n, loss))
  for param, dparam, m in zip(params, grads, mem):
    m += dparam * dparam
    param += -learning_rate * dparam / np.sqrt(m + 1e-8)  # adagrad
  p += seq_length
  n += 1
