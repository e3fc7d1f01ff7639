"""Llama-style feed-forward: RMSNorm -> SwiGLU -> residual, MSE on a random target."""
import numpy as np
from types import SimpleNamespace as NS

rng = np.random.default_rng(64)
d, ff, n = 4, 6, 7
theta = NS(gain=np.ones(d), gate=rng.normal(size=(d, ff)) * .5, up=rng.normal(size=(d, ff)) * .5, down=rng.normal(size=(ff, d)) * .5)
x = rng.normal(size=(n, d))
y = x[:, ::-1] * 0.5

def fwd(th):
    c = NS()
    c.r = 1 / np.sqrt((x ** 2).mean(-1, keepdims=True) + 1e-6)
    c.xn = x * c.r
    c.n = c.xn * th.gain
    c.a = c.n @ th.gate
    c.s = 1 / (1 + np.exp(-c.a))
    c.u = c.n @ th.up
    c.m = c.a * c.s * c.u
    c.o = x + c.m @ th.down
    return c

def bwd(th, c):
    g = NS()
    do = 2 / (n * d) * (c.o - y)
    g.down = c.m.T @ do
    dm = do @ th.down.T
    du = dm * c.a * c.s
    da = dm * c.u * (c.s + c.a * c.s * (1 - c.s))
    g.up = c.n.T @ du
    g.gate = c.n.T @ da
    g.gain = ((du @ th.up.T + da @ th.gate.T) * c.xn).sum(0)
    return g

# AdamW by hand
m1 = {k: 0 for k in vars(theta)}
m2 = {k: 0 for k in vars(theta)}
for t in range(1, 21):
    c = fwd(theta)
    mse = np.mean((c.o - y) ** 2)
    # backward
    g = bwd(theta, c)
    # update
    for k, p in vars(theta).items():
        gk = getattr(g, k)
        m1[k] = 0.9 * m1[k] + 0.1 * gk
        m2[k] = 0.95 * m2[k] + 0.05 * gk ** 2
        p -= 0.02 * (m1[k] / (1 - 0.9 ** t) / (np.sqrt(m2[k] / (1 - 0.95 ** t)) + 1e-8) + 0.01 * p)
    if t % 5 == 0:
        print(t, mse)
