"""Rows that are looked up, and the class of each sample: arguments of a program, with the names that users give."""

import numpy as np
import pytest

import engine
from engine import values, vectorize
from tests.engine.lifting.test_by_hand import by_hand, same, traced
from tests.examples import first

TOKENS = {
    "embedding": [((0, 2), (2, 1), (1, 1), (4, 0)), ((3, 3), (3, 3), (0, 1), (4, 2)), ((0, 1), (2, 3), (4, 0), (1, 2))],
    "gpt": [(5, 1, 3, 3, 0), (0, 0, 2, 0, 1), (4, 3, 2, 1, 0)],
}
TARGETS = {
    "embedding": [(2, 1, 0, 3), (4, 4, 4, 1), (0, 1, 2, 3)],
    "gpt": [(1, 3, 3, 0, 5), (2, 2, 2, 2, 1), (0, 1, 2, 3, 3)],
}


@pytest.mark.parametrize("derived_from", first(1, [0, 1, 2]))
@pytest.mark.parametrize("name", TOKENS)
def test_other_tokens_and_targets(name, derived_from):
    module = by_hand(name)
    cases = [
        module.case(np.random.default_rng(seed), TOKENS[name][seed], TARGETS[name][seed]) for seed in range(len(TOKENS))
    ]
    params, inputs = module.case(np.random.default_rng(3), TOKENS[name][derived_from], TARGETS[name][derived_from])
    loss, leaves, _ = traced(module, params, inputs)
    program = vectorize(loss, leaves, inputs)
    assert set(program.indices) == {"tokens", "targets"}
    for params, inputs in cases:
        assert same(program.value_and_grad(params, inputs), module.value_and_grad(**params, **inputs))


def test_they_are_arguments_of_the_source():
    module = by_hand("embedding")
    params, inputs = module.case(np.random.default_rng(1))
    loss, leaves, _ = traced(module, params, inputs)
    named, unnamed = vectorize(loss, leaves, inputs).source, vectorize(loss, leaves).source
    assert "def value_and_grad(E, W1, b1, W2, b2, tokens, targets):" in named
    assert "def value_and_grad(E, W1, b1, W2, b2, rows, classes):" in unnamed
    assert "E[tokens]" in named
    assert "np.add.at(dE, tokens, " in named
    assert "[np.arange(4), targets]" in named
    assert "np.array(" not in named + unnamed


def lookup(tokens, E, w):
    """The sum of squares of rows times w."""
    return sum((E[t] @ w) ** 2 * (i + 1) for i, t in enumerate(tokens))


def leaves():
    return values(np.arange(8.0).reshape(4, 2) / 7), values([1.0, -2.0])


def test_without_numbers_it_takes_those_of_the_trace():
    E, w = leaves()
    program = vectorize(lookup([2, 0, 3], E, w), {"E": E, "w": w})
    assert [x.tolist() for x in program.indices.values()] == [[2, 0, 3]]
    assert program({"E": E, "w": w}) == pytest.approx(lookup([2, 0, 3], E, w).data, rel=1e-14)
    new = {"rows": [1, 1, 2]}
    assert program({"E": E, "w": w}, new) == pytest.approx(lookup([1, 1, 2], E, w).data, rel=1e-14)


@pytest.mark.parametrize(
    ("tokens", "error", "message"),
    [
        ([0.0, 1.0, 2.0], TypeError, "tokens got .*; whole numbers are needed"),
        ([0, 1], ValueError, r"tokens has shape \(2,\); the program was derived for \(3,\)"),
        ([0, 1, 4], ValueError, "tokens has numbers from 0 to 4; 0 to 3 are rows"),
        ([0, -1, 3], ValueError, "tokens has numbers from -1 to 3; 0 to 3 are rows"),
    ],
)
def test_wrong_numbers_are_refused(tokens, error, message):
    E, w = leaves()
    program = vectorize(lookup([2, 0, 3], E, w), {"E": E, "w": w}, {"tokens": [2, 0, 3]})
    with pytest.raises(error, match=message):
        program({"E": E, "w": w}, {"tokens": tokens})


def test_whole_numbers_that_are_no_look_up_are_refused():
    E, w = leaves()
    with pytest.raises(ValueError, match=r"steps contains whole numbers, \[1, 2, 3\]: in the graph, no rows"):
        vectorize(lookup([2, 0, 3], E, w), {"E": E, "w": w}, {"steps": [1, 2, 3]})


def test_check_tries_other_rows():
    E, w = leaves()
    inputs = {"tokens": [2, 0, 3]}
    program = vectorize(
        lookup([2, 0, 3], E, w), {"E": E, "w": w}, inputs, check=lambda E, w, tokens: lookup(tokens, E, w)
    )
    assert "Checked" in program.notes[-1]
    with pytest.raises(ValueError, match="check: with new numbers"):
        vectorize(lookup([2, 0, 3], E, w), {"E": E, "w": w}, inputs, check=lambda E, w, tokens: lookup([2, 0, 3], E, w))


def test_a_slice_is_no_look_up():
    E, w = leaves()
    program = vectorize(lookup([0, 1, 2], E, w), {"E": E, "w": w})
    assert program.indices == {}
    named = vectorize(lookup([0, 1, 2], E, w), {"E": E, "w": w}, {"tokens": [0, 1, 2]})
    assert named({"E": E, "w": w}, {"tokens": [3, 3, 0]}) == pytest.approx(lookup([3, 3, 0], E, w).data, rel=1e-14)


def test_what_could_be_places_as_well_is_refused():
    E, P = values(np.arange(8.0).reshape(4, 2) / 7), values(np.arange(6.0).reshape(3, 2) / 7)
    loss = sum(((E[t] + P[i]) ** 2).sum() for i, t in enumerate([0, 1, 2]))
    with pytest.raises(
        ValueError, match=r"tokens contains \[0, 1, 2\], which could also be places .* E and P have them"
    ):
        vectorize(loss, {"E": E, "P": P}, {"tokens": [0, 1, 2]})


def test_a_diagonal_is_no_class():
    A = values(np.arange(9.0).reshape(3, 3) / 7)
    program = vectorize(np.trace(np.exp(A @ A)), {"A": A})
    assert program.indices == {}


def test_tables_of_one_sample_stay_constants():
    E, x = values(np.arange(6.0).reshape(3, 2)), values([1.0, 2.0])
    program = vectorize(engine.tanh((E[[2, 0]] @ x).sum()), {"E": E}, {"x": x}, batch="mean")
    assert program.indices == {}
