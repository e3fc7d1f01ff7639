from dataclasses import dataclass, fields, field
from typing import NamedTuple
import numpy as np


@dataclass
class Params:
    U: np.ndarray
    c: np.ndarray
    v: np.ndarray
    d: float = 0.0


class Cache(NamedTuple):
    x: np.ndarray
    a: np.ndarray
    p: np.ndarray


def forward(prm: Params, x) -> Cache:
    a = np.tanh(x @ prm.U + prm.c)
    logit = a @ prm.v + prm.d
    return Cache(x, a, 1 / (1 + np.exp(-logit)))


def bce(cache: Cache, y) -> float:
    return float(-np.mean(y * np.log(cache.p) + (1 - y) * np.log(1 - cache.p)))


def gradients(prm: Params, cache: Cache, y) -> Params:
    x, a, p = cache
    # backward
    dlogit = (p - y) / len(y)
    dv = a.T @ dlogit
    dd = dlogit.sum()
    dz = np.outer(dlogit, prm.v) * (1 - a ** 2)
    return Params(U=x.T @ dz, c=dz.sum(0), v=dv, d=dd)


def sgd(prm: Params, g: Params, lr: float) -> Params:
    # update
    return Params(**{f.name: getattr(prm, f.name) - lr * getattr(g, f.name) for f in fields(prm)})


rs = np.random.RandomState(5)
X = rs.randn(10, 3)
Y = (X[:, 0] + X[:, 1] * X[:, 2] > 0).astype(float)
prm = Params(U=rs.randn(3, 5) * 0.4, c=np.zeros(5), v=rs.randn(5) * 0.4)
log = []
for epoch in range(25):
    cache = forward(prm, X)
    log.append(bce(cache, Y))
    prm = sgd(prm, gradients(prm, cache, Y), lr=0.5)
print("first", log[0], "last", log[-1])
print("train acc", np.mean((forward(prm, X).p > 0.5) == Y))
