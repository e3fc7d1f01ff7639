# objective: np.sum((out - yb) ** 2) / (2 * len(yb)) + 0.5 * cfg.decay * (np.sum(net.w1 ** 2) + np.sum(net.w2 ** 2))
from dataclasses import dataclass, field
import numpy as np

@dataclass
class Config:
    hidden: int = 8
    keep: float = 0.75
    lr: float = 0.05
    mom: float = 0.8
    decay: float = 1e-3
    epochs: int = 6
    batch: int = 4

@dataclass
class Net:
    w1: np.ndarray
    b1: np.ndarray
    w2: np.ndarray
    b2: np.ndarray
    vel: dict = field(default_factory=dict)

cfg = Config()
rng = np.random.default_rng(77)
X = rng.uniform(-1, 1, (12, 3))
Y = (X[:, :1] - X[:, 1:2]) * X[:, 2:]
net = Net(rng.normal(0, .6, (3, cfg.hidden)), np.full(cfg.hidden, .1),
          rng.normal(0, .4, (cfg.hidden, 1)), np.zeros(1))
net.vel = {k: 0.0 for k in ("w1", "b1", "w2", "b2")}

for ep in range(cfg.epochs):
    perm = rng.permutation(len(X))
    for start in range(0, len(X), cfg.batch):
        sel = perm[start:start + cfg.batch]
        xb, yb = X[sel], Y[sel]
        pre = xb @ net.w1 + net.b1
        act = np.where(pre > 0, pre, np.exp(pre) - 1)            # ELU
        drop = (rng.random(act.shape) < cfg.keep) / cfg.keep     # inverted dropout
        dropped = act * drop
        out = dropped @ net.w2 + net.b2

        # backward
        e = (out - yb) / len(yb)
        g = {"w2": dropped.T @ e + cfg.decay * net.w2, "b2": e.sum(0)}
        back = e @ net.w2.T * drop * np.where(pre > 0, 1.0, act + 1)
        g["w1"] = xb.T @ back + cfg.decay * net.w1
        g["b1"] = back.sum(0)

        # update
        for k, gk in g.items():          # Nesterov (Keras formula)
            v_new = cfg.mom * net.vel[k] - cfg.lr * gk
            setattr(net, k, getattr(net, k) + cfg.mom * v_new - cfg.lr * gk)
            net.vel[k] = v_new
    # evaluation without dropout
    pre = X @ net.w1 + net.b1
    full = np.where(pre > 0, pre, np.exp(pre) - 1) @ net.w2 + net.b2
    print("epoch", ep, "eval mse", np.mean((full - Y) ** 2))
