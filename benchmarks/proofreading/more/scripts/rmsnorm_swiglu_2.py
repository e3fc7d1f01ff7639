"""LLaMA style feed-forward block: x + W_down( silu(W_gate n) * (W_up n) ),  n = RMSNorm(x).
Single block port, trained with AdamW on a toy autoencoding job (token vectors -> shifted ones)."""
from dataclasses import dataclass, field
import numpy as np


@dataclass
class Param:
    value: np.ndarray
    decay: float = 0.0
    grad: np.ndarray = None
    m: np.ndarray = field(init=False)
    v: np.ndarray = field(init=False)

    def __post_init__(self):
        self.m = np.zeros_like(self.value)
        self.v = np.zeros_like(self.value)


rng = np.random.default_rng(7)
D, F, T = 4, 6, 8
gain = Param(np.ones(D))
gate = Param(rng.normal(0, .5, (F, D)), decay=0.01)
up = Param(rng.normal(0, .5, (F, D)), decay=0.01)
down = Param(rng.normal(0, .5, (D, F)), decay=0.01)
ALL = (gain, gate, up, down)

x = rng.normal(size=(T, D))
target = np.roll(x, 1, axis=1)


def forward():
    rms = np.sqrt((x ** 2).mean(-1, keepdims=True) + 1e-6)
    n = x / rms
    ng = n * gain.value
    a = ng @ gate.value.T
    sg = 1 / (1 + np.exp(-a))
    b = ng @ up.value.T
    h = a * sg * b
    return n, ng, a, sg, b, h, x + h @ down.value.T


for t in range(1, 21):
    n, ng, a, sg, b, h, out = forward()
    mse = np.mean((out - target) ** 2)
    # backward
    dout = 2 * (out - target) / out.size
    down.grad = dout.T @ h
    dh = dout @ down.value
    db = dh * a * sg
    da = dh * b * (sg + a * sg * (1 - sg))
    gate.grad = da.T @ ng
    up.grad = db.T @ ng
    dng = da @ gate.value + db @ up.value
    gain.grad = (dng * n).sum(0)
    # update
    for p in ALL:
        p.m = 0.9 * p.m + 0.1 * p.grad
        p.v = 0.99 * p.v + 0.01 * p.grad ** 2
        mh, vh = p.m / (1 - 0.9 ** t), p.v / (1 - 0.99 ** t)
        p.value = p.value - 0.02 * (mh / (np.sqrt(vh) + 1e-8) + p.decay * p.value)
    if t % 5 == 0:
        print(t, mse)
