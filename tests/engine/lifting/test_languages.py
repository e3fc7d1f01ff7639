"""Derived programs as text of PyTorch and JAX: what is written. `test_torch_and_jax.py` runs it, where they are."""

import ast
import math
import re

import numpy as np
import pytest

from engine import values, vectorize
from engine.lifting.languages import JAX, TORCH
from engine.lifting.layout import SourceLine, laid_out
from engine.ops import TABLE, absolute
from engine.table.primitive import ListOp, Op
from nn import MLP, squared_error
from tests.engine.lifting import zoo
from tests.engine.lifting.test_formulas import derived
from tests.examples import first

LANGUAGES = ("torch", "jax")


def of_row(row):
    """A program that uses a row, and the numbers it was derived with: (program, [array, …])."""
    samples = row.samples[:2]
    if isinstance(row, ListOp):
        lists = [np.array([sample[k : k + 2] for sample in (samples[0], samples[0][::-1])]) for k in range(row.lists)]
        given = [values(each, label=name) for each, name in zip(lists, "xy", strict=False)]
        results = [row(*[[*each[k]] for each in given]) for k in range(2)]
    else:
        columns = [*zip(*samples, strict=True)]
        moving = [rule is not None for rule in row.partials]
        leaves = [
            values([*column], label=name) if moves else [column[0]] * 2
            for column, name, moves in zip(columns, "xy", moving, strict=False)
        ]
        given = [each for each, moves in zip(leaves, moving, strict=True) if moves]
        results = [row(*[each[k] for each in leaves]) for k in range(2)]
    program = vectorize(2 * results[0] + 3 * results[1], dict(zip("xy", given, strict=False)))
    return program, [np.array([v.data for v in each.flat]).reshape(each.shape) for each in given]


@pytest.mark.parametrize("name", first(12, [*TABLE]))
def test_every_row_has_a_spelling(name):
    program = of_row(TABLE[name])[0]
    for text in (program.torch, program.jax):
        ast.parse(text)
        assert not re.search(r"(?<![\w.])np\.", text.partition("def check")[0])


@pytest.mark.parametrize("maker", first(3, zoo.MAKERS), ids=lambda maker: maker.__name__)
def test_every_program_has_a_text(maker):
    program = derived(maker)[0]
    (head,) = [line for line in program.source.splitlines() if line.startswith("def value_and_grad")]
    for text in (program.torch, program.jax):
        ast.parse(text)
        assert head in text  # the signature of .source
        assert text.rstrip().splitlines()[-1].strip().startswith(("torch.testing", "np.testing"))
        said = " ".join(re.sub(r"\n *# +", " ", text).split())
        for line in re.sub(r"\n *#    +", " ", program.source.partition(head)[2]).splitlines():  # and its comments
            assert " ".join(line.partition("# ")[2].split()).removeprefix("(").partition(")  ")[2] in said


def network():
    """A small network and its program."""
    model = MLP(2, [3, 1], activation="relu", seed=1)
    X, Y = np.array([[0.5, -0.3], [-0.8, 0.9]]), np.array([[1.0], [0.0]])
    return vectorize(lambda x, y: squared_error(model.trace(x).output, y), model, {"X": X, "Y": Y}, batch="mean")


def test_a_network_reads_as_one_writes_it_in_pytorch():
    text = network().torch
    for line in (
        "torch.set_default_dtype(torch.float64)",
        "def value_and_grad(W1, b1, W2, b2, X, Y):",
        "A1 = torch.relu(Z1)",
        "dZ1 = torch.where(Z1 > 0, dA1, 0)",
        "dW1 = X.T @ dZ1",
        "db1 = dZ1.sum(dim=0)",
        'return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}',
        "gradients = torch.func.grad(value_and_grad, argnums=(0, 1, 2, 3), has_aux=True)",
    ):
        assert f"{line}  #" in " ".join(text.split()).replace(" # ", "  # ") or line in text


def test_an_array_is_never_changed_in_jax():
    text = derived(zoo.slices)[0].jax
    assert "dW = dW.at[:, 2].add(x[:4])" in text
    assert not [line for line in text.splitlines() if "] += " in line.partition("  # ")[0]]
    assert "np.add.at" not in derived(zoo.embedding)[0].jax


def test_without_parameters_there_is_nothing_to_check():
    x = values([1.0, 2.0], label="x")
    program = vectorize((x * x).sum(), {}, {"x": x})
    assert "def check" not in program.torch
    assert "(a,)" not in program.torch


# --- what has no spelling ---------------------------------------------------------------------------

OWN = {"doc": "A row of a test.", "latex": r"\mathrm{{own}}\left({}\right)", "samples": ((0.5,), (0.7,))}


def program_of(row):
    x = values([0.5, -2.0], label="x")
    return vectorize(row(x[0]) + row(x[1]), {"x": x})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_of_your_own_is_spelled_by_its_formula(language):
    row = Op("softsign", lambda x: x / (1 + abs(x)), (lambda x, out: 1 / (1 + absolute(x)) ** 2,), **OWN)
    module = {"torch": "torch", "jax": "jnp"}[language]
    assert f"def softsign(x):\n    return x / (1 + {module}.abs(x))\n" in getattr(program_of(row), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_whose_function_is_no_formula_is_named(language):
    row = Op("mystery", lambda x: math.floor(x) + x if x > 0 else x, (lambda x, out: 1.0,), **OWN)
    with pytest.raises(ValueError, match=rf"program\.{language} has no spelling for the row 'mystery'"):
        getattr(program_of(row), language)


def test_a_function_that_a_language_does_not_have_is_named():
    row = Op("cube_root", np.cbrt, (lambda x, out: 1 / (3 * out * out),), numpy="np.cbrt({})", **OWN)
    program = program_of(row)
    with pytest.raises(ValueError, match=r"has no spelling for np\.cbrt, in the line 'cube_root1 = np\.cbrt\(x\)'"):
        _ = program.torch
    assert "jnp.cbrt(x)" in program.jax


def text_of(language, *lines):
    """The text of a function of x and y with these lines."""

    def function(spelled, first):
        return "\n".join(["def value_and_grad(x, y):", *first, *laid_out([*map(spelled, lines)])])

    return language.text(function, "", [], ["x", "y"], [])


@pytest.mark.parametrize("line", ["a = x.choose(y)", "a = unheard(x)", "x.sort()"])
@pytest.mark.parametrize("language", [TORCH, JAX], ids=LANGUAGES)
def test_a_step_without_a_spelling_is_named_by_its_line(language, line):
    with pytest.raises(ValueError, match="has no spelling for") as error:
        text_of(language, SourceLine(line))
    assert repr(line) in str(error.value)


@pytest.mark.parametrize("language", [TORCH, JAX], ids=LANGUAGES)
def test_a_loop_keeps_its_indent(language):
    lines = SourceLine("for t in range(len(x)):"), SourceLine("y = np.tanh(y + x[t])", "(3,)", depth=1)
    module = {"torch": "torch", "jax": "jnp"}[language.name]
    assert f"    for t in range(len(x)):\n        y = {module}.tanh(y + x[t])" in text_of(language, *lines)


def test_no_line_is_longer_than_a_page():
    for maker in (zoo.slices, zoo.powers):
        program = derived(maker)[0]
        assert max(map(len, (program.torch + program.jax).splitlines())) <= 100
