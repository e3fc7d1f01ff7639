"""LSTM for sequence regression, samples in columns (like in the course notes)."""
import numpy as np


def sigm(z):
    return 1.0 / (1.0 + np.exp(-z))


class LSTM:
    def __init__(self, n_x, n_a, seed=0):
        r = np.random.default_rng(seed)
        s = n_a + n_x
        self.n_a = n_a
        self.Wf, self.Wi, self.Wo, self.Wc = [r.normal(0, 0.4, (n_a, s)) for _ in range(4)]
        self.bf = np.ones((n_a, 1))      # forget bias 1
        self.bi, self.bo, self.bc = [np.zeros((n_a, 1)) for _ in range(3)]
        self.Wy = r.normal(0, 0.4, (1, n_a))
        self.by = np.zeros((1, 1))

    def forward(self, X):
        # X: (n_x, m, T)
        m, T = X.shape[1], X.shape[2]
        a, c = np.zeros((self.n_a, m)), np.zeros((self.n_a, m))
        self.cache = []
        for t in range(T):
            concat = np.vstack([a, X[:, :, t]])
            f = sigm(self.Wf @ concat + self.bf)
            i = sigm(self.Wi @ concat + self.bi)
            o = sigm(self.Wo @ concat + self.bo)
            cct = np.tanh(self.Wc @ concat + self.bc)
            c_prev = c
            c = f * c_prev + i * cct
            a = o * np.tanh(c)
            self.cache.append((concat, f, i, o, cct, c_prev, c))
        self.a_last = a
        return self.Wy @ a + self.by

    def backward(self, yhat, Y):
        # backward
        m = Y.shape[1]
        names = ['Wf', 'Wi', 'Wo', 'Wc', 'bf', 'bi', 'bo', 'bc']
        g = {n: np.zeros_like(getattr(self, n)) for n in names}
        dy = 2 * (yhat - Y) / m  #! dy = (yhat - Y) / m
        g['Wy'] = dy @ self.a_last.T
        g['by'] = dy.sum(axis=1, keepdims=True)
        da = self.Wy.T @ dy
        dc = np.zeros_like(da)
        for t in reversed(range(len(self.cache))):
            concat, f, i, o, cct, c_prev, c = self.cache[t]
            do = da * np.tanh(c) * o * (1 - o)  #! do = da * c * o * (1 - o)
            dc = dc + da * o * (1 - np.tanh(c) ** 2)  #! dc = da * o * (1 - np.tanh(c) ** 2)
            dcct = dc * i * (1 - cct ** 2)  #! dcct = dc * i * (1 - np.tanh(c) ** 2)
            di = dc * cct * i * (1 - i)
            df = dc * c_prev * f * (1 - f)  #! df = dc * c * f * (1 - f)
            for k, dz in zip('fioc', (df, di, do, dcct)):
                g['W' + k] += dz @ concat.T
                g['b' + k] += dz.sum(axis=1, keepdims=True)  #! g['b' + k] += dz.mean(axis=1, keepdims=True)
            dconcat = self.Wf.T @ df + self.Wi.T @ di + self.Wo.T @ do + self.Wc.T @ dcct  #! dconcat = self.Wf.T @ df + self.Wi.T @ di + self.Wo.T @ do
            da = dconcat[:self.n_a, :]  #! da = dconcat[-self.n_a:, :]
            dc = dc * f  #! dc = dc * i
        return g

    def step(self, g, lr):
        # update
        for n in g:
            setattr(self, n, getattr(self, n) - lr * g[n])  #! setattr(self, n, getattr(self, n) + lr * g[n])


rng = np.random.default_rng(42)
X = rng.normal(size=(3, 6, 4))
Y = X[0].sum(axis=1)[None, :] * 0.5
net = LSTM(3, 4)
for epoch in range(8):
    yhat = net.forward(X)
    cost = np.mean((yhat - Y) ** 2)
    grads = net.backward(yhat, Y)
    net.step(grads, 0.1)
