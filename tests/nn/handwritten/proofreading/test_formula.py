"""What a wrong line should be where no small fix is proved: a formula in the script's names, evaluated on all draws."""

from html import escape

import pytest

from nn import proofread
from tests.examples import first

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

SMALL = """import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
W, b = rng.normal(size=(3, 2)), np.zeros((1, 2))
for step in range(2):
    z = X @ W + b
    a = np.tanh(z)
    loss = np.sum((a - y) ** 2) / 2
    da = a - y
    dz = da * (1 - a**2)
    dW = X.T @ dz
    db = dz.sum(axis=0, keepdims=True)
    W = W - 0.1 * dW
    b = b - 0.1 * db
"""
DECAYED = SMALL.replace("** 2) / 2", "** 2) / 2 + 0.3 * np.sum(W ** 2)").replace("X.T @ dz", "X.T @ dz + 0.6 * W")
LINES = {
    "two mistakes": (SMALL, "dz = da * (1 - a**2)", "dz = np.cos(X[:, :2]) * np.cos(y)", "dz = da * (1 - a * a)"),
    "repeated": (
        SMALL,
        "db = dz.sum(axis=0, keepdims=True)",
        "db = np.cos(W[:1])",
        "db = dz.sum(axis=0, keepdims=True)",
    ),
    "two uses": (DECAYED, "dW = X.T @ dz + 0.6 * W", "dW = np.cos(W) * 3", "dW = X.T @ dz + 0.3 * (2 * W)"),
    "added": (
        DECAYED.replace("    dW = ", "    dW = np.ones_like(W) - 1\n    dW += "),
        "dW += X.T @ dz + 0.6 * W",
        "dW += np.cos(W) * 3",
        "dW += X.T @ dz + 0.3 * (2 * W)",
    ),
    "no name": (
        SMALL.replace("    da = a - y\n", "").replace("da *", "(a - y) *"),
        "dz = (a - y) * (1 - a**2)",
        "dz = np.cos(y) * z",
        "dz = ∂L/∂a * (1 - a * a)",
    ),
}


def wrong_line(script, old, new):
    """The line that was put in the place of another one, as the report names it."""
    assert script.count(old) == 1
    report = proofread(script.replace(old, new))
    assert max(map(len, repr(report).splitlines())) <= 100
    return next(line for line in report.wrong if line.source.strip() == new), report


@pytest.mark.parametrize("name", first(1, list(LINES), 4))
def test_a_wrong_line_without_a_fix_says_what_it_should_be(name):
    script, old, new, said = LINES[name]
    line, report = wrong_line(script, old, new)
    assert line.fixes == ()
    assert line.note.endswith(f"; it should be  {said}")
    assert escape(said) in report._repr_html_()
    if "∂" not in said:
        assert proofread(script.replace(old, said)).correct is True


def test_of_a_tuple_only_the_wrong_member_is_said():
    packed = DECAYED.replace("    dW = X.T @ dz + 0.6 * W\n    db = ", "    dW, db = X.T @ dz + 0.6 * W, ")
    right = "dW, db = X.T @ dz + 0.6 * W, dz.sum(axis=0, keepdims=True)"
    line, _ = wrong_line(packed, right, "dW, db = np.cos(W) * 3, dz.sum(axis=0, keepdims=True)")
    assert line.note.endswith("; it should be  dW = X.T @ dz + 0.3 * (2 * W)")


def test_a_formula_that_is_not_right_is_not_shown():
    """The script's own tanh has another slope than that of the table."""
    own = SMALL.replace("for step", "def tanh(z):\n    return np.tanh(z / 2)\n\nfor step").replace(
        "np.tanh(z)\n    l", "tanh(z)\n    l"
    )
    line, _ = wrong_line(own.replace("1 - a**2", "0.5 - a**2 / 2"), "dz = da * (0.5 - a**2 / 2)", "dz = np.cos(y) * z")
    assert line.note == "it is not ∂L/∂z"
