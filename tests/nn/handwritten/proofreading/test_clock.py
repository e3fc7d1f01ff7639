"""What a report says does not depend on how fast the machine is: searches end by what was worked, not by a watch."""

import pytest

from nn import proofread
from nn.handwritten.proofreading import clock
from nn.handwritten.proofreading.clock import Clock

TRANSPOSED = """\
import numpy as np

rng = np.random.default_rng(4)
X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
W, V = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
for step in range(2):
    h = np.tanh(X @ W)
    loss = 0.5 * np.sum((h @ V - Y) ** 2)
    d = h @ V - Y
    dV = h.T @ d
    dh = d @ V.T * (1 - h)
    dW = X.T @ dh
    W -= 0.1 * dW
    V -= 0.1 * dV
"""


class Watch:
    """A watch on which as many seconds pass whenever someone looks at it."""

    def __init__(self, seconds):
        self.seconds, self.now = seconds, 0.0

    def process_time(self):
        self.now += self.seconds
        return self.now


@pytest.mark.parametrize("seconds", [0.0, 1e-5])
def test_a_fast_machine_and_a_slow_one_give_the_same_report(monkeypatch, seconds):
    here = proofread(TRANSPOSED).to_dict()
    monkeypatch.setattr(clock, "time", Watch(seconds))
    assert proofread(TRANSPOSED).to_dict() == here
    assert here["wrong"]


def test_what_is_counted_ends_a_search_and_not_the_watch(monkeypatch):
    monkeypatch.setattr(clock, "time", Watch(0.3))
    counts = Clock()
    start = counts.spent()
    counts.work(2.0)
    assert counts.spent() - start == 2.0


def test_of_what_is_not_counted_a_part_of_the_time_is(monkeypatch):
    monkeypatch.setattr(clock, "time", Watch(6.0))
    counts = Clock()
    start = counts.spent()
    counts.work(0.5)
    assert counts.spent() - start == pytest.approx(6.0 / clock.MOST)
