import numpy as np
# Every forward op appends a function to `tape`; backward = call them from the end.

tape = []

class Var:
    def __init__(self, v):
        self.v = np.asarray(v, dtype=float)
        self.g = np.zeros_like(self.v)

def affine(x, w, b):
    out = Var(x.v @ w.v + b.v)
    def back():
        x.g += out.g @ w.v.T
        w.g += x.v.T @ out.g
        b.g += out.g.sum(axis=0)
    tape.append(back)
    return out

def swish(x):
    s = 1 / (1 + np.exp(-x.v))
    out = Var(x.v * s)
    def back():
        x.g += out.g * (s + out.v * (1 - s))
    tape.append(back)
    return out

def add(x, y):
    out = Var(x.v + y.v)
    def back():
        x.g += out.g
        y.g += out.g
    tape.append(back)
    return out

def half_sq(x, target):
    d = x.v - target
    out = Var(0.5 * np.sum(d ** 2))
    tape.append(lambda: x.g.__iadd__(d * out.g))
    return out

r = np.random.default_rng(0)
x0 = r.normal(size=(6, 3))
t0 = np.cos(x0.sum(axis=1, keepdims=True))
w1, b1 = Var(r.normal(size=(3, 3)) * .5), Var(np.zeros(3))
w2, b2 = Var(r.normal(size=(3, 1)) * .5), Var(np.zeros(1))
parameters = [w1, b1, w2, b2]

for i in range(15):
    tape.clear()
    x = Var(x0)
    skip = add(x, swish(affine(x, w1, b1)))     # residual
    loss = half_sq(affine(skip, w2, b2), t0)
    # backward
    for p in parameters:
        p.g[...] = 0
    loss.g = np.array(1.0)
    for op in reversed(tape):
        op()
    # update
    for p in parameters:
        p.v -= 0.02 * p.g
    print(i, float(loss.v))
