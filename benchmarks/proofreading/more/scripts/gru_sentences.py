# GRU sentiment toy. Sentences are lists of different length, trained one by one.
import numpy as np

train = [("good", 1), ("bad", 0), ("not good", 0), ("not bad", 1), ("really not good", 0), ("this is really good", 1)]
words = sorted({w for s, _ in train for w in s.split()})
idx = {w: k for k, w in enumerate(words)}

sig = lambda u: 1. / (1. + np.exp(-u))


class GRU:
    def __init__(self, nin, nh, seed=0):
        r = np.random.RandomState(seed)
        mk = lambda *s: r.randn(*s) * .5
        self.Wz, self.Uz, self.bz = mk(nh, nin), mk(nh, nh), np.zeros(nh)
        self.Wr, self.Ur, self.br = mk(nh, nin), mk(nh, nh), np.zeros(nh)
        self.Wh, self.Uh, self.bh = mk(nh, nin), mk(nh, nh), np.zeros(nh)
        self.w, self.b = mk(nh), np.zeros(1)
        self.nh = nh
        self.names = "Wz Uz bz Wr Ur br Wh Uh bh w b".split()

    def forward(self, sentence):
        self.trace = []
        h = np.zeros(self.nh)
        for word in sentence.split():
            x = np.zeros(len(words))
            x[idx[word]] = 1
            z = sig(self.Wz @ x + self.Uz @ h + self.bz)
            r = sig(self.Wr @ x + self.Ur @ h + self.br)
            n = np.tanh(self.Wh @ x + self.Uh @ (r * h) + self.bh)
            hnew = (1 - z) * h + z * n
            self.trace.append((x, h, z, r, n))
            h = hnew
        self.h = h
        self.p = sig(self.w @ h + self.b[0])
        return self.p

    def backward(self, label):
        # backward
        G = {k: np.zeros_like(getattr(self, k)) for k in self.names}
        delta = self.p - label  #! delta = (self.p - label) * self.p * (1 - self.p)
        G["w"] = delta * self.h
        G["b"][0] = delta
        dh = delta * self.w
        for x, h, z, r, n in reversed(self.trace):  #! for x, h, z, r, n in self.trace:
            dn = dh * z * (1 - n * n)  #! dn = dh * (1 - z) * (1 - n * n)  #! dn = dh * z * n * (1 - n)
            dz = dh * (n - h) * z * (1 - z)  #! dz = dh * n * z * (1 - z)  #! dz = dh * (h - n) * z * (1 - z)
            drh = self.Uh.T @ dn  #! drh = self.Uh @ dn
            dr = drh * h * r * (1 - r)  #! dr = drh * h
            G["Wz"] += np.outer(dz, x)
            G["Uz"] += np.outer(dz, h)  #! G["Uz"] += np.outer(h, dz)
            G["bz"] += dz
            G["Wr"] += np.outer(dr, x)
            G["Ur"] += np.outer(dr, h)
            G["br"] += dr  #! G["br"] += drh
            G["Wh"] += np.outer(dn, x)
            G["Uh"] += np.outer(dn, r * h)  #! G["Uh"] += np.outer(dn, h)
            G["bh"] += dn
            dh = dh * (1 - z) + drh * r + self.Uz.T @ dz + self.Ur.T @ dr  #! dh = drh * r + self.Uz.T @ dz + self.Ur.T @ dr  #! dh = dh * (1 - z) + drh + self.Uz.T @ dz + self.Ur.T @ dr
        # end
        return G


net = GRU(len(words), 4)
for epoch in range(4):
    total = 0
    for s, label in train[::-1]:
        p = net.forward(s)
        loss = -np.log(p) if label == 1 else -np.log(1 - p)
        total += loss
        grads = net.backward(label)
        # update
        for k in net.names:
            setattr(net, k, getattr(net, k) - 0.2 * grads[k])  #! setattr(net, k, getattr(net, k) + 0.2 * grads[k])
        # end
    print("epoch %d  mean loss %.4f" % (epoch, total / len(train)))
