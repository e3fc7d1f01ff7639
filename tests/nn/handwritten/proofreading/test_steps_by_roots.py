"""Steps that are no multiples of their gradients: which gradient goes into which, and a root that was left out."""

import pytest

from nn import proofread
from tests.examples import first

LAYERS = """\
import numpy as np
rs = np.random.RandomState(4)

class Affine:
    def __init__(self, m, n):
        self.kernel, self.shift = rs.randn(m, n) * 0.7, rs.randn(n) * 0.2
    def forward(self, h):
        self.h = h
        return h @ self.kernel + self.shift
    def backward(self, delta):
        self.k_move = self.h.T @ delta
        self.s_move = delta.sum(axis=0)
        return delta @ self.kernel.T

class Tanh:
    def forward(self, h):
        self.t = np.tanh(h)
        return self.t
    def backward(self, delta):
        return delta * (1 - self.t ** 2)

layers = [Affine(3, 4), Tanh(), Affine(4, 3), Tanh(), Affine(3, 2)]
inputs, wanted = rs.randn(5, 3), rs.randn(5, 2)
state = {}
for n in range(1, 5):
    h = inputs
    for layer in layers:
        h = layer.forward(h)
    loss = np.mean((h - wanted) ** 2)
    delta = 2 * (h - wanted) / h.size
    for layer in layers[::-1]:
        delta = layer.backward(delta)
    for k, layer in enumerate(layers):
        if not isinstance(layer, Affine):
            continue
        for tensor, moved, tag in ((layer.kernel, layer.k_move, "k"), (layer.shift, layer.s_move, "s")):
            first, second = state.get((k, tag), (0.0, 0.0))
            first = 0.9 * first + 0.1 * moved
            second = 0.99 * second + 0.01 * moved * moved
            state[k, tag] = first, second
            tensor -= 0.01 * (first / (1 - 0.9 ** n)) / (np.sqrt(second / (1 - 0.99 ** n)) + 0.0001)
"""
RMS = """\
import numpy as np
rng = np.random.default_rng(5)
X, y = rng.normal(size=(8, 4)), rng.normal(size=8)
w, seen = rng.normal(size=4), np.zeros(4)
for _ in range(4):
    r = X @ w - y
    loss = 0.5 * np.mean(r ** 2)
    slope = X.T @ r / len(y)
    seen = 0.95 * seen + 0.05 * slope ** 2
    w -= 0.02 * slope / (np.sqrt(seen) + 0.0001)
"""
MISTAKES = {
    "slope": (LAYERS, "return delta * (1 - self.t ** 2)", "return delta * (1 - self.t)"),
    "root": (RMS, "(np.sqrt(seen) + 0.0001)", "(seen + 0.0001)"),
    "root of layers": (LAYERS, "(np.sqrt(second / (1 - 0.99 ** n)) + 0.0001)", "(second / (1 - 0.99 ** n) + 0.0001)"),
}


@pytest.mark.parametrize("script", [LAYERS, RMS], ids=["layers", "rms"])
def test_steps_that_are_no_multiples_of_the_gradients_are_right(script):
    assert proofread(script).correct is True


@pytest.mark.parametrize("name", first(2, list(MISTAKES)))
def test_what_is_wrong_in_them_is_named_and_mended(name):
    """The gradients of all layers have one name; without its root, the divisor makes long gradients short steps."""
    script, right, wrong = MISTAKES[name]
    assert right in script
    report = proofread(script.replace(right, wrong))
    lines = script.splitlines()
    assert [line.number for line in report.wrong] == [1 + next(i for i, line in enumerate(lines) if right in line)]
    assert any(fix.edits[0][1].strip() in script for fix in report.wrong[0].fixes)
