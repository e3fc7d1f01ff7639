"""Backward passes without one matrix product, as in C: sums are numbers, and every array is filled entry by entry."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

SAMPLES = """\
import numpy as np

rng = np.random.RandomState(3)
X, Y = rng.randn(2, 3), np.array([[0.2, 0.7], [0.9, 0.1]])
U, V = rng.randn(3, 3) * 0.5, rng.randn(2, 3) * 0.5
for epoch in range(2):
    gU, gV, cost = np.zeros((3, 3)), np.zeros((2, 3)), 0.0
    for n in range(2):
        hid, out = np.zeros(3), np.zeros(2)
        for i in range(3):
            acc = 0.0
            for j in range(3):
                acc += U[i][j] * X[n][j]
            hid[i] = np.tanh(acc)
        for i in range(2):
            acc = 0.0
            for j in range(3):
                acc += V[i][j] * hid[j]
            out[i] = 1 / (1 + np.exp(-acc))
        err_out, err_hid = np.zeros(2), np.zeros(3)
        for i in range(2):
            cost += (out[i] - Y[n][i]) ** 2
            err_out[i] = 2 * (out[i] - Y[n][i]) * out[i] * (1 - out[i])
        for j in range(3):
            back = 0.0
            for i in range(2):
                back += V[i][j] * err_out[i]
            err_hid[j] = back * (1 - hid[j] ** 2)
        for i in range(2):
            for j in range(3):
                gV[i][j] += err_out[i] * hid[j]
        for i in range(3):
            for j in range(3):
                gU[i][j] += err_hid[i] * X[n][j]
    U -= 0.3 * gU
    V -= 0.3 * gV
"""
MOMENTUM = SAMPLES.replace("epoch in range(2):\n", "epoch in range(2):\n    eta = 0.3\n").replace(
    "    U -= 0.3 * gU\n    V -= 0.3 * gV\n",
    """    for i in range(3):
        for j in range(3):
            prev_U[i, j] = -eta * gU[i, j] + 0.5 * prev_U[i, j]
    for i in range(2):
        for j in range(3):
            prev_V[i, j] = -eta * gV[i, j] + 0.5 * prev_V[i, j]
    U += prev_U
    V += prev_V
""",
)
MOMENTUM = MOMENTUM.replace("U, V = rng", "prev_U, prev_V = np.zeros((3, 3)), np.zeros((2, 3))\nU, V = rng")


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (SAMPLES, "out[i] * (1 - out[i])", "out[i]"),
        pytest.param(SAMPLES, "back * (1 - hid[j] ** 2)", "back * (1 - hid[j])", marks=pytest.mark.ci),
        pytest.param(MOMENTUM, "out[i] * (1 - out[i])", "out[i] * (1 + out[i])", marks=pytest.mark.ci),
        # It stops: back = 0.0 is no parameter.
        pytest.param(SAMPLES, "V[i][j] * err_out[i]", "V[j][i] * err_out[i]", marks=pytest.mark.slow),
    ],
)
def test_the_line_that_fills_a_delta_is_named_with_a_fix(script, right, wrong):
    assert proofread(script).correct is True
    made = script.replace(right, wrong)
    line = next(i for i, text in enumerate(made.splitlines(), 1) if text not in script.splitlines())
    report = proofread(made)
    assert [each.number for each in report.wrong] == [line], report
    assert report.wrong[0].fixes, report


LINE = """\
import numpy as np

data = [[0.45, 1.2, 6.1], [0.80, 0.4, 11.9], [0.62, 2.0, 7.0], [1.10, 3.1, 9.8]]
w, b, rate, N = np.array([0.5, -0.2]), 0.0, 0.05, 4
for step in range(3):
    cost = 0
    for row in data:
        guess = w[0] * row[0] + w[1] * row[1] + b
        cost += (row[2] - guess) ** 2
    cost = cost / N
    w_gradient = np.zeros(2)
    b_gradient = 0
    for x0, x1, y in data:
        diff = y - (w[0] * x0 + w[1] * x1 + b)
        w_gradient[0] += -(2 / N) * x0 * diff
        w_gradient[1] += -(2 / N) * x1 * diff
        b_gradient += -(2 / N) * diff
    w = w - rate * w_gradient
    b = b - rate * b_gradient
"""


def test_a_sum_that_starts_at_0_in_each_pass_is_no_momentum():
    """While b is 0 the line is right by chance: the second pass is read, before which the sum was a number, too."""
    assert proofread(LINE).correct is True
    report = proofread(LINE.replace("diff = y - (w[0] * x0 + w[1] * x1 + b)", "diff = y - (w[0] * x0 + w[1] * x1)"))
    assert [line.source for line in report.wrong] == ["diff = y - (w[0] * x0 + w[1] * x1)"], report


WINDOWS = """\
import numpy as np

rng = np.random.default_rng(4)
images, goal = rng.normal(size=(2, 5, 5, 2)), rng.normal(size=(2, 2, 2, 2))
shift = np.zeros((5, 5, 2))
side, hop = 3, 2
for epoch in range(2):
    A = images + shift
    out = np.zeros((2, 2, 2, 2))
    for n in range(2):
        for r in range(2):
            for q in range(2):
                for c in range(2):
                    out[n, r, q, c] = A[n, r * hop:r * hop + side, q * hop:q * hop + side, c].max()
    loss = 0.5 * np.sum((out - goal) ** 2)
    dout = out - goal
    dA = np.zeros(A.shape)
    for n in range(2):
        image = A[n]
        for r in range(2):
            for q in range(2):
                for c in range(2):
                    top = r * hop
                    left = q * hop
                    part = image[top:top + side, left:left + side, c]
                    dA[n, top:top + side, left:left + side, c] += (part == part.max()) * dout[n, r, q, c]
    shift -= 0.1 * dA.sum(axis=0)
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("top = r * hop", "top = r"), pytest.param("left = q * hop", "left = r * hop", marks=pytest.mark.slow)],
)
def test_lines_that_say_where_a_window_is_can_be_wrong(right, wrong):
    assert proofread(WINDOWS).correct is True
    assert_named_and_put_right(WINDOWS, right, wrong)
