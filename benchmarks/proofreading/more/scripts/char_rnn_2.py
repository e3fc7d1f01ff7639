import numpy as np

# tiny character level RNN, adagrad
np.random.seed(10)
data = "hello world, hello rnn. "
chars = sorted(set(data))
vocab_size = len(chars)
stoi = {c: i for i, c in enumerate(chars)}

E = 4      # embedding
H = 6      # hidden
T = 5      # unroll
lr = 0.1

C = np.random.randn(vocab_size, E) * 0.4
Wx = np.random.randn(H, E) * 0.4
Wh = np.random.randn(H, H) * 0.4
bh = np.zeros(H)
Wy = np.random.randn(vocab_size, H) * 0.4
by = np.zeros(vocab_size)


def forward(inputs, targets, hprev):
    xs, hs, ps = {}, {-1: hprev}, {}
    loss = 0
    for t in range(len(inputs)):
        xs[t] = C[inputs[t]].copy()
        hs[t] = np.tanh(Wx @ xs[t] + Wh @ hs[t - 1] + bh)
        y = Wy @ hs[t] + by
        y = np.exp(y - y.max())
        ps[t] = y / y.sum()
        loss += -np.log(ps[t][targets[t]])
    return loss / len(inputs), xs, hs, ps


def backward(inputs, targets, xs, hs, ps):
    # backward
    dC, dWx, dWh = np.zeros_like(C), np.zeros_like(Wx), np.zeros_like(Wh)
    dbh, dWy, dby = np.zeros_like(bh), np.zeros_like(Wy), np.zeros_like(by)
    dhnext = np.zeros(H)
    for t in reversed(range(len(inputs))):
        dy = ps[t].copy()
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dy /= len(inputs)
        dWy += np.outer(dy, hs[t])  #! dWy += np.outer(dy, hs[t - 1])
        dby += dy
        dh = Wy.T @ dy + dhnext  #! dh = Wy.T @ dy
        draw = (1 - hs[t] ** 2) * dh  #! draw = (1 - np.tanh(hs[t]) ** 2) * dh
        dbh += draw  #! dbh += dh
        dWx += np.outer(draw, xs[t])
        dWh += np.outer(draw, hs[t - 1])  #! dWh += np.outer(draw, hs[t])
        dC[inputs[t]] += Wx.T @ draw  #! dC[inputs[t]] = Wx.T @ draw
        dhnext = Wh.T @ draw  #! dhnext = Wh @ draw
    return dC, dWx, dWh, dbh, dWy, dby


params = [C, Wx, Wh, bh, Wy, by]
mem = [np.zeros_like(p) for p in params]
hprev = np.zeros(H)
p = 0
for it in range(12):
    if p + T + 1 >= len(data):
        p = 0
        hprev = np.zeros(H)
    inputs = [stoi[c] for c in data[p:p + T]]
    targets = [stoi[c] for c in data[p + 1:p + T + 1]]
    loss, xs, hs, ps = forward(inputs, targets, hprev)
    grads = backward(inputs, targets, xs, hs, ps)
    hprev = hs[T - 1]
    # update
    for param, g, m in zip(params, grads, mem):
        g = np.clip(g, -1, 1)
        m += g * g  #! m += g
        param -= lr * g / np.sqrt(m + 1e-8)  #! param -= lr * g / (m + 1e-8)
    p += T
    if it % 4 == 0:
        print(it, loss)
