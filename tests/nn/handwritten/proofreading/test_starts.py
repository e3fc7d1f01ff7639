"""`proofread` on mistakes that the numbers of a start hide, and on steps that move some rows of a list."""

import pytest

from nn import proofread

NORMALISED = """\
import numpy as np

rng = np.random.default_rng(21)
X, T = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
W, V = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
scale, shift = np.ones(4), np.zeros(4)
z = X @ W
mean, std = z.mean(axis=0), z.std(axis=0)
unit = (z - mean) / std
moved = scale * unit + shift
out = np.maximum(moved, 0) @ V
loss = 0.5 * np.sum((out - T) ** 2)
dout = out - T
dV = np.maximum(moved, 0).T @ dout
dmoved = dout @ V.T * (moved > 0)
dscale = (dmoved * unit).sum(axis=0)
dshift = dmoved.sum(axis=0)
dunit = dmoved * scale
dz = (dunit - dunit.mean(axis=0) - unit * (dunit * unit).mean(axis=0)) / std
dW = X.T @ dz
W -= 0.1 * dW
V -= 0.1 * dV
scale -= 0.1 * dscale
shift -= 0.1 * dshift
"""
RATINGS = """\
import random

random.seed(5)
seen = [(u, i, random.randint(1, 5)) for u in range(4) for i in range(3)]
taste = [[random.gauss(0, 0.5) for _ in range(2)] for _ in range(4)]
kind = [[random.gauss(0, 0.5) for _ in range(2)] for _ in range(3)]
mild, liked = [0.0] * 4, [0.0] * 3
lam, rate = 0.03, 0.05
for epoch in range(3):
    random.shuffle(seen)
    for u, i, r in seen:
        guess = 3.0 + mild[u] + liked[i]
        for k in range(2):
            guess += taste[u][k] * kind[i][k]
        cost = (r - guess) ** 2 + lam * (mild[u] ** 2 + liked[i] ** 2)
        for k in range(2):
            cost += lam * (taste[u][k] ** 2 + kind[i][k] ** 2)
        miss = 2 * (r - guess)
        for k in range(2):
            t, q = taste[u][k], kind[i][k]
            taste[u][k] += rate * (miss * q - 2 * lam * t)
            kind[i][k] += rate * (miss * t - 2 * lam * q)
        mild[u] += rate * (miss - 2 * lam * mild[u])
        liked[i] += rate * (miss - 2 * lam * liked[i])
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("dscale = (dmoved * unit).sum(axis=0)", "dscale = (dmoved * moved).sum(axis=0)"),
        ("dmoved = dout @ V.T * (moved > 0)", "dmoved = dout @ V.T * (unit > 0)"),
    ],
)
def test_a_mistake_that_a_scale_of_1_and_a_shift_of_0_hide_is_named_all_the_same(right, wrong):
    assert proofread(NORMALISED).correct is True
    report = proofread(NORMALISED.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert report.wrong[0].fixes[0].edits[0][1] == right
    assert "right by chance" in str(report)


def test_steps_that_move_the_rows_of_one_rating_are_read_in_the_order_of_the_script():
    report = proofread(RATINGS)
    assert report.correct is True, report
    assert report.objective == "cost"  # not only the penalties that are added in a loop


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("mild[u] += rate * (miss - 2 * lam * mild[u])", "mild[u] += rate * (miss - 2 * lam * liked[i])"),
        ("taste[u][k] += rate * (miss * q - 2 * lam * t)", "taste[u][k] += rate * (miss * t - 2 * lam * t)"),
    ],
)
def test_a_mistake_in_the_steps_of_one_rating_is_named(right, wrong):
    report = proofread(RATINGS.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert right in [new for fix in report.wrong[0].fixes for _, new in fix.edits], report


BESIDE_ARRAYS = """\
import numpy as np

rng = np.random.default_rng(4)
stars = [(0, 1, 4.0), (1, 0, 2.0), (2, 1, 5.0), (0, 0, 1.0), (1, 1, 3.0)]
A, B = 0.4 * rng.normal(size=(3, 4)), 0.4 * rng.normal(size=(2, 4))
kind, fame = [0.0] * 3, [0.0] * 2
pull, pace = 0.05, 0.02
for epoch in range(4):
    for u, i, given in stars:
        guess = 3.0 + kind[u] + fame[i]
        for f in range(4):
            guess += A[u, f] * B[i, f]
        gap = given - guess
        loss = gap ** 2 + pull * (A[u] @ A[u] + B[i] @ B[i] + kind[u] ** 2 + fame[i] ** 2)
        d_kind = -2 * gap + 2 * pull * kind[u]
        d_fame = -2 * gap + 2 * pull * fame[i]
        d_a, d_b = np.zeros(4), np.zeros(4)
        for f in range(4):
            d_a[f] = -2 * gap * B[i, f] + 2 * pull * A[u, f]
        for f in range(4):
            d_b[f] = -2 * gap * A[u, f] + 2 * pull * B[i, f]
        kind[u] = kind[u] - pace * d_kind
        fame[i] = fame[i] - pace * d_fame
        A[u] = A[u] - pace * d_a
        B[i] = B[i] - pace * d_b
"""


def test_numbers_in_lists_beside_arrays_are_parameters_too():
    report = proofread(BESIDE_ARRAYS)
    assert report.correct is True, report
    assert {"kind", "fame", "A", "B"} <= set(report.parameters)


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("d_fame = -2 * gap + 2 * pull * fame[i]", "d_fame = -2 * gap - 2 * pull * fame[i]"),
        ("d_a[f] = -2 * gap * B[i, f] + 2 * pull * A[u, f]", "d_a[f] = -gap * B[i, f] + 2 * pull * A[u, f]"),
        ("d_b[f] = -2 * gap * A[u, f] + 2 * pull * B[i, f]", "d_b[f] = -2 * gap * B[i, f] + 2 * pull * B[i, f]"),
    ],
    ids=["a sign that 0 hides", "a factor in one term of a row", "another row"],
)
def test_a_mistake_in_the_row_of_one_sample_is_named(right, wrong):
    report = proofread(BESIDE_ARRAYS.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert report.wrong[0].fixes, report
