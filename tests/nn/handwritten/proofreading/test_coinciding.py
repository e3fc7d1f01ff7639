"""`proofread` where samples come one by one, each with indices of its own: ratings, pairs of words, shuffled data."""

import pytest

from nn import proofread
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right, line_of

RATINGS = """\
import numpy as np
rng = np.random.default_rng(2)
ratings = [(0, 0, 4.0), (0, 2, 3.0), (1, 1, 1.0), (2, 0, 5.0)]
P, Q = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
users, items = np.zeros(3), np.zeros(3)
rate, reg = 0.05, 0.1
for sweep in range(2):
    for u, i, r in ratings:
        e = r - users[u] - items[i] - P[u] @ Q[i]
        g_user = e - reg * users[u]
        g_item = e - reg * items[i]
        g_p = e * Q[i] - reg * P[u]
        g_q = e * P[u] - reg * Q[i]
        users[u] += rate * g_user
        items[i] += rate * g_item
        P[u] += rate * g_p
        Q[i] += rate * g_q
"""
LOSS = (
    "0.5 * (r - users[u] - items[i] - P[u] @ Q[i]) ** 2"
    " + 0.5 * reg * (P[u] @ P[u] + Q[i] @ Q[i] + users[u] ** 2 + items[i] ** 2)"
)


@pytest.mark.ci
@pytest.mark.parametrize("at", [0, 1, 2])
def test_each_sample_is_read_with_its_own_objective(at):
    assert proofread(RATINGS, objective=LOSS, at=at).correct is True


WRONG = [
    ("g_p = e * Q[i]", "g_p = e * Q[u]"),
    ("g_q = e * P[u]", "g_q = e * P[i]"),
    ("items[i] += rate * g_item", "items[i] += rate * g_user"),
    ("g_user = e - reg * users[u]", "g_user = e - reg * items[i]"),
]


@pytest.mark.parametrize("case", first(1, WRONG))
def test_what_is_right_where_two_indices_are_the_same_number_is_named_in_a_later_pass(case):
    right, wrong = case
    report = proofread(RATINGS.replace(right, wrong), objective=LOSS)
    assert [line.number for line in report.wrong] == [line_of(right, RATINGS)], report
    assert any(right.split("= ")[1] in fix.edits[0][1] for fix in report.wrong[0].fixes)


SHUFFLED = """\
import random
import numpy as np
np.random.seed(0); random.seed(0)
data = [(np.random.randn(3), np.random.rand()) for _ in range(6)]
w, b = np.random.randn(3), 0.0
lr = 0.1
for epoch in range(4):
    random.shuffle(data)
    total = 0.0
    for x, t in data:
        y = w @ x + b
        err = y - t
        total += 0.5 * err ** 2
        w = w - lr * err * x
        b = b - lr * err
"""


@pytest.mark.ci
def test_data_in_another_order_are_no_step_and_may_stand_in_a_fix():
    assert proofread(SHUFFLED).parameters == ("w", "b")
    assert_named_and_put_right(SHUFFLED, "w - lr * err * x", "w - lr * err")


WORDS = """\
import numpy as np

rng = np.random.default_rng(4)
E, U = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
samples = [([0, 1], 2), ([1, 2, 3], 0), ([4, 4], 1), ([2, 0], 3)]
for sweep in range(2):
    total = 0.0
    for around, word in samples:
        h = E[around].sum(axis=0) / len(around)
        e = np.exp(U @ h)
        p = e / e.sum()
        loss = -np.log(p[word])
        total += loss
        d = p.copy()
        d[word] -= 1
        dU = np.outer(d, h)
        dE = np.zeros_like(E)
        for c in around:
            dE[c] += U.T @ d / len(around)
        U -= 0.1 * dU
        E -= 0.1 * dE
    print(total)
"""


@pytest.mark.parametrize("case", first(1, ["dE[c] = U.T @ d / len(around)", "dE[c] += U.T @ d / (2 * 1)"]))
def test_what_only_a_later_sample_shows_is_named(case):
    """A word that stands twice in its window is one of the third sample; a window of three, of the second."""
    right = "dE[c] += U.T @ d / len(around)"
    assert proofread(WORDS).correct is True
    report = proofread(WORDS.replace(right, case))
    assert [line.source for line in report.wrong] == [case]
    assert report.wrong[0].fixes[0].edits[0][1] == right
