# vanilla char rnn on "hello hello", with clipping, hidden state carried over chunks
import numpy as np
text = "hello hello hello "
chars = sorted(set(text))
c2i = {c: i for i, c in enumerate(chars)}
V, H, T = len(chars), 6, 5
np.random.seed(1)
U  = np.random.randn(H, V) * .3
W  = np.random.randn(H, H) * .3
Vo = np.random.randn(V, H) * .3
bh, bo = np.zeros((H, 1)), np.zeros((V, 1))

def onehot(i):
    v = np.zeros((V, 1)); v[i] = 1
    return v

def lossFun(inputs, targets, hprev):
    xs, hs, ps = {}, {-1: np.copy(hprev)}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = onehot(inputs[t])
        hs[t] = np.tanh(U @ xs[t] + W @ hs[t - 1] + bh)
        y = Vo @ hs[t] + bo
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    # backward
    dU, dW, dVo = np.zeros_like(U), np.zeros_like(W), np.zeros_like(Vo)
    dbh, dbo = np.zeros_like(bh), np.zeros_like(bo)
    dhnext = np.zeros_like(hprev)
    for t in reversed(range(len(inputs))):
        dy = ps[t] - onehot(targets[t])
        dVo += dy @ hs[t].T
        dbo += dy
        dh = Vo.T @ dy + dhnext
        draw = (1 - hs[t] ** 2) * dh
        dU += draw @ xs[t].T
        dW += draw @ hs[t - 1].T
        dbh += draw
        dhnext = W.T @ draw
    return loss, (dU, dW, dVo, dbh, dbo), hs[len(inputs) - 1]

smooth = -np.log(1.0 / V) * T
pos, h = 0, np.zeros((H, 1))
for n in range(30):
    if pos + T + 1 > len(text):
        pos, h = 0, np.zeros((H, 1))     # start again
    inp = [c2i[c] for c in text[pos:pos + T]]
    tgt = [c2i[c] for c in text[pos + 1:pos + T + 1]]
    loss, grads, h = lossFun(inp, tgt, h)
    smooth = smooth * .9 + loss * .1
    # update
    for p, g in zip((U, W, Vo, bh, bo), grads):
        p -= 0.1 * np.clip(g, -5, 5)
    pos += T
    if n % 10 == 0: print(n, smooth)
