"""`proofread` on scripts that print their loss after a step, in some turns only; and on a cost of several steps."""

import pytest

from nn import proofread
from nn.handwritten.proofreading.lossnames import weight
from tests.examples import first

HEAD = """\
from collections import namedtuple
from dataclasses import dataclass
import numpy as np
rng = np.random.default_rng(5)
X, T = rng.normal(size=(7, 2)), rng.normal(size=(7, 2))

Net = namedtuple("Net", "W b")

@dataclass
class Record:
    W: np.ndarray
    b: np.ndarray

def predict(W, b):
    return np.tanh(X @ W + b)

def gradients(W, b):
    y = predict(W, b)
    d = (y - T) * (1 - y ** 2) / len(X)
    return X.T @ d, d.sum(0)

def moved(p, g):
    return {k: p[k] - 0.2 * v for k, v in zip(p, g)}

W, b = rng.normal(size=(2, 2)), np.zeros(2)
p = {start}
for i in range(21):
    g = gradients({given})
    {step}
    if i % 5 == 0:
        print(i, 0.5 * np.mean(np.sum((predict({given}) - T) ** 2, axis=1)))
"""
FORMS = {
    "list": ("[W, b]", "*p", "p = [w - 0.2 * dw for w, dw in zip(p, g)]"),
    "tuple": ("(W, b)", "*p", "p = tuple(w - 0.2 * dw for w, dw in zip(p, g))"),
    "pairs": ("[(W, b)]", "*p[0]", "p = [(w - 0.2 * g[0], c - 0.2 * g[1]) for w, c in p]"),
    "namedtuple": ("Net(W, b)", "*p", "p = Net(*[w - 0.2 * dw for w, dw in zip(p, g)])"),
    "fields": ("Net(W, b)", "*p", "p = Net(p.W - 0.2 * g[0], p.b - 0.2 * g[1])"),
    "dict": ("dict(W=W, b=b)", "**p", "p = {k: p[k] - 0.2 * v for k, v in zip(p, g)}"),
    "function": ("dict(W=W, b=b)", "**p", "p = moved(p, g)"),
    "record": ("Record(W, b)", "p.W, p.b", "p = Record(W=p.W - 0.2 * g[0], b=p.b - 0.2 * g[1])"),
}


def script_of(name):
    start, given, step = FORMS[name]
    return HEAD.replace("{start}", start).replace("{given}", given).replace("{step}", step)


@pytest.mark.parametrize("name", first(1, sorted(FORMS)))
@pytest.mark.ci
def test_a_loss_that_is_printed_after_some_steps_is_that_of_the_next_one(name):
    script = script_of(name)
    report = proofread(script)
    assert report.correct is True, report
    if name == "function":
        return  # the step stands in no line that assigns
    wrong = proofread(script.replace("d.sum(0)", "d.mean(0)"))
    assert [line.source for line in wrong.wrong] == ["return X.T @ d, d.mean(0)"], wrong


@pytest.mark.ci
def test_a_new_name_for_a_gradient_is_told_from_a_decay():
    script = script_of("list").replace(
        "p = [w - 0.2 * dw for w, dw in zip(p, g)]", "p[0] = p[0] - 0.2 * gradients(*p)[0]"
    )
    assert "decayed" not in str(proofread(script))


BATCHES = """\
import numpy as np
rng = np.random.default_rng(0)
X, y, w = rng.normal(size=(8, 2)), rng.normal(size=8), rng.normal(size=2)

def cost(w):
    return np.mean((X @ w - y) ** 2)

for epoch in range(4):
    for k in range(0, 8, 2):
        r = X[k:k + 2] @ w - y[k:k + 2]
        w = w - 0.1 * X[k:k + 2].T @ r
    print(epoch, cost(w))
"""


def test_the_cost_of_all_data_is_not_the_loss_of_the_steps_of_its_batches():
    """A right script: each step goes down the loss of its batch, and none down the cost that is printed."""
    report = proofread(BATCHES)
    assert report.correct is True
    assert report.objective == "np.mean((X[k:k + 2] @ w - y[k:k + 2]) ** 2)"
    assert proofread(BATCHES, objective="0.5 * np.sum(r ** 2)").correct is True
    other = BATCHES.replace("np.mean((X @ w - y) ** 2)", "np.mean((X @ w - y) ** 2) if len(w) else None")
    said = proofread(other.replace("    return", "    left = X @ w - y\n    return"))
    assert "line 13 computes one loss for several steps of line 12" in said.problem, said


OF_BATCHES = """\
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(2, 6)), np.array([[0.0, 1.0, 1.0, 0.0, 1.0, 1.0]])
w, b = rng.normal(size=(1, 2)), np.zeros((1, 1))
def cost_of(a, y):
    return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a))
for epoch in range(4):
    total = 0
    for k in range(0, 6, 3):
        x, y = X[:, k:k + 3], Y[:, k:k + 3]
        a = 1 / (1 + np.exp(-(w @ x + b)))
        total += cost_of(a, y)
        dz = (a - y) / x.shape[1]
        w = w - 0.5 * dz @ x.T
        b = b - 0.5 * np.sum(dz)
    print(total / X.shape[1])
"""


def test_a_sum_over_batches_that_is_divided_later_is_gone_down_as_a_mean():
    report = proofread(OF_BATCHES)
    assert report.correct is True
    assert "The steps go down the mean that total / X.shape[1] is, and not the sum of the losses." in str(report)


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong", "number"),
    [
        ("(a - y) / x.shape[1]", "(a - y) / 2", 13),  # two features, three samples
        ("(a - y) / x", "(y - a) / x", 13),
        ("(a - y) / x", "(a - y) * a * (1 - a) / x", 13),
        ("dz @ x.T", "dz @ x", 14),
    ],
)
def test_beside_such_a_sum_a_wrong_line_is_named(right, wrong, number):
    report = proofread(OF_BATCHES.replace(right, wrong))
    assert [line.number for line in report.wrong] == [number], report


FUNCTIONS = """\
import numpy as np

def error_on(slope, shift, data):
    total = 0
    for t, v in data:
        total += (v - slope * t - shift) ** 2
    return total / len(data)

def moved(old_slope, old_shift, data, rate):
    by_slope, by_shift = 0, 0
    for t, v in data:
        miss = old_slope * t + old_shift - v
        by_slope += 2 / len(data) * miss * t
        by_shift += 2 / len(data) * miss
    next_slope = old_slope - rate * by_slope
    next_shift = old_shift - rate * by_shift
    return [next_slope, next_shift]

def fitted(data, slope, shift, rate):
    for _ in range(20):
        slope, shift = moved(slope, shift, data, rate)
    return slope, shift

def main():
    data = np.array([[0.3, 1.2], [1.1, 1.9], [1.7, 3.6], [2.4, 4.1]])
    print("before", error_on(0, 0, data))
    slope, shift = fitted(data, 0, 0, 0.05)
    print("after", error_on(slope, shift, data))

main()
"""


@pytest.mark.ci
def test_a_loss_that_only_functions_compute_is_evaluated_where_they_train():
    """Python keeps one 0 for both starts: the first turn in which each is a number of its own is read."""
    report = proofread(FUNCTIONS)
    assert (report.correct, report.objective) == (True, "error_on(slope, shift, data)"), report
    wrong = FUNCTIONS.replace("next_shift = old_shift - rate * by_shift", "next_shift = old_shift - rate * by_slope")
    assert proofread(wrong).wrong[0].source == "next_shift = old_shift - rate * by_slope"


def test_the_sum_of_squared_residuals_has_names_of_its_own():
    assert [weight(name) for name in ("SSR", "rss", "self.SSE", "d_SSR_d_w")] == [1, 1, 1, 0]
