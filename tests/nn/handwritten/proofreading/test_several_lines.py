"""`proofread` of scripts with two wrong lines, in loops over time and in code that stops; what is foreseen of steps."""

import ast

import numpy as np
import pytest

from nn import proofread
from nn.handwritten.proofreading.bench import Bench, Patch
from nn.handwritten.proofreading.forecast import Forecast
from nn.handwritten.proofreading.opening import read
from nn.handwritten.proofreading.source import load
from nn.handwritten.proofreading.terms import instead_of

ECHO = """\
import numpy as np

rng = np.random.default_rng(5)
seq, goal = rng.normal(size=(8, 3, 2)), rng.normal(size=(3, 3))
P, R, c = 0.5 * rng.normal(size=(2, 3)), 0.5 * rng.normal(size=(3, 3)), np.zeros(3)
for step in range(2):
    m, kept = np.zeros((3, 3)), []
    for x in seq:
        before = m
        gate = 1 / (1 + np.exp(-(x @ P + before @ R + c)))
        m = gate * np.sin(before) + x @ P
        kept.append((x, before, gate))
    loss = np.sum((m - goal) ** 2)
    dP, dR, dc = np.zeros_like(P), np.zeros_like(R), np.zeros_like(c)
    dm = 2 * (m - goal)
    for x, before, gate in reversed(kept):
        dgate = dm * np.sin(before)
        dpre = dgate * gate * (1 - gate)
        dP += x.T @ dpre + x.T @ dm
        dR += before.T @ dpre
        dc += dpre.sum(axis=0)
        dm = dm * gate * np.cos(before) + dpre @ R.T
    P -= 0.1 * dP
    R -= 0.1 * dR
    c -= 0.1 * dc
"""
BLOCKS = """\
import numpy as np

rng = np.random.default_rng(8)


class Mixer:
    def __init__(self, wide, deep):
        self.U, self.V = rng.normal(size=(wide, deep)), rng.normal(size=(wide, deep))
        self.W = rng.normal(size=(deep, wide))

    def go(self, x):
        self.x, self.t, self.v = x, np.tanh(x @ self.U), x @ self.V
        self.h = self.t * self.v
        return x + self.h @ self.W

    def back(self, up):
        self.gW = self.h.T @ up
        dh = up @ self.W.T
        dt = dh * self.v
        dv = dh * self.t
        du = dt * (1 - self.t**2)
        self.gU = self.x.T @ du
        self.gV = self.x.T @ dv
        one = du @ self.U.T
        two = dv @ self.V.T
        return up + one + two


X, Y = rng.normal(size=(7, 4)), rng.normal(size=(7, 1))
blocks, last = [Mixer(4, 3), Mixer(4, 5)], rng.normal(size=(4, 1))
for epoch in range(2):
    a = X
    for block in blocks:
        a = block.go(a)
    loss = np.mean((a @ last - Y) ** 2)
    up = 2 * (a @ last - Y) / len(Y)
    glast = a.T @ up
    up = up @ last.T
    for block in blocks[::-1]:
        up = block.back(up)
    last -= 0.1 * glast
    for block in blocks:
        block.U -= 0.1 * block.gU
        block.V -= 0.1 * block.gV
        block.W -= 0.1 * block.gW
"""


HELPERS = """\
import numpy as np

rng = np.random.default_rng(0)
X, y = rng.normal(size=(5, 3)), rng.integers(0, 2, size=(5, 1)) * 1.0
W1, b1 = 0.5 * rng.normal(size=(3, 4)), np.zeros(4)
W2, b2 = 0.5 * rng.normal(size=(4, 1)), np.zeros(1)

def backward(d_out, h, W):
    return d_out @ W.T, h.T @ d_out, d_out.sum(axis=0)

def slope(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)

for step in range(3):
    z1 = X @ W1 + b1
    h = 1 / (1 + np.exp(-z1))
    z2 = h @ W2 + b2
    p = 1 / (1 + np.exp(-z2))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    dp = (p - y) / (p * (1 - p)) / len(y)
    dz2 = dp * slope(z2)
    dh, dW2, db2 = backward(dz2, h, W2)
    dz1 = dh * slope(z1)
    _, dW1, db1 = backward(dz1, X, W1)
    W1 -= 0.5 * dW1
    b1 -= 0.5 * db1
    W2 -= 0.5 * dW2
    b2 -= 0.5 * db2
"""

BACK_FROM_EACH_STEP = """\
import numpy as np

rng = np.random.default_rng(6)
x, t = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
U, W, V = 0.5 * rng.normal(size=(3, 2)), 0.5 * rng.normal(size=(3, 3)), 0.5 * rng.normal(size=(1, 3))
for epoch in range(3):
    h = np.zeros((5, 3))
    for i in range(4):
        h[i] = np.tanh(U @ x[i] + W @ h[i - 1])
    o = h[:4] @ V.T
    loss = 0.5 * np.sum((o - t) ** 2)
    dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
    for i in range(4)[::-1]:
        dV += np.outer(o[i] - t[i], h[i])
        delta = (V.T @ (o[i] - t[i])) * (1 - h[i] ** 2)
        for back in range(i + 1)[::-1]:
            dW += np.outer(delta, h[back - 1])
            dU += np.outer(delta, x[back])
            delta = (W.T @ delta) * (1 - h[back - 1] ** 2)
    U -= 0.05 * dU
    W -= 0.05 * dW
    V -= 0.05 * dV
"""


WORDS = """\
import numpy as np

rng = np.random.default_rng(7)
here, there = 0.5 * rng.normal(size=(5, 3)), 0.5 * rng.normal(size=(5, 3))
for middle, beside, others in [(0, 1, [2, 4]), (3, 2, [0, 1]), (4, 0, [1, 3])]:
    v, u, rest = here[middle].copy(), there[beside].copy(), there[others]
    hit = 1 / (1 + np.exp(-(u @ v)))
    miss = 1 / (1 + np.exp(-(rest @ v)))
    loss = -np.log(hit) - np.sum(np.log(1 - miss))
    error = hit - 1
    grad_v = error * u + miss @ rest
    grad_u = error * v
    grad_rest = np.outer(miss, v)
    here[middle] -= 0.3 * grad_v
    there[beside] -= 0.3 * grad_u
    there[others] -= 0.3 * grad_rest
"""


def edited(text, *edits):
    """A script with other lines, each a pair of the old and the new text."""
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def fixes_of(report):
    """The lines that are called wrong, each with its first fix."""
    return {line.source: (line.fixes[0].edits[0][1] if line.fixes else None) for line in report.wrong}


@pytest.mark.ci
@pytest.mark.parametrize(
    "edits",
    [
        pytest.param(
            [("dgate = dm * np.sin(before)", "dgate = dm * np.cos(before)"), ("dc += dpre.sum", "dc += dgate.sum")],
            marks=pytest.mark.slow,
        ),
        [
            ("dm = dm * gate * np.cos(before)", "dm = dgate * gate * np.cos(before)"),
            ("dR += before.T @ dpre", "dR += before.T @ dm"),
        ],
    ],
)
def test_a_sum_over_the_turns_of_a_loop_is_fixed_beside_another_wrong_line(edits):
    assert proofread(ECHO).correct is True
    found = fixes_of(proofread(edited(ECHO, *edits)))
    lines = ECHO.splitlines()
    for old, new in edits:
        right = next(line.strip() for line in lines if old in line)
        assert found[right.replace(old, new)] == right


@pytest.mark.ci
@pytest.mark.parametrize(
    ("text", "edits"),
    [
        pytest.param(
            HELPERS,
            [("    s = 1 / (1 + np.exp(-z))", "    s = 1 / (2 + np.exp(-z))"), ("d_out.sum(", "d_out.mean(")],
            marks=pytest.mark.slow,
        ),
        (HELPERS, [("    s = 1 / (1 + np.exp(-z))", "    s = 1 / (2 + np.exp(-z))"), ("h.T @ d_out", "-h.T @ d_out")]),
        (
            BACK_FROM_EACH_STEP,
            [("dU += np.outer(delta, x[back])", "dU += np.outer(delta, x[i])"), ("- h[back - 1] **", "- h[back] **")],
        ),
    ],
)
def test_of_two_lines_that_spoil_the_same_steps_both_are_named(text, edits):
    assert proofread(text).correct is True
    found = fixes_of(proofread(edited(text, *edits)))
    lines = [line.strip() for line in text.splitlines()]
    rights = [next(line for line in lines if old.strip() in line) for old, _ in edits]
    assert set(found) == {
        line.replace(old.strip(), new.strip()) for line, (old, new) in zip(rights, edits, strict=True)
    }
    assert all(found.values())


@pytest.mark.ci
def test_an_error_without_its_target_is_one_wrong_line_and_not_one_for_each_use_of_it():
    assert proofread(WORDS).correct is True
    report = proofread(edited(WORDS, ("error = hit - 1", "error = hit")))
    assert fixes_of(report) == {"error = hit": "error = hit - 1"}


@pytest.mark.ci
def test_a_fix_leaves_no_line_that_stops():
    assert proofread(BLOCKS).correct is True
    wrong = edited(BLOCKS, ("dh = up @ self.W.T", "dh = self.W @ up.T"))
    report = proofread(wrong)
    assert fixes_of(report) == {"dh = self.W @ up.T": "dh = up @ self.W.T"}
    assert len(report.parameters) > 1


def test_a_value_that_is_a_sum_of_others_is_foreseen():
    a, right = np.random.default_rng(0).normal(size=(3, 4)), np.array([1.0, -2.0, 0.5])
    known, others = Forecast([np.ones(3)]), np.random.default_rng(1).normal(size=(5, 4))
    open_ = [(0, np.zeros(3), right, None)]
    for value in others:
        assert known.may_fix(value, open_)  # nothing is foreseen yet
        known.learn(value, [a @ value + 1])
    assert known.is_linear is True
    assert len(known.values) == 4
    assert not known.may_fix(np.array([1.0, 2.0, 3.0, 4.0]), open_)
    fixing = np.linalg.lstsq(a, right - 1, rcond=None)[0]
    assert known.may_fix(fixing, open_)
    assert known.may_fix(7 * fixing, open_)  # with a factor that is then taken off
    assert not known.may_fix(fixing, [(0, a @ fixing + 1, right, None)])  # the step is what it was


def test_steps_that_are_not_linear_are_not_foreseen():
    known = Forecast([np.zeros(2)])
    for value in ([1.0, 0.0], [0.0, 1.0], [3.0, 4.0]):
        known.learn(np.array(value), [np.array(value) / np.linalg.norm(value)])
    assert known.is_linear is False
    assert known.may_fix(np.array([2.0, 1.0]), [(0, np.zeros(2), np.array([5.0, -1.0]), None)])


LISTED = """\
import numpy as np

rng = np.random.default_rng(41)
data = [(rng.normal(size=(3, 1)), rng.normal(size=(2, 1))) for _ in range(4)]
weights = [rng.normal(size=(4, 3)), rng.normal(size=(2, 4))]
for epoch in range(3):
    total = [np.zeros(w.shape) for w in weights]
    cost = 0.0
    for x, y in data:
        h = np.tanh(weights[0] @ x)
        out = weights[1] @ h
        cost += 0.5 * np.sum((out - y) ** 2)
        nabla = [None, None]
        delta = out - y
        nabla[-1] = delta @ h.T
        delta = weights[1].T @ delta * (1 - h ** 2)
        nabla[-2] = delta @ x.T
        total = [s + n for s, n in zip(total, nabla)]
    weights = [w - 0.1 * s for w, s in zip(weights, total)]
"""


@pytest.mark.ci
def test_one_line_that_takes_all_steps_the_wrong_way_comes_before_one_for_each_step():
    assert proofread(LISTED).correct is True
    report = proofread(LISTED.replace("[w - 0.1", "[w + 0.1"))
    assert [line.source[:21] for line in report.wrong] == ["weights = [w + 0.1 * "]


def test_two_edits_of_which_one_replaces_the_line_of_the_other_give_no_script():
    case = read(load(LISTED), None, 0, 0)
    site = next(i for i, line in enumerate(case.script.program.statements) if isinstance(line, ast.AugAssign))
    call = ast.parse("total.append(cost - 1)").body[0]  # a line without an operator of its own
    replaced = Patch(site, instead={site: (instead_of(case.statement(site), call),)})
    assert Bench(case).code([replaced, Patch(site, op=ast.Add())]) is None
