import numpy as np


class GRU:
    """cuDNN variant: n = tanh(x Wn + r * (h Un + cn)).  States of all steps are kept in lists."""

    def __init__(self, d, h, rng):
        k = 1 / np.sqrt(h)
        self.W = {g: rng.uniform(-k, k, (d, h)) for g in "rzn"}
        self.U = {g: rng.uniform(-k, k, (h, h)) for g in "rzn"}
        self.b = {g: rng.uniform(-k, k, h) for g in "rzn"}
        self.c = rng.uniform(-k, k, h)

    def forward(self, xs, h):
        self.xs, self.hs, self.tape = xs, [h], []
        for x in xs:
            r = 1 / (1 + np.exp(-(x @ self.W["r"] + h @ self.U["r"] + self.b["r"])))
            z = 1 / (1 + np.exp(-(x @ self.W["z"] + h @ self.U["z"] + self.b["z"])))
            hu = h @ self.U["n"] + self.c
            n = np.tanh(x @ self.W["n"] + self.b["n"] + r * hu)
            h = (1 - z) * n + z * h
            self.tape.append((r, z, hu, n))
            self.hs.append(h)
        return np.array(self.hs[1:])

    def backward(self, dhs):
        # backward
        self.dW = {g: np.zeros_like(v) for g, v in self.W.items()}
        self.dU = {g: np.zeros_like(v) for g, v in self.U.items()}
        self.db = {g: np.zeros_like(v) for g, v in self.b.items()}
        self.dc = np.zeros_like(self.c)
        carry = np.zeros_like(self.hs[0])
        for t in range(len(dhs) - 1, -1, -1):
            r, z, hu, n = self.tape[t]
            x, hp = self.xs[t], self.hs[t]  #! x, hp = self.xs[t], self.hs[t + 1]
            dh = dhs[t] + carry
            dn = dh * (1 - z) * (1 - n ** 2)  #! dn = dh * z * (1 - n ** 2)
            dz = dh * (hp - n) * z * (1 - z)
            dr = dn * hu * r * (1 - r)  #! dr = dn * hp * r * (1 - r)  #! dr = dn * hu
            dhu = dn * r  #! dhu = dn
            self.dU["n"] += hp.T @ dhu
            self.dc += dhu.sum(0)  #! self.dc += dn.sum(0)
            for g, da in (("r", dr), ("z", dz), ("n", dn)):  #! for g, da in (("r", dz), ("z", dr), ("n", dn)):
                self.dW[g] += x.T @ da
                self.db[g] += da.sum(0)
                if g != "n":
                    self.dU[g] += hp.T @ da
            carry = dh * z + dhu @ self.U["n"].T + dr @ self.U["r"].T + dz @ self.U["z"].T  #! carry = dh * z + dn @ self.U["n"].T + dr @ self.U["r"].T + dz @ self.U["z"].T  #! carry = dh * (1 - z) + dhu @ self.U["n"].T + dr @ self.U["r"].T + dz @ self.U["z"].T
        return carry


rng = np.random.default_rng(2023)
T, B = 5, 3
xs = rng.normal(size=(T, B, 2))
ys = np.cumsum(xs.sum(-1, keepdims=True), axis=0)
gru = GRU(2, 4, rng)
out_w = rng.normal(size=(4, 1)) * 0.5
h0 = np.zeros((B, 4))

for epoch in range(2):
    hs = gru.forward(xs, h0)
    diff = hs @ out_w - ys
    loss = np.mean(diff ** 2)
    # backward
    ddiff = 2 * diff / diff.size
    dout_w = np.einsum("tbh,tbo->ho", hs, ddiff)
    gru.backward(ddiff @ out_w.T)
    # update
    out_w -= 0.3 * dout_w
    gru.c -= 0.3 * gru.dc
    for g in "rzn":
        gru.W[g] -= 0.3 * gru.dW[g]
        gru.U[g] -= 0.3 * gru.dU[g]
        gru.b[g] -= 0.3 * gru.db[g]
