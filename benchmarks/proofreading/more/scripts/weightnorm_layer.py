"""Weight normalisation, Salimans & Kingma: w = g * v / ||v||, learned g and v."""
from dataclasses import dataclass, field
import numpy as np

@dataclass
class WNLinear:
    fan_in: int
    fan_out: int
    seed: int
    grads: dict = field(default_factory=dict)

    def __post_init__(self):
        r = np.random.default_rng(self.seed)
        self.v = r.normal(size=(self.fan_out, self.fan_in))
        self.g = np.ones(self.fan_out)
        self.b = np.zeros(self.fan_out)

    def forward(self, x):
        self.x = x
        self.norm = np.linalg.norm(self.v, axis=1, keepdims=True)
        self.vhat = self.v / self.norm
        self.w = self.g[:, None] * self.vhat
        return x @ self.w.T + self.b

    def backward(self, dout):
        dw = dout.T @ self.x
        dg = np.sum(dw * self.vhat, axis=1)
        # projection away from v
        dv = self.g[:, None] / self.norm * (dw - dg[:, None] * self.vhat)
        self.grads = {'v': dv, 'g': dg, 'b': dout.sum(axis=0)}
        return dout @ self.w

    def step(self, lr):
        for name, grad in self.grads.items():
            setattr(self, name, getattr(self, name) - lr * grad)

r = np.random.default_rng(0)
x, y = r.normal(size=(9, 4)), r.normal(size=(9, 2))
first, last = WNLinear(4, 6, 1), WNLinear(6, 2, 2)
for it in range(20):
    pre = first.forward(x)
    act = np.arctan(pre)
    out = last.forward(act)
    loss = 0.5 * np.square(out - y).sum(axis=1).mean()
    # backward
    dact = last.backward((out - y) / len(x))
    first.backward(dact / (1 + pre ** 2))
    # update
    for layer in (first, last):
        layer.step(0.1)
print(loss)
