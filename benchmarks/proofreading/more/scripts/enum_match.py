# Exercise 4b: support three losses with an Enum and match/case
from enum import Enum, auto
import numpy as np


class Loss(Enum):
    MSE = auto()
    MAE = auto()
    HUBER = auto()


def loss_value(kind, pred, target, delta=0.5):
    r = pred - target
    match kind:
        case Loss.MSE:
            return np.mean(r ** 2)
        case Loss.MAE:
            return np.mean(np.abs(r))
        case Loss.HUBER:
            return np.mean(np.where(np.abs(r) <= delta, 0.5 * r ** 2, delta * (np.abs(r) - 0.5 * delta)))


def loss_grad(kind, pred, target, delta=0.5):
    r = pred - target
    match kind:
        case Loss.MSE:
            return 2 * r / r.size
        case Loss.MAE:
            return np.sign(r) / r.size
        case Loss.HUBER:
            return np.clip(r, -delta, delta) / r.size


gen = np.random.default_rng(11)
X = gen.uniform(-1, 1, (12, 4))
Y = X @ np.array([[1.0], [-2.0], [0.5], [0.0]]) + 0.3
W_init = gen.normal(0, 0.3, (4, 1))

for kind in [Loss.HUBER, Loss.MAE, Loss.MSE]:
    W = W_init.copy()
    b = np.zeros(1)
    for it in range(20):
        pred = X @ W + b
        value = loss_value(kind, pred, Y)
        # backward
        g = loss_grad(kind, pred, Y)
        dW = X.T @ g
        db = g.sum(axis=0)
        # update
        W -= 0.2 * dW
        b -= 0.2 * db
        if it in (0, 19):
            print(kind.name, it, value)
