# A pre-norm transformer block written with little modules, multi-head self attention + feed forward.
import numpy as np
from math import sqrt, pi

np.random.seed(1)

class LayerNorm:
    def __init__(self, d):
        self.g, self.b = np.ones(d) + 0.1 * np.random.randn(d), np.zeros(d)
        self.dg, self.db = np.zeros(d), np.zeros(d)

    def forward(self, x):
        self.mu = x.mean(-1, keepdims=True)
        self.rstd = 1 / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
        self.xhat = (x - self.mu) * self.rstd
        return self.g * self.xhat + self.b

    def backward(self, dy):
        # backward
        self.dg[:] = (dy * self.xhat).sum((0, 1))  #! self.dg[:] = dy.sum((0, 1))
        self.db[:] = dy.sum((0, 1))
        dn = dy * self.g  #! dn = dy
        m1 = dn.mean(-1, keepdims=True)
        m2 = (dn * self.xhat).mean(-1, keepdims=True)  #! m2 = dn.mean(-1, keepdims=True)
        return self.rstd * (dn - m1 - self.xhat * m2)  #! return self.rstd * (dn - m1)  #! return self.rstd * dn
        # end

class Linear:
    def __init__(self, i, o):
        self.w, self.b = np.random.randn(i, o) / sqrt(i), np.zeros(o)
        self.dw, self.db = np.zeros((i, o)), np.zeros(o)

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, dy):
        # backward
        self.dw[:] = np.einsum('bti,bto->io', self.x, dy)
        self.db[:] = dy.sum((0, 1))  #! self.db[:] = dy.sum(0).mean(0)
        return dy @ self.w.T
        # end

class MultiHead:
    def __init__(self, d, heads):
        self.h, self.dk = heads, d // heads
        self.qkv, self.out = Linear(d, 3 * d), Linear(d, d)

    def split(self, x):
        return x.reshape(x.shape[0], x.shape[1], self.h, self.dk).transpose(0, 2, 1, 3)

    def merge(self, x):
        return x.transpose(0, 2, 1, 3).reshape(x.shape[0], x.shape[2], -1)

    def forward(self, x):
        self.q, self.k, self.v = [self.split(p) for p in np.split(self.qkv.forward(x), 3, axis=-1)]
        s = self.q @ self.k.swapaxes(-1, -2) / sqrt(self.dk)
        s = np.exp(s - s.max(-1, keepdims=True))
        self.a = s / s.sum(-1, keepdims=True)
        return self.out.forward(self.merge(self.a @ self.v))

    def backward(self, dy):
        # backward
        dc = self.split(self.out.backward(dy))
        da = dc @ self.v.swapaxes(-1, -2)
        dv = self.a.swapaxes(-1, -2) @ dc  #! dv = self.a @ dc
        ds = self.a * (da - (self.a * da).sum(-1, keepdims=True)) / sqrt(self.dk)  #! ds = self.a * (da - (self.a * da).sum(-1, keepdims=True))  #! ds = self.a * (da - da.sum(-1, keepdims=True)) / sqrt(self.dk)
        dq = ds @ self.k
        dk = ds.swapaxes(-1, -2) @ self.q  #! dk = ds @ self.q
        return self.qkv.backward(np.concatenate([self.merge(g) for g in (dq, dk, dv)], axis=-1))
        # end

class Block:
    def __init__(self, d, heads, hidden):
        self.ln1, self.mha = LayerNorm(d), MultiHead(d, heads)
        self.ln2, self.f1, self.f2 = LayerNorm(d), Linear(d, hidden), Linear(hidden, d)
        lins, norms = [self.mha.qkv, self.mha.out, self.f1, self.f2], [self.ln1, self.ln2]
        self.params = [(l.w, l.dw) for l in lins] + [(l.b, l.db) for l in lins + norms] + [(n.g, n.dg) for n in norms]

    def forward(self, x):
        x = x + self.mha.forward(self.ln1.forward(x))
        self.u = self.f1.forward(self.ln2.forward(x))
        self.t = np.tanh(sqrt(2 / pi) * (self.u + 0.044715 * self.u ** 3))
        return x + self.f2.forward(0.5 * self.u * (1 + self.t))

    def backward(self, dy):
        # backward
        du = self.f2.backward(dy)
        inner = sqrt(2 / pi) * (1 + 3 * 0.044715 * self.u ** 2)  #! inner = sqrt(2 / pi) * (1 + 0.044715 * self.u ** 2)
        du = du * (0.5 * (1 + self.t) + 0.5 * self.u * (1 - self.t ** 2) * inner)  #! du = du * 0.5 * (1 + self.t)
        dx = dy + self.ln2.backward(self.f1.backward(du))  #! dx = self.ln2.backward(self.f1.backward(du))
        return dx + self.ln1.backward(self.mha.backward(dx))
        # end

X, Y = np.random.randn(2, 3, 4), np.random.randn(2, 3, 4)
block = Block(4, 2, 6)
for step in range(5):
    out = block.forward(X)
    loss = ((out - Y) ** 2).mean()
    dout = 2 * (out - Y) / out.size
    block.backward(dout)
    # update
    for p, g in block.params:
        p -= 0.1 * g
    # end
    print(step, loss)
