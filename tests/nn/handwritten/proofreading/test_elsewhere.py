"""Fixes for which a learner has to look elsewhere in the script: a forgotten slope, names crossed."""

import numpy as np
import pytest

from nn import proofread
from nn.handwritten.proofreading.values import evaluated, parsed
from tests.examples import first

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

TANH = """import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
W, V, U = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
for step in range(2):
    h = np.tanh(X @ W)
    p, q = h @ V, h @ U
    loss = np.sum(np.log(np.cosh(p - y))) + np.sum((q - y) ** 2)
    dp, dq = np.tanh(p - y), 2 * (q - y)
    dV, dU = h.T @ dp, h.T @ dq
    dh = dp @ V.T + dq @ U.T
    dz = dh * (1 - h**2)
    dW = X.T @ dz
    W -= 0.1 * dW
    V -= 0.1 * dV
    U -= 0.1 * dU
"""
RELU = TANH.replace("np.tanh(X @ W)", "np.maximum(X @ W, 0)").replace("dh * (1 - h**2)", "dh\n    dz[h == 0] = 0")
CLIPPED = TANH.replace(
    "    W -=",
    """    norm = np.sqrt((dW**2).sum() + (dV**2).sum() + (dU**2).sum())
    clip = min(1.0, 0.5 / norm)
    dW, dV, dU = clip * dW, clip * dV, clip * dU
    W -=""",
)
LINES = {
    "slope": (TANH, "dz = dh * (1 - h**2)", "dz = np.cos(dh)", "dz = dh * (1 - h ** 2)"),
    "crossed": (TANH, "dh = dp @ V.T + dq @ U.T", "dh = dp @ U.T + dq @ V.T", "dh = dp @ V.T + dq @ U.T"),
    "of a tuple": (TANH, "= h.T @ dp, h.T @ dq", "= h.T @ dq, h.T @ dq", "dV, dU = h.T @ dp, h.T @ dq"),
    "mask": (RELU, "dz[h == 0] = 0", "dz[h != 0] = 0", "dz[h == 0] = 0"),
    "clipped": (CLIPPED, "dh = dp @ V.T + dq @ U.T", "dh = dp @ V.T - dq @ U.T", "dh = dp @ V.T + dq @ U.T"),
}


@pytest.mark.parametrize("name", first(2, list(LINES)))
def test_the_wrong_line_is_fixed_with_what_stands_elsewhere(name):
    script, right, wrong, fix = LINES[name]
    assert script.count(right) == 1
    assert proofread(script).correct
    report = proofread(script.replace(right, wrong))
    assert [wrong in line.source for line in report.wrong] == [True]
    assert fix in [text for each in report.wrong[0].fixes for _, text in each.edits]


class Concatenating:
    """As np.c_, which has an entry for every index: an array made of it would never be complete."""

    def __init__(self):
        self.asked = []

    def __len__(self):
        return 0

    def __getitem__(self, index):
        self.asked.append(index)
        if len(self.asked) > 3:
            raise IndexError
        return 1.0


def test_what_is_no_array_is_not_asked_for_entries():
    thing = Concatenating()
    assert evaluated(parsed("thing"), {"thing": thing}) is None
    assert thing.asked == []
    found = [evaluated(parsed(text), {"np": np, "a": np.ones(2)}) for text in ("np.c_[a, a]", "a[0]", "[1, 2]")]
    assert [each.shape for each in found] == [(2, 2), (), (2,)]


FOLDED = """\
import numpy as np

rng = np.random.default_rng(9)
X, t = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
V, W = rng.normal(size=(3, 4)) * 0.5, rng.normal(size=(5, 2)) * 0.5
for epoch in range(2):
    S = X @ V
    H = np.c_[np.tanh(S), np.ones(5)]
    e = H @ W - t
    loss = np.sum(e ** 2) / 2
    dS = (e @ W.T)[:, :4] * (1 - np.tanh(S) ** 2)
    W -= 0.1 * H.T @ e
    V -= 0.1 * X.T @ dS
"""


@pytest.mark.ci
def test_the_slope_of_an_activation_without_a_name_is_the_first_fix():
    report = proofread(FOLDED.replace(" * (1 - np.tanh(S) ** 2)", ""))
    (line,) = report.wrong
    assert line.fixes[0].edits == ((11, "dS = (e @ W.T)[:, :4] * (1 - np.tanh(S) ** 2)"),)


def test_what_makes_arrays_of_its_index_is_never_asked_for_its_entries():
    script = FOLDED.replace("H.T @ e", "np.c_[np.tanh(S), X[:, 0]].T @ e")
    assert proofread(script).wrong[0].fixes
