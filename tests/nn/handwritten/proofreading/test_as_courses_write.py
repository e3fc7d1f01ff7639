"""What well-known courses and tutorials do around a right backward pass: it is read, and what is wrong in it named."""

import pytest

from nn import proofread
from tests.examples import first

HINGE_WRITTEN_OVER = """\
import numpy as np

def hinge_loss(W, X, y, reg):
    n = X.shape[0]
    scores = X.dot(W)
    mine = scores[np.arange(n), y].reshape(n, 1)
    gaps = np.maximum(0, scores - mine + 1)
    gaps[np.arange(n), y] = 0
    loss = gaps.sum() / n
    loss += reg * np.sum(W * W)
    gaps[gaps > 0] = 1
    gaps[np.arange(n), y] -= gaps.sum(axis=1)
    dW = X.T.dot(gaps) / n
    dW = dW + 2 * reg * W
    return loss, dW

rng = np.random.default_rng(2)
X, y = rng.normal(size=(6, 4)), np.array([0, 1, 2, 0, 2, 1])
W = 0.1 * rng.normal(size=(4, 3))
for step in range(5):
    loss, grad = hinge_loss(W, X, y, 0.01)
    W -= 0.1 * grad
"""

SATURATED = """\
import numpy as np

def squash(s):
    return 1 / (1 + np.exp(-s))

def slope(s):
    return squash(s) * (1 - squash(s))

w, v, b = 0.8, -0.6, 0.1
for epoch in range(3):
    for x, t in zip([[-2.0, -1.0], [37.0, 6.0], [-45.0, 6.5]], [1.0, 0.0, 1.0]):
        s = w * x[0] + b
        h = squash(s)
        out = squash(v * h)
        loss = (t - out) ** 2
        back = -2 * (t - out) * slope(v * h)
        step_h = back * v * slope(s)
        w -= 0.1 * step_h * x[0]
        b -= 0.1 * step_h
        v -= 0.1 * back * h
"""

SEED_BY_KEYWORD = """\
import numpy as np

np.random.seed(seed=1)
X = np.random.randn(5, 3)
y = np.random.randn(5)
w = np.random.randn(3)
for step in range(4):
    gap = X @ w - y
    loss = 0.5 * np.sum(gap ** 2)
    w -= 0.1 * X.T @ gap
"""

A_FLOAT_OF_A_COST = """\
import numpy as np

def cost_of(a, y):
    cost = -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)) / y.shape[1]
    cost = float(np.squeeze(cost))
    assert isinstance(cost, float)
    return cost

rng = np.random.default_rng(4)
X, y = rng.normal(size=(2, 5)), np.array([[0.0, 1.0, 1.0, 0.0, 1.0]])
w, b = rng.normal(size=(1, 2)), np.zeros((1, 1))
for i in range(3):
    a = 1 / (1 + np.exp(-(w @ X + b)))
    cost = cost_of(a, y)
    print("cost %d: %f" % (i, cost))
    dz = (a - y) / y.shape[1]
    w = w - 0.5 * dz @ X.T
    b = b - 0.5 * np.sum(dz)
"""

LOOKED_AT_IN_SOME_TURNS = """\
import numpy as np

rng = np.random.default_rng(5)
points, goals = rng.normal(size=(5, 2)), rng.normal(size=5)
weights, bias = rng.normal(size=2), 0.3

def guess(point):
    return np.tanh(np.dot(point, weights) + bias)

for turn in range(6):
    k = rng.integers(5)
    point, goal = points[k], goals[k]
    layer = np.dot(point, weights) + bias
    out = np.tanh(layer)
    dout = 2 * (out - goal)
    dlayer = dout * (1 - out ** 2)
    weights = weights - 0.1 * dlayer * point
    bias = bias - 0.1 * dlayer
    if turn % 100 == 0:
        total = 0
        for j in range(len(points)):
            goal = goals[j]
            out = guess(points[j])
            error = np.square(out - goal)
            total = total + error
        print(total)
"""

LAYERS_OF_DICTS = """\
from math import exp

net = [
    [{"w": [0.4, -0.3, 0.1]}, {"w": [-0.6, 0.2, 0.3]}],
    [{"w": [0.5, -0.7, 0.2]}],
]
rows = [[0.2, 1.1, 0.0], [1.4, -0.5, 1.0], [-0.3, 0.8, 1.0]]

def run(net, row):
    values = row
    for layer in net:
        fresh = []
        for cell in layer:
            total = cell["w"][-1]
            for i in range(len(cell["w"]) - 1):
                total += cell["w"][i] * values[i]
            cell["out"] = 1.0 / (1.0 + exp(-total))
            fresh.append(cell["out"])
        values = fresh
    return values

def back(net, goal):
    for i in reversed(range(len(net))):
        layer = net[i]
        gaps = list()
        for j in range(len(layer)):
            if i == len(net) - 1:
                gaps.append(layer[j]["out"] - goal)
            else:
                gap = 0.0
                for cell in net[i + 1]:
                    gap += cell["w"][j] * cell["delta"]
                gaps.append(gap)
        for j in range(len(layer)):
            layer[j]["delta"] = gaps[j] * layer[j]["out"] * (1.0 - layer[j]["out"])

def step(net, row, rate):
    for i in range(len(net)):
        values = row[:-1]
        if i != 0:
            values = [cell["out"] for cell in net[i - 1]]
        for cell in net[i]:
            for j in range(len(values)):
                cell["w"][j] -= rate * cell["delta"] * values[j]
            cell["w"][-1] -= rate * cell["delta"]

for epoch in range(3):
    total = 0
    for row in rows:
        outs = run(net, row)
        total += 0.5 * sum([(row[-1] - outs[k]) ** 2 for k in range(len(outs))])
        back(net, row[-1])
        step(net, row, 0.5)
    print("epoch=%d, error=%.3f" % (epoch, total))
"""

PENALTY_ON_ZEROS = """\
import numpy as np

class Dense:
    def __init__(self, n, m, l2):
        self.weights = 0.3 * np.random.randn(n, m)
        self.biases = np.zeros((1, m))
        self.l2 = l2

    def forward(self, inputs):
        self.inputs = inputs
        self.output = inputs @ self.weights + self.biases

    def backward(self, dvalues):
        self.dweights = self.inputs.T @ dvalues
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        self.dbiases += 2 * self.l2 * self.biases
        self.dinputs = dvalues @ self.weights.T

class Steps:
    def __init__(self):
        self.rate, self.decay = 0.01, 0.9

    def update(self, layer):
        if not hasattr(layer, "seen_w"):
            layer.seen_w, layer.seen_b = np.zeros_like(layer.weights), np.zeros_like(layer.biases)
        layer.seen_w = self.decay * layer.seen_w + (1 - self.decay) * layer.dweights ** 2
        layer.seen_b = self.decay * layer.seen_b + (1 - self.decay) * layer.dbiases ** 2
        layer.weights += -self.rate * layer.dweights / (np.sqrt(layer.seen_w) + 1e-7)
        layer.biases += -self.rate * layer.dbiases / (np.sqrt(layer.seen_b) + 1e-7)

np.random.seed(3)
X, y = np.random.randn(6, 3), np.random.randn(6, 2)
first, last, steps = Dense(3, 4, 0.05), Dense(4, 2, 0.0), Steps()
for epoch in range(3):
    first.forward(X)
    hidden = np.tanh(first.output)
    last.forward(hidden)
    loss = np.mean((last.output - y) ** 2) + first.l2 * np.sum(first.biases ** 2)
    last.backward(2 * (last.output - y) / y.size)
    first.backward(last.dinputs * (1 - hidden ** 2))
    steps.update(first)
    steps.update(last)
"""

DROPPED_BY_BINOMIAL = """\
import numpy as np

rng = np.random.RandomState(7)
np.random.seed(7)
X, y = rng.randn(4, 3), rng.rand(4, 1)
w1, w2 = rng.randn(3, 5), rng.randn(5, 1)
for i in range(4):
    h = np.tanh(X.dot(w1))
    kept = np.random.binomial([np.ones((len(X), 5))], 0.8)[0] / 0.8
    h_kept = h * kept
    out = h_kept.dot(w2)
    loss = 0.5 * np.sum((out - y) ** 2)
    back = (out - y).dot(w2.T) * kept * (1 - h ** 2)
    w2 -= 0.1 * h_kept.T.dot(out - y)
    w1 -= 0.1 * X.T.dot(back)
"""

CHECKED_ON_COPIES = """\
import numpy as np

def cost(X, T, W, b):
    return 0.5 * np.sum((X @ W + b - T) ** 2)

np.random.seed(1)
X, T = np.random.randn(4, 3), np.random.randn(4, 2)
W, b = np.random.randn(3, 2), np.random.randn(1, 2)
E = X @ W + b - T
params, grads = [W, b], [X.T @ E, np.sum(E, axis=0, keepdims=True)]
eps = 1e-4
for k in range(len(params)):
    for r in range(params[k].shape[0]):
        low, high = params[:], params[:]
        moved = params[k].copy()
        moved[r, 0] -= eps
        low[k] = moved
        lifted = params[k].copy()
        lifted[r, 0] += eps
        high[k] = lifted
        near = (cost(X, T, *high) - cost(X, T, *low)) / (2 * eps)
        assert np.isclose(near, grads[k][r, 0])
for i in range(5):
    E = X @ W + b - T
    W = W - 0.05 * X.T @ E
    b = b - 0.05 * np.sum(E, axis=0, keepdims=True)
    print(cost(X, T, W, b))
"""

ROWS_OF_NUMBERS = """\
import numpy as np

xs, ts = [(0.4, -1.2), (1.3, 0.5), (-0.7, 0.9)], [0.3, -0.8, 1.1]
w, v = [[0.2, -0.5, 0.7], [0.6, 0.1, -0.3]], [0.4, -0.6, 0.9]
for turn in range(4):
    total = 0.0
    g_w, g_v = [[0.0] * 3 for _ in range(2)], [0.0] * 3
    for x, t in zip(xs, ts):
        h = [np.tanh(x[0] * w[0][j] + x[1] * w[1][j]) for j in range(3)]
        gap = sum(a * b for a, b in zip(v, h)) - t
        total += 0.5 * gap ** 2
        for j in range(3):
            g_v[j] += gap * h[j]
            slope = gap * v[j] * (1 - h[j] ** 2)
            g_w[0][j] += slope * x[0]
            g_w[1][j] += slope * x[1]
    w = [[a - 0.1 * g for a, g in zip(row, g_row)] for row, g_row in zip(w, g_w)]
    v = [a - 0.1 * g for a, g in zip(v, g_v)]
"""

PRINTED_IN_SOME_TURNS = """\
import numpy as np

rng = np.random.default_rng(6)
X, y, w = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
for turn in range(6):
    gap = X @ w - y
    w = w - 0.1 * X.T @ gap
    if turn % 2 == 0:
        print(0.5 * np.sum((X @ w - y) ** 2))
"""

RIGHT = {
    "rows": ROWS_OF_NUMBERS,
    "printed": PRINTED_IN_SOME_TURNS,
    "hinge": HINGE_WRITTEN_OVER,
    "saturated": SATURATED,
    "seed": SEED_BY_KEYWORD,
    "float": A_FLOAT_OF_A_COST,
    "looked at": LOOKED_AT_IN_SOME_TURNS,
    "dicts": LAYERS_OF_DICTS,
    "zeros": PENALTY_ON_ZEROS,
    "binomial": DROPPED_BY_BINOMIAL,
    "copies": CHECKED_ON_COPIES,
}


@pytest.mark.parametrize("script", first(5, [*RIGHT.values()]), ids=[*RIGHT])
def test_a_right_script_is_called_right(script):
    report = proofread(script)
    assert report.correct is True, report


@pytest.mark.ci
def test_where_a_slope_is_rounded_to_0_its_steps_are_right_in_every_pass():
    for at in range(5):
        assert proofread(SATURATED, at=at).correct is True


@pytest.mark.ci
@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (HINGE_WRITTEN_OVER, "y] -= gaps.sum(axis=1)", "y] -= gaps.sum(axis=0)[0]"),
        (HINGE_WRITTEN_OVER, "dW = X.T.dot(gaps) / n", "dW = X.T.dot(gaps)"),
        (LOOKED_AT_IN_SOME_TURNS, "dout = 2 * (out - goal)", "dout = 2 * (goal - out)"),
        (LOOKED_AT_IN_SOME_TURNS, "(1 - out ** 2)", "(1 - layer ** 2)"),
        (SATURATED, "back = -2 * (t - out)", "back = 2 * (t - out)"),
        (LAYERS_OF_DICTS, 'cell["w"][j] -= rate', 'cell["w"][j] += rate'),
        (ROWS_OF_NUMBERS, "g_w[1][j] += slope * x[1]", "g_w[1][j] += slope * x[0]"),
        (PENALTY_ON_ZEROS, "np.sum(dvalues, axis=0", "np.mean(dvalues, axis=0"),
    ],
)
def test_a_wrong_line_is_named_with_the_right_one(script, right, wrong):
    lines = script.replace(right, wrong).splitlines()
    number = next(i for i, line in enumerate(lines, 1) if wrong in line)
    report = proofread("\n".join(lines))
    assert [line.number for line in report.wrong] == [number], report
    assert report.wrong[0].fixes


@pytest.mark.ci
def test_a_sum_of_squares_without_its_half_is_told_beside_a_wrong_line():
    script = LAYERS_OF_DICTS.replace("0.5 * sum(", "sum(").replace('cell["w"][j] -= rate', 'cell["w"][j] += rate')
    report = proofread(script)
    (line,) = report.wrong
    assert line.fixes[0].edits[0][1] == "cell['w'][j] -= rate * cell['delta'] * values[j]"
    assert "Besides, all gradients are 0.5 times those of the loss." in str(report)


@pytest.mark.ci
def test_no_fix_has_the_number_of_an_epoch_as_an_index():
    script = SATURATED.replace("step_h * x[0]", "step_h * x[1]")
    report = proofread(script)
    assert report.wrong[0].fixes
    assert all("epoch" not in text for fix in report.wrong[0].fixes for _, text in fix.edits)


def test_a_script_that_only_counts_its_right_answers_is_asked_for_a_loss():
    script = """\
import numpy as np
rng = np.random.default_rng(0)
X, labels, W = rng.normal(size=(5, 3)), np.array([0, 1, 2, 1, 0]), rng.normal(size=(3, 3))
def right_ones(A, labels):
    return np.sum(np.argmax(A, axis=1) == labels) / labels.size
for i in range(4):
    E = np.exp(X @ W)
    A = E / E.sum(axis=1, keepdims=True)
    W = W - 0.1 * X.T @ (A - np.eye(3)[labels])
    print(right_ones(A, labels))
"""
    report = proofread(script)
    assert report.correct is None
    assert report.problem.startswith("the script computes no loss: give it as")
    named = proofread(script, objective="-np.sum(np.log(A[np.arange(5), labels]))")
    assert named.correct is True


def test_what_is_kept_deep_in_a_cache_is_no_parameter():
    script = """\
import numpy as np
rng = np.random.default_rng(0)
x, W = rng.normal(size=(3, 4)), rng.normal(size=(4, 4))
def forward(x, W):
    c, out, caches = np.zeros(4), np.zeros((3, 4)), []
    for t in range(3):
        c_prev = c
        c = np.tanh(W @ c_prev + x[t])
        out[t] = c
        caches.append((c, c_prev, W))
    return out, (caches, x)
def backward(dout, caches):
    caches, x = caches
    dx, dW, dc_prev = np.zeros((3, 4)), np.zeros((4, 4)), np.zeros(4)
    for t in reversed(range(3)):
        c, c_prev, W = caches[t]
        dz = (dout[t] + dc_prev) * (1 - c ** 2)
        dx[t], dW, dc_prev = dz, dW + np.outer(dz, c_prev), W.T @ dz
    return {"dx": dx, "dW": dW, "dc_prev": dc_prev}
out, caches = forward(x, W)
dout = rng.normal(size=(3, 4))
gradients = backward(dout, caches)
"""
    report = proofread(script, objective="np.sum(dout * out)")
    assert report.correct is True, report
    assert report.parameters == ("x", "W")
