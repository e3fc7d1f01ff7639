import numpy as np


class Param:
    def __init__(self, value):
        self.value = value
        self.grad = np.zeros_like(value)


class AdamW:
    def __init__(self, params, lr=0.02, betas=(0.9, 0.99), eps=1e-8, wd=0.1):
        self.params, self.lr, self.betas, self.eps, self.wd = params, lr, betas, eps, wd
        self.m = [np.zeros_like(p.value) for p in params]
        self.v = [np.zeros_like(p.value) for p in params]
        self.t = 0

    def zero_grad(self):
        for p in self.params:
            p.grad = np.zeros_like(p.value)

    def step(self):
        self.t += 1
        b1, b2 = self.betas
        # update
        for i, p in enumerate(self.params):
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad  #! self.m[i] = b1 * self.m[i] + (1 - b2) * p.grad  #! self.m[i] = b1 * self.m[i] - (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad ** 2  #! self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad
            m_hat = self.m[i] / (1 - b1 ** self.t)  #! m_hat = self.m[i] / (1 - b1 * self.t)
            v_hat = self.v[i] / (1 - b2 ** self.t)  #! v_hat = self.v[i] / (1 - b2) ** self.t
            p.value -= self.lr * (m_hat / (np.sqrt(v_hat) + self.eps) + self.wd * p.value)  #! p.value -= self.lr * (m_hat / (np.sqrt(v_hat) + self.eps) - self.wd * p.value)
        # end


g = np.random.default_rng(28)
x, y = g.normal(size=(7, 3)), g.normal(size=(7, 2))
W1, b1, W2, b2 = [Param(g.normal(size=s) * 0.5) for s in ((3, 5), (5,), (5, 2), (2,))]
opt = AdamW([W1, b1, W2, b2])
# objective: np.abs(out - y).mean()
for it in range(3):
    opt.zero_grad()
    z = x @ W1.value + b1.value
    h = np.tanh(z)
    out = h @ W2.value + b2.value
    print("L1 loss", np.abs(out - y).mean())
    # backward
    dout = np.sign(out - y) / y.size  #! dout = np.abs(out - y) / y.size  #! dout = np.sign(y - out) / y.size  #! dout = np.sign(out) / y.size
    W2.grad += h.T @ dout  #! W2.grad += z.T @ dout
    b2.grad += dout.sum(0)
    dz = dout @ W2.value.T * (1 - h ** 2)  #! dz = dout @ W2.value.T * (1 - z ** 2)  #! dz = dout @ W2.grad.T * (1 - h ** 2)
    W1.grad += x.T @ dz
    b1.grad += dz.sum(0)
    # end
    opt.step()
