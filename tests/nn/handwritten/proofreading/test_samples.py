"""Backward passes that go sample by sample through lists of arrays, as those of the best-known course code do."""

import ast

import pytest

from nn import proofread
from tests.examples import first

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

NETWORK = """
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))

class Network:
    def __init__(self, sizes):
        rng = np.random.default_rng(0)
        self.count = len(sizes)
        self.biases = [rng.normal(size=(k, 1)) for k in sizes[1:]]
        self.weights = [rng.normal(size=(k, j)) for j, k in zip(sizes[:-1], sizes[1:])]

    def step(self, samples, eta):
        sum_b = [np.zeros(b.shape) for b in self.biases]
        sum_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in samples:
            nabla_b, nabla_w = self.backprop(x, y)
            sum_b = [s + n for s, n in zip(sum_b, nabla_b)]
            sum_w = [s + n for s, n in zip(sum_w, nabla_w)]
        self.weights = [w - eta / len(samples) * s for w, s in zip(self.weights, sum_w)]
        self.biases = [b - eta / len(samples) * s for b, s in zip(self.biases, sum_b)]

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activations, zs = [x], []
        for b, w in zip(self.biases, self.weights):
            zs.append(w @ activations[-1] + b)
            activations.append(sigmoid(zs[-1]))
        delta = (activations[-1] - y) * slope(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = delta @ activations[-2].T
        for l in range(2, self.count):
            delta = (self.weights[-l + 1].T @ delta) * slope(zs[-l])
            nabla_b[-l] = delta
            nabla_w[-l] = delta @ activations[-l - 1].T
        return nabla_b, nabla_w

rng = np.random.default_rng(1)
net = Network([4, 5, 3, 2])
for epoch in range(2):
    net.step([(rng.normal(size=(4, 1)), rng.normal(size=(2, 1))) for _ in range(2)], 0.9)
"""
OBJECTIVE = "0.5 * np.sum((activations[-1] - y) ** 2)"
MISTAKES = {
    "a slope forgotten": ("(self.weights[-l + 1].T @ delta) * slope(zs[-l])", "self.weights[-l + 1].T @ delta"),
    "the activation of the layer above": ("delta @ activations[-l - 1].T", "delta @ activations[-l].T"),
    "only the last sample": ("[s + n for s, n in zip(sum_b, nabla_b)]", "[n for s, n in zip(sum_b, nabla_b)]"),
}


@pytest.mark.ci
@pytest.mark.parametrize("name", first(0, list(MISTAKES), 3))
def test_a_line_that_runs_once_for_each_sample_is_named_and_fixed(name):
    right, wrong = MISTAKES[name]
    text = NETWORK.replace(right, wrong)
    number = next(i for i, (a, b) in enumerate(zip(NETWORK.splitlines(), text.splitlines(), strict=True), 1) if a != b)
    first = proofread(text, objective=OBJECTIVE).wrong[0]
    assert first.number == number
    fixed = first.fixes[0].edits[0][1]
    assert ast.dump(ast.parse(fixed.partition(" = ")[2])) == ast.dump(ast.parse(right))


def test_the_network_itself_is_right():
    assert proofread(NETWORK, objective=OBJECTIVE).correct is True


OR = """
import numpy as np

rng = np.random.default_rng(0)
X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0.0, 1.0, 1.0, 1.0])
w, b = rng.normal(size=2), rng.normal(size=1)
for epoch in range(2):
    for n in range(4):
        out = np.zeros(1)
        out[0] = 1 / (1 + np.exp(-(w @ X[n] + b[0])))
        loss = 0.5 * (out[0] - y[n]) ** 2
        delta = (out[0] - y[n]) * out[0] * (1 - out[0])
        w -= 0.5 * delta * X[n]
        b -= 0.5 * delta
"""


def test_a_step_that_is_0_for_a_sample_of_zeros_is_read_at_a_later_one():
    assert proofread(OR).correct is True
    report = proofread(OR.replace("delta * X[n]", "delta * X[n][::-1]"))
    assert [(line.number, bool(line.fixes)) for line in report.wrong] == [(13, True)]


STEP = """
import numpy as np

rng = np.random.default_rng(0)
inside, outside, eta = rng.normal(size=(6, 3)), rng.normal(size=(5, 3)), 0.1
for word, target in ((1, 2), (4, 0)):
    v = inside[word]
    error = outside @ v - np.eye(5)[target]
    loss = 0.5 * np.sum(error**2)
    back, push = outside.T @ error, np.outer(error, v)
    inside[word] -= eta * back
    outside -= eta * push
"""


def test_a_step_in_the_place_of_the_entry_that_should_take_it_is_named():
    line = "inside[word] -= eta * back"
    [wrong] = proofread(STEP.replace(line, line.replace("-=", "= -"))).wrong
    assert (wrong.source.strip(), "overwritten" in wrong.note) == (line.replace("-=", "= -"), True)
    assert wrong.fixes


@pytest.mark.parametrize("step", ["step", "steps[0]"])
def test_a_step_that_is_kept_first_is_no_parameter(step):
    text = STEP.replace("inside[word] -= eta * back", f"{step} = eta * back\n    inside[word] -= {step}")
    assert proofread(text.replace("for word", "steps = [np.zeros(3)]\nfor word")).correct is True
