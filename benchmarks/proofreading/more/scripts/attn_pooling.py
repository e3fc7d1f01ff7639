# attention pooling over sequences of different length (padded), class with everything inside
import numpy as np

class AttnPool:
    def __init__(self, d, k, seed):
        g = np.random.RandomState(seed)
        self.a = g.randn(d) * .3
        self.W = g.randn(d, k) * .3
        self.c = np.zeros(k)

    def forward(self, x, length):
        self.x = x[:length]                   # ignore padding
        s = self.x.dot(self.a)
        s = np.exp(s - s.max())
        self.alpha = s / s.sum()
        self.pooled = self.alpha.dot(self.x)
        o = self.pooled.dot(self.W) + self.c
        o = np.exp(o - o.max())
        return o / o.sum()

    def zero(self):
        self.ga = np.zeros_like(self.a)
        self.gW = np.zeros_like(self.W)
        self.gc = np.zeros_like(self.c)

    def accumulate(self, p, y, n):
        # backward
        do = p.copy()
        do[y] -= 1
        do /= n
        self.gW += self.pooled[:, None] * do[None, :]
        self.gc += do
        dpool = self.W.dot(do)
        dalpha = self.x.dot(dpool)
        ds = self.alpha * (dalpha - self.alpha.dot(dalpha))
        self.ga += self.x.T.dot(ds)

    def step(self, lr):
        # update
        self.a -= lr * self.ga
        self.W -= lr * self.gW
        self.c -= lr * self.gc

    def loss(self, seqs, ys):
        L = 0
        for (x, l), y in zip(seqs, ys):
            L -= np.log(self.forward(x, l)[y])
        return L / len(ys)

r = np.random.RandomState(50)
seqs = []
ys = []
for n in range(7):
    l = r.randint(2, 6)
    x = np.zeros((6, 4)); x[:l] = r.randn(l, 4)
    seqs.append((x, l))
    ys.append(n % 3)
net = AttnPool(4, 3, 1)
for epoch in range(15):
    net.zero()
    for (x, l), y in zip(seqs, ys):
        net.accumulate(net.forward(x, l), y, len(ys))
    net.step(.5)
    if epoch % 7 == 0:
        print("eval", net.loss(seqs, ys))
