"""`proofread` on loops that leave out a layer: its parameters never move, and all steps that are taken are right."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

LIST = """\
import numpy as np
rng = np.random.default_rng(3)
x, t = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
sizes = [3, 4, 4, 2]
net = [[rng.normal(size=(a, b)), np.zeros(b)] for a, b in zip(sizes, sizes[1:])]
for epoch in range(3):
    acts = [x]
    for W, b in net:
        acts.append(np.tanh(acts[-1] @ W + b))
    loss = np.mean((acts[-1] - t) ** 2)
    grad = 2 * (acts[-1] - t) / t.size
    for i in range(len(net) - 1, -1, -1):
        delta = grad * (1 - acts[i + 1] ** 2)
        grad = delta @ net[i][0].T
        net[i][0] -= 0.2 * acts[i].T @ delta
        net[i][1] -= 0.2 * delta.sum(axis=0)
"""
OBJECTS = """\
import numpy as np
rng = np.random.default_rng(4)
x, t = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))

class Linear:
    def __init__(self, a, b):
        self.M = rng.normal(size=(a, b))
    def run(self, x):
        self.x = x
        return x @ self.M
    def back(self, g):
        self.dM = self.x.T @ g
        return g @ self.M.T

stack = [Linear(3, 4), Linear(4, 4), Linear(4, 2)]
for epoch in range(3):
    out = x
    for part in stack:
        out = part.run(out)
    loss = 0.5 * np.sum((out - t) ** 2)
    g = out - t
    for part in stack[::-1]:
        g = part.back(g)
    for part in stack:
        part.M -= 0.01 * part.dM
"""
KEYS = """\
import numpy as np
rng = np.random.default_rng(7)
x, t = rng.normal(size=(5, 6)), rng.normal(size=(1, 6))
sizes = [5, 4, 3, 1]
p = {}
for n in range(1, 4):
    p["W" + str(n)] = rng.normal(size=(sizes[n], sizes[n - 1]))
for epoch in range(3):
    a = {0: x}
    for n in range(1, 4):
        a[n] = np.tanh(p["W" + str(n)] @ a[n - 1])
    cost = np.mean((a[3] - t) ** 2)
    da = 2 * (a[3] - t) / 6
    grads = {}
    for n in reversed(range(1, 4)):
        dz = da * (1 - a[n] ** 2)
        grads["W" + str(n)] = dz @ a[n - 1].T
        da = p["W" + str(n)].T @ dz
    for n in range(1, 4):
        p["W" + str(n)] = p["W" + str(n)] - 0.3 * grads["W" + str(n)]
"""


@pytest.mark.parametrize("script", [LIST, OBJECTS, KEYS])
def test_all_layers_move(script):
    assert proofread(script).correct is True


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (LIST, "range(len(net) - 1, -1, -1)", "range(len(net) - 1, 0, -1)"),
        (OBJECTS, "    for part in stack:\n        part.M", "    for part in stack[1:]:\n        part.M"),
        (KEYS, "    for n in range(1, 4):\n        p[", "    for n in range(2, 4):\n        p["),
    ],
)
def test_the_loop_that_leaves_out_a_layer_is_named(script, right, wrong):
    report = proofread(script.replace(right, wrong))
    number = script[: script.index(right)].count("\n") + 1
    assert [line.number for line in report.wrong] == [number], report
    assert "never move" in str(report)


def test_a_layer_that_no_line_would_reach_is_frozen():
    frozen = OBJECTS.replace(
        "    for part in stack:\n        part.M -= 0.01 * part.dM", "    last = stack[-1]\n    last.M -= 0.01 * last.dM"
    )
    assert proofread(frozen).correct is True


def test_a_fix_reaches_it():
    assert_named_and_put_right(LIST, "range(len(net) - 1, -1, -1)", "range(len(net) - 1, 0, -1)")
