# Trigram language model, every layer has .params / .grads
import numpy as np


class Embedding:
    def __init__(self, V, D, rs):
        self.params = [rs.randn(V, D) * 0.5]
        self.grads = [np.zeros((V, D))]

    def forward(self, idx):
        self.idx = idx
        return self.params[0][idx].reshape(len(idx), -1)

    def backward(self, dout):
        D = self.params[0].shape[1]
        self.grads[0][...] = 0  #! pass
        np.add.at(self.grads[0], self.idx, dout.reshape(self.idx.shape + (D,)))  #! self.grads[0][self.idx] += dout.reshape(self.idx.shape + (D,))


class Linear:
    def __init__(self, n_in, n_out, rs):
        self.params = [rs.randn(n_in, n_out) / np.sqrt(n_in), np.zeros(n_out)]
        self.grads = [0, 0]

    def forward(self, x):
        self.x = x
        return x @ self.params[0] + self.params[1]

    def backward(self, dout):
        self.grads[0] = self.x.T @ dout  #! self.grads[0] = self.x.T @ dout / len(self.x)
        self.grads[1] = dout.sum(axis=0)  #! self.grads[1] = dout[0]
        return dout @ self.params[0].T  #! return dout * self.params[0].T


class Swish:
    params, grads = [], []

    def forward(self, x):
        self.x = x
        self.s = 1 / (1 + np.exp(-x))
        self.out = x * self.s
        return self.out

    def backward(self, dout):
        return dout * (self.s + self.x * self.s * (1 - self.s))  #! return dout * (self.s + self.out * self.s * (1 - self.s))


class SoftmaxXent:
    def forward(self, logits, t):
        z = logits - logits.max(axis=1, keepdims=True)
        self.p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        self.t = t
        return -np.log(self.p[np.arange(len(t)), t]).mean()

    def backward(self):
        d = self.p.copy()
        d[np.arange(len(self.t)), self.t] -= 1.0  #! d[:, self.t] -= 1.0
        return d / len(self.t)  #! return d


class Nesterov:
    def __init__(self, layers, lr=0.2, mu=0.7):
        self.layers, self.lr, self.mu = layers, lr, mu
        self.v = [[np.zeros_like(p) for p in l.params] for l in layers]

    def step(self):
        # update
        for l, vs in zip(self.layers, self.v):
            for k in range(len(l.params)):
                vs[k] = self.mu * vs[k] - self.lr * l.grads[k]  #! vs[k] = self.mu * vs[k] - self.lr * l.grads[0]
                l.params[k] += self.mu * vs[k] - self.lr * l.grads[k]


text = [0, 1, 2, 3, 1, 2, 4, 0, 1, 2, 3, 1]
ctx = np.array([[text[i], text[i + 1]] for i in range(len(text) - 2)])
nxt = np.array(text[2:])
rs = np.random.RandomState(2)
layers = [Embedding(5, 3, rs), Linear(6, 7, rs), Swish(), Linear(7, 5, rs)]
head = SoftmaxXent()
opt = Nesterov(layers)
for epoch in range(12):
    a = ctx
    for layer in layers:
        a = layer.forward(a)
    loss = head.forward(a, nxt)
    # backward
    d = head.backward()
    for layer in reversed(layers):  #! for layer in layers:
        d = layer.backward(d)
    opt.step()
