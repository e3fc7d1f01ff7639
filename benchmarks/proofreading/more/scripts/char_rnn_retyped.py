"""
Character level RNN, retyped from memory after reading the famous blog post.
One sequence at a time, everything is a column vector.
"""
import numpy as np

np.random.seed(3)
data = "hello hola hell"
vocab = sorted(set(data))
c2i = {c: i for i, c in enumerate(vocab)}
V, H, seq_length = len(vocab), 4, 5
lr = 0.1

Wxh = np.random.randn(H, V) * 0.3
Whh = np.random.randn(H, H) * 0.3
Why = np.random.randn(V, H) * 0.3
bh = np.zeros((H, 1))
by = np.zeros((V, 1))


def loss_and_grads(inputs, targets, hprev):
    x, h, p = {}, {-1: hprev}, {}
    loss = 0.0
    for t, (i, j) in enumerate(zip(inputs, targets)):
        x[t] = np.zeros((V, 1))
        x[t][i] = 1
        h[t] = np.tanh(np.dot(Wxh, x[t]) + np.dot(Whh, h[t - 1]) + bh)
        scores = np.dot(Why, h[t]) + by
        p[t] = np.exp(scores) / np.sum(np.exp(scores))
        loss -= np.log(p[t][j, 0])

    # backward
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hprev)
    for t in reversed(range(len(inputs))):  #! for t in range(len(inputs)):
        dy = np.copy(p[t])
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dWhy += np.dot(dy, h[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext  #! dh = np.dot(Why.T, dy)
        draw = (1 - h[t] ** 2) * dh
        dbh += draw
        dWxh += np.dot(draw, x[t].T)
        dWhh += np.dot(draw, h[t - 1].T)  #! dWhh += np.dot(draw, h[t].T)
        dhnext = np.dot(Whh.T, draw)  #! dhnext = np.dot(Whh, draw)
    # end
    for g in (dWxh, dWhh, dWhy, dbh, dby):
        np.clip(g, -5, 5, out=g)
    return loss, dWxh, dWhh, dWhy, dbh, dby, h[len(inputs) - 1]


pos, hprev = 0, np.zeros((H, 1))
mWxh, mWhh, mWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
mbh, mby = np.zeros_like(bh), np.zeros_like(by)
for n in range(2):
    chunk = [c2i[c] for c in data[pos:pos + seq_length + 1]]
    loss, dWxh, dWhh, dWhy, dbh, dby, hprev = loss_and_grads(chunk[:-1], chunk[1:], hprev)
    print("iter", n, "loss", loss)
    # update
    for param, dparam, mem in zip([Wxh, Whh, Why, bh, by], [dWxh, dWhh, dWhy, dbh, dby], [mWxh, mWhh, mWhy, mbh, mby]):
        mem += dparam * dparam
        param += -lr * dparam / np.sqrt(mem + 1e-8)  #! param += lr * dparam / np.sqrt(mem + 1e-8)
    # end
    pos += seq_length
