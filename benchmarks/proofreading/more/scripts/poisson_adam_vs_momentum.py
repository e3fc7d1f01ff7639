# Who wins on Poisson regression with an exposure: Adam or heavy ball?
import numpy as np
from dataclasses import dataclass, field


@dataclass
class Adam:
    lr: float = 0.1
    m: np.ndarray = field(default_factory=lambda: np.zeros(4))
    s: np.ndarray = field(default_factory=lambda: np.zeros(4))
    n: int = 0

    def __call__(self, g):
        self.n += 1
        self.m = 0.9 * self.m + 0.1 * g
        self.s = 0.999 * self.s + 0.001 * g * g
        return -self.lr * (self.m / (1 - 0.9 ** self.n)) / (np.sqrt(self.s / (1 - 0.999 ** self.n)) + 1e-8)


@dataclass
class HeavyBall:
    lr: float = 0.05
    mu: float = 0.8
    v: np.ndarray = field(default_factory=lambda: np.zeros(4))

    def __call__(self, g):
        self.v = self.mu * self.v - self.lr * g
        return self.v


gen = np.random.default_rng(77)
X = np.c_[np.ones(12), gen.normal(size=(12, 3))]
exposure = gen.uniform(0.5, 2, 12)
counts = gen.poisson(exposure * np.exp(X @ np.array([0.2, 0.5, -0.4, 0.0])))


def nll_grad(beta):
    eta = X @ beta + np.log(exposure)
    lam = np.exp(eta)
    nll = np.mean(lam - counts * eta)      # log(y!) does not depend on beta
    # backward
    return nll, X.T @ (lam - counts) / len(counts)


curves = {}
for opt in (Adam(), HeavyBall()):
    beta = np.zeros(4)
    curve = []
    for _ in range(25):
        nll, g = nll_grad(beta)
        curve.append(nll)
        # update
        beta = beta + opt(g)
    curves[type(opt).__name__] = curve
for name, curve in curves.items():
    print(f"{name:10s} start {curve[0]:.4f} end {curve[-1]:.4f}")
