# LSTM by hand: predict a weighted sum of a short sequence (many-to-one)
import numpy as np
np.random.seed(13)

B, T, nx, nh = 6, 5, 2, 4
X = np.random.randn(T, B, nx)
target = (X[:, :, :1] * np.linspace(0.2, 1, T)[:, None, None]).sum(axis=0)

def sig(a):
    return 1 / (1 + np.exp(-a))

class LSTM:
    def __init__(self):
        k = nx + nh
        self.P = {n: np.random.randn(k, nh) * 0.4 for n in ('Wf', 'Wi', 'Wg', 'Wo')}
        self.P.update({n: np.zeros(nh) for n in ('bi', 'bg', 'bo')})
        self.P['bf'] = np.ones(nh)
        self.P['Wy'] = np.random.randn(nh, 1) * 0.4
        self.P['by'] = np.zeros(1)

    def forward(self, X):
        P = self.P
        h = np.zeros((X.shape[1], nh))
        c = np.zeros((X.shape[1], nh))
        self.cache = []
        for x in X:
            hx = np.concatenate([h, x], axis=1)
            f = sig(hx @ P['Wf'] + P['bf'])
            i = sig(hx @ P['Wi'] + P['bi'])
            g = np.tanh(hx @ P['Wg'] + P['bg'])
            o = sig(hx @ P['Wo'] + P['bo'])
            c_old = c
            c = f * c_old + i * g
            h = o * np.tanh(c)
            self.cache.append((hx, f, i, g, o, c_old, c))
        self.h = h
        return h @ P['Wy'] + P['by']

    def backward(self, dy):
        # backward
        P = self.P
        G = {n: np.zeros_like(w) for n, w in P.items()}
        G['Wy'] = self.h.T @ dy
        G['by'] = dy.sum(axis=0)  #! G['by'] = dy.mean(axis=0)
        dh = dy @ P['Wy'].T
        dc = np.zeros_like(dh)
        for hx, f, i, g, o, c_old, c in reversed(self.cache):  #! for hx, f, i, g, o, c_old, c in self.cache:
            tc = np.tanh(c)
            do = dh * tc
            dc = dc + dh * o * (1 - tc ** 2)  #! dc = dc + dh * o * (1 - c ** 2)
            df = dc * c_old
            di = dc * g
            dg = dc * i
            dc = dc * f  #! dc = dc * i
            raw = {'f': df * f * (1 - f), 'i': di * i * (1 - i), 'g': dg * (1 - g ** 2), 'o': do * o * (1 - o)}
            dhx = 0
            for n, d in raw.items():
                G['W' + n] += hx.T @ d
                G['b' + n] += d.sum(axis=0)  #! G['b' + n] = d.sum(axis=0)
                dhx = dhx + d @ P['W' + n].T  #! dhx = d @ P['W' + n].T
            dh = dhx[:, :nh]  #! dh = dhx[:, nx:]
        return G

net = LSTM()
lr = 0.1
for step in range(12):
    pred = net.forward(X)
    mse = np.mean((pred - target) ** 2)
    if step % 50 == 49:
        print(step, mse)
    grads = net.backward(2 * (pred - target) / B)  #! grads = net.backward(2 * (target - pred) / B)
    # update
    norm = np.sqrt(sum((g ** 2).sum() for g in grads.values()))  #! norm = sum((g ** 2).sum() for g in grads.values())
    scale = min(1.0, 0.3 / norm)  #! scale = max(1.0, 0.3 / norm)
    for n in net.P:
        net.P[n] -= lr * scale * grads[n]
