import numpy as np


class RMSNorm:
    def __init__(self, dim, eps=1e-6):
        self.weight = np.linspace(0.8, 1.2, dim)
        self.eps = eps

    def forward(self, x):
        self.x = x
        self.rstd = 1.0 / np.sqrt((x ** 2).mean(-1, keepdims=True) + self.eps)
        return x * self.rstd * self.weight

    def backward(self, dy):
        dim = dy.shape[-1]
        # backward
        self.dweight = (dy * self.x * self.rstd).sum(0)  #! self.dweight = (dy * self.x).sum(0)  #! self.dweight = (dy * self.x * self.rstd).sum(-1)
        g = dy * self.weight
        dot = (g * self.x).sum(-1, keepdims=True)  #! dot = (dy * self.x).sum(-1, keepdims=True)  #! dot = (g * self.x).sum(0, keepdims=True)
        return g * self.rstd - self.x * self.rstd ** 3 * dot / dim  #! return g * self.rstd - self.x * self.rstd ** 3 * dot  #! return g * self.rstd - self.x * self.rstd ** 2 * dot / dim  #! return g * self.rstd  #! return g * self.rstd + self.x * self.rstd ** 3 * dot / dim
        # end


class GatedUnit:
    """silu(x Wg) * (x Wu)"""

    def __init__(self, din, dout, rng):
        self.Wg = rng.normal(0, 0.6, (din, dout))
        self.Wu = rng.normal(0, 0.6, (din, dout))

    def forward(self, x):
        self.x = x
        self.gate, self.up = x @ self.Wg, x @ self.Wu
        self.sig = 1.0 / (1.0 + np.exp(-self.gate))
        return self.gate * self.sig * self.up

    def backward(self, dy):
        # backward
        dgate = dy * self.up * self.sig * (1 + self.gate * (1 - self.sig))  #! dgate = dy * self.up * self.sig * (1 - self.sig)  #! dgate = dy * self.sig * (1 + self.gate * (1 - self.sig))  #! dgate = dy * self.up * (self.sig + self.gate * (1 - self.sig))
        dup = dy * self.gate * self.sig  #! dup = dy * self.sig  #! dup = dy * self.gate
        self.dWg, self.dWu = self.x.T @ dgate, self.x.T @ dup  #! self.dWu, self.dWg = self.x.T @ dgate, self.x.T @ dup
        return dgate @ self.Wg.T + dup @ self.Wu.T  #! return dgate @ self.Wg.T  #! return dgate @ self.Wu.T + dup @ self.Wg.T
        # end


rng = np.random.default_rng(90)
inp, out = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
Win = rng.normal(size=(4, 6)) * 0.5
norm, unit = RMSNorm(6), GatedUnit(6, 3, rng)
for step in range(2):
    y = unit.forward(norm.forward(inp @ Win))
    loss = ((y - out) ** 2).mean()
    # backward
    dhid = norm.backward(unit.backward(2 * (y - out) / y.size))
    dWin = inp.T @ dhid
    # update
    unit.Wg -= 0.5 * unit.dWg
    unit.Wu -= 0.5 * unit.dWu
    Win -= 0.5 * dWin
    norm.weight -= 0.5 * norm.dweight
