"""`proofread` on one-line mistakes that another line hides: unpacked names, overwritten sums, a target of 1."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

UNPACK = """\
import numpy as np
rng = np.random.default_rng(2)
x, t = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
A, B, C = (rng.normal(size=(3, 3)) for _ in range(3))

def look(x):
    q, k, v = x @ A, x @ B, x @ C
    s = np.exp(q @ k.T / 3 ** 0.5)
    p = s / s.sum(axis=1, keepdims=True)
    return p @ v, (q, k, v, p)

for step in range(3):
    out, kept = look(x)
    loss = 0.5 * np.sum((out - t) ** 2)
    q, k, v, p = kept
    dout = out - t
    dv = p.T @ dout
    dp = dout @ v.T
    ds = p * (dp - (dp * p).sum(axis=1, keepdims=True)) / 3 ** 0.5
    dq = ds @ k
    dk = ds.T @ q
    A -= 0.1 * x.T @ dq
    B -= 0.1 * x.T @ dk
    C -= 0.1 * x.T @ dv
"""
FILL = """\
import numpy as np
rng = np.random.default_rng(9)
sound, want = rng.normal(size=(3, 9)), rng.normal(size=(3, 4))
first, second = rng.normal(size=9), rng.normal(size=3)

class Windows:
    def __init__(self, kernel, stride, pad):
        self.kernel, self.stride, self.pad = kernel, stride, pad
    def forward(self, x):
        self.padded = np.pad(x, ((0, 0), (self.pad, self.pad)))
        k, s = len(self.kernel), self.stride
        count = (self.padded.shape[1] - k) // s + 1
        return np.stack([self.padded[:, i * s:i * s + k] @ self.kernel for i in range(count)], axis=1)
    def backward(self, d):
        k, s = len(self.kernel), self.stride
        self.dkernel, dpad = np.zeros(k), np.zeros_like(self.padded)
        for i in range(d.shape[1]):
            self.dkernel += d[:, i] @ self.padded[:, i * s:i * s + k]
            dpad[:, i * s:i * s + k] += np.outer(d[:, i], self.kernel)
        return dpad[:, self.pad:dpad.shape[1] - self.pad]

scale = rng.normal(size=9)
layer = Windows(second, 2, 0)
for epoch in range(3):
    h = np.tanh(sound * scale)
    out = layer.forward(h)
    loss = np.mean((out - want) ** 2)
    d = 2 * (out - want) / want.size
    dh = layer.backward(d)
    dscale = (dh * (1 - h ** 2) * sound).sum(axis=0)
    scale -= 0.1 * dscale
    layer.kernel -= 0.1 * layer.dkernel
"""
SAMPLE = """\
import numpy as np
rng = np.random.default_rng(1)
points = rng.normal(size=(6, 3))
marks = np.array([1, 1, -1, -1, 1, -1])
w, b = np.array([0.1, -0.2, 0.1]), 0.05
for epoch in range(2):
    for n in range(6):
        margin = marks[n] * (points[n] @ w + b)
        loss = np.log(1 + np.exp(-margin))
        back = -1 / (1 + np.exp(margin))
        w = w - 0.1 * back * marks[n] * points[n]
        b = b - 0.1 * back * marks[n]
"""


@pytest.mark.parametrize("script", [UNPACK, FILL, SAMPLE])
def test_the_scripts_are_right(script):
    assert proofread(script).correct is True


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (UNPACK, "    q, k, v, p = kept", "    k, q, v, p = kept"),
        (FILL, "dpad[:, i * s:i * s + k] += np", "dpad[:, i * s:i * s + k] = np"),
        (SAMPLE, "b = b - 0.1 * back * marks[n]", "b = b - 0.1 * back"),
    ],
    ids=["unpacked", "overwritten", "target"],
)
def test_the_line_is_named(script, right, wrong):
    report = proofread(script.replace(right, wrong))
    number = script[: script.index(right)].count("\n") + 1
    assert [line.number for line in report.wrong] == [number], report


def test_fixes_put_it_right():
    assert_named_and_put_right(FILL, "dpad[:, i * s:i * s + k] += np", "dpad[:, i * s:i * s + k] = np")


ENTRIES = """\
import math
import numpy as np
w, rate = np.array([0.5, -0.4, 0.2]), 0.3
rows = [(0.3, -1.0, 0.1), (1.2, 0.4, 0.9), (-0.7, 0.8, 0.4)]
for turn in range(2):
    dw, loss = np.zeros(3), 0.0
    for u, v, goal in rows:
        out = math.tanh(w[0] * u + w[1] * v + w[2])
        loss += (out - goal) ** 2
        dz = 2.0 * (out - goal) * (1 - out ** 2)
        dw[2] += dz
        dw[1] += v * dz
        dw[0] += u * dz
    w = w - rate * dw / len(rows)
"""
MEMBERS = """\
import numpy as np
rng = np.random.default_rng(3)
x, t = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
net = [[rng.normal(size=(a, b)), np.zeros(b)] for a, b in ((3, 4), (4, 2))]
lr = 0.2
for epoch in range(3):
    acts = [x]
    for M, c in net:
        acts.append(np.tanh(acts[-1] @ M + c))
    loss = np.mean((acts[-1] - t) ** 2)
    grad = 2 * (acts[-1] - t) / t.size
    for i in reversed(range(2)):
        M, c = net[i]
        delta = grad * (1 - acts[i + 1] ** 2)
        grad = delta @ M.T
        dM = acts[i].T @ delta
        dc = delta.sum(axis=0)
        net[i][0] = M - lr * dM
        net[i][1] = c - lr * dc
"""


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (ENTRIES, "dw[2] += dz", "dw[2] = dz"),
        (ENTRIES, "dw[1] += v * dz", "dw[1] += w[1] * dz"),
        (MEMBERS, "net[i][0] = M - lr * dM", "net[i][0] = M + lr * dM"),
    ],
)
def test_a_line_that_writes_no_wrong_entry_and_a_sum_of_right_signs_are_not_blamed(script, right, wrong):
    assert proofread(script).correct is True
    assert_named_and_put_right(script, right, wrong)
