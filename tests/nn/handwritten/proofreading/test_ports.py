"""`proofread` on scripts in the manner of an Octave course: unrolled weights, samples in a loop, penalties, lists."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

UNROLLED = """\
import numpy as np

rng = np.random.default_rng(31)
inputs, wanted = rng.normal(size=(5, 2)), np.eye(3)[[0, 2, 1, 1, 0]]
lam, count = 0.4, 5
theta = rng.normal(size=9 + 12)
for it in range(3):
    T1, T2 = theta[:9].reshape(3, 3, order="F"), theta[9:].reshape(3, 4, order="F")
    with_ones = np.column_stack((np.ones(count), inputs))
    below = with_ones @ T1.T
    hidden = np.column_stack((np.ones(count), np.tanh(below)))
    guess = 1 / (1 + np.exp(-(hidden @ T2.T)))
    cost = -np.sum(wanted * np.log(guess) + (1 - wanted) * np.log(1 - guess)) / count
    cost = cost + lam / (2 * count) * (np.sum(T1[:, 1:] ** 2) + np.sum(T2[:, 1:] ** 2))
    G1, G2 = np.zeros(T1.shape), np.zeros(T2.shape)
    for k in range(count):
        top = guess[k] - wanted[k]
        mid = (T2.T @ top)[1:] * (1 - np.tanh(below[k]) ** 2)
        G2 += np.outer(top, hidden[k])
        G1 += np.outer(mid, with_ones[k])
    G1, G2 = G1 / count, G2 / count
    G1[:, 1:] += lam / count * T1[:, 1:]
    G2[:, 1:] += lam / count * T2[:, 1:]
    flat = np.concatenate((G1.ravel(order="F"), G2.ravel(order="F")))
    theta = theta - 0.5 * flat
"""
LISTS = """\
import math

rows, labels = [[0.2, 1.1], [0.7, -0.4], [-0.9, 0.3], [0.5, 0.6]], [0, 1, 1, 0]
w, b = [[0.3, -0.2], [0.1, 0.4]], [0.0, 0.1]
rate, decay = 0.2, 0.05
for sweep in range(3):
    total = 0.0
    sums, tops = [[0.0, 0.0], [0.0, 0.0]], [0.0, 0.0]
    for row, label in zip(rows, labels):
        raw = [math.exp(w[k][0] * row[0] + w[k][1] * row[1] + b[k]) for k in range(2)]
        p = [each / sum(raw) for each in raw]
        total = total - math.log(p[label])
        for k in range(2):
            off = p[k] - (1.0 if k == label else 0.0)
            for j in range(2):
                sums[k][j] += off * row[j]
            tops[k] += off
    loss = total / len(rows) + decay * sum(w[k][j] ** 2 for k in range(2) for j in range(2))
    for k in range(2):
        for j in range(2):
            g = sums[k][j] / len(rows) + 2 * decay * w[k][j]
            w[k][j] = w[k][j] - rate * g
        b[k] = b[k] - rate * tops[k] / len(rows)
"""
WRONG = {
    "the slope of one sample": (UNROLLED, " * (1 - np.tanh(below[k]) ** 2)", ""),
    "rows for columns on both sides": (
        UNROLLED,
        "G2[:, 1:] += lam / count * T2[:, 1:]",
        "G2[1:, :] += lam / count * T2[1:, :]",
    ),
    "rows unrolled for columns": (UNROLLED, 'G1.ravel(order="F"), G2.ravel(order="F")', "G1.ravel(), G2.ravel()"),
    "the penalty in a plain list": (LISTS, " + 2 * decay * w[k][j]", ""),
}


@pytest.mark.parametrize("script", [UNROLLED, LISTS], ids=["unrolled", "lists"])
def test_the_scripts_are_right(script):
    report = proofread(script)
    assert report.correct is True, report


@pytest.mark.ci
@pytest.mark.parametrize("name", WRONG)
def test_the_line_that_was_changed_is_named_with_a_fix(name):
    assert_named_and_put_right(*WRONG[name])


HINGE = """\
import numpy as np

rng = np.random.default_rng(8)
data, label = rng.normal(size=(6, 4)), np.array([2, 0, 1, 1, 0, 2])
U, S, c, row = rng.normal(size=(4, 5)), rng.normal(size=(5, 3)), rng.normal(size=3), np.arange(6)
for epoch in range(3):
    pre = data @ U
    act = np.maximum(pre, 0)
    scores = act @ S + c
    margins = scores - scores[row, label][:, None] + 1
    margins[row, label] = 0
    L = np.maximum(0, margins).sum() / 6 + 0.02 * ((U**2).sum() + (S**2).sum() + (c**2).sum())
    gs = (margins > 0).astype(float)
    gs[row, label] = -gs.sum(axis=1)
    gs /= 6
    gS = act.T @ gs + 0.04 * S
    gc = gs.sum(axis=0) + 0.04 * c
    gU = data.T @ (gs @ S.T * (pre > 0)) + 0.04 * U
    for P, G in ((U, gU), (S, gS), (c, gc)):
        P -= 0.2 * G
"""
WALK = """\
import numpy as np

np.random.seed(3)
theta = 0.5 * np.random.randn(4, 2)
for episode in range(3):
    steps, s = [], 1
    while 0 < s < 4 and len(steps) < 9:
        p = np.exp(theta[s] - theta[s].max())
        p = p / p.sum()
        a = np.random.choice(2, p=p)
        s_next = s + 2 * a - 1
        steps.append((s, a, 1.0 if s_next == 4 else -0.3))
        s = s_next
    loss = 0.0
    for s, a, r in steps:
        p = np.exp(theta[s] - theta[s].max())
        p = p / p.sum()
        loss += -r * np.log(p[a])
    g = np.zeros_like(theta)
    for s, a, r in steps:
        p = np.exp(theta[s] - theta[s].max())
        p = p / p.sum()
        dlog = r * p
        dlog[a] -= r
        g[s] += dlog
    theta -= 0.3 * g
"""
GATED = """\
import numpy as np

class Part:
    def __init__(self, value):
        self.v, self.d, self.m = value, np.zeros_like(value), np.zeros_like(value)

rng = np.random.default_rng(5)
Wf, Wi = Part(rng.normal(size=(3, 5))), Part(rng.normal(size=(3, 5)))
xs = [np.array([[np.sin(t)], [t / 4]]) for t in range(4)]
for epoch in range(3):
    for part in (Wf, Wi):
        part.d.fill(0)
    h, c, kept, loss = np.zeros((3, 1)), [np.zeros((3, 1))], [], 0.0
    for x in xs:
        z = np.vstack((h, x))
        f, i = 1 / (1 + np.exp(-(Wf.v @ z))), np.tanh(Wi.v @ z)
        c.append(f * c[-1] + i)
        h = np.tanh(c[-1])
        kept.append((z, f, i, h))
        loss += 0.5 * np.sum((h - 0.3) ** 2)
    dh, dc = np.zeros((3, 1)), np.zeros((3, 1))
    for t in reversed(range(4)):
        z, f, i, h = kept[t]
        dh = dh + h - 0.3
        dc = dc + dh * (1 - h * h)
        df, di = dc * c[t] * f * (1 - f), dc * (1 - i * i)
        Wf.d += df @ z.T
        Wi.d += di @ z.T
        dh = (Wf.v.T @ df + Wi.v.T @ di)[:3]
        dc = dc * f
    for part in (Wf, Wi):
        part.m += part.d * part.d
        part.v -= 0.1 * part.d / np.sqrt(part.m + 1e-8)
"""
MORE = {
    "a sign beside a loss called L": (HINGE, "= -gs.sum(axis=1)", "= gs.sum(axis=1)"),
    "one for the gain, in episodes of other lengths": (WALK, "dlog[a] -= r", "dlog[a] -= 1"),
    "the share of one time only, of objects that hold a v each": (GATED, "Wf.d += df", "Wf.d = df"),
}


@pytest.mark.parametrize("script", [HINGE, WALK, GATED], ids=["hinge", "walk", "gated"])
def test_these_are_right_too(script):
    report = proofread(script)
    assert report.correct is True, report


@pytest.mark.ci
@pytest.mark.parametrize("name", MORE)
def test_their_wrong_line_is_named_with_a_fix(name):
    assert_named_and_put_right(*MORE[name])
