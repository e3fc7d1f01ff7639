# Character level RNN (the dinosaur island exercise), tiny text, column vectors, Adagrad
import numpy as np

text = "abacabadabacaba"
chars = sorted(set(text))
ix = {ch: i for i, ch in enumerate(chars)}
V, n_a, T = len(chars), 5, 6
np.random.seed(5)
Wax = np.random.randn(n_a, V) * 0.5
Waa = np.random.randn(n_a, n_a) * 0.5
Wya = np.random.randn(V, n_a) * 0.5
ba = np.zeros((n_a, 1))
by = np.zeros((V, 1))

def rnn_forward(inputs, targets, a_prev):
    x, a, y_hat = {}, {-1: a_prev}, {}
    loss = 0
    for t in range(len(inputs)):
        x[t] = np.zeros((V, 1))
        x[t][inputs[t]] = 1
        a[t] = np.tanh(Wax @ x[t] + Waa @ a[t - 1] + ba)
        z = Wya @ a[t] + by
        y_hat[t] = np.exp(z - z.max())
        y_hat[t] /= y_hat[t].sum()
        loss -= np.log(y_hat[t][targets[t], 0])
    return loss, (x, a, y_hat)

def rnn_backward(inputs, targets, cache):
    # backward
    x, a, y_hat = cache
    dWax, dWaa, dWya = np.zeros_like(Wax), np.zeros_like(Waa), np.zeros_like(Wya)
    dba, dby = np.zeros_like(ba), np.zeros_like(by)
    da_next = np.zeros((n_a, 1))
    for t in reversed(range(len(inputs))):  #! for t in range(len(inputs)):
        dy = y_hat[t].copy()
        dy[targets[t]] -= 1  #! dy[inputs[t]] -= 1
        dWya += dy @ a[t].T  #! dWya = dy @ a[t].T
        dby += dy
        da = Wya.T @ dy + da_next  #! da = Wya.T @ dy
        dz = (1 - a[t] ** 2) * da  #! dz = (1 - da ** 2) * da
        dba += dz  #! dba += da
        dWax += dz @ x[t].T
        dWaa += dz @ a[t - 1].T  #! dWaa += dz @ a[t].T
        da_next = Waa.T @ dz  #! da_next = Waa @ dz
    return dWax, dWaa, dWya, dba, dby

mem = [np.zeros_like(w) for w in (Wax, Waa, Wya, ba, by)]
a_prev = np.zeros((n_a, 1))
p = 0
smooth = T * np.log(V)
for j in range(14):
    if p + T + 1 > len(text):
        p, a_prev = 0, np.zeros((n_a, 1))
    inputs = [ix[ch] for ch in text[p:p + T]]
    targets = [ix[ch] for ch in text[p + 1:p + T + 1]]
    loss, cache = rnn_forward(inputs, targets, a_prev)
    smooth = 0.9 * smooth + 0.1 * loss
    grads = rnn_backward(inputs, targets, cache)
    # update
    for w, g, s in zip((Wax, Waa, Wya, ba, by), grads, mem):
        np.clip(g, -5, 5, out=g)
        s += g * g  #! s += g
        w -= 0.1 * g / np.sqrt(s + 1e-8)  #! w -= 0.1 * g / (s + 1e-8)
    a_prev = cache[1][T - 1]
    p += T
