"""`proofread` on steps whose rate stands in a line above them: lists of moves, a momentum in a comprehension."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import line_of

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

GRADIENTS = """\
import numpy as np

rng = np.random.default_rng(3)
X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
P = [rng.normal(size=(3, 4)) * 0.4, rng.normal(size=4), rng.normal(size=(4, 2)) * 0.5, rng.normal(size=2)]
vel = [np.zeros_like(p) for p in P]

def loss_and_gradients(P):
    W1, b1, W2, b2 = P
    h = np.tanh(X @ W1 + b1)
    out = h @ W2 + b2
    loss = ((out - Y) ** 2).mean()
    dout = 2 * (out - Y) / Y.size
    dz = dout @ W2.T * (1 - h ** 2)
    return loss, [X.T @ dz, dz.sum(0), h.T @ dout, dout.sum(0)]

for epoch in range(3):
    loss, G = loss_and_gradients(P)
"""
MOVES = {
    "momentum": """\
    vel = [0.9 * m - 0.02 * g for m, g in zip(vel, G)]
    P = [p + m for p, m in zip(P, vel)]
""",
    "average": """\
    vel = [0.9 * m + 0.1 * g for m, g in zip(vel, G)]
    P = [p - 0.02 * m for p, m in zip(P, vel)]
""",
    "list": """\
    moves = [0.02 * g for g in G]
    P = [p - m for p, m in zip(P, moves)]
""",
    "loop": """\
    moves = [-0.02 * g for g in G]
    for p, m in zip(P, moves):
        p += m
""",
    "index": """\
    for i in range(4):
        d = 0.02 * G[i]
        P[i] -= d
""",
    "names": """\
    move1, move2, move3, move4 = [None] * 4
    move1 = 0.02 * G[0]
    move2 = 0.02 * G[1]
    move3 = 0.02 * G[2]
    move4 = 0.02 * G[3]
    P[0] -= move1
    P[1] -= move2
    P[2] -= move3
    P[3] -= move4
""",
}


@pytest.mark.parametrize("moves", MOVES.values(), ids=MOVES)
def test_a_factor_of_a_step_is_its_rate_in_whatever_line_it_stands(moves):
    report = proofread(GRADIENTS + moves)
    assert report.correct is True, report


@pytest.mark.parametrize("name", ["list", "loop", "index", "names"])
def test_beside_such_a_rate_a_factor_of_all_gradients_is_a_mistake(name):
    script = GRADIENTS.replace("dout = 2 * (out", "dout = (out") + MOVES[name]
    report = proofread(script)
    assert [(line.number, line.verdict) for line in report.wrong] == [(line_of("dout = (out", script), "scaled")]


def test_a_number_in_front_of_what_is_called_the_gradient_is_no_rate():
    lines = """\
    W1, b1, W2, b2 = P
    h = np.tanh(X @ W1 + b1)
    out = h @ W2 + b2
    loss = ((out - Y) ** 2).mean()
    dout = (out - Y) / Y.size
    acc = h.T @ dout
    dW2 = 4 * acc
    W2 -= dW2
"""
    script = GRADIENTS.partition("vel =")[0] + "for epoch in range(2):\n" + lines
    assert proofread(script.replace("4 * acc", "2 * acc")).correct is True
    assert proofread(script).correct is False


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("* (1 - h ** 2)", "* (1 - h)"),
        pytest.param("dout = 2 * (out - Y)", "dout = 2 * (out - 2 * Y)", marks=pytest.mark.slow),
    ],
)
def test_the_gradients_of_a_list_are_those_that_were_found_in_it_and_not_the_momentum(right, wrong):
    script = (GRADIENTS + MOVES["momentum"]).replace(right, wrong)
    report = proofread(script)
    assert [line.number for line in report.wrong] == [line_of(wrong, script)], report


def test_a_key_of_a_loop_stays_a_key():
    script = GRADIENTS.replace("for epoch", "net = dict(zip('abcd', P))\nmemory = {k: 0 for k in net}\nfor epoch")
    script = script.replace("gradients(P)\n", "gradients(list(net.values()))\n")
    script += """\
    grad = dict(zip("abcd", G))
    for k in net:
        memory[k] = 0.9 * memory[k] - 0.02 * grad[k]
        net[k] = net[k] + memory[k]
"""
    report = proofread(script)
    assert report.correct is True, report
