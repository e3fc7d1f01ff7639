"""GRU (Cho et al. 2014) for next-value prediction, truncated BPTT.
The state is carried from window to window but no gradient flows across."""
import numpy as np

rng = np.random.default_rng(14)
H, TAU = 4, 5                       # hidden units, truncation length
series = np.sin(0.6 * np.arange(31)) + 0.05 * rng.normal(size=31)
sig = lambda v: 1 / (1 + np.exp(-v))


class GRU:
    def __init__(self):
        # columns: [x, h, 1]
        self.Wz = rng.normal(0, .4, (H, H + 2))
        self.Wr = rng.normal(0, .4, (H, H + 2))
        self.Wc = rng.normal(0, .4, (H, H + 2))
        self.v = rng.normal(0, .4, H)

    def window(self, xs, ys, h0):
        """Return squared error of the window, gradients, last state."""
        h, tape, loss = h0, [], 0.0
        for x, y in zip(xs, ys):
            u = np.r_[x, h, 1.0]
            z, r = sig(self.Wz @ u), sig(self.Wr @ u)
            uc = np.r_[x, r * h, 1.0]
            c = np.tanh(self.Wc @ uc)
            hn = (1 - z) * h + z * c
            e = self.v @ hn - y
            loss += 0.5 * e ** 2
            tape.append((u, uc, z, r, c, h, hn, e))
            h = hn
        # backward
        gz, gr, gc, gv = (np.zeros_like(p) for p in (self.Wz, self.Wr, self.Wc, self.v))
        dh = np.zeros(H)
        while tape:
            u, uc, z, r, c, hp, hn, e = tape.pop()
            gv += e * hn
            dh = dh + e * self.v
            dac = dh * z * (1 - c ** 2)
            daz = dh * (c - hp) * z * (1 - z)
            drh = self.Wc[:, 1:-1].T @ dac
            dar = drh * hp * r * (1 - r)
            gc += np.outer(dac, uc)
            gz += np.outer(daz, u)
            gr += np.outer(dar, u)
            dh = dh * (1 - z) + drh * r + self.Wz[:, 1:-1].T @ daz + self.Wr[:, 1:-1].T @ dar
        return loss, (gz, gr, gc, gv), h


net = GRU()
for epoch in range(4):
    state = np.zeros(H)
    epoch_loss = 0
    for s in range(0, 30, TAU):
        loss, grads, state = net.window(series[s:s + TAU], series[s + 1:s + TAU + 1], state)
        epoch_loss += loss
        # update
        norm = np.sqrt(sum((g ** 2).sum() for g in grads))
        scale = min(1.0, 2.0 / (norm + 1e-12))
        for p, g in zip((net.Wz, net.Wr, net.Wc, net.v), grads):
            p -= 0.1 * scale * g
    print("epoch %d loss %.4f" % (epoch, epoch_loss))
