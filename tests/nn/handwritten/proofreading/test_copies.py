"""Arrays that were made of a parameter, or that follow it: a copy stays what it was once the parameter moves."""

import pytest

from nn import proofread

START = """\
import numpy as np

rng = np.random.default_rng(4)
X, y, S = rng.normal(size=(10, 3)), rng.normal(size=(10, 2)), rng.normal(size=(10, 3))
W = rng.normal(size=(3, 2))
"""
TO_THE_START = """\
W0 = 0.9 * W
for it in range(6):
    gap = W - W0
    loss = np.mean((X @ W - y) ** 2) + 0.3 * np.sum(gap ** 2)
    dW = X.T @ (2 * (X @ W - y) / y.size) + 0.6 * gap
    W -= 0.1 * dW
"""
TARGET_NETWORK = """\
online = {"W": W}
target = {k: v.copy() for k, v in online.items()}
for it in range(6):
    e = X @ online["W"] - 0.9 * (S @ target["W"])
    loss = np.mean(e ** 2)
    dW = X.T @ (2 * e / e.size)
    online["W"] -= 0.1 * dW
    if it % 3 == 2:
        target = {k: v.copy() for k, v in online.items()}
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [(TO_THE_START, "0.6 * gap", "0.3 * gap"), (TARGET_NETWORK, "X.T @ (2 * e", "X.T @ (e")],
)
def test_a_copy_of_a_parameter_is_a_constant(text, right, wrong):
    assert proofread(START + text).correct is True
    report = proofread(START + text.replace(right, wrong))
    assert [wrong in line.source for line in report.wrong] == [True]


def test_a_view_of_a_parameter_moves_with_it():
    text = START + "V = W.T\n" + TO_THE_START.replace("gap = W - W0", "gap = V.T - W0")
    assert proofread(text).correct is True


@pytest.mark.parametrize(
    "follows",
    [
        "target += 0.1 * (W - target)",
        pytest.param("target = 0.1 * W + 0.9 * target", marks=pytest.mark.ci),
        pytest.param("target[:] = 0.1 * W + 0.9 * target", marks=pytest.mark.slow),
    ],
)
@pytest.mark.ci
def test_what_follows_a_parameter_is_none(follows):
    text = START + "target = W + 0.1\n" + TARGET_NETWORK[TARGET_NETWORK.index("for it") :].partition("    if it")[0]
    text = text.replace('online["W"]', "W").replace('target["W"]', "target") + f"    {follows}\n"
    report = proofread(text)
    assert (report.correct, report.parameters) == (True, ("W",))
    assert [line.number for line in proofread(text.replace("(2 * e", "(e")).wrong] == [10]
