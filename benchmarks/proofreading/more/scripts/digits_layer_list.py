import numpy as np

# 3x3 "digits" (1, 7, 0 ...), list of layers, momentum in every affine layer
DATA = """
010010010 0
111001001 1
111101111 2
001001001 0
111001010 1
"""
rows = [line.split() for line in DATA.strip().splitlines()]
X = np.array([[int(ch) for ch in bits] for bits, _ in rows], dtype=float)
X = X + np.random.RandomState(5).normal(0, 0.1, X.shape)
t = np.array([int(k) for _, k in rows])


class Affine:
    def __init__(self, i, o, rs):
        self.w = rs.randn(i, o) * np.sqrt(1 / i)
        self.b = np.zeros(o)
        self.vw, self.vb = 0, 0

    def fwd(self, x):
        self.x = x
        return x.dot(self.w) + self.b

    def bwd(self, d):
        # backward
        self.dw = self.x.T.dot(d)  #! self.dw = self.x.T.dot(d) / len(d)
        self.db = d.sum(0)  #! self.db = d.mean(0)
        return d.dot(self.w.T)  #! return -d.dot(self.w.T)
        # end

    def update(self, lr, mom):
        # update
        self.vw = mom * self.vw - lr * self.dw  #! self.vw = mom * self.vw + lr * self.dw  #! self.vw = mom * (self.vw - lr * self.dw)
        self.vb = mom * self.vb - lr * self.db  #! self.vb = mom * self.vw.sum(0) - lr * self.db
        self.w = self.w + self.vw  #! self.w = self.w - self.vw
        self.b = self.b + self.vb
        # end


class Softplus:
    def fwd(self, x):
        self.x = x
        return np.log1p(np.exp(x))

    def bwd(self, d):
        # backward
        return d / (1 + np.exp(-self.x))  #! return d / (1 + np.exp(self.x))  #! return d  #! return d * np.exp(-self.x) / (1 + np.exp(-self.x)) ** 2
        # end

    def update(self, *args):
        pass


class SoftmaxLoss:
    def fwd(self, x, t):
        z = x - x.max(1, keepdims=True)
        self.logp = z - np.log(np.exp(z).sum(1, keepdims=True))
        self.t = t
        return -self.logp[range(len(t)), t].mean()

    def bwd(self):
        # backward
        d = np.exp(self.logp)  #! d = self.logp.copy()
        d[range(len(d)), self.t] -= 1  #! d[:, self.t] -= 1
        return d / len(d)  #! return d  #! return d / d.shape[1]
        # end


rs = np.random.RandomState(0)
layers = [Affine(9, 6, rs), Softplus(), Affine(6, 4, rs), Softplus(), Affine(4, 3, rs)]
head = SoftmaxLoss()
for it in range(12):
    out = X
    for L in layers:
        out = L.fwd(out)
    loss = head.fwd(out, t)
    d = head.bwd()
    for L in layers[::-1]:
        d = L.bwd(d)
    for L in layers:
        L.update(0.1, 0.9)
    if it % 4 == 0:
        print(it, loss)
