"""`proofread` on two mistakes of which one only shows where the other is put right."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import fixed

pytestmark = pytest.mark.ci

PLAIN = """\
import numpy as np
rng = np.random.default_rng(5)
X, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
front, middle, back = rng.normal(size=(3, 5)), rng.normal(size=(5, 4)), rng.normal(size=(4, 2))
for epoch in range(3):
    a = np.tanh(X.dot(front))
    b = np.tanh(a.dot(middle))
    out = b.dot(back)
    loss = 0.5 * np.sum((y - out) ** 2)
    d3 = y - out
    d2 = d3.dot(back.T) * (1 - b ** 2)
    d1 = d2.dot(middle.T) * (1 - a ** 2)
    back += b.T.dot(d3)
    middle += a.T.dot(d2)
    front += X.T.dot(d1)
"""
ADAM = """\
import numpy as np
rng = np.random.default_rng(8)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
net = {"W1": rng.normal(size=(3, 4)), "c1": np.zeros(4), "W2": rng.normal(size=(4, 2)), "c2": np.zeros(2)}
mean, square = ({k: np.zeros_like(x) for k, x in net.items()} for _ in range(2))
for t in range(1, 6):
    h = np.tanh(X @ net["W1"] + net["c1"])
    out = h @ net["W2"] + net["c2"]
    loss = np.sum((out - y) ** 2) / (2 * len(X))
    delta = (out - y) / len(X)
    back = delta @ net["W2"].T * (1 - h ** 2)
    grads = {"W1": X.T @ back, "c1": back.sum(0), "W2": h.T @ delta, "c2": delta.sum(0)}
    for k in net:
        mean[k] = 0.9 * mean[k] + 0.1 * grads[k]
        square[k] = 0.99 * square[k] + (1 - 0.99) * grads[k] ** 2
        net[k] -= 0.01 * mean[k] / (1 - 0.9 ** t) / (np.sqrt(square[k] / (1 - 0.99 ** t)) + 1e-8)
"""


@pytest.mark.parametrize(
    ("script", "edits"),
    [
        (PLAIN, {"middle += ": "middle -= ", "front += ": "front = "}),
        (PLAIN, {"d3 = y - out": "d3 = y + out", "front += ": "front = "}),
        (ADAM, {"+ (1 - 0.99) * g": "+ (1 + 0.99) * g", "(1 - h ** 2)\n": "(1 - h)\n"}),
        (ADAM, {"(1 - 0.99 ** t)": "(1 + 0.99 ** t)", "delta @ net": "(out - y) @ net"}),
    ],
)
def test_what_is_still_wrong_once_a_line_is_put_right_is_named_too(script, edits):
    text, lines = script, set()
    for right, wrong in edits.items():
        assert text.count(right) == 1
        lines.add(text[: text.index(right)].count("\n") + 1)
        text = text.replace(right, wrong)
    report = proofread(text)
    assert {line.number for line in report.wrong} == lines, report
    mended = fixed(text, [edit for line in report.wrong for edit in line.fixes[0].edits])
    assert proofread(mended).correct is True


@pytest.mark.parametrize("script", [PLAIN, ADAM])
def test_the_right_scripts_are_right(script):
    assert proofread(script).correct is True


def test_a_line_is_overwritten_where_the_line_above_it_adds_the_same_to_another_array():
    report = proofread(PLAIN.replace("front += ", "front = "))
    assert [line.source for line in report.wrong] == ["front = X.T.dot(d1)"]
    assert "overwritten" in report.wrong[0].note
    sums = PLAIN.replace("for epoch", "gfront = np.zeros((3, 5))\nfor epoch")
    sums = sums.replace("    front += X.T.dot(d1)", "    gfront = X.T.dot(d1)\n    front += gfront")
    assert proofread(sums).correct is True  # it began with zeros: that is what = is for
