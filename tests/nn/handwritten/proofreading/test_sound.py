"""`proofread` where no right value and no fix tells the wrong line: the first one that is no adjoint is named."""

import pytest

from nn import proofread

GATED = """\
import numpy as np

rng = np.random.default_rng(3)
X, Y = rng.normal(size=(7, 4)), rng.normal(size=(7, 2))
A, B, C, D = (0.5 * rng.normal(size=shape) for shape in ((4, 3), (4, 3), (4, 3), (3, 2)))
for step in range(2):
    p, q, r = X @ A, X @ B, X @ C
    s = 1 / (1 + np.exp(-p))
    h = s * np.tanh(q) + r * p
    loss = np.sum((h @ D - Y) ** 2)
    back = 2 * (h @ D - Y)
    dD = h.T @ back
    one = back @ D.T
    two = one * s * (1 - np.tanh(q) ** 2)
    three = one * (np.tanh(q) * s * (1 - s) + r)
    dA, dB, dC = X.T @ three, X.T @ two, X.T @ (one * p)
    A, B, C, D = A - 0.1 * dA, B - 0.1 * dB, C - 0.1 * dC, D - 0.1 * dD
"""
SLOTS = """\
import numpy as np

rng = np.random.default_rng(2)
X, Y = rng.normal(size=(5, 3)), rng.normal(size=5)
A, B, c = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), rng.normal(size=4)
for step in range(2):
    kept = []
    total = np.zeros(5)
    for x in (X, 0.5 * X):
        u, v = x @ A, x @ B
        s = np.tanh(u)
        kept.append((x, u, v, s))
        total = total + (s * v**2) @ c
    loss = np.sum((total - Y) ** 2)
    dtotal = 2 * (total - Y)
    dA, dB, dc = np.zeros_like(A), np.zeros_like(B), np.zeros_like(c)
    for memo in kept:
        x, u, v, s = memo
        dc += (s * v**2).T @ dtotal
        ds = np.outer(dtotal, c) * v**2
        dB += x.T @ (np.outer(dtotal, c) * s * 2 * v)
        dA += x.T @ (ds * (1 - s**2))
    A, B, c = A - 0.1 * dA, B - 0.1 * dB, c - 0.1 * dc
"""


@pytest.mark.ci
def test_the_first_line_that_is_no_adjoint_is_named_where_no_edit_explains_the_steps():
    assert proofread(GATED).correct is True
    report = proofread(GATED.replace("(np.tanh(q) * s * (1 - s) + r)", "(np.tanh(r) * np.exp(-s) + r * q)"))
    assert report.correct is False
    assert [line.name for line in report.wrong] == ["three"]
    assert report.wrong[0].fixes == ()


@pytest.mark.slow
@pytest.mark.ci
def test_the_line_that_hands_on_the_wrong_things_is_named_and_not_those_that_use_them():
    assert proofread(SLOTS).correct is True
    report = proofread(SLOTS.replace("x, u, v, s = memo", "x, v, s, u = memo"))
    assert "= memo" in report.wrong[0].source


IN_A_ROW = """\
import numpy as np

rng = np.random.default_rng(3)
X, Y = rng.normal(size=(7, 4)), rng.normal(size=(7, 2))
A, B, C = (0.5 * rng.normal(size=shape) for shape in ((4, 5), (5, 3), (3, 2)))
for step in range(2):
    p = np.tanh(X @ A)
    q = np.exp(-p @ B)
    out = q @ C
    loss = np.sum((out - Y) ** 2)
    one = 2 * (out - Y)
    two = -one @ C.T * q
    three = two @ B.T * (1 - p ** 2)
    A -= 0.1 * X.T @ three
"""


@pytest.mark.ci
def test_the_right_value_of_a_line_does_not_hide_a_wrong_line_before_it():
    wrong = IN_A_ROW.replace("2 * (out - Y)", "2 * (out + Y)").replace("1 - p ** 2", "1 - p")
    fixes = [(line.number, line.fixes[0].edits[0][1]) for line in proofread(wrong).wrong]
    assert fixes == [(11, "one = 2 * (out - Y)"), (13, "three = two @ B.T * (1 - p ** 2)")]


NOISE = """\
import numpy as np

rng = np.random.default_rng(0)
X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
w, v = rng.normal(size=3), rng.normal(size=3)
for step in range(4):
    e = X @ (w * v) - y
    loss = 0.5 * np.sum(e**2)
    g = np.sin(np.cumsum(np.cumsum(X.T @ e)) ** 3)
    w, v = w - 0.1 * np.tanh(g + w), v - 0.1 * np.cosh(np.outer(g, v)).sum(axis=0)
"""


@pytest.mark.ci
def test_steps_that_no_line_explains_are_called_neither_right_nor_wrong():
    report = proofread(NOISE)
    assert report.correct is None
    assert report.problem == "the steps of w, v are not a multiple of ∂L/∂·, and no line was found that explains it."
