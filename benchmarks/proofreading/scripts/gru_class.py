import numpy as np

def sigma(a):
    return 1 / (1 + np.exp(-a))

class Gru:
    def __init__(self, n_in, n, rng):
        self.P = {k: rng.normal(size=(n_in + n, n)) * 0.5 for k in "zrh"}

    def forward(self, xs, h):
        self.tape = []
        for x in xs:
            both = np.hstack([x, h])
            z, r = sigma(both @ self.P["z"]), sigma(both @ self.P["r"])
            gated = np.hstack([x, r * h])
            c = np.tanh(gated @ self.P["h"])
            self.tape.append((both, gated, z, r, c, h))
            h = z * h + (1 - z) * c
        return h

    def backward(self, dh):
        G = {k: np.zeros_like(p) for k, p in self.P.items()}
        n = dh.shape[1]
        # backward
        for both, gated, z, r, c, h in self.tape[::-1]:
            dac = dh * (1 - z) * (1 - c ** 2)  #! dac = dh * z * (1 - c ** 2)
            daz = dh * (h - c) * z * (1 - z)  #! daz = dh * (c - h) * z * (1 - z)
            drh = (dac @ self.P["h"].T)[:, -n:]
            dar = drh * h * r * (1 - r)
            G["h"] += gated.T @ dac  #! G["h"] += both.T @ dac
            G["z"] += both.T @ daz
            G["r"] += both.T @ dar
            dh = dh * z + drh * r + (daz @ self.P["z"].T + dar @ self.P["r"].T)[:, -n:]  #! dh = dh * z + drh + (daz @ self.P["z"].T + dar @ self.P["r"].T)[:, -n:]
        # end
        return G

rng = np.random.default_rng(66)
xs, goal = rng.normal(size=(3, 2, 2)), rng.normal(size=(2, 3))
gru = Gru(2, 3, rng)
for epoch in range(2):
    h = gru.forward(xs, np.zeros((2, 3)))
    loss = np.sum((h - goal) ** 2) / 4
    grads = gru.backward((h - goal) / 2)
    # update
    for k in grads:
        gru.P[k] -= 0.3 * grads[k]
