import numpy as np

class LSTM:
    """one big weight matrix for the four gates: order i, f, o, g"""
    def __init__(self, d, h, seed=0):
        r = np.random.RandomState(seed)
        self.h = h
        self.W = r.randn(d + h, 4 * h) * 0.4
        self.b = np.zeros(4 * h)
        self.b[h:2 * h] = 1.0         # forget gate open at the start
        self.wy = r.randn(h) * 0.4

    def forward(self, X):
        B, T, d = X.shape
        h = self.h
        s = lambda q: 1 / (1 + np.exp(-q))
        ht, ct = np.zeros((B, h)), np.zeros((B, h))
        self.mem = []
        for t in range(T):
            cat = np.hstack([X[:, t], ht])
            a = cat @ self.W + self.b
            i, f, o, g = s(a[:, :h]), s(a[:, h:2*h]), s(a[:, 2*h:3*h]), np.tanh(a[:, 3*h:])
            c_old = ct
            ct = f * c_old + i * g
            tc = np.tanh(ct)
            ht = o * tc
            self.mem.append((cat, i, f, o, g, c_old, tc))
        self.last = ht
        return ht @ self.wy

    def backprop(self, dout, d):
        # backward
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
        self.dwy = self.last.T @ dout
        dh = np.outer(dout, self.wy)
        dc = 0
        for cat, i, f, o, g, c_old, tc in self.mem[::-1]:
            do = dh * tc
            dc = dc + dh * o * (1 - tc * tc)
            da = np.hstack([dc * g * i * (1 - i), dc * c_old * f * (1 - f),
                            do * o * (1 - o), dc * i * (1 - g * g)])
            self.dW += cat.T @ da
            self.db += da.sum(axis=0)
            dh = (da @ self.W.T)[:, d:]
            dc = dc * f

rng = np.random.RandomState(3)
X = rng.uniform(-1, 1, (6, 5, 2))          # adding problem: 2nd channel = marker
X[:, :, 1] = 0
for r in range(6):
    X[r, rng.choice(5, 2, replace=False), 1] = 1
y = (X[:, :, 0] * X[:, :, 1]).sum(1)

net = LSTM(2, 5)
rms = {'W': 0, 'b': 0, 'wy': 0}
for ep in range(20):
    pred = net.forward(X)
    L = 0.5 * np.mean((pred - y) ** 2)
    net.backprop((pred - y) / len(y), 2)
    # update
    for name in rms:     # RMSprop
        gr = getattr(net, 'd' + name)
        rms[name] = 0.9 * rms[name] + 0.1 * gr ** 2
        setattr(net, name, getattr(net, name) - 0.02 * gr / np.sqrt(rms[name] + 1e-6))
    if ep % 5 == 0:
        print("epoch", ep, "L", L)
