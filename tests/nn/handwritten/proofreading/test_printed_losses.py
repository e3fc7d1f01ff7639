"""`proofread` on a script that only prints its loss: a mean of squares, also inside a text."""

import pytest

from nn import proofread

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
