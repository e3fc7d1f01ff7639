import numpy as np
# LSTM that should predict the mean of the sequence, samples are COLUMNS (features x m)
# gate order in the big matrix: f, i, o, c~


def sig(v):
    return 1.0 / (1.0 + np.exp(-v))


class LSTM:
    def __init__(self, D, H):
        r = np.random.default_rng(11)
        self.H = H
        self.W = r.normal(size=(4 * H, H + D)) * 0.5
        self.b = np.zeros((4 * H, 1))
        self.b[:H] = 1.0        # forget bias trick
        self.Wy = r.normal(size=(1, H))
        self.by = np.zeros((1, 1))

    def forward(self, xs):
        H = self.H
        m = xs[0].shape[1]
        h = np.zeros((H, m))
        c = np.zeros((H, m))
        self.cache = []
        for x in xs:
            z = np.vstack([h, x])
            a = self.W @ z + self.b
            f, i, o = sig(a[:H]), sig(a[H:2 * H]), sig(a[2 * H:3 * H])
            g = np.tanh(a[3 * H:])
            c_old = c
            c = f * c_old + i * g
            h = o * np.tanh(c)
            self.cache.append((z, f, i, o, g, c_old, c))
        self.h = h
        return self.Wy @ h + self.by

    def backward(self, yhat, y):
        # backward
        H = self.H
        m = y.shape[1]
        dy = (yhat - y) / m  #! dy = (yhat - y)
        self.dWy = dy @ self.h.T
        self.dby = dy.sum(axis=1, keepdims=True)
        dh = self.Wy.T @ dy
        dc = np.zeros_like(dh)
        self.dW = np.zeros_like(self.W)
        self.db = np.zeros_like(self.b)
        for z, f, i, o, g, c_old, c in reversed(self.cache):
            tc = np.tanh(c)
            do = dh * tc * o * (1 - o)  #! do = dh * c * o * (1 - o)
            dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)
            df = dc * c_old * f * (1 - f)  #! df = dc * c * f * (1 - f)
            di = dc * g * i * (1 - i)
            dg = dc * i * (1 - g ** 2)  #! dg = dc * i * g * (1 - g)
            da = np.vstack([df, di, do, dg])  #! da = np.vstack([di, df, do, dg])
            self.dW += da @ z.T
            self.db += da.sum(axis=1, keepdims=True)  #! self.db = da.sum(axis=1, keepdims=True)
            dz = self.W.T @ da
            dh = dz[:H]  #! dh = dh + dz[:H]
            dc = dc * f  #! dc = dc * i

    def update(self, lr):
        # update
        self.W -= lr * self.dW
        self.b -= lr * self.db
        self.Wy -= lr * self.dWy  #! self.Wy -= lr * self.dWy / len(self.cache)
        self.by -= lr * self.dby


r = np.random.default_rng(5)
T, D, m = 5, 3, 6
xs = [r.normal(size=(D, m)) for _ in range(T)]
y = sum(x.mean(axis=0, keepdims=True) for x in xs) / T
net = LSTM(D, 4)
for it in range(15):
    yhat = net.forward(xs)
    cost = 0.5 * np.sum((yhat - y) ** 2) / m
    net.backward(yhat, y)
    net.update(0.3)
    if it % 5 == 0:
        print(it, cost)
