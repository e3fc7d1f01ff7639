"""Networks without NumPy: their weights are numbers in lists, dicts and attributes."""

import pytest

from nn import proofread
from tests.examples import first

NEURONS = """\
import math
import random

random.seed(1)

class Neuron:
    def __init__(self, n):
        self.weights = [random.uniform(-1, 1) for _ in range(n)]
        self.bias = random.uniform(-1, 1)

    def forward(self, inputs):
        total = self.bias
        for w, x in zip(self.weights, inputs):
            total += w * x
        self.output = 1.0 / (1.0 + math.exp(-total))
        return self.output

hidden = [Neuron(2) for _ in range(2)]
output = Neuron(2)
data = [([0.1, 0.9], 1.0), ([0.8, 0.3], 0.0)]
for epoch in range(2):
    for x, target in data:
        h = [n.forward(x) for n in hidden]
        y = output.forward(h)
        error = 0.5 * (y - target) ** 2
        output.delta = (y - target) * y * (1 - y)
        for i, n in enumerate(hidden):
            n.delta = output.delta * output.weights[i] * n.output * (1 - n.output)
        for i in range(2):
            output.weights[i] -= 0.5 * output.delta * h[i]
        output.bias = output.bias - 0.5 * output.delta
        for n in hidden:
            for j in range(2):
                n.weights[j] -= 0.5 * n.delta * x[j]
            n.bias -= 0.5 * n.delta
"""
MISTAKES = {
    "weight": (
        "n.delta = output.delta * output.weights[i] * n.output * (1 - n.output)",
        "n.delta = output.delta * n.output * (1 - n.output)",
    ),
    "sign": ("n.weights[j] -= 0.5 * n.delta * x[j]", "n.weights[j] += 0.5 * n.delta * x[j]"),
    "bias": ("n.bias -= 0.5 * n.delta", "n.bias -= 0.5 * output.delta"),
}


@pytest.mark.ci
def test_weights_in_lists_and_biases_in_attributes_are_read():
    assert proofread(NEURONS).correct is True
    grows = NEURONS.replace("for epoch", "errors = [0.0]\nfor epoch").replace(
        "        output.delta", "        errors.append(error)\n        output.delta"
    )
    assert proofread(grows).correct is True  # a list that grows stays one


@pytest.mark.parametrize("name", first(1, list(MISTAKES), 4))
def test_a_wrong_line_is_named(name):
    right, wrong = MISTAKES[name]
    assert right in NEURONS
    assert [line.source for line in proofread(NEURONS.replace(right, wrong)).wrong] == [wrong]


def test_a_list_that_is_joined_to_another_is_one_list():
    """As arrays `x + [1.0]` would be a sum."""
    script = NEURONS.replace("        h = [", "        x = x + [1.0]\n        h = [").replace(
        "Neuron(2) for", "Neuron(3) for"
    )
    script = script.replace("for j in range(2)", "for j in range(3)")
    assert proofread(script).correct is True
    wrong = script.replace("n.weights[j] -= 0.5 * n.delta * x[j]", "n.weights[j] -= 0.5 * n.delta * h[0]")
    assert [line.source for line in proofread(wrong).wrong] == ["n.weights[j] -= 0.5 * n.delta * h[0]"]


@pytest.mark.ci
def test_an_objective_that_names_what_is_expected_is_descended():
    script = NEURONS.replace("target", "expected").replace("-= 0.5", "+= 0.5").replace("bias - 0.5", "bias + 0.5")
    assert proofread(script, objective="0.5 * (y - expected) ** 2").correct is False


REPEATED = """\
import numpy as np
rng = np.random.default_rng(3)
U = rng.normal(size=(3, 2)).tolist()
V = rng.normal(size=(2, 3)).tolist()
c = [0.2] * 3
points, goals = [[0.4, -0.9], [1.1, 0.3]], [[0.5, -0.1], [0.2, 0.7]]
for sweep in range(3):
    total_loss = 0.0
    gU, gV, gc = [[0.0] * 2 for _ in range(3)], [[0] * 3 for _ in range(2)], 3 * [0.0]
    for x, goal in zip(points, goals):
        z = [0] * 3
        for r in range(3):
            z[r] = c[r]
            for s in range(2):
                z[r] += U[r][s] * x[s]
        h = [v * v for v in z]
        out = [0.0] * 2
        for o in range(2):
            for r in range(3):
                out[o] += V[o][r] * h[r]
            total_loss += 0.5 * (out[o] - goal[o]) ** 2
        for o in range(2):
            for r in range(3):
                gV[o][r] += (out[o] - goal[o]) * h[r]
        for r in range(3):
            back = 0.0
            for o in range(2):
                back += (out[o] - goal[o]) * V[o][r]
            back *= 2 * z[r]
            gc[r] += back
            for s in range(2):
                gU[r][s] += back * x[s]
    for r in range(3):
        c[r] -= 0.05 * gc[r]
        for s in range(2):
            U[r][s] -= 0.05 * gU[r][s]
        for o in range(2):
            V[o][r] -= 0.05 * gV[o][r]
"""


@pytest.mark.ci
def test_lists_that_are_repeated_or_come_from_an_array_are_read():
    """The 0.0 at which `back` begins is no parameter, although the same 0.0 was there before the loss."""
    assert proofread(REPEATED).correct is True


@pytest.mark.ci
def test_a_wrong_line_of_such_a_script_is_named_and_mended():
    wrong = proofread(REPEATED.replace("back *= 2 * z[r]", "back *= 2 * h[r]")).wrong
    assert [(line.source, [fix.edits[0][1].strip() for fix in line.fixes][:1]) for line in wrong] == [
        ("back *= 2 * h[r]", ["back *= 2 * z[r]"])
    ]


ADAM = """\
import numpy as np
rng = np.random.default_rng(2)
x, y = rng.normal(size=(5, 2)), rng.normal(size=5)
theta = [rng.normal(size=2), np.array(0.1)]
m = [np.zeros_like(p) for p in theta]
v = [np.zeros_like(p) for p in theta]
for t in range(1, 5):
    u, c = theta
    diff = x @ u + c - y
    loss = (diff ** 2).mean()
    g = [x.T @ diff * 2 / 5, 2 * diff.mean()]
    for i in range(2):
        m[i] = 0.9 * m[i] + 0.1 * g[i]
        v[i] = 0.99 * v[i] + 0.01 * g[i] ** 2
        theta[i] = theta[i] - 0.1 * (m[i] / (1 - 0.9 ** t)) / (np.sqrt(v[i] / (1 - 0.99 ** t)) + 1e-8)
"""


@pytest.mark.ci
def test_a_list_of_arrays_is_read_where_one_of_them_has_no_axis():
    """Its first step makes it a number: NumPy gives no array without an axis."""
    assert proofread(ADAM).correct is True
    assert [line.number for line in proofread(ADAM.replace("x.T @ diff", "x.T @ y")).wrong] == [11]


DICT = """\
theta = {"m": 0.0, "c": 0.0}
points = [(1, 3.1), (2, 4.9), (3, 7.2)]
for i in range(5):
    loss, grad = 0.0, {"m": 0.0, "c": 0.0}
    for x, y in points:
        e = theta["m"] * x + theta["c"] - y
        loss += e * e / 3
        grad["m"] += 2 * e * x / 3
        grad["c"] += 2 * e / 3
    for k in theta:
        theta[k] -= 0.03 * grad[k]
"""
PAIRS = """\
from math import exp, log
X, y = [[0.5, 1.0], [1.5, -0.3], [-0.2, 0.8], [-1.1, -0.6]], [1, 1, 0, 0]
w, b = [0.1, -0.2], 0.0
for epoch in range(6):
    loss, errors = 0.0, []
    for x, t in zip(X, y):
        p = 1 / (1 + exp(-sum(wi * xi for wi, xi in zip(w, x)) - b))
        loss -= log(p if t else 1 - p) / 4
        errors.append(p - t)
    grad = [sum(e * x[j] for e, x in zip(errors, X)) / 4 for j in range(2)]
    w = [wi - 0.3 * gi for wi, gi in zip(w, grad)]
    b = b - 0.3 * sum(errors) / 4
    print(round(loss, 4))
"""


@pytest.mark.ci
def test_numbers_in_a_dict_or_a_list_are_read_as_arrays():
    assert proofread(DICT).correct is True
    assert [line.source for line in proofread(DICT.replace("e * x / 3", "e / 3")).wrong] == ['grad["m"] += 2 * e / 3']
    assert proofread(PAIRS).correct is True
    wrong = proofread(PAIRS.replace("zip(errors, X)) / 4", "zip(errors, X))"))
    assert [line.number for line in wrong.wrong] == [10], wrong


ROWS = """\
import numpy as np
rng = np.random.default_rng(3)
data = [[0.9, -0.4, 0], [-0.8, 0.6, 1]]
lower = [[float(rng.uniform(-1, 1)) for _ in range(3)] for _ in range(3)]  # the last of each row is a bias
upper = [[float(rng.uniform(-1, 1)) for _ in range(4)] for _ in range(2)]
def unit(row, below):
    total = row[-1]
    for i in range(len(row) - 1):
        total += row[i] * below[i]
    return 1.0 / (1.0 + float(np.exp(-total)))
for epoch in range(2):
    sum_error = 0.0
    for row in data:
        want = [1.0 - row[2], float(row[2])]
        h = [unit(each, row[:2]) for each in lower]
        o = [unit(each, h) for each in upper]
        error = sum(0.5 * (want[k] - o[k]) ** 2 for k in range(2))
        sum_error += error
        d_o = [(o[k] - want[k]) * o[k] * (1.0 - o[k]) for k in range(2)]
        d_h = []
        for j in range(3):
            err = 0.0
            for k in range(2):
                err += upper[k][j] * d_o[k]
            d_h.append(err * h[j] * (1.0 - h[j]))
        for k in range(2):
            for j in range(3):
                upper[k][j] -= 0.4 * d_o[k] * h[j]
            upper[k][-1] -= 0.4 * d_o[k]
        for j in range(3):
            for i in range(2):
                lower[j][i] -= 0.4 * d_h[j] * row[i]
            lower[j][-1] -= 0.4 * d_h[j]
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("lower[j][-1] -= 0.4 * d_h[j]", "lower[j][-2] -= 0.4 * d_h[j]"),
        ("err += upper[k][j] * d_o[k]", "err = upper[k][j] * d_o[k]"),
        ("err += upper[k][j] * d_o[k]", "err += upper[k][j] * d_o[0]"),
    ],
    ids=["the bias of a row has a line of its own", "a sum that is overwritten is no loss", "a sum of numbers"],
)
def test_rows_of_weights_that_end_with_a_bias_are_read(right, wrong):
    report = proofread(ROWS.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert right in [new for fix in report.wrong[0].fixes for _, new in fix.edits], report


@pytest.mark.ci
def test_a_function_that_is_called_for_each_unit_gives_those_of_the_last_layer_last():
    slope, wrong = "(o[k] - want[k]) * o[k] * (1.0 - o[k])", "d_o.append(o[k] - want[k])"
    made = f"d_o = []\n        for k in range(2):\n            d_o.append({slope})"
    script = ROWS.replace(f"d_o = [{slope} for k in range(2)]", made)
    report = proofread(script.replace(f"d_o.append({slope})", wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert report.wrong[0].fixes, report


WITH_A_MEMORY = """\
import math
import random

random.seed(11)
rows = [([0.2, -0.7], 0.9), ([0.8, 0.5], 0.1), ([-0.4, 0.6], 0.3)]
inner = [[random.uniform(-1, 1) for _ in range(3)] for _ in range(2)]
outer = [random.uniform(-1, 1) for _ in range(3)]
before = [0.0] * 3
rate = 0.5
for epoch in range(3):
    for x, t in rows:
        given = [*x, 1]
        h = [math.tanh(sum(inner[j][k] * given[k] for k in range(3))) for j in range(2)]
        h.append(1)
        z = 0.0
        for j in range(3):
            z += outer[j] * h[j]
        out = 1 / (1 + math.exp(-z))
        loss = 0.5 * (t - out) ** 2
        d_out = (t - out) * out * (1 - out)
        d_h = []
        for j in range(2):
            back = d_out * outer[j]
            d_h.append(back * (1 - h[j] ** 2))
        for j in range(3):
            change = rate * d_out * h[j] + 0.5 * before[j]
            outer[j] += change
            before[j] = change
        for j in range(2):
            for k in range(3):
                inner[j][k] += rate * d_h[j] * given[k]
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("back = d_out * outer[j]", "back = d_out * h[j]"),
        ("d_h.append(back * (1 - h[j] ** 2))", "d_h.append(back * h[j] * (1 - h[j]))"),
        ("inner[j][k] += rate * d_h[j] * given[k]", "inner[j][k] += rate * d_h[j] * h[k]"),
    ],
)
def test_a_rate_in_the_line_above_a_step_is_the_rate_of_that_step(right, wrong):
    """No fix has to make up for it, as `/ 2` would."""
    assert proofread(WITH_A_MEMORY).correct is True
    report = proofread(WITH_A_MEMORY.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert report.wrong[0].fixes[0].edits[0][1] == right


@pytest.mark.ci
def test_a_factor_of_all_steps_that_differs_with_the_data_is_no_convention():
    wrong = "d_out = (t - out)"
    report = proofread(WITH_A_MEMORY.replace("d_out = (t - out) * out * (1 - out)", wrong))
    assert report.wrong[0].source == wrong, report
