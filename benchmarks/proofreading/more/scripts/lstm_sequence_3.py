import numpy as np
# many-to-one LSTM regression, batch first. gates in the order i, f, o, g

def sig(x): return 1 / (1 + np.exp(-x))

class LSTM:
    def __init__(self, D, H, rng):
        self.H = H
        self.Wx = rng.normal(0, 0.4, (D, 4 * H))
        self.Wh = rng.normal(0, 0.4, (H, 4 * H))
        self.b = np.zeros(4 * H)
        self.b[H:2*H] = 1.0

    def forward(self, X):
        N, T, D = X.shape
        H = self.H
        h, c = np.zeros((N, H)), np.zeros((N, H))
        self.cache = []
        for t in range(T):
            z = X[:, t] @ self.Wx + h @ self.Wh + self.b
            i, f, o = sig(z[:, :H]), sig(z[:, H:2*H]), sig(z[:, 2*H:3*H])
            g = np.tanh(z[:, 3*H:])
            c_new = f * c + i * g
            self.cache.append((X[:, t], h, c, i, f, o, g, c_new))
            c = c_new
            h = o * np.tanh(c)
        return h

    def backward(self, dh):
        # backward
        dWx, dWh, db = np.zeros_like(self.Wx), np.zeros_like(self.Wh), np.zeros_like(self.b)
        dc = np.zeros_like(dh)
        for x, h_prev, c_prev, i, f, o, g, c in reversed(self.cache):
            tc = np.tanh(c)
            do = dh * tc  #! do = dh * c
            dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)
            di = dc * g
            df = dc * c_prev  #! df = dc * c
            dg = dc * i
            dz = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])  #! dz = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g ** 2), do * o * (1 - o)])
            dWx += x.T @ dz
            dWh += h_prev.T @ dz  #! dWh += dh.T @ dz
            db += dz.sum(0)  #! db += dz.mean(0)
            dh = dz @ self.Wh.T  #! dh += dz @ self.Wh.T
            dc = dc * f  #! dc = dc * i
        return dWx, dWh, db

rng = np.random.default_rng(12)
X = rng.normal(size=(6, 5, 3))
Y = X[:, :, :1].sum(axis=1)
lstm = LSTM(3, 4, rng)
Wo = rng.normal(0, 0.5, (4, 1))
bo = np.zeros(1)
lr = 0.1
for epoch in range(10):
    hT = lstm.forward(X)
    pred = hT @ Wo + bo
    mse = np.mean((pred - Y) ** 2)
    dpred = 2 * (pred - Y) / Y.size  #! dpred = (pred - Y) / Y.size
    dWo = hT.T @ dpred
    dbo = dpred.sum(0)
    dWx, dWh, db = lstm.backward(dpred @ Wo.T)
    # update
    Wo -= lr * dWo
    bo -= lr * dbo
    lstm.Wx -= lr * dWx
    lstm.Wh -= lr * dWh
    lstm.b -= lr * db
    lr *= 0.95  #! lr *= 1.95
