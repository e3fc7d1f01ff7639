# char rnn, learns to spell one word. embedding table instead of one hot inputs
import numpy as np

text = 'banana'
chars = sorted(set(text))
idx = [chars.index(ch) for ch in text]
xs, ys = idx[:-1], idx[1:]
T, n, H = len(xs), len(chars), 5

rng = np.random.default_rng(4)
emb = rng.normal(0, 0.5, (n, H))
U = rng.normal(0, 0.4, (H, H))
bh = rng.normal(0, 0.1, H)
V = rng.normal(0, 0.5, (H, n))
bo = np.zeros(n)
h0 = rng.normal(0, 0.2, H)

for epoch in range(5):
    h = {-1: h0}
    p = {}
    loss = 0.0
    for t in range(T):
        h[t] = np.tanh(emb[xs[t]] + h[t - 1] @ U + bh)
        e = np.exp(h[t] @ V + bo)
        p[t] = e / e.sum()
        loss += -np.log(p[t][ys[t]])
    print(epoch, loss, ''.join(chars[p[t].argmax()] for t in range(T)))

    # backward
    demb, dU, dbh, dV, dbo = (np.zeros_like(a) for a in (emb, U, bh, V, bo))
    dnext = np.zeros(H)
    for t in range(T - 1, -1, -1):
        dy = p[t].copy()
        dy[ys[t]] -= 1  #! dy[xs[t]] -= 1  #! dy[ys[t]] += 1
        dV += np.outer(h[t], dy)  #! dV += np.outer(h[t - 1], dy)
        dbo += dy
        dh = V @ dy + dnext  #! dh = V @ dy
        draw = dh * (1 - h[t] ** 2)  #! draw = dh * (1 - h[t - 1] ** 2)  #! draw = dh * (1 - h[t]) ** 2
        dbh += draw
        demb[xs[t]] += draw  #! demb[xs[t]] = draw
        dU += np.outer(h[t - 1], draw)  #! dU += np.outer(draw, h[t - 1])
        dnext = U @ draw  #! dnext = draw @ U
    dh0 = dnext
    # update
    for par, g in ((emb, demb), (U, dU), (bh, dbh), (V, dV), (bo, dbo), (h0, dh0)):
        par -= 0.1 * g
    # end
