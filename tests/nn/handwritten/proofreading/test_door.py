"""Scripts that call `math`, `.item()` and `float`, or fill arrays that they made before: their graph stays whole."""

from importlib.util import find_spec

import pytest

from nn import proofread

SIGMOID_BY_MATH = """\
from math import exp
import numpy as np

rng = np.random.RandomState(1)
X, labels = rng.randn(4, 2), [0, 1, 1, 0]
w = rng.randn(3)

def activate(x):
    total = w[-1]
    for i in range(len(w) - 1):
        total += w[i] * x[i]
    return 1.0 / (1.0 + exp(-total))

for epoch in range(2):
    sum_error = 0.0
    dw = np.zeros(3)
    for x, label in zip(X, labels):
        out = activate(x)
        error = out - label
        sum_error += 0.5 * error ** 2
        delta = error * out * (1.0 - out)
        for i in range(2):
            dw[i] += delta * x[i]
        dw[2] += delta
    w -= 0.5 * dw
"""

ADDED_TO_ROWS = """\
import numpy as np

rng = np.random.default_rng(1)
table, U = rng.normal(size=(7, 3)), rng.normal(size=(3, 2))
for epoch in range(2):
    loss, dtable, dU = 0, np.zeros(table.shape), np.zeros(U.shape)
    for ids, y in (([1, 2, 2], 0), ([3, 1, 0], 1), ([5, 0, 0], 1)):
        m = table[ids].mean(axis=0)
        p = np.exp(m @ U) / np.exp(m @ U).sum()
        loss -= np.log(p[y])
        p[y] -= 1
        dU += np.outer(m, p)
        np.add.at(dtable, ids, np.tile(U @ p / 3, (3, 1)))
    table -= 0.1 * dtable
    U -= 0.1 * dU
"""

FILLED_BEFORE = """\
import math
import numpy as np

rng = np.random.RandomState(2)
T, H = 3, 4
xs, y = rng.randn(T, 2), 0.3
Wx, Wh, v = rng.randn(H, 2) * 0.5, rng.randn(H, H) * 0.5, rng.randn(H)
h = np.zeros((T + 1, H))
for epoch in range(2):
    for t in range(T):
        h[t + 1] = np.tanh(Wx @ xs[t] + Wh @ h[t])
    miss = (v @ h[T] - y).item()
    loss = float(math.sqrt(miss ** 2 + 1))
    dmiss = miss / loss
    dv = dmiss * h[T]
    dWx, dWh, dh = np.zeros_like(Wx), np.zeros_like(Wh), dmiss * v
    for t in reversed(range(T)):
        da = dh * (1 - h[t + 1] ** 2)
        dWx += np.outer(da, xs[t])
        dWh += np.outer(da, h[t])
        dh = Wh.T @ da
    Wx -= 0.1 * dWx
    Wh -= 0.1 * dWh
    v -= 0.1 * dv
"""

BY_SCIPY = """\
import argparse
import numpy as np
from scipy.special import expit, logsumexp

parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float, default=0.1)
args = parser.parse_args()
rng = np.random.RandomState(0)
X, T = rng.randn(6, 3), np.eye(2)[[0, 1, 1, 0, 1, 0]]
W, V = rng.randn(3, 4), rng.randn(4, 2)
for epoch in range(2):
    A = expit(X @ W)
    S = A @ V
    total = logsumexp(S, axis=1)
    loss = np.mean(total - np.sum(S * T, axis=1))
    P = np.exp(S - total[:, None])
    dS = (P - T) / 6
    dV = A.T @ dS
    dZ = dS @ V.T * A * (1 - A)
    dW = X.T @ dZ
    W -= args.rate * dW
    V -= args.rate * dV
"""

ROW_BY_ROW = """\
import numpy as np
from scipy import special

rng = np.random.default_rng(3)
X, T = rng.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]
W = rng.normal(size=(3, 2))
for epoch in range(2):
    P = np.apply_along_axis(special.softmax, 1, X @ W)
    most = np.apply_along_axis(np.sum, 0, P * T)
    loss = -np.sum(T * np.log(P)) + np.sum(most)
    dP = T - T / P
    dS = P * (dP - np.sum(dP * P, axis=1, keepdims=True))
    dW = X.T @ dS
    W -= 0.1 * dW
"""
with_scipy = pytest.mark.skipif(find_spec("scipy") is None, reason="SciPy is an extra")
STAYING = [
    pytest.param(SIGMOID_BY_MATH, id="math"),
    pytest.param(FILLED_BEFORE, id="filled before"),
    pytest.param(ADDED_TO_ROWS, id="added to rows"),
    pytest.param(BY_SCIPY, id="scipy", marks=with_scipy),
    pytest.param(ROW_BY_ROW, id="row by row", marks=with_scipy),
]


@pytest.mark.parametrize("script", STAYING)
def test_the_graph_of_a_script_stays_whole(script):
    report = proofread(script)
    assert report.correct is True, report


@pytest.mark.ci
@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (SIGMOID_BY_MATH, "delta = error * out * (1.0 - out)", "delta = error * (1.0 - out)"),
        (FILLED_BEFORE, "da = dh * (1 - h[t + 1] ** 2)", "da = dh * (1 - h[t] ** 2)"),
        (FILLED_BEFORE, "dmiss = miss / loss", "dmiss = miss"),
        pytest.param(BY_SCIPY, "dZ = dS @ V.T * A * (1 - A)", "dZ = dS @ V.T * A * (1 + A)", marks=with_scipy),
        pytest.param(ROW_BY_ROW, "dP = T - T / P", "dP = T - 1 / P", marks=with_scipy),
    ],
    ids=["slope", "turn", "root", "scipy", "row by row"],
)
def test_its_wrong_line_is_named(script, right, wrong):
    [line] = proofread(script.replace(right, wrong)).wrong
    assert line.source == wrong
    assert line.fixes


def test_an_error_that_the_steps_are_made_of_is_not_the_loss():
    script = SIGMOID_BY_MATH.replace("        sum_error += 0.5 * error ** 2\n", "").replace("    sum_error = 0.0\n", "")
    assert proofread(script).problem.startswith("the script computes no loss: give it as ")
    report = proofread(SIGMOID_BY_MATH)
    assert report.objective == "Σ 0.5 * error ** 2"


ALL_NAMES = """\
from numpy import *
from numpy import round

X = array([[0.2, -0.4], [1.0, 0.3], [-0.5, 0.8]])
y = array([0.0, 1.0, 1.0])
w, v = array([[0.3, -0.2], [0.1, 0.5]]), array([0.4, -0.6])
for epoch in range(3):
    h = zeros((2, 3, 2))
    h[1] = tanh(X @ w)
    out = h[1] @ v
    loss = mean((out - y) ** 2)
    print(round(loss, 3), round(float(loss), 3))
    dout = 2 * (out - y) / 3
    dv = h[1].T @ dout
    dw = X.T @ (outer(dout, v) * (1 - h[1] ** 2))
    v -= 0.1 * dv
    w -= 0.1 * dw
"""


def test_names_that_come_in_all_at_once_are_led_through_the_door():
    """Naive: an array of a bare `zeros` takes no Values."""
    assert proofread(ALL_NAMES).correct is True
    [line] = proofread(ALL_NAMES.replace("h[1].T @ dout", "h[0].T @ dout")).wrong
    assert line.source == "dv = h[0].T @ dout"


PLOTTED = """\
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(0)
X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
w = rng.normal(size=3)
fig, ax = plt.subplots()
losses = []
for step in range(4):
    e = X @ w - y
    loss = 0.5 * np.sum(e**2)
    losses.append(loss)
    w = w - 0.1 * X.T @ e
    if step % 2 == 0:
        ax.plot(losses)
        plt.pause(0.01)
lines = plt.plot(losses)
lines[0].set_color("red")
plt.show()
"""


def test_a_script_that_plots_is_read_and_draws_nothing():
    assert proofread(PLOTTED).correct is True


BY_MATH = """\
import math
import statistics
data = [(0.1, 0.9), (0.5, 0.75), (1.0, 0.45), (1.6, 0.2)]
a, b = 1.0, 0.5
for n in range(4):
    ga, gb, squares = 0.0, 0.0, []
    for t, v in data:
        m = math.exp(-math.pow(t / a, 2)) * math.cosh(b * t)
        r = m - v
        squares.append(r * r)
        ga += 2 * r * m * 2 * t * t / a ** 3 / 4
        gb += 2 * r * m * math.tanh(b * t) * t / 4
    loss = {mean}
    assert not math.isnan(loss)
    a -= 0.5 * ga
    b -= 0.5 * gb
"""


@pytest.mark.parametrize("mean", ["math.fsum(squares) / len(squares)", "statistics.mean(squares)"])
def test_functions_of_math_and_statistics_take_values(mean):
    script = BY_MATH.replace("{mean}", mean)
    assert proofread(script).correct is True
    wrong = proofread(script.replace("math.tanh(b * t) * t", "math.tanh(b * t)"))
    assert [line.number for line in wrong.wrong] == [12]


ORDERED = """\
import numpy as np
rng = np.random.default_rng(1)
X, labels, w, cut = rng.normal(size=(6, 2)), np.array([0, 1, 2, 1, 0, 2]), rng.normal(size=2), np.array([-0.5, 0.5])
for i in range(3):
    upper, lower = np.append(cut, np.inf)[labels], np.append(-np.inf, cut)[labels]
    s = X @ w
    hi, lo = 1 / (1 + np.exp(s - upper)), 1 / (1 + np.exp(s - lower))
    loss = -np.log(hi - lo).sum()
    d = (hi * (1 - hi) - lo * (1 - lo)) / (hi - lo)
    w = w - 0.1 * X.T @ d
"""


def test_an_infinity_in_the_forward_pass_does_not_make_its_gradients_unreadable():
    """The slope of 1 / (1 + exp(inf)) is 0 * inf, on Values."""
    assert proofread(ORDERED).correct is True
    assert [line.number for line in proofread(ORDERED.replace("- lo * (1 - lo))", "- lo)")).wrong] == [9]


DECIDED_BY_GRADIENTS = """\
import numpy as np

rng = np.random.RandomState(4)
weights, biases = rng.randn(4, 3) / 4, np.zeros(3)

def forward(x):
    totals = x @ weights + biases
    return totals, np.exp(totals) / np.exp(totals).sum()

def backprop(x, totals, upstream, rate):
    global weights, biases
    for i, g in enumerate(upstream):
        if not g or g == 0:
            continue
        e = np.exp(totals)
        slope = -e[i] * e / e.sum() ** 2
        slope[i] = e[i] * (e.sum() - e[i]) / e.sum() ** 2
        weights -= rate * np.outer(x, g * slope)
        biases -= rate * g * slope

def train(x, label):
    totals, out = forward(x)
    loss = -np.log(out[label])
    upstream = np.zeros(3)
    upstream[label] = -1 / out[label]
    backprop(x, totals, upstream, 0.1)
    return loss

for epoch in range(2):
    total = 0
    for x, label in zip(rng.randn(3, 4), [2, 0, 1]):
        loss = train(x, label)
        total += loss
"""


@pytest.mark.ci
def test_a_gradient_decides_by_its_number_which_way_a_script_goes():
    assert proofread(DECIDED_BY_GRADIENTS).correct is True
    wrong = DECIDED_BY_GRADIENTS.replace("upstream[label] = -1 / out[label]", "upstream[label] = 1 / out[label]")
    assert [line.source for line in proofread(wrong).wrong] == ["upstream[label] = 1 / out[label]"]


MASKED = """\
import numpy as np
rng = np.random.default_rng(3)
X, T, W = rng.normal(size=(4, 3)), rng.normal(size=(4, 4)), rng.normal(size=(3, 4)) * 0.5
for i in range(3):
    S = X @ W
    hidden = np.triu(np.ones_like(S), 1).astype(bool)
    P = np.where(hidden, 0.0, np.tanh(S))
    loss = 0.5 * np.sum((P - T) ** 2)
    dS = np.where(hidden, 0.0, (P - T) * (1 - P ** 2))
    W = W - 0.1 * X.T @ dS
"""


def test_a_mask_that_is_made_of_values_is_one_of_numbers():
    assert proofread(MASKED).correct is True
    wrong = proofread(MASKED.replace("(1 - P ** 2)", "(1 - P)"))
    assert [line.number for line in wrong.wrong] == [9]


SYMMETRIC = """\
import numpy as np
from numpy.linalg import {function}

rng = np.random.default_rng(4)
A, C = rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
for it in range(2):
    S = A @ A.T + 0.1 * np.eye(3)
    value = {value}
    loss = np.sum(C * value)
    dA = {right}
    A = A - 0.01 * dA
"""
OF_INVERSE = "-np.linalg.inv(S).T @ C @ np.linalg.inv(S).T"
PHI = "np.tril(value.T @ np.tril(C)) * (1 - 0.5 * np.eye(3))"
MATRICES = {
    "inv": ("inv(S)", OF_INVERSE),
    "solve": ("solve(S, np.eye(3))", OF_INVERSE),
    "det": ("det(S)", "np.sum(C) * value * np.linalg.inv(S)"),
    "slogdet": ("slogdet(S)[1]", "np.sum(C) * np.linalg.inv(S)"),
    "cholesky": ("cholesky(S)", f"np.linalg.inv(value).T @ ({PHI}) @ np.linalg.inv(value)"),
}


@pytest.mark.parametrize("function", MATRICES)
def test_functions_of_matrices_keep_the_graph(function):
    """The gradients are those of The Matrix Cookbook (2012), for a Cholesky factor those of Murray (2016)."""
    value, slope = MATRICES[function]
    right = f"(lambda g: (g + g.T) @ A)({slope})"
    report = proofread(SYMMETRIC.format(function=function, value=value, right=right))
    assert report.correct is True, report
    wrong = f"(lambda g: (g - 0.5 * g.T) @ A)({slope})"
    assert proofread(SYMMETRIC.format(function=function, value=value, right=wrong)).correct is False


def test_a_matrix_without_an_inverse_is_refused_as_numpy_does():
    text = SYMMETRIC.format(function="inv", value="inv(S * 0)", right="A")
    assert "Singular" in proofread(text).problem
