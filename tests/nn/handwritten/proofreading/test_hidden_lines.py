"""`proofread` of scripts with two wrong lines, where the right value of the later one would hide the earlier."""

import pytest

from nn import proofread

MARGINS = """\
import numpy as np

rng = np.random.default_rng(12)
feats, kinds, lam = rng.normal(size=(9, 3)), rng.integers(0, 4, size=9), 0.07
M = rng.normal(size=(3, 4))
rows = np.arange(9)
for step in range(2):
    marks = feats @ M
    gap = marks - marks[rows, kinds][:, None] + 1.0
    gap[rows, kinds] = 0.0
    loss = np.maximum(gap, 0).sum() / 9 + lam * np.sum(M * M)
    push = np.zeros_like(gap)
    push[gap > 0] = 1.0
    push[rows, kinds] = -push.sum(axis=1)
    dM = feats.T @ push / 9
    dM += 2 * lam * M
    M -= 0.1 * dM
"""
TURNS = """\
import numpy as np

rng = np.random.default_rng(3)
series, goal = rng.normal(size=(5, 2)), rng.normal(size=3)
A, B, c = rng.normal(size=(3, 2)), 0.6 * rng.normal(size=(3, 3)), np.zeros(3)
for step in range(2):
    states = [np.zeros(3)]
    for x in series:
        states.append(np.tanh(A @ x + B @ states[-1] + c))
    miss = states[-1] - goal
    loss = 0.5 * np.sum(miss * miss)
    dA, dB, dc = np.zeros_like(A), np.zeros_like(B), np.zeros_like(c)
    back = miss
    for t in range(4, -1, -1):
        pre = back * (1 - states[t + 1] ** 2)
        dA += np.outer(pre, series[t])
        dB += np.outer(pre, states[t])
        dc += pre
        back = B.T @ pre
    A -= 0.05 * dA
    B -= 0.05 * dB
    c -= 0.05 * dc
"""
SPREAD = """\
import numpy as np

rng = np.random.default_rng(6)
inputs, goal = rng.normal(size=(8, 4)), rng.normal(size=(8, 2))
W, V = rng.normal(size=(4, 5)), rng.normal(size=(5, 2))
for step in range(2):
    h = inputs @ W
    off = h - h.mean(axis=0)
    squares = off ** 2
    inv = (squares.mean(axis=0) + 1e-5) ** -0.5
    flat = off * inv
    miss = flat @ V - goal
    loss = 0.5 * np.sum(miss ** 2)
    dV = flat.T @ miss
    dflat = miss @ V.T
    doff = inv * dflat
    dinv = (off * dflat).sum(axis=0)
    dsquares = np.ones_like(off) / len(off) * (-0.5 * inv ** 3 * dinv)
    doff += 2 * off * dsquares
    dh = doff - doff.mean(axis=0)
    dW = inputs.T @ dh
    V -= 0.02 * dV
    W -= 0.02 * dW
"""
COUNTS = """\
import numpy as np

rng = np.random.default_rng(9)
inputs, goal = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
P, p, Q, q = rng.normal(size=(3, 4)), np.zeros(4), rng.normal(size=(4, 2)), np.zeros(2)
S = rng.normal(size=(3, 2))
for step in range(2):
    h = np.tanh(inputs @ P + p)
    out = h @ Q + inputs @ S + q
    loss = np.sum((out - goal) ** 2) / (2 * len(goal))
    up = (out - goal) / len(goal)
    dQ = h.T @ up
    dS = inputs.T @ up
    dq = up.sum(axis=0)
    low = up @ Q.T * (1 - h ** 2)
    dP = inputs.T @ low
    dp = low.sum(axis=0)
    P -= 0.1 * dP
    p -= 0.1 * dp
    Q -= 0.1 * dQ
    S -= 0.1 * dS
    q -= 0.1 * dq
"""
DOUBLES = {
    "a mask, and the factors of a penalty": (MARGINS, "gap > 0", "gap < 0", "dM += 2 * lam * M", "dM += M"),
    "a slope, and what goes to the turn before": (
        TURNS,
        "(1 - states[t + 1]",
        "(1 - states[t]",
        "B.T @ pre",
        "B.T @ miss",
    ),
    "both shares of a spread": (SPREAD, "doff = inv * dflat", "doff = dflat * 1.0", "off * dsquares", "off"),
    "a count above all, and a mean below": (
        COUNTS,
        "(out - goal) / len(goal)\n",
        "out - goal\n",
        "up.sum(",
        "up.mean(",
    ),
}


@pytest.mark.ci
@pytest.mark.parametrize("name", DOUBLES)
def test_both_of_two_wrong_lines_are_named_where_the_later_one_hides_the_earlier(name):
    right, *edits = DOUBLES[name]
    wrong = right
    for old, new in (edits[:2], edits[2:]):
        assert wrong.count(old) == 1
        wrong = wrong.replace(old, new)
    lines = [a for a, b in zip(wrong.splitlines(), right.splitlines(), strict=True) if a != b]
    report = proofread(wrong)
    assert [line.source for line in report.wrong] == [line.strip() for line in lines]


@pytest.mark.parametrize("script", [MARGINS, TURNS, SPREAD, COUNTS])
def test_the_right_scripts_are_right(script):
    assert proofread(script).correct is True
