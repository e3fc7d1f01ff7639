# objective: np.maximum(0, 1 - sgn * out).mean()
# critic with spectral normalisation; u and v come from power iteration and are treated as constants
import numpy as np
np.random.seed(70)

class SNDense:
    def __init__(self, nin, nout):
        self.W = np.random.randn(nin, nout)
        self.u = np.random.randn(nin); self.u /= np.linalg.norm(self.u)
        self.refresh()
    def refresh(self, n=3):
        for _ in range(n):
            self.v = self.W.T @ self.u; self.v /= np.linalg.norm(self.v)
            self.u = self.W @ self.v; self.u /= np.linalg.norm(self.u)
    def forward(self, x):
        self.x = x
        self.sigma = self.u @ self.W @ self.v
        self.Wbar = self.W / self.sigma
        return x @ self.Wbar
    def backward(self, g):
        dWbar = self.x.T @ g
        self.dW = (dWbar - np.sum(dWbar * self.Wbar) * np.outer(self.u, self.v)) / self.sigma
        return g @ self.Wbar.T

l1, l2, l3 = SNDense(3, 6), SNDense(6, 4), SNDense(4, 1)
x = np.random.randn(8, 3)
sgn = np.where(x[:, :1] - x[:, 1:2] > 0, 1.0, -1.0)

for it in range(15):
    z1 = l1.forward(x)
    h1 = np.where(z1 > 0, z1, 0.1 * z1)
    z2 = l2.forward(h1)
    h2 = np.where(z2 > 0, z2, 0.1 * z2)
    out = l3.forward(h2)
    # backward
    dout = np.where(sgn * out < 1, -sgn, 0) / len(x)
    d2 = l3.backward(dout) * np.where(z2 > 0, 1, 0.1)
    d1 = l2.backward(d2) * np.where(z1 > 0, 1, 0.1)
    l1.backward(d1)
    # update
    for l in (l1, l2, l3):
        l.W -= 0.2 * l.dW
        l.refresh(1)
print([round(float(l.sigma), 3) for l in (l1, l2, l3)], 'correct', np.mean(np.sign(out) == sgn))
