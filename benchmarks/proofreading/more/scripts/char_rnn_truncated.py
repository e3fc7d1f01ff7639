# objective: -np.sum(np.log([ps[t][targets[t]] for t in range(len(inputs))]))
"""character level model, state carried over between the chunks (truncated BPTT), adagrad"""
import numpy as np

text = "hello world, hello rnn "
chars = sorted(set(text))
ix = {c: i for i, c in enumerate(chars)}
n_chars, n_hid, seq_len = len(chars), 6, 5
np.random.seed(0)
wxh = np.random.randn(n_hid, n_chars) * 0.1
whh = np.random.randn(n_hid, n_hid) * 0.1
why = np.random.randn(n_chars, n_hid) * 0.1
bh = np.zeros(n_hid)
by = np.zeros(n_chars)
params = [wxh, whh, why, bh, by]
mem = [np.full_like(p, 1e-8) for p in params]
pointer, hprev = 0, np.zeros(n_hid)

for n in range(24):
    if pointer + seq_len + 1 > len(text):
        pointer, hprev = 0, np.zeros(n_hid)
    inputs = [ix[c] for c in text[pointer:pointer + seq_len]]
    targets = [ix[c] for c in text[pointer + 1:pointer + seq_len + 1]]
    hs, ps = {-1: hprev}, {}
    for t, i in enumerate(inputs):
        hs[t] = np.tanh(wxh[:, i] + whh @ hs[t - 1] + bh)
        e = np.exp(why @ hs[t] + by)
        ps[t] = e / e.sum()

    # backward
    gxh, ghh, ghy, gbh, gby = [np.zeros_like(p) for p in params]
    carry = np.zeros(n_hid)
    for t in range(len(inputs) - 1, -1, -1):
        dy = ps[t].copy()
        dy[targets[t]] -= 1
        ghy += np.outer(dy, hs[t])
        gby += dy
        da = (why.T @ dy + carry) * (1 - hs[t] ** 2)
        gbh += da
        gxh[:, inputs[t]] += da
        ghh += np.outer(da, hs[t - 1])
        carry = whh.T @ da
    grads = [np.clip(g, -5, 5) for g in (gxh, ghh, ghy, gbh, gby)]

    # update
    for p, g, m in zip(params, grads, mem):
        m += g * g
        p -= 0.1 * g / np.sqrt(m)
    hprev = hs[len(inputs) - 1]
    pointer += seq_len

i, h, out = ix["h"], np.zeros(n_hid), "h"
for _ in range(10):
    h = np.tanh(wxh[:, i] + whh @ h + bh)
    i = int(np.argmax(why @ h + by))
    out += chars[i]
print(out)
