"""Means, variances and what they normalise: found in other forms too, left alone where they are something else."""

import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from engine import values, vectorize
from engine.lifting.text.code import Code
from tests.engine.lifting.test_by_hand import by_hand, gradients, program_of, same
from tests.examples import first

EPSILON = 1e-5

FORMS = {
    "loops": lambda z: (z - z.sum() / 4) / (((z - z.sum() / 4) ** 2).sum() / 4 + EPSILON) ** 0.5,
    "numpy": lambda z: (z - z.mean()) / np.sqrt(z.var() + EPSILON),
    "times one over the root": lambda z: (z - z.mean()) * (z.var() + EPSILON) ** -0.5,
    "without a mean": lambda z: z / np.sqrt((z * z).mean() + EPSILON),
    "without ε": lambda z: (z - z.mean()) / np.sqrt(z.var()),
    "mean and root used again": lambda z: (z - z.mean()) / np.sqrt(z.var() + 1) + z.mean() * np.sqrt(z.var() + 1),
    "the centred array used again": lambda z: (z - z.mean()) / np.sqrt(z.var() + 1) * (z - z.mean()),
    "the mean of another array": lambda z: (z - np.tanh(z).mean()) / np.sqrt(z.var() + EPSILON),
    "one less in the divisor": lambda z: (z - z.mean()) / np.sqrt(((z - z.mean()) ** 2).sum() / 3 + EPSILON),
}
LEFT_ALONE = {"the mean of another array", "one less in the divisor"}


def normalised(form, W, X, along):
    """The loss of rows or columns of a layer, normalised."""
    Z = np.tanh(X @ W)
    rows = [form(z) for z in (Z if along == "rows" else Z.T)]
    return sum((v**3 + v) * (i + 1) for i, row in enumerate(rows) for v in row)


@pytest.mark.parametrize("along", first(1, ["rows", "columns"]))
@pytest.mark.parametrize("form", FORMS)
def test_forms_of_normalising(form, along):
    shapes = {"W": (3, 4), "X": (4, 3)}
    draws = [{k: np.random.default_rng(seed).normal(size=n) for k, n in shapes.items()} for seed in range(3)]
    found = [{k: values(x) for k, x in numbers.items()} for numbers in draws]
    losses = [normalised(FORMS[form], each["W"], each["X"], along) for each in found]
    program = vectorize(losses[0], {"W": found[0]["W"]}, {"X": found[0]["X"]})
    assert ("depends on" in program.source) is (form not in LEFT_ALONE)
    for numbers, each, loss in zip(draws, found, losses, strict=True):
        mine = program.value_and_grad({"W": numbers["W"]}, {"X": numbers["X"]})
        assert same(mine, gradients(loss, {"W": each["W"]}))


@pytest.mark.parametrize("name", ["batch_norm", "gpt"])
def test_the_derivation_is_true(name):
    source = program_of(name).source.replace("\n    #", "")
    formula = re.search(r"normed\d*_m/∂\w+_n = (\(.*?\)[·/](?:std|scale)\d*)", source)[1]
    centred, times = "- 1/" in formula, "·scale" in formula
    z = np.random.default_rng(0).normal(size=int(re.search(r"/(\d+)\)", formula)[1]))

    def normed(z):
        deviation = anp.sqrt(anp.mean((z - anp.mean(z) * centred) ** 2) + EPSILON)
        return (z - anp.mean(z) * centred) / deviation

    y = normed(z)
    std = np.sqrt(((z - z.mean() * centred) ** 2).mean() + EPSILON)
    python = re.sub(r"normed\d*_(\w)", r"y[\1]", formula).replace("[m=n]", "(m == n)").replace("·", "*")
    names = {"y": y, re.search(r"(std|scale)\d*", python)[0]: 1 / std if times else std}
    found = [[eval(python, {**names, "m": m, "n": n}) for n in range(len(z))] for m in range(len(z))]
    assert np.allclose(found, autograd.jacobian(normed)(z), atol=1e-12)


def test_a_missing_term_is_found(monkeypatch):
    right = Code.reduced
    monkeypatch.setattr(Code, "reduced", lambda d, *how, **keep: (1 + ("mean" in how)) * right(d, *how, **keep))
    module = by_hand("batch_norm")
    params, inputs = module.case(np.random.default_rng(1))
    with pytest.raises(AssertionError):
        assert same(program_of("batch_norm").value_and_grad(params, inputs), module.value_and_grad(**params, **inputs))


def test_a_value_that_is_only_part_of_a_mean_says_so():
    Z = values(np.arange(6.0).reshape(2, 3), label="Z")
    squares = np.tanh(Z) ** 2
    sums = squares.sum(axis=1)
    program = vectorize(((sums / 3 - 1) ** 2).sum(), {"Z": Z})
    assert str(program.where(sums[1])) == "part of square[1]"
    assert str(program.where(squares[1, 2])) == "part of square[1]"
