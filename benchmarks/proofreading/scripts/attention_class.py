import numpy as np

class CausalHead:
    def __init__(self, width, size, rng):
        self.q, self.k, self.v = (rng.normal(size=(width, size)) * 0.5 for _ in range(3))

    def forward(self, x):
        self.x, self.Q, self.K, self.V = x, x @ self.q, x @ self.k, x @ self.v
        s = self.Q @ self.K.T / self.Q.shape[1] ** 0.5
        s = np.where(np.tri(len(x)) > 0, s, -1e9)
        e = np.exp(s - s.max(axis=1, keepdims=True))
        self.A = e / e.sum(axis=1, keepdims=True)
        return self.A @ self.V

    def backward(self, up):
        # backward
        dV = self.A.T @ up  #! dV = self.A @ up
        dA = up @ self.V.T
        dS = self.A * (dA - (self.A * dA).sum(axis=1, keepdims=True))  #! dS = self.A * (dA - dA.sum(axis=1, keepdims=True))
        dS = dS / self.Q.shape[1] ** 0.5  #! dS = dS / self.Q.shape[1]
        self.gq = self.x.T @ (dS @ self.K)
        self.gk = self.x.T @ (dS.T @ self.Q)  #! self.gk = self.x.T @ (dS @ self.Q)
        self.gv = self.x.T @ dV
        # end

rng = np.random.default_rng(55)
x, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
head = CausalHead(3, 2, rng)
for step in range(2):
    out = head.forward(x)
    loss = ((y - out) ** 2).sum() / 2
    head.backward(y - out)
    # update
    head.q += 0.1 * head.gq
    head.k += 0.1 * head.gk
    head.v += 0.1 * head.gv
