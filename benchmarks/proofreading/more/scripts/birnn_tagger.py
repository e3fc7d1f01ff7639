# objective: 0.5 * np.sum((out - Y) ** 2) / len(X)
import numpy as np

# Homework 4: bidirectional RNN, a real valued tag for every position. No loss is needed for training.


class BiRNN:
    def __init__(self, d, h, k, seed=1):
        r = np.random.RandomState(seed)
        self.Wf = r.randn(d, h) * 0.4
        self.Uf = r.randn(h, h) * 0.4
        self.bf = np.zeros(h)
        self.Wb = r.randn(d, h) * 0.4
        self.Ub = r.randn(h, h) * 0.4
        self.bb = np.zeros(h)
        self.V = r.randn(2 * h, k) * 0.4
        self.c = np.zeros(k)
        self.h = h

    def forward(self, X):
        B, T, _ = X.shape
        F = np.zeros((B, T + 1, self.h))      # F[:, t+1] is the state after reading x_t
        G = np.zeros((B, T + 1, self.h))      # G[:, t] is the state after reading x_t from the right
        for t in range(T):
            F[:, t + 1] = np.tanh(X[:, t] @ self.Wf + F[:, t] @ self.Uf + self.bf)
        for t in range(T - 1, -1, -1):
            G[:, t] = np.tanh(X[:, t] @ self.Wb + G[:, t + 1] @ self.Ub + self.bb)
        S = np.concatenate([F[:, 1:], G[:, :-1]], axis=2)
        self.cache = (X, F, G, S)
        return S @ self.V + self.c

    def backward(self, dout):
        # backward
        X, F, G, S = self.cache
        B, T, _ = X.shape
        g = {n: np.zeros_like(getattr(self, n)) for n in ("Wf", "Uf", "bf", "Wb", "Ub", "bb")}
        g["V"] = np.einsum("bti,btk->ik", S, dout)
        g["c"] = dout.sum(axis=(0, 1))  #! g["c"] = dout.sum(axis=0).mean(axis=0)
        dS = dout @ self.V.T
        dF, dG = dS[:, :, :self.h], dS[:, :, self.h:]  #! dF, dG = dS[:, :, self.h:], dS[:, :, :self.h]
        carry = np.zeros((B, self.h))
        for t in range(T - 1, -1, -1):
            da = (dF[:, t] + carry) * (1 - F[:, t + 1] ** 2)  #! da = (dF[:, t] + carry) * (1 - F[:, t] ** 2)
            g["Wf"] += X[:, t].T @ da
            g["Uf"] += F[:, t].T @ da  #! g["Uf"] += F[:, t + 1].T @ da
            g["bf"] += da.sum(axis=0)
            carry = da @ self.Uf.T  #! carry = da @ self.Uf
        carry = np.zeros((B, self.h))  #! pass
        for t in range(T):
            da = (dG[:, t] + carry) * (1 - G[:, t] ** 2)  #! da = dG[:, t] * (1 - G[:, t] ** 2)
            g["Wb"] += X[:, t].T @ da
            g["Ub"] += G[:, t + 1].T @ da
            g["bb"] += da.sum(axis=0)  #! g["bb"] = da.sum(axis=0)
            carry = da @ self.Ub.T  #! carry = da @ self.Uf.T
        return g


rs = np.random.RandomState(0)
X = rs.randn(4, 5, 3)
Y = np.tanh(np.cumsum(X[:, :, :2], axis=1) - X[:, ::-1, 1:])
net = BiRNN(3, 4, 2)
for i in range(12):
    out = net.forward(X)
    grads = net.backward((out - Y) / len(X))  #! grads = net.backward((Y - out) / len(X))
    # update
    for name in grads:
        setattr(net, name, getattr(net, name) - 0.1 * grads[name])
