"""A policy gradient takes its advantage as a constant, and a step of temporal differences its target."""

import pytest

from nn import proofread
from nn.handwritten.proofreading.meant import with_constants
from nn.handwritten.proofreading.opening import read
from nn.handwritten.proofreading.source import load

ACTOR_AND_CRITIC = """\
import numpy as np

rng = np.random.default_rng(3)
S, a, R = rng.normal(size=(6, 4)), np.array([0, 2, 1, 0, 1, 2]), rng.normal(size=6)
T, w = 0.3 * rng.normal(size=(4, 3)), 0.3 * rng.normal(size=4)
for step in range(3):
    v = S @ w
    advantage = R - v
    e = np.exp(S @ T)
    p = e / e.sum(1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(6), a]) * advantage) + 0.5 * np.mean((R - v) ** 2)
    d = p.copy()
    d[np.arange(6), a] -= 1
    d *= advantage[:, None] / 6
    T -= 0.1 * S.T @ d
    w += 0.1 * S.T @ (R - v) / 6
"""

TEMPORAL_DIFFERENCES = """\
import numpy as np

rng = np.random.default_rng(3)
phi, after, reward = rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), rng.normal(size=6)
w = 0.3 * rng.normal(size=4)
for step in range(3):
    v = phi @ w
    td_target = reward + 0.9 * (after @ w)
    loss = 0.5 * np.mean((v - td_target) ** 2)
    dw = phi.T @ (v - td_target) / 6
    w = w - 0.1 * dw
"""


@pytest.mark.parametrize(("text", "name"), [(ACTOR_AND_CRITIC, "advantage"), (TEMPORAL_DIFFERENCES, "td_target")])
def test_it_is_said_which_array_counts_as_a_constant(text, name):
    report = proofread(text)
    assert report.correct is True
    assert f"In the loss {name} counts as a constant: no gradient goes through it." in report.remarks


def test_the_whole_gradient_is_right_as_well():
    """Then nothing counts as a constant: the loss is what it says."""
    whole = TEMPORAL_DIFFERENCES.replace("phi.T @", "(phi - 0.9 * after).T @")
    report = proofread(whole)
    assert report.correct is True
    assert not any("constant" in remark for remark in report.remarks)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("d *= advantage[:, None] / 6", "d *= R[:, None] / 6"),
        ("w += 0.1 * S.T @ (R - v) / 6", "w -= 0.1 * S.T @ (R - v) / 6"),
        ("d[np.arange(6), a] -= 1", "d[np.arange(6), a] += 1"),
    ],
)
def test_a_wrong_line_beside_it_is_named(old, new):
    assert ACTOR_AND_CRITIC.count(old) == 1
    report = proofread(ACTOR_AND_CRITIC.replace(old, new))
    assert [line.source for line in report.wrong] == [new]


WITH_A_FUNCTION = """\
import numpy as np

rng = np.random.default_rng(3)
X, targets = rng.normal(size=(6, 4)), rng.normal(size=6)
w = 0.3 * rng.normal(size=4)

def forward(X, w):
    return X @ w

for step in range(3):
    out = forward(X, w)
    loss = 0.5 * np.mean((out - targets) ** 2)
    w = w - 0.1 * X.T @ (out - targets)
"""


def test_what_no_parameter_goes_into_and_what_a_function_returns_are_no_such_constants():
    program = load(WITH_A_FUNCTION)
    case = read(program, None, 0, 0)
    assert not case.tried()
    assert list(with_constants(program, [case], pytest.fail)) == []
