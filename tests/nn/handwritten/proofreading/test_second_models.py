"""`proofread` on scripts that train one model after the other with the same loop, as an assignment asks for."""

import pytest

from nn import proofread

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

SCRIPT = """\
import numpy as np

def squares(W, X, Y):
    R = X @ W - Y
    dW = 2 * X.T @ R / len(X)
    return np.sum(R ** 2) / len(X), dW

def naive(W, X, Y):
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(len(X)):
        scores = X[i] @ W
        probs = np.exp(scores) / np.sum(np.exp(scores))
        loss -= np.log(probs[np.argmax(Y[i])])
        for j in range(W.shape[1]):
            dW[:, j] += probs[j] * X[i]
        dW[:, np.argmax(Y[i])] -= X[i]
    dW /= len(X)
    return loss / len(X), dW

class Model:
    def __init__(self, rule):
        self.rule, self.W = rule, rng.normal(size=(4, 3))

    def train(self, X, Y):
        for step in range(2):
            loss, grad = self.rule(self.W, X, Y)
            self.W -= 0.1 * grad

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(6, 4)), np.eye(3)[rng.integers(0, 3, size=6)]
Model(squares).train(X, Y)
Model(naive).train(X, Y)
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("2 * X.T @ R", "2 * X.T @ Y"),
        ("+= probs[j] * X[i]", "+= scores[j] * X[i]"),
        pytest.param("-= X[i]", "+= X[i]", marks=pytest.mark.ci),
        pytest.param("dW /= len(X)", "dW /= len(W)", marks=pytest.mark.ci),
    ],
)
def test_the_wrong_line_of_either_model_is_named_with_a_fix(right, wrong):
    assert proofread(SCRIPT).correct is True
    made = SCRIPT.replace(right, wrong)
    line = next(i for i, text in enumerate(made.splitlines(), 1) if text not in SCRIPT.splitlines())
    report = proofread(made)
    assert report.wrong, report
    assert report.wrong[0].number == line, report
    assert report.wrong[0].fixes, report


BESIDE = """\
import numpy as np
rng = np.random.default_rng(3)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
def by_loops(w):
    slope = np.zeros(3)
    for i in range(6):
        for j in range(3):
            slope[j] += (X[i] @ w - y[i]) * X[i, j] / 6
    return np.sum((X @ w - y) ** 2) / 12, slope
def by_matrices(w):
    r = X @ w - y
    return r @ r / 12, X.T @ r / 6
slow = rng.normal(size=3)
fast = slow.copy()
for step in range(3):
    loss_slow, slope_slow = by_loops(slow)
    loss_fast, slope_fast = by_matrices(fast)
    slow -= 0.1 * slope_slow
    fast -= 0.1 * slope_fast
"""


@pytest.mark.parametrize(
    ("right", "wrong", "number"),
    [("X.T @ r / 6", "X.T @ y / 6", 12), ("* X[i, j] / 6", "* X[i, i % 3] / 6", 8)],
)
def test_two_versions_that_start_at_the_same_numbers_are_two_models(right, wrong, number):
    """They take the same steps, too: neither is the average of the other, and each has a loss of its own."""
    assert right in BESIDE
    assert proofread(BESIDE).correct is True
    assert [line.number for line in proofread(BESIDE.replace(right, wrong)).wrong] == [number]
