# LSTM predicting the next value of a sine, many-to-many. Gates stacked in one matrix (i, f, o, g)
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class LSTM:
    def __init__(self, n_in, n_h, n_out, seed=5):
        r = np.random.RandomState(seed)
        self.n_h = n_h
        self.p = {'W': r.randn(n_in + n_h, 4 * n_h) * 0.4, 'b': np.zeros(4 * n_h),
                  'V': r.randn(n_h, n_out) * 0.4, 'c': np.zeros(n_out)}
        self.p['b'][n_h:2 * n_h] = 1.0      # forget bias trick

    def forward(self, X):
        T, B, _ = X.shape
        n = self.n_h
        h, s = np.zeros((B, n)), np.zeros((B, n))
        self.cache, out = [], []
        for t in range(T):
            z = np.concatenate([X[t], h], axis=1)
            a = z @ self.p['W'] + self.p['b']
            i, f, o = sigmoid(a[:, :n]), sigmoid(a[:, n:2 * n]), sigmoid(a[:, 2 * n:3 * n])
            g = np.tanh(a[:, 3 * n:])
            s_prev = s
            s = f * s_prev + i * g
            ts = np.tanh(s)
            h = o * ts
            self.cache.append((z, i, f, o, g, s_prev, ts, h))
            out.append(h @ self.p['V'] + self.p['c'])
        return np.array(out)

    def backward(self, dout):
        # backward
        n = self.n_h
        grads = {k: np.zeros_like(v) for k, v in self.p.items()}
        dh_next = 0
        ds_next = 0
        for t in range(len(dout) - 1, -1, -1):  #! for t in range(len(dout) - 1, 0, -1):
            z, i, f, o, g, s_prev, ts, h = self.cache[t]
            grads['V'] += h.T @ dout[t]  #! grads['V'] += ts.T @ dout[t]
            grads['c'] += dout[t].sum(axis=0)
            dh = dout[t] @ self.p['V'].T + dh_next  #! dh = dout[t] @ self.p['V'].T
            do = dh * ts * o * (1 - o)  #! do = dh * ts
            ds = dh * o * (1 - ts ** 2) + ds_next  #! ds = dh * o * (1 - np.tanh(ts) ** 2) + ds_next
            di = ds * g * i * (1 - i)
            df = ds * s_prev * f * (1 - f)  #! df = ds * g * f * (1 - f)
            dg = ds * i * (1 - g ** 2)
            da = np.concatenate([di, df, do, dg], axis=1)  #! da = np.concatenate([df, di, do, dg], axis=1)
            grads['W'] += z.T @ da
            grads['b'] += da.sum(axis=0)  #! grads['b'] = da.sum(axis=0)
            dz = da @ self.p['W'].T
            dh_next = dz[:, -n:]
            ds_next = ds * f  #! ds_next = ds * i
        return grads


t = np.arange(0, 7)
phases = np.array([0.0, 0.7, 1.9, 2.5])
wave = np.sin(0.6 * t[:, None] + phases[None, :])[:, :, None]
X, Y = wave[:-1], wave[1:]
net = LSTM(1, 5, 1)
m = {k: np.zeros_like(v) for k, v in net.p.items()}
v = {k: np.zeros_like(w) for k, w in net.p.items()}
for it in range(1, 16):
    pred = net.forward(X)
    loss = np.mean((pred - Y) ** 2)
    grads = net.backward(2 * (pred - Y) / Y.size)
    # update
    for k in net.p:
        m[k] = 0.9 * m[k] + 0.1 * grads[k]  #! m[k] = 0.9 * m[k] + grads[k]
        v[k] = 0.99 * v[k] + 0.01 * grads[k] ** 2
        mhat, vhat = m[k] / (1 - 0.9 ** it), v[k] / (1 - 0.99 ** it)
        net.p[k] -= 0.02 * mhat / (np.sqrt(vhat) + 1e-8)
    if it % 5 == 0:
        print(it, loss)
