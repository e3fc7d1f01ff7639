# objective: 0.5 * np.mean((pred - yb) ** 2)
import math
import numpy as np

class Dataset:
    """shuffles every epoch, yields (x, y) batches"""
    def __init__(self, x, y, bs, rng):
        self.x, self.y, self.bs, self.rng = x, y, bs, rng
    def __iter__(self):
        order = self.rng.permutation(len(self.x))
        for s in range(0, len(order), self.bs):
            idx = order[s:s + self.bs]
            yield self.x[idx], self.y[idx]

def sgdr(step, warmup=4, period=6, top=0.2):
    if step < warmup:
        return top * (step + 1) / warmup
    t = (step - warmup) % period
    return 0.5 * top * (1 + math.cos(math.pi * t / period))

class Adam:
    def __init__(self, params, b1=0.9, b2=0.99):
        self.params, self.b1, self.b2, self.t = params, b1, b2, 0
        self.m = [np.zeros_like(p) for p in params]
        self.v = [np.zeros_like(p) for p in params]
    def step(self, grads, lr):
        self.t += 1
        for p, g, m, v in zip(self.params, grads, self.m, self.v):
            m *= self.b1; m += (1 - self.b1) * g
            v *= self.b2; v += (1 - self.b2) * g * g
            p -= lr * (m / (1 - self.b1 ** self.t)) / (np.sqrt(v / (1 - self.b2 ** self.t)) + 1e-8)

class Trainer:
    def __init__(self, rng):
        self.w = rng.normal(size=(3, 6)) * .6
        self.c = rng.normal(size=6) * .1
        self.v = rng.normal(size=(6, 1)) * .6
        self.opt = Adam([self.w, self.c, self.v])
        self.n_steps = 0
    def fit(self, data, epochs):
        for _ in range(epochs):
            for xb, yb in data:
                z = xb @ self.w + self.c
                h = np.sin(z)                 # SIREN style
                pred = h @ self.v
                # backward
                dpred = (pred - yb) / len(xb)
                dv = h.T @ dpred
                dz = (dpred @ self.v.T) * np.cos(z)
                dw, dc = xb.T @ dz, dz.sum(axis=0)
                # update
                self.opt.step([dw, dc, dv], sgdr(self.n_steps))
                self.n_steps += 1

rng = np.random.default_rng(8)
x = rng.uniform(-1, 1, (12, 3))
y = np.cos(3 * x[:, :1]) + x[:, 1:2]
trainer = Trainer(rng)
trainer.fit(Dataset(x, y, 4, rng), epochs=5)
print('steps done', trainer.n_steps, 'lr now', sgdr(trainer.n_steps))
