"""LSTM by hand. Task: read 5 numbers, output their mean-ish. One big matrix for the four gates."""
import numpy as np

def sig(z):
    return 1. / (1. + np.exp(-z))

class LSTM:
    def __init__(self, nx, nh, seed=5):
        r = np.random.RandomState(seed)
        self.nh = nh
        self.W = r.randn(nx + nh, 4 * nh) * 0.3
        self.b = np.zeros(4 * nh)
        self.b[nh:2*nh] = 1.0         # forget gate bias = 1 helps
        self.V = r.randn(nh) * 0.3

    def run(self, seqs):              # seqs: (B, T, nx)
        B, T, _ = seqs.shape
        n = self.nh
        h, c = np.zeros((B, n)), np.zeros((B, n))
        self.tape = []
        for t in range(T):
            z = np.concatenate([seqs[:, t], h], axis=1)
            a = z @ self.W + self.b
            i, f, o = sig(a[:, :n]), sig(a[:, n:2*n]), sig(a[:, 2*n:3*n])
            g = np.tanh(a[:, 3*n:])
            c_old = c
            c = f * c_old + i * g
            tc = np.tanh(c)
            h = o * tc
            self.tape.append((z, i, f, o, g, c_old, tc))
        self.h = h
        return h @ self.V

    def grads(self, dyhat):
        n = self.nh
        # backward
        dV = self.h.T @ dyhat
        dh = np.outer(dyhat, self.V)
        dc = np.zeros_like(dh)
        dW = np.zeros_like(self.W); db = np.zeros_like(self.b)
        while self.tape:
            z, i, f, o, g, c_old, tc = self.tape.pop()
            dc = dc + dh * o * (1 - tc**2)
            da = np.hstack([dc * g * i * (1 - i),
                            dc * c_old * f * (1 - f),
                            dh * tc * o * (1 - o),
                            dc * i * (1 - g**2)])
            dW += z.T @ da
            db += da.sum(axis=0)
            dz = da @ self.W.T
            dh = dz[:, -n:]
            dc = dc * f
        return dW, db, dV

rs = np.random.RandomState(1)
seqs = rs.rand(6, 5, 1)
y = seqs.mean(axis=(1, 2)) * 2 - 1
net = LSTM(1, 4)
for k in range(20):
    yhat = net.run(seqs)
    loss = 0.5 * np.mean((yhat - y) ** 2)
    dW, db, dV = net.grads((yhat - y) / len(y))
    # update
    net.W -= 0.5 * dW
    net.b -= 0.5 * db
    net.V -= 0.5 * dV
    print(k, loss)
