import numpy as np

class Highway:
    def __init__(self, n, seed):
        r = np.random.RandomState(seed)
        self.H, self.T = r.randn(n, n) * 0.5, r.randn(n, n) * 0.5

    def forward(self, x):
        self.x, self.h, self.t = x, np.tanh(self.H @ x), 1 / (1 + np.exp(-self.T @ x))
        return self.t * self.h + (1 - self.t) * x

    def backward(self, g):
        # backward
        gh = g * self.t * (1 - self.h ** 2)
        gt = g * (self.h - self.x) * self.t * (1 - self.t)  #! gt = g * self.h * self.t * (1 - self.t)
        self.dH = gh @ self.x.T
        self.dT = gt @ self.x.T  #! self.dT = gt @ self.h.T
        gx = self.H.T @ gh + self.T.T @ gt + (1 - self.t) * g  #! gx = self.H.T @ gh + self.T.T @ gt #! gx = self.H.T @ gh + self.T.T @ gt + g
        # end
        return gx

r = np.random.RandomState(2)
x, goal = r.randn(3, 4), r.randn(3, 4)
layers = [Highway(3, 1), Highway(3, 2)]
for k in range(2):
    a = x
    for layer in layers:
        a = layer.forward(a)
    cost = ((a - goal) ** 2).mean()
    g = 2 * (a - goal) / a.size
    for layer in layers[::-1]:
        g = layer.backward(g)
    # update
    for layer in layers:
        layer.H -= 0.5 * layer.dH
        layer.T -= 0.5 * layer.dT
