"""`proofread` on a script that only prints its loss: a mean of squares, also inside a text, or a sum of many lines."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import fixed

SCRIPT = """\
import numpy as np
np.random.seed(4)
x, t = np.random.randn(6, 2), np.random.rand(6, 1)
w1, w2 = np.random.randn(2, 3), np.random.randn(3, 1)
for i in range(3):
    h = np.tanh(x @ w1)
    out = 1 / (1 + np.exp(-h @ w2))
    {shown}
    delta = (out - t) * out * (1 - out)
    g2 = h.T @ delta
    g1 = x.T @ (delta @ w2.T * (1 - h ** 2))
    w1 -= 0.1 * g1
    w2 -= 0.1 * g2
"""
SHOWN = [
    "print(np.mean(np.square(out - t)))",
    'print(i, "Loss: " + str(np.mean((out - t) ** 2)))',
    'print(f"step {i}: {np.mean((out - t) ** 2):.4f}")',
]


@pytest.mark.parametrize("shown", SHOWN)
def test_the_mean_of_squares_that_is_printed_is_the_loss(shown):
    script = SCRIPT.format(shown=shown)
    report = proofread(script)
    assert report.correct is True  # a sum is gone down, a mean is shown: a factor is the script's own
    assert report.objective.startswith("np.mean("), report
    report = proofread(script.replace("(1 - h ** 2)", "(1 - h)"))
    assert [line.number for line in report.wrong] == [11], report


COLLECTED = ["hist.append(np.mean((out - t) ** 2))", "print(round(float(np.mean((out - t) ** 2)), 4))"]


@pytest.mark.parametrize("shown", COLLECTED)
def test_a_mean_that_is_collected_or_rounded_is_the_loss(shown):
    script = SCRIPT.replace("for i", "hist = []\nfor i").format(shown=shown)
    assert proofread(script).correct is True
    report = proofread(script.replace("(1 - h ** 2)", "(1 - h)"))
    assert [line.number for line in report.wrong] == [12], report


@pytest.mark.parametrize("shown", ["print(np.abs(out - t).mean())", "print(f'{np.mean((out - t) > 0.5)}')"])
def test_another_number_that_is_printed_is_no_loss(shown):
    assert proofread(SCRIPT.format(shown=shown)).correct is None


def test_a_printed_number_that_no_step_goes_down_is_no_loss():
    script = SCRIPT.format(shown=SHOWN[0]).replace("(out - t) * out * (1 - out)", "out - t")  # that of cross-entropy
    assert proofread(script).correct is None


FACTORS = """\
import numpy as np

rng = np.random.default_rng(5)
V, beta = np.array([[4, 2, 0], [3, 0, 1], [0, 1, 5], [2, 3, 0]]), 0.1
A, C = rng.random((4, 2)), rng.random((2, 3))
for sweep in range(3):
    s = 0
    miss = np.zeros(V.shape)
    for i in range(4):
        for j in range(3):
            if V[i][j] > 0:
                miss[i][j] = V[i][j] - A[i, :] @ C[:, j]
                s = s + miss[i][j] ** 2
                for k in range(2):
                    s = s + beta / 2 * (A[i][k] ** 2 + C[k][j] ** 2)
    print(sweep, s)
    moveA, moveC = np.zeros(A.shape), np.zeros(C.shape)
    for i in range(4):
        for j in range(3):
            if V[i][j] > 0:
                for k in range(2):
                    moveA[i][k] += -2 * miss[i][j] * C[k][j] + beta * A[i][k]
                    moveC[k][j] += -2 * miss[i][j] * A[i][k] + beta * C[k][j]
    A -= 0.02 * moveA
    C -= 0.02 * moveC
    if s < 0.001:
        break
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("moveC[k][j] += -2 * miss[i][j] * A[i][k]", "moveC[k][j] += -2 * miss[i][j] * C[k][j]"),
        pytest.param("moveC[k][j] += -2", "moveC[k][j] = -2", marks=pytest.mark.slow),
        ("A -= 0.02 * moveA", "A += 0.02 * moveA"),
    ],
)
@pytest.mark.ci
def test_a_number_that_several_lines_add_up_and_that_is_only_printed_is_the_loss(right, wrong):
    assert proofread(FACTORS).correct is True
    script = FACTORS.replace(right, wrong)
    (line,) = proofread(script).wrong
    assert line.source.startswith(wrong)
    assert proofread(fixed(script, line.fixes[0].edits)).correct is True
