# tiny character rnn, tries to learn "hello." after the well known 112 lines
import numpy as np

text = 'hello.'
chars = sorted(set(text))
char_to_ix = {ch: i for i, ch in enumerate(chars)}
H, V = 4, len(chars)

np.random.seed(0)
Wxh = np.random.randn(H, V) * 0.5
Whh = np.random.randn(H, H) * 0.5
Why = np.random.randn(V, H) * 0.5
bh, by = np.zeros((H, 1)), np.zeros((V, 1))


def lossFun(inputs, targets, hprev):
    xs, hs, ps = {}, {-1: np.copy(hprev)}, {}
    loss = 0
    for t, ix in enumerate(inputs):
        xs[t] = np.zeros((V, 1))
        xs[t][ix] = 1
        hs[t] = np.tanh(Wxh @ xs[t] + Whh @ hs[t - 1] + bh)
        y = Why @ hs[t] + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hprev)
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1  #! dy[targets[t]] -= ps[t][targets[t]]
        dWhy += dy @ hs[t].T  #! dWhy += dy @ hs[t - 1].T  #! dWhy = dy @ hs[t].T
        dby += dy  #! dby = dy
        dh = Why.T @ dy + dhnext  #! dh = Why.T @ dy  #! dh = Why.T @ dy - dhnext
        draw = (1 - hs[t] ** 2) * dh  #! draw = (1 - hs[t]) ** 2 * dh  #! draw = (1 - hs[t - 1] ** 2) * dh
        dbh += draw  #! dbh += dh
        dWxh += draw @ xs[t].T
        dWhh += draw @ hs[t - 1].T  #! dWhh += draw @ hs[t].T
        dhnext = Whh.T @ draw  #! dhnext = Whh @ draw  #! dhnext = Whh.T @ dh
    # end
    return loss, (dWxh, dWhh, dWhy, dbh, dby), hs[len(inputs) - 1]


inp = [char_to_ix[c] for c in text[:-1]]
tgt = [char_to_ix[c] for c in text[1:]]
mem = [np.zeros_like(p) for p in (Wxh, Whh, Why, bh, by)]
for n in range(15):
    loss, dparams, _ = lossFun(inp, tgt, np.full((H, 1), 0.2))
    # update
    for param, dparam, m in zip((Wxh, Whh, Why, bh, by), dparams, mem):
        m += dparam * dparam
        param += -0.1 * dparam / np.sqrt(m + 1e-8)  #! param += 0.1 * dparam / np.sqrt(m + 1e-8)
    # end
    if n % 3 == 0:
        print('iter %d, loss: %f' % (n, loss))
