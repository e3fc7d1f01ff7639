"""Derived programs beside the versions that a textbook has: the same numbers, and about as many lines."""

import ast
import importlib
import inspect

import numpy as np
import pytest

from engine import values, vectorize
from engine.derivatives import adjoints
from tests.engine.lifting.formulas import agree

NETWORKS = [
    *("convolution", "two_convolutions", "max_pool", "batch_norm", "layer_norm", "embedding", "attention", "residual"),
    *("gpt", "rnn", "rnn_last", "rnn_two_layers", "lstm", "gru"),
]


def by_hand(name):
    """The file of a network."""
    return importlib.import_module(f"tests.engine.lifting.by_hand.{name}")


def traced(module, params, inputs):
    """The loss of the loops, with the arrays of Values that it was made of."""
    given = {
        name: values(x, label=name) if x.dtype.kind == "f" else x.tolist() for name, x in (params | inputs).items()
    }
    named = {name: x for name, x in given.items() if inputs.get(name, params.get(name)).dtype.kind == "f"}
    return module.scalar(**given), {k: named[k] for k in params}, {k: named[k] for k in named if k in inputs}


def gradients(loss, params):
    """The engine's loss and gradients."""
    found = adjoints(loss)
    return loss.data, {
        name: np.array([found.get(v, 0.0) for v in x.flat]).reshape(x.shape) for name, x in params.items()
    }


def same(found, right):
    """Whether losses and gradients agree to 1e-12."""
    return agree(np.asarray(found[0]), np.asarray(right[0])) and all(agree(found[1][k], right[1][k]) for k in right[1])


@pytest.mark.parametrize("name", NETWORKS)
def test_the_version_by_hand_is_right(name):
    module = by_hand(name)
    params, inputs = module.case(np.random.default_rng(1))
    loss, leaves, _ = traced(module, params, inputs)
    assert same(module.value_and_grad(**params, **inputs), gradients(loss, leaves))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_program_has_its_numbers(name):
    module = by_hand(name)
    params, inputs = module.case(np.random.default_rng(1))
    loss, leaves, named = traced(module, params, inputs)
    program = vectorize(loss, leaves, named)
    for seed in (1, 2, 3):
        params, inputs = module.case(np.random.default_rng(seed))
        found = program.value_and_grad(params, {k: inputs[k] for k in named})
        assert same(found, module.value_and_grad(**params, **inputs))


# --- as short as by hand -----------------------------------------------------------------------------

LIKE_A_TEXTBOOK = [
    *("attention", "gpt", "embedding"),
    *("convolution", "two_convolutions", "max_pool", "batch_norm", "layer_norm", "residual"),
    *("rnn", "rnn_last", "rnn_two_layers", "lstm", "gru"),
]
"""Those whose programs have no tables of indices, and at most 1.5 times the lines of the version by hand."""


def program_of(name):
    """The program of a network."""
    module = by_hand(name)
    return vectorize(*traced(module, *module.case(np.random.default_rng(1))))


def statements(source):
    """How many lines of code the function of a source has."""
    *_, function = [x for x in ast.parse(source).body if isinstance(x, ast.FunctionDef)]
    body = [x for x in ast.walk(function) if isinstance(x, ast.stmt) and x is not function]
    return len([x for x in body if not isinstance(x, ast.Expr) or not isinstance(x.value, ast.Constant)])


@pytest.mark.parametrize("name", LIKE_A_TEXTBOOK)
def test_the_program_is_about_as_long(name):
    source = program_of(name).source
    assert statements(source) <= 1.5 * statements(inspect.getsource(by_hand(name).value_and_grad))
    assert "np.array(" not in source


def test_normalising_is_called_so():
    lines = [line.partition("#")[0].strip() for line in program_of("batch_norm").source.splitlines()]
    assert lines[5:9] == [
        "mu = sum1.mean(axis=0)",
        "var = sum1.var(axis=0)",
        "std = np.sqrt(var + 1e-05)",
        "normed = (sum1 - mu) / std",
    ]
    assert "dsum1 = (dnormed - dnormed.mean(axis=0) - normed * (dnormed * normed).mean(axis=0)) / std" in lines
