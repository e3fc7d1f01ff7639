"""tiny character rnn, learns 'hello!' (adagrad), after the famous gist"""
import numpy as np
text = 'hello!'
chars = sorted(set(text)); V = len(chars)
ix = {c: i for i, c in enumerate(chars)}
H = 4
rs = np.random.RandomState(11)
Wxh, Whh, Why = rs.randn(H, V)*.5, rs.randn(H, H)*.5, rs.randn(V, H)*.5
bh, by = rs.randn(H, 1)*.1, np.zeros((V, 1))
h0 = np.zeros((H, 1))
inputs = [ix[c] for c in text[:-1]]
targets = [ix[c] for c in text[1:]]

def lossFun(inputs, targets, hprev):
  xs, hs, ps = {}, {}, {}
  hs[-1] = np.copy(hprev)
  loss = 0
  for t in range(len(inputs)):
    xs[t] = np.zeros((V, 1)); xs[t][inputs[t]] = 1
    hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t-1] + bh)
    y = Why @ hs[t] + by
    ps[t] = np.exp(y) / np.sum(np.exp(y))
    loss += -np.log(ps[t][targets[t], 0])
  # backward
  dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
  dbh, dby = np.zeros_like(bh), np.zeros_like(by)
  dhnext = np.zeros_like(hs[0])
  for t in reversed(range(len(inputs))):  #! for t in range(len(inputs)):
    dy = np.copy(ps[t])
    dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1  #! dy[targets[t]] += 1
    dWhy += dy @ hs[t].T  #! dWhy += dy @ hs[t-1].T  #! dWhy = dy @ hs[t].T
    dby += dy
    dh = Why.T @ dy + dhnext  #! dh = Why.T @ dy
    draw = (1 - hs[t]*hs[t]) * dh  #! draw = (1 - hs[t]) * hs[t] * dh  #! draw = (1 - hs[t-1]*hs[t-1]) * dh
    dbh += draw  #! dbh += dh
    dWxh += draw @ xs[t].T  #! dWxh = draw @ xs[t].T
    dWhh += draw @ hs[t-1].T  #! dWhh += draw @ hs[t].T
    dhnext = Whh.T @ draw  #! dhnext = Whh @ draw  #! dhnext = Whh.T @ dh
  # end
  return loss, [dWxh, dWhh, dWhy, dbh, dby]

P = [Wxh, Whh, Why, bh, by]
mem = [np.zeros_like(p) for p in P]
for n in range(25):
  loss, G = lossFun(inputs, targets, h0)
  # update
  for p, g, mm in zip(P, G, mem):
    mm += g * g
    p -= 0.1 * g / np.sqrt(mm + 1e-8)  #! p += 0.1 * g / np.sqrt(mm + 1e-8)
  # end
  if n % 5 == 0: print(n, loss)
