"""Scripts in micrograd's style run when only their import lines change.

The scripts are ours, the idioms are those one meets. What they compute is checked against central
differences, or against the same training written in NumPy.
"""

import math
import random

import numpy as np
import pytest

from engine import Value
from nn import MLP, Layer, Module, Neuron
from tests.small_graphs import nodes_and_edges


def slope(f, xs, i, h=1e-6):
    """∂f/∂x_i by central differences on plain floats."""
    up, down = list(xs), list(xs)
    up[i] += h
    down[i] -= h
    return (f(*up) - f(*down)) / (2 * h)


# --- the engine -------------------------------------------------------------------------------


def relu(x):
    return x.relu() if isinstance(x, Value) else max(x, 0.0)


EXPRESSIONS = {
    "number minus Value": (lambda a, b: 2 - a * b, (1.5, -0.7)),
    "Value minus number": (lambda a, b: (a - 3) * (b - 1.5), (1.5, -0.7)),
    "negation": (lambda a, b: -a * b + -b, (1.5, -0.7)),
    "negative power": (lambda a, b: a**-1 + b * a**-2, (1.5, -0.7)),
    "powers": (lambda a, b: a**3 + b**2 + a**0.5, (1.5, -0.7)),
    "number divided by Value": (lambda a, b: 10.0 / a - 1 / b, (1.5, -0.7)),
    "Value divided by number": (lambda a, b: a / 4 + b / a, (1.5, -0.7)),
    "sum with a start": (lambda a, b: sum([a, b, a * b]), (1.5, -0.7)),
    "relu": (lambda a, b: relu(3 * a + b) + relu(b - a), (1.5, -0.7)),
    "a value used again and again": (lambda a, b: (a + b) * (a + b) + a * a * a, (1.5, -0.7)),
    "ints": (lambda a, b: 1 + 2 * a - 3 + b * 4, (2, -3)),
}


@pytest.mark.parametrize(("f", "xs"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_expressions(f, xs):
    values = [Value(x) for x in xs]
    y = f(*values)
    y.backward()
    assert y.data == pytest.approx(f(*xs), rel=1e-14)
    assert [v.grad for v in values] == pytest.approx([slope(f, xs, i) for i in range(len(xs))], rel=1e-8)


def test_a_long_script_with_names_used_again():
    """`+=` on a name makes a new value; the graph keeps the old ones."""

    def script(p, q):
        r = p * q + 1
        s = r**2 - p
        s += s + 1
        s += 1 + s + -p
        t = relu(r - s) + relu(s + q) * 2
        u = t / 2.0
        u += 10.0 / (t + 3)
        return u

    p, q = Value(1.25), Value(-0.5)
    u = script(p, q)
    u.backward()
    assert u.data == pytest.approx(script(1.25, -0.5), rel=1e-14)
    assert p.grad == pytest.approx(slope(script, (1.25, -0.5), 0), rel=1e-8)
    assert q.grad == pytest.approx(slope(script, (1.25, -0.5), 1), rel=1e-8)


def test_gradients_are_printed_and_reset_as_usual():
    a = Value(3.0)
    assert "%.4f" % a.grad == "0.0000"  # noqa: UP031  # before any backward pass, too
    assert a.grad == 0
    (a * a).backward()
    assert f"{a.grad:.4f}" == "6.0000"
    a.grad = 0
    (a * 2).backward()
    assert a.grad == 2.0


def test_a_graph_is_walked_by_prev_and_op():
    a, b = Value(2.0), Value(-3.0)
    c = a * b
    d = (c + a).relu()
    nodes, edges = nodes_and_edges(d)
    assert {v._op for v in nodes} == {"", "*", "+", "ReLU"}
    assert a._prev == set()
    assert c._prev == {a, b}
    assert (c * c)._prev == {c}
    assert len(nodes) == 5
    assert edges == {(a, c), (b, c), (c, d.parents[0]), (a, d.parents[0]), (d.parents[0], d)}


@pytest.mark.parametrize(
    ("make", "op"),
    [
        (lambda a: a + 1, "+"),
        (lambda a: a * 2, "*"),
        (lambda a: a**2, "**"),
        (lambda a: a.relu(), "ReLU"),
        (lambda a: a.tanh(), "tanh"),
        (lambda a: a.exp(), "exp"),
        (lambda a: a, ""),
    ],
)
def test_op_is_the_symbol(make, op):
    assert make(Value(0.5))._op == op


def test_a_topological_order_built_by_hand():
    """The loop from the lecture: sorted by _prev, every value after all it was made from."""
    a, b = Value(2.0), Value(3.0)
    y = a * b + a - b / a
    topo, visited = [], set()

    def build(v):
        if v not in visited:
            visited.add(v)
            for child in v._prev:
                build(child)
            topo.append(v)

    build(y)
    assert topo[-1] is y
    assert all(topo.index(child) < topo.index(v) for v in topo for child in v._prev)


# --- networks ---------------------------------------------------------------------------------


def test_classes_and_their_arguments():
    random.seed(3)
    neuron, layer, model = Neuron(2, nonlin=False), Layer(2, 3, nonlin=True), MLP(2, [4, 1])
    assert isinstance(model, Module)
    assert (len(neuron.parameters()), len(layer.parameters()), len(model.parameters())) == (3, 9, 17)
    assert isinstance(neuron([1.0, 2.0]), Value)
    assert len(layer([1.0, 2.0])) == 3
    assert isinstance(model([1.0, 2.0]), Value)
    assert str(neuron) == "LinearNeuron(2)"
    assert f"{model}, {len(model.parameters())}".endswith("Layer of [LinearNeuron(4)]], 17")


def test_the_inputs_may_be_mapped_to_values():
    random.seed(3)
    model = MLP(3, [4, 4, 1])
    X = np.array([[2.0, 3.0, -1.0], [3, -1, 0.5]])
    inputs = [list(map(Value, xrow)) for xrow in X]
    scores = list(map(model, inputs))
    assert [s.data for s in scores] == [model(row).data for row in X]
    scores[0].backward()
    assert any(v.grad for v in inputs[0])
    assert not any(v.grad for v in inputs[1])


def moons(n, rng):
    """Points on two arcs, with labels −1 and 1 as NumPy ints."""
    angle = rng.uniform(0, math.pi, n)
    y = rng.integers(0, 2, n)
    X = np.stack([np.cos(angle) + y, np.where(y == 1, -np.sin(angle) + 0.5, np.sin(angle))], axis=1)
    return X + rng.normal(0, 0.1, X.shape), y * 2 - 1


class Reference:
    """The network of the scripts below, in NumPy: relu layers, the last one linear."""

    def __init__(self, model):
        self.params = [
            (np.array([[w.data for w in n.w] for n in layer.neurons]), np.array([n.b.data for n in layer.neurons]))
            for layer in model.layers
        ]

    def loss_and_gradients(self, X, loss, alpha=0.0):
        """The loss, with weight decay, and its gradients; `loss` gives value and derivative by the scores."""
        A, Z = [X], []
        for k, (W, b) in enumerate(self.params, start=1):
            Z.append(A[-1] @ W.T + b)
            A.append(np.maximum(Z[-1], 0) if k < len(self.params) else Z[-1])
        value, G = loss(A[-1])
        gradients = []
        for k in reversed(range(len(self.params))):
            W, b = self.params[k]
            delta = G if k == len(self.params) - 1 else G * (Z[k] > 0)
            gradients.insert(0, (delta.T @ A[k] + 2 * alpha * W, delta.sum(axis=0) + 2 * alpha * b))
            G = delta @ W
        value += alpha * sum((W**2).sum() + (b**2).sum() for W, b in self.params)
        return value, gradients

    def step(self, gradients, lr):
        self.params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(self.params, gradients, strict=True)]

    def flat(self, pairs=None):
        """Numbers in the order of `model.parameters()`."""
        pairs = self.params if pairs is None else pairs
        return np.concatenate([np.column_stack([W, b]).ravel() for W, b in pairs])


def test_a_classifier_with_a_hinge_loss_trains_as_in_numpy():
    """svm loss, weight decay, accuracy and a falling learning rate."""
    random.seed(1337)
    X, y = moons(30, np.random.default_rng(0))
    model = MLP(2, [8, 8, 1])  # a network of two hidden layers
    reference = Reference(model)

    def loss():
        inputs = [list(map(Value, xrow)) for xrow in X]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(y, scores, strict=True)]
        data_loss = sum(losses) * (1.0 / len(losses))
        alpha = 1e-4
        reg_loss = alpha * sum((p * p for p in model.parameters()))  # noqa: UP034  # as it is often written
        total_loss = data_loss + reg_loss
        accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(y, scores, strict=True)]
        return total_loss, sum(accuracy) / len(accuracy)

    def hinge(S):
        margin = 1 - y[:, None] * S
        return np.maximum(margin, 0).mean(), -y[:, None] * (margin > 0) / len(y)

    history = []
    for k in range(8):
        total_loss, acc = loss()
        model.zero_grad()
        total_loss.backward()
        expected, gradients = reference.loss_and_gradients(X, hinge, alpha=1e-4)
        assert total_loss.data == pytest.approx(expected, rel=1e-10)
        assert [p.grad for p in model.parameters()] == pytest.approx(reference.flat(gradients), rel=1e-9, abs=1e-11)
        learning_rate = 1.0 - 0.9 * k / 100
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        reference.step(gradients, learning_rate)
        history.append((total_loss.data, acc))
    assert [p.data for p in model.parameters()] == pytest.approx(reference.flat(), rel=1e-9, abs=1e-11)
    assert history[-1][0] < history[0][0]
    assert 0.5 < history[-1][1] <= 1


def test_a_regression_loop_with_grad_set_to_zero_trains_as_in_numpy():
    random.seed(42)
    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]
    n = MLP(3, [4, 4, 1])
    reference = Reference(n)

    def squared(S):
        return ((S[:, 0] - ys) ** 2).sum(), 2 * (S - np.array(ys)[:, None])

    for _ in range(10):
        ypred = [n(x) for x in xs]
        loss = sum((yout - ygt) ** 2 for ygt, yout in zip(ys, ypred, strict=True))
        for p in n.parameters():
            p.grad = 0.0
        loss.backward()
        expected, gradients = reference.loss_and_gradients(np.array(xs), squared)
        assert loss.data == pytest.approx(expected, rel=1e-9)
        for p in n.parameters():
            p.data += -0.01 * p.grad
        reference.step(gradients, 0.01)
    assert [p.data for p in n.parameters()] == pytest.approx(reference.flat(), rel=1e-9, abs=1e-11)


def test_a_gradient_that_is_not_zeroed_adds_up_as_there():
    random.seed(1)
    model, x = MLP(2, [3, 1]), [1.0, -2.0]
    model(x).backward()
    once = [p.grad for p in model.parameters()]
    model(x).backward()
    assert [p.grad for p in model.parameters()] == [2 * g for g in once]


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.float64, np.float32, int, float, bool])
def test_labels_of_any_number_type_on_the_left(kind):
    yi, score = kind(1), Value(0.25)
    for total in ((1 + -(yi * 1) * score).relu(), 1 - yi * score, yi - score * yi):
        assert isinstance(total, Value)
        assert total.data == 0.75
        score.grad = 0
        total.backward()
        assert score.grad == -1.0


def test_a_users_module_in_its_style():
    class Pair(Module):
        def __init__(self, nin):
            self.left, self.right = Neuron(nin), Neuron(nin, nonlin=False)

        def __call__(self, x):
            return self.left(x) - self.right(x)

        def parameters(self):
            return self.left.parameters() + self.right.parameters()

    random.seed(5)
    pair = Pair(2)
    out = pair([1.0, 2.0])
    out.backward()
    assert len(pair.parameters()) == 6
    assert pair.right.b.grad == -1.0
    pair.zero_grad()
    assert all(p.grad == 0 for p in pair.parameters())


SCRIPT = """
import random
from micrograd.engine import Value
from micrograd.nn import MLP, Neuron

random.seed(7)
model = MLP(2, [3, 1])
data = [([0.5, -1.0], 1), ([1.5, 2.0], -1)]
for step in range(3):
    losses = [(1 + -t * model(x)).relu() ** 2 for x, t in data]
    total = sum(losses) / len(losses) + 0.01 * sum((p * p for p in model.parameters()))
    model.zero_grad()
    total.backward()
    for p in model.parameters():
        p.data -= 0.1 * p.grad
    print(f"step {step} loss {total.data:.6f}")
print(model)
"""


def test_a_whole_script_runs_with_its_import_lines_changed(capsys):
    """The numbers are those of the same training in NumPy."""
    exec(compile(SCRIPT.replace("from micrograd.", "from "), "script.py", "exec"), {})
    shown = capsys.readouterr().out.splitlines()
    random.seed(7)
    reference = Reference(MLP(2, [3, 1]))
    X, t = np.array([[0.5, -1.0], [1.5, 2.0]]), np.array([[1], [-1]])

    def loss(S):
        margin = np.maximum(1 - t * S, 0)
        return (margin**2).mean(), -2 * t * margin / 2

    for k in range(3):
        value, gradients = reference.loss_and_gradients(X, loss, alpha=0.01)
        reference.step(gradients, 0.1)
        assert shown[k] == f"step {k} loss {value:.6f}"
    assert shown[3].startswith("MLP of [Layer of [ReLUNeuron(2), ReLUNeuron(2), ReLUNeuron(2)], ")
