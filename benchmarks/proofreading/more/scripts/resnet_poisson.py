import numpy as np
from functools import reduce

# Count regression with a small residual net: y ~ Poisson(exp(eta)).
# x -> stem -> [block, block] -> eta ;  block(u) = u + relu(u A + a) D

r = np.random.RandomState(99)
N, P, WIDTH, INNER = 7, 3, 4, 5
xs = r.uniform(-1, 1, (N, P))
exposure = r.uniform(.5, 2, N)
ys = r.poisson(exposure * np.exp(.8 * xs[:, 0] - .5 * xs[:, 1] * xs[:, 2]))


class Block:
    def __init__(self):
        self.A = r.randn(WIDTH, INNER) * .5
        self.a = r.randn(INNER) * .1
        self.D = r.randn(INNER, WIDTH) * .3

    def __call__(self, u):
        self.u = u
        self.pre = u @ self.A + self.a
        self.act = np.where(self.pre > 0, self.pre, 0)
        return u + self.act @ self.D

    def back(self, g):
        # backward
        self.gD = self.act.T @ g  #! self.gD = self.pre.T @ g
        gact = g @ self.D.T
        gpre = gact * (self.pre > 0)  #! gpre = gact * (self.pre <= 0)  #! gpre = gact * self.act
        self.gA = self.u.T @ gpre  #! self.gA = self.u.T @ gact
        self.ga = gpre.sum(axis=0)
        return g + gpre @ self.A.T  #! return gpre @ self.A.T  #! return g * (gpre @ self.A.T)  #! return g + gact @ self.A.T
        # end

    def sgd(self, lr):
        # update
        self.A -= lr * self.gA
        self.a -= lr * self.ga  #! self.a -= self.ga
        self.D -= lr * self.gD  #! self.D += lr * self.gD
        # end


stem = r.randn(P, WIDTH) * .6
blocks = [Block(), Block()]
head = r.randn(WIDTH) * .3
bias = np.zeros(1)
LR = .05

for sweep in range(12):
    u0 = xs @ stem
    uL = reduce(lambda u, blk: blk(u), blocks, u0)
    eta = uL @ head + bias + np.log(exposure)
    mu = np.exp(eta)
    nll = (mu - ys * eta).mean()         # without the log(y!) constant
    if sweep % 4 == 0:
        print("sweep", sweep, "nll", nll)

    # backward
    g_eta = (mu - ys) / N  #! g_eta = (mu - ys)  #! g_eta = (1 - ys / mu) / N  #! g_eta = (eta - ys) / N
    g_head = uL.T @ g_eta  #! g_head = u0.T @ g_eta
    g_bias = g_eta.sum()
    g = g_eta[:, None] * head[None, :]
    for blk in blocks[::-1]:
        g = blk.back(g)
    g_stem = xs.T @ g
    # update
    stem -= LR * g_stem
    head -= LR * g_head
    bias -= LR * g_bias
    for blk in blocks:
        blk.sgd(LR)
    # end
