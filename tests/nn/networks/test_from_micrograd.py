"""The page *Coming from micrograd*: each row of its table is tried in micrograd and here, and all of its cells are run.

micrograd is an extra (`bench`); where it is missing, what the page says of it is not tried, and the rest is.
"""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import NOT_COMPUTED, Value, grad, values
from engine.extend import Op
from nn import MLP, Layer, Neuron

PAGE = Path(engine.__file__).parent.parent / "docs" / "from_micrograd.md"
TEXT = PAGE.read_text(encoding="utf-8")
THERE = importlib.util.find_spec("micrograd") is not None


def rows():
    """(line for micrograd, what happens here, line to write) of the table "Lines to change"."""
    section = TEXT.split("## Lines to change")[1].split("\n## ")[0]
    found = [re.split(r" \| ", line.strip("| ")) for line in section.splitlines() if line.startswith("| `")]
    return {old.strip("`"): (said, new.strip("`")) for old, said, new in found}


ROWS = rows()


def cube_row():
    return Op("cube", lambda x: x**3, (lambda x, out: 3 * x**2,), doc="x³.", latex="{}^3", samples=((0.5,),))


def world(value_class, mlp_class):
    """The names that the table speaks of."""
    a, b, p = value_class(2.0), value_class(3.0), value_class(5.0)
    return {
        "Value": value_class, "a": a, "b": b, "p": p, "out": a * b, "model": mlp_class(2, [3, 1]), "np": np,
        "values": values, "cube": cube_row(), "NOT_COMPUTED": NOT_COMPUTED,
    }  # fmt: skip


def ours():
    return world(Value, MLP)


def result(line, names):
    """What the last part of a line gives, and None if it is a statement."""
    *before, last = line.split("; ")
    for part in before:
        exec(part, names)
    try:
        return eval(last, names)
    except SyntaxError:
        exec(last, names)
        return None


# --- what happens here: (error and its words, or a check of the names and the result) --------------------


def same(x, expected):
    return type(x) is type(expected) and x == expected


HERE = {
    "p.m = 0.0": (AttributeError, "'m'"),
    "model.parameters()[0].m = 0.0": (AttributeError, "'m'"),
    "out = a * b; b.data = 10.0; out.backward()": lambda n, r: same(n["a"].grad, 3.0),
    "bias = p or Value(0)": (TypeError, "no truth of its own"),
    "a in [1.0, a]": (TypeError, r"compare v\.data == 1\.0"),
    "a == 2.0": (TypeError, r"compare v\.data == 2\.0"),
    "p.grad = None": lambda n, r: n["p"].grad is not None and n["p"].grad is NOT_COMPUTED,
    "out._backward()": (AttributeError, "_backward"),
    "out._backward = lambda: None": (AttributeError, "_backward"),
    'out = Value(8.0, (a,), "cube")': (TypeError, "positional arguments"),
    "Value(np.array([1.0, 2.0]))": (TypeError, "a number is needed"),
    "len((a**2)._prev)": lambda n, r: same(r, 2),
    "(a - b)._op": lambda n, r: same(r, "-") and (n["a"] / n["b"]).operands == (n["a"], n["b"]),
    'f"{Value(2).data}"': lambda n, r: same(r, "2.0"),
}


def adds_to_none(names):
    """In micrograd the backward pass after `p.grad = None` fails."""
    with pytest.raises(TypeError, match="NoneType"):
        (names["p"] * 2).backward()
    return True


IN_MICROGRAD = {
    "p.m = 0.0": lambda n, r: n["p"].m == 0.0,
    "model.parameters()[0].m = 0.0": lambda n, r: n["model"].parameters()[0].m == 0.0,
    "out = a * b; b.data = 10.0; out.backward()": lambda n, r: n["a"].grad == 10.0,
    "bias = p or Value(0)": lambda n, r: n["bias"] is n["p"],
    "a in [1.0, a]": lambda n, r: r is True,
    "a == 2.0": lambda n, r: r is False,
    "p.grad = None": lambda n, r: n["p"].grad is None and adds_to_none(n),
    "out._backward()": lambda n, r: r is None,
    "out._backward = lambda: None": lambda n, r: n["out"]._backward() is None,
    'out = Value(8.0, (a,), "cube")': lambda n, r: n["out"]._prev == {n["a"]},
    "Value(np.array([1.0, 2.0]))": lambda n, r: r.data.tolist() == [1.0, 2.0],
    "len((a**2)._prev)": lambda n, r: r == 1 and (n["a"] ** 2)._op == "**2",
    "(a - b)._op": lambda n, r: r == "+" and (n["a"] / n["b"])._op == "*",
    'f"{Value(2).data}"': lambda n, r: r == "2",
}


def keeps_state(names):
    """A leaf of the user's own class has room for attributes, and gradients reach it."""
    p = names["Value"](5.0)
    p.m = 0.5
    (p * p).backward()
    return p.m == 0.5 and p.grad == 10.0 and isinstance(p, Value)


def cubed(names):
    names["out"].backward()
    return names["out"].data == 8.0 and names["a"].grad == 12.0


WRITTEN_SO = {
    "p.m = 0.0": lambda n, r: keeps_state(n),
    "model.parameters()[0].m = 0.0": lambda n, r: (
        list(n["m"]) == n["model"].parameters() and set(n["m"].values()) == {0}
    ),
    "out = a * b; b.data = 10.0; out.backward()": lambda n, r: n["a"].grad == 10.0,
    "bias = p or Value(0)": lambda n, r: n["bias"] is n["p"],
    "a in [1.0, a]": lambda n, r: r is True,
    "a == 2.0": lambda n, r: r is True,
    "p.grad = None": lambda n, r: r is True,
    "out._backward()": lambda n, r: (n["a"].grad, n["b"].grad) == (3.0, 2.0),
    "out._backward = lambda: None": lambda n, r: cubed(n),
    'out = Value(8.0, (a,), "cube")': lambda n, r: cubed(n),
    "Value(np.array([1.0, 2.0]))": lambda n, r: [v.data for v in r] == [1.0, 2.0],
    "len((a**2)._prev)": lambda n, r: r == 1,
    "(a - b)._op": lambda n, r: r == "+",
    'f"{Value(2).data}"': lambda n, r: r == "2",
}


def test_every_row_of_the_table_is_tried():
    assert set(ROWS) == set(HERE) == set(IN_MICROGRAD) == set(WRITTEN_SO)
    assert len(ROWS) >= 14


@pytest.mark.parametrize("line", HERE)
def test_what_the_page_says_of_a_line_is_what_happens(line):
    names, expected, said = ours(), HERE[line], ROWS[line][0]
    if isinstance(expected, tuple):
        error, words = expected
        assert said.startswith((f"{error.__name__}", "the same"))
        with pytest.raises(error, match=words):
            result(line, names)
    else:
        assert "Error" not in said
        assert expected(names, result(line, names))


@pytest.mark.parametrize("line", IN_MICROGRAD if THERE else [])
def test_what_the_line_does_in_micrograd(line):
    micrograd = importlib.import_module("micrograd.engine")
    names = world(micrograd.Value, importlib.import_module("micrograd.nn").MLP)
    assert IN_MICROGRAD[line](names, result(line, names))


@pytest.mark.parametrize("line", WRITTEN_SO)
def test_the_line_to_write_does_it_here(line):
    names = ours()
    assert WRITTEN_SO[line](names, result(ROWS[line][1], names))


@pytest.mark.parametrize(
    "cells", [re.findall(r"```\{code-cell\}\n(.*?)```", TEXT, re.DOTALL)] if THERE else [], ids=["all"]
)
def test_the_cells_of_the_page_run_and_say_what_the_text_says(cells, capsys):
    names, printed = {}, []
    for cell in cells:
        exec(cell, names)
        printed.append(capsys.readouterr().out.splitlines())
    micrograd, chalkgrad = printed[0]
    assert micrograd.removeprefix("micrograd ") == chalkgrad.removeprefix("chalkgrad ")
    assert printed[1] == ["micrograd 45.0", "chalkgrad 27.0 = 3x²"]
    assert printed[2] == ["micrograd 1 operand", "chalkgrad 2 operands, local derivatives (3.0, 3.0)"]
    assert printed[3][0].startswith("micrograd: RecursionError")
    assert printed[3][1] == "chalkgrad: 1.0"


EUREKA = """
{imports}

class AdamW:
    def __init__(self, parameters, lr=1e-1, betas=(0.9, 0.95), eps=1e-8):
        self.parameters, self.lr, (self.beta1, self.beta2), self.eps, self.t = parameters, lr, betas, eps, 0
        for p in self.parameters:
            p.m = 0.0
            p.v = 0.0

    def step(self):
        self.t += 1
        for p in self.parameters:
            p.m = self.beta1 * p.m + (1 - self.beta1) * p.grad
            p.v = self.beta2 * p.v + (1 - self.beta2) * p.grad ** 2
            m_hat, v_hat = p.m / (1 - self.beta1 ** self.t), p.v / (1 - self.beta2 ** self.t)
            p.data -= self.lr * m_hat / (v_hat ** 0.5 + self.eps)

    def zero_grad(self):
        for p in self.parameters:
            p.grad = 0

w = [Value(0.1 * i - 0.2) for i in range(5)]
optimizer = AdamW(w)
for step in range(10):
    loss = sum(((w[0] * x + w[1]).relu() * w[2] + w[3] + w[4] * x - y) ** 2 for x, y in [(1.0, 2.0), (-1.0, 0.5)])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
numbers = [p.data for p in w]
"""


@pytest.mark.parametrize(
    "imports", ["from engine import Value\nclass Value(Value): pass", *(["from micrograd.engine import Value"] * THERE)]
)
def test_an_optimizer_that_keeps_its_state_on_the_parameters(imports):
    """In the style of EurekaLabs' micrograd; the numbers are those of the same steps in NumPy."""
    names = {}
    exec(EUREKA.format(imports=imports), names)
    w, m, v = 0.1 * np.arange(5) - 0.2, np.zeros(5), np.zeros(5)
    for t in range(1, 11):
        g = np.zeros(5)
        for x, y in [(1.0, 2.0), (-1.0, 0.5)]:
            s = w[0] * x + w[1]
            error = 2 * (max(s, 0) * w[2] + w[3] + w[4] * x - y)
            g += error * np.array([w[2] * x * (s > 0), w[2] * (s > 0), max(s, 0), 1, x])
        m, v = 0.9 * m + 0.1 * g, 0.95 * v + 0.05 * g**2
        w = w - 0.1 * (m / (1 - 0.9**t)) / ((v / (1 - 0.95**t)) ** 0.5 + 1e-8)
    assert names["numbers"] == pytest.approx(w, rel=1e-9)


# --- neuron.nonlin -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "nonlin"),
    [("relu", True), ("linear", False), ("tanh", True), ("sigmoid", True), ("leaky_relu", True)],
)
def test_nonlin_says_whether_the_activation_is_other_than_linear(activation, nonlin):
    assert Neuron(2, activation, seed=1).nonlin is nonlin
    assert [n.nonlin for n in Layer(2, 3, activation, seed=1).neurons] == [nonlin] * 3


def test_setting_nonlin_sets_the_activation_as_the_argument_does():
    for before in ("relu", "linear", "tanh"):
        for nonlin in (True, False):
            neuron = Neuron(2, before, seed=1)
            neuron.nonlin = nonlin
            assert neuron.nonlin is nonlin
            assert neuron.activation == Neuron(2, nonlin=nonlin).activation
            neuron.w[0].data, neuron.w[1].data, neuron.b.data = 1.0, -1.0, -1.0
            assert neuron([1.0, 2.0]).data == (0.0 if nonlin else -2.0)
            assert repr(neuron) == ("ReLUNeuron(2)" if nonlin else "LinearNeuron(2)")


def test_a_script_switches_the_last_layer_of_a_network():
    """As for micrograd: a classifier whose outputs become relu, and linear again."""
    model = MLP(2, [3, 1], seed=1)
    before = model([0.5, -1.0]).data
    for neuron in model.layers[-1].neurons:
        neuron.nonlin = True
    assert model([0.5, -1.0]).data == max(before, 0.0)
    for neuron in model.layers[-1].neurons:
        neuron.nonlin = not neuron.nonlin
    assert model([0.5, -1.0]).data == before
    assert len(model.parameters()) == 13
    assert not any("nonlin" in name for name, _ in model.named_parameters())


@pytest.mark.parametrize("wrong", [1, 0, None, "tanh", "relu", []])
def test_nonlin_is_true_or_false(wrong):
    neuron = Neuron(2, "tanh", seed=1)
    with pytest.raises(TypeError, match=r"nonlin got .*; True \(relu\) or False \(linear\) is needed"):
        neuron.nonlin = wrong
    assert neuron.activation == "tanh"


# --- PyTorch's options of backward ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((), {"create_graph": True}, r"backward\(\) takes no create_graph: grad\(y, xs\)"),
        ((), {"create_graph": False}, r"grad\(y, xs\)"),
        ((), {"retain_graph": True}, r"no retain_graph: leave it out"),
        ((), {"retain_graph": True, "create_graph": True}, "no retain_graph"),
        ((), {"gradient": 2.0}, r"no gradient: \(y \* g\)\.backward\(\)"),
        ((2.0,), {}, r"no gradient: \(y \* g\)\.backward\(\)"),
        ((None,), {}, "no gradient"),
        ((), {"inputs": []}, r"no inputs: grad\(y, xs\)"),
        ((), {"seed": 1}, "takes no 'seed': it goes back from one Value"),
    ],
)
def test_an_option_of_pytorch_is_answered_with_what_is_written_here(arguments, options, words):
    x = Value(3.0)
    for y in (x * x, x, x.detach()):
        with pytest.raises(TypeError, match=words):
            y.backward(*arguments, **options)
    assert x.grad is NOT_COMPUTED


def test_what_the_answers_name_works():
    x = Value(3.0)
    y = x * x * x
    assert grad(grad(y, x), x).data == 18.0  # create_graph
    assert x.grad is NOT_COMPUTED  # inputs
    (y * 2.0).backward()  # gradient
    assert x.grad == 54.0
    x.grad = 0
    y.backward()
    y.backward()  # retain_graph
    assert x.grad == 54.0


def test_backward_is_documented_as_the_method_it_is():
    assert Value.backward.__name__ == "backward"
    assert "Compute d self / d v" in Value.backward.__doc__
    assert Value.backward.__qualname__ == "Value.backward"
