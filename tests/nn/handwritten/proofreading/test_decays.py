"""Weight decay above the line of a step: right where no loss has it, and told; another sign of it is a mistake."""

import pytest

from nn import proofread
from tests.examples import first

START = """\
import numpy as np

rng = np.random.default_rng(5)
X, Y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
W, V, c = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), np.zeros(2)
P, M = {"W": W, "V": V, "c": c}, {"W": 0 * W, "V": 0 * V, "c": 0 * c}
lr, wd, n = 0.1, 0.01, len(X)
for step in range(6):
    h = np.tanh(X @ W)
    out = h @ V + c
    loss = np.sum((out - Y) ** 2) / n
    dout = 2 * (out - Y) / n
    dV = h.T @ dout
    dc = dout.sum(axis=0)
    dW = X.T @ (dout @ V.T * (1 - h ** 2))
"""
STEPS = ["W -= lr * dW", "V -= lr * dV", "c -= lr * dc"]
ADDED = ["dW += 0.01 * W", "dV += 0.01 * V"]
IN_A_LOOP = ["for p, g in ((W, dW), (V, dV), (c, dc)):", "    g = g + wd * p", "    p -= lr * g"]
OF_A_MEAN = ["dW, dV, dc = n * dW + wd * W, n * dV + wd * V, n * dc", *(step.replace("lr", "lr / n") for step in STEPS)]
MOMENTUM = [
    "for k, g in (('W', dW), ('V', dV), ('c', dc)):",
    "    g = g + wd * P[k]",
    "    M[k] = 0.9 * M[k] + g",
    "    P[k] -= lr * M[k]",
]


def script(lines):
    """A network whose steps are taken by some lines."""
    return START + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize("lines", first(2, [[*ADDED, *STEPS], MOMENTUM, IN_A_LOOP, OF_A_MEAN]))
def test_a_decay_that_is_in_no_loss_is_right_and_told(lines):
    report = proofread(script(lines))
    assert report.correct is True
    assert "Weight decay: 0.0" in str(report)


def test_a_decay_of_some_rows_is_right():
    report = proofread(
        """\
import numpy as np
rng = np.random.default_rng(2)
R, P, Q = rng.normal(size=(5, 4)), rng.normal(size=(5, 2)), rng.normal(size=(4, 2))
for u in range(5):
    for i in range(4):
        e = R[u, i] - P[u] @ Q[i]
        loss = 0.5 * e ** 2
        gp = -e * Q[i] + 0.1 * P[u]
        gq = -e * P[u] + 0.1 * Q[i]
        P[u] -= 0.02 * gp
        Q[i] -= 0.02 * gq
"""
    )
    assert report.correct is True


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("dW += 0.01 * W", "dW -= 0.01 * W"),
        pytest.param("dV += 0.01 * V", "dV += 0.01 * h[:4, :2]", marks=pytest.mark.ci),
        pytest.param("dc = dout.sum(axis=0)", "dc = dout.mean(axis=0)", marks=pytest.mark.ci),
    ],
)
def test_a_mistake_beside_a_decay_is_named(right, wrong):
    report = proofread(script([*ADDED, *STEPS]).replace(right, wrong))
    assert [line.source.strip() for line in report.wrong] == [wrong]


@pytest.mark.ci
@pytest.mark.parametrize(
    ("penalty", "right", "wrong"),
    [
        ("0.01 * (np.sum(W ** 2) + np.sum(V ** 2))", "0.02", "0.01"),
        ("wd * sum(np.sum(p ** 2) for p in (W, V))", "2 * wd", "wd"),
    ],
)
def test_a_loss_with_a_penalty_says_which_one_is_meant(penalty, right, wrong):
    text = script([f"dW += {right} * W", f"dV += {right} * V", *STEPS]).replace("2) / n", f"2) / n + {penalty}")
    assert proofread(text).correct is True
    report = proofread(text.replace(f"dW += {right} * W", f"dW += {wrong} * W"))
    assert [line.source.strip() for line in report.wrong] == [f"dW += {wrong} * W"]
    assert report.wrong[0].fixes[0].edits[0][1].startswith("dW += 2 * ")
    assert "Weight decay" not in str(report)


@pytest.mark.ci
def test_of_a_single_number_the_square_in_the_loss_says_which_penalty_is_meant():
    text = """\
import numpy as np
x, y, w = np.array([1.0, 2.0, 3.5]), np.array([0.5, 2.0, 1.0]), 0.7
for _ in range(4):
    e = w * x - y
    loss = 0.5 * np.sum(e ** 2) + 0.05 * w ** 2
    dw = np.sum(e * x) + 0.05 * w
    w -= 0.01 * dw
"""
    assert proofread(text.replace("+ 0.05 * w\n", "+ 0.1 * w\n")).correct is True
    report = proofread(text)
    assert [line.number for line in report.wrong] == [6]
    assert "Weight decay" not in str(report)


PRINCIPAL = """\
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(size=(9, 4))
C = X.T @ X / len(X)
w = rng.normal(size=4)
for it in range(5):
    loss = -0.5 * w @ C @ w
    w = w + 0.1 * C @ w
    w = w / np.linalg.norm(w)
"""


@pytest.mark.ci
@pytest.mark.parametrize("after", ["w = w / np.linalg.norm(w)", "w *= 1 - 0.1 * 0.01", "w -= 0.001 * w"])
def test_what_only_scales_a_parameter_after_its_step_is_no_part_of_it(after):
    text = PRINCIPAL.replace("w = w / np.linalg.norm(w)", after)
    assert proofread(text).correct is True
    assert [line.number for line in proofread(text.replace("0.1 * C", "0.1 * C ** 2")).wrong] == [8]


def test_a_velocity_of_zeros_beside_a_bias_of_zeros_is_no_decay():
    text = START + "".join(
        f"    {line}\n" for line in ["M['c'] = 0.9 * M['c'] + dc", STEPS[0], STEPS[1], "c -= lr * M['c']"]
    )
    report = proofread(text)
    assert report.correct is True
    assert "Weight decay" not in str(report)
