import numpy as np


def sigm(v):
    return 1 / (1 + np.exp(-v))


class LSTMLayer:
    """all four gates in one matrix, order i f o g"""

    def __init__(self, n_in, n_hid, rng):
        self.n = n_hid
        self.W = rng.normal(0, 0.4, (n_in + n_hid, 4 * n_hid))
        self.b = np.zeros(4 * n_hid)
        self.b[n_hid:2 * n_hid] = 1.0        # forget bias

    def forward(self, X):
        B, T, _ = X.shape
        n = self.n
        self.X = X
        self.H = np.zeros((T + 1, B, n))
        self.C = np.zeros((T + 1, B, n))
        self.gates = np.zeros((T, B, 4 * n))
        for t in range(T):
            v = np.hstack([X[:, t], self.H[t]]) @ self.W + self.b
            v[:, :3 * n] = sigm(v[:, :3 * n])
            v[:, 3 * n:] = np.tanh(v[:, 3 * n:])
            self.gates[t] = v
            i, f, o, g = np.split(v, 4, axis=1)
            self.C[t + 1] = f * self.C[t] + i * g
            self.H[t + 1] = o * np.tanh(self.C[t + 1])
        return self.H[1:].transpose(1, 0, 2)

    def backward(self, dH):
        # backward
        B, T, D = self.X.shape
        n = self.n
        self.gW, self.gb = np.zeros_like(self.W), np.zeros_like(self.b)
        dX = np.zeros_like(self.X)
        dh_rec, dc_rec = np.zeros((B, n)), np.zeros((B, n))
        for t in range(T)[::-1]:
            i, f, o, g = np.split(self.gates[t], 4, axis=1)
            tc = np.tanh(self.C[t + 1])  #! tc = self.C[t + 1]  #! tc = np.tanh(self.C[t])
            dh = dH[:, t] + dh_rec  #! dh = dH[:, t]
            dc = dc_rec + dh * o * (1 - tc ** 2)
            di = dc * g * i * (1 - i)
            df = dc * self.C[t] * f * (1 - f)  #! df = dc * self.C[t + 1] * f * (1 - f)
            do = dh * tc * o * (1 - o)  #! do = dc * tc * o * (1 - o)
            dg = dc * i * (1 - g ** 2)
            d = np.hstack([di, df, do, dg])  #! d = np.hstack([di, df, dg, do])
            self.gW += np.hstack([self.X[:, t], self.H[t]]).T @ d  #! self.gW += np.hstack([self.X[:, t], self.H[t + 1]]).T @ d
            self.gb += d.sum(axis=0)
            dv = d @ self.W.T
            dX[:, t], dh_rec = dv[:, :D], dv[:, D:]
            dc_rec = dc * f  #! dc_rec = dc * i
        return dX


rng = np.random.default_rng(99)
X = rng.normal(size=(3, 5, 2))
Y = rng.normal(size=(3, 5, 1))
lstm1, lstm2 = LSTMLayer(2, 3, rng), LSTMLayer(3, 4, rng)
head = rng.normal(size=(4, 1))

for it in range(2):
    top = lstm2.forward(lstm1.forward(X))
    out = top @ head
    L = 0.5 * np.mean((out - Y) ** 2)
    # backward
    dout = (out - Y) / Y.size
    dhead = np.einsum("bth,bto->ho", top, dout)
    lstm1.backward(lstm2.backward(dout @ head.T))
    # update
    head -= 0.3 * dhead
    for layer in (lstm1, lstm2):
        layer.W -= 0.3 * layer.gW
        layer.b -= 0.3 * layer.gb
