"""Attention in many forms: heads, causal or not, softmax written in several ways; and what only looks like it."""

import itertools
import re

import numpy as np
import pytest

import engine
from engine import Value, values, vectorize
from engine.lifting.text.code import Code
from tests.engine.lifting.test_by_hand import by_hand, gradients, same, traced
from tests.examples import first


def shifted(zs):
    """The largest taken off, as a number."""
    largest = max(zs).data
    powers = [engine.exp(z - largest) for z in zs]
    return [p / sum(powers) for p in powers]


def plain(zs):
    """As the formula has it."""
    powers = [engine.exp(z) for z in zs]
    total = engine.sum(powers)
    return [p / total for p in powers]


def by_two(zs):
    """Something else that is the same for a row taken off."""
    powers = [engine.exp(z - 0.5) for z in zs]
    total = sum(powers)
    return [p / total for p in powers]


SOFTMAX = {"shifted": shifted, "plain": plain, "by two": by_two}


def attended(X, Wq, Wk, Wv, heads, causal, weights):
    """The rows that attention gives."""
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    d = Q.shape[1] // heads
    for t in range(len(X)):
        row = []
        for h in range(heads):
            part, upto = slice(h * d, (h + 1) * d), t + 1 if causal else len(X)
            scores = [engine.dot([*Q[t, part]], [*K[s, part]]) / d**0.5 for s in range(upto)]
            shares = weights(scores)
            row += [engine.dot(shares, [*V[:upto, i]]) for i in range(h * d, (h + 1) * d)]
        yield row


def loss_of(X, Wq, Wk, Wv, heads, causal, weights):
    """A loss in which each entry counts differently."""
    return sum(
        (v * (1 + i)).tanh() for row in attended(X, Wq, Wk, Wv, heads, causal, weights) for i, v in enumerate(row)
    )


CASES = [*itertools.product((2, 1, 3), (True, False), SOFTMAX)]


@pytest.mark.parametrize("case", first(4, CASES), ids=str)
def test_forms_of_attention(case):
    heads, causal, weights = case
    shapes = {"Wq": (3, 6), "Wk": (3, 6), "Wv": (3, 6), "X": (4, 3)}
    draws = [{k: rng.normal(size=n) for k, n in shapes.items()} for rng in map(np.random.default_rng, range(3))]
    draws[2]["X"] = draws[2]["X"] * 300  # nothing may overflow
    leaves = [{k: values(x) for k, x in each.items()} for each in draws]
    losses = [
        loss_of(**each, heads=heads, causal=causal, weights=SOFTMAX[weights])
        for each in leaves[: 2 + (weights == "shifted")]
    ]
    X = leaves[0].pop("X")
    program = vectorize(losses[0], leaves[0], {"X": X})
    assert "softmax(" in program.source
    assert ("np.tril(" in program.source) is causal
    assert not re.search(r"^I\d", program.source, re.MULTILINE)
    assert not any("compared" in note for note in program.notes)
    for numbers, each, loss in zip(draws, leaves, losses, strict=False):
        params = {k: each[k] for k in ("Wq", "Wk", "Wv")}
        found = program.value_and_grad({k: numbers[k] for k in params}, {"X": numbers["X"]})
        assert same(found, gradients(loss, params))


def test_a_batch_from_the_graph_of_one_sequence():
    rng = np.random.default_rng(0)
    weights = {k: values(rng.normal(size=(3, 4))) for k in ("Wq", "Wk", "Wv")}
    X = rng.normal(size=(3, 4, 3))
    losses = [loss_of(values(x), **weights, heads=2, causal=True, weights=shifted) for x in X]
    one = values(X[0])
    loss = loss_of(one, **weights, heads=2, causal=True, weights=shifted)
    program = vectorize(loss, weights, {"X": one}, batch="sum")
    assert "np.tril(" in program.source
    numbers = {k: engine.numbers(w) for k, w in weights.items()}
    assert same(program.value_and_grad(numbers, {"X": X}), gradients(sum(losses), weights))


PAIRS = {
    "summed": lambda pairs: sum(pair.tanh() for pair in pairs),
    "powers summed": lambda pairs: sum(engine.exp(pair) for pair in pairs),
    "each by itself": lambda pairs: engine.prod([engine.sin(pair) + 2 for pair in pairs]),
    "their largest": lambda pairs: engine.max(*pairs) if len(pairs) > 1 else pairs[0],
    "logsumexp": engine.logsumexp,
    "twice": lambda pairs: sum(p * p for p in plain(pairs)) + sum(pairs),
}


@pytest.mark.parametrize("form", PAIRS)
def test_pairs_that_are_used_otherwise(form):
    draws = [
        {"A": rng.normal(size=(4, 2)), "B": rng.normal(size=(4, 2))} for rng in map(np.random.default_rng, range(3))
    ]
    leaves = [{k: values(x) for k, x in each.items()} for each in draws]
    losses = [
        sum(
            PAIRS[form]([engine.dot([*each["A"][t]], [*each["B"][s]]) for s in range(t + 1)]) * (t + 1)
            for t in range(4)
        )
        for each in leaves
    ]
    program = vectorize(losses[0], leaves[0])
    for numbers, each, loss in zip(draws, leaves, losses, strict=True):
        assert same(program.value_and_grad(numbers), gradients(loss, each))


def test_a_row_that_is_far_off_does_not_overflow():
    rng = np.random.default_rng(0)
    leaves = {"A": values(rng.normal(size=(3, 2)) * 60), "B": values(rng.normal(size=(3, 2)) * 60)}
    pairs = [[engine.dot([*leaves["A"][t]], [*leaves["B"][s]]) for s in range(t + 1)] for t in range(3)]
    loss = sum(sum(p * p for p in shifted(row)) for row in pairs)
    program = vectorize(loss, leaves)
    with np.errstate(all="raise", under="ignore"):
        found = program.function(*[engine.numbers(x) for x in leaves.values()])
    assert same(found, gradients(loss, leaves))


def test_nothing_is_baked_in():
    module = by_hand("gpt")
    params, inputs = module.case(np.random.default_rng(1))
    program = vectorize(*traced(module, params, inputs)[:2], {k: x.tolist() for k, x in inputs.items()})
    assert "np.array(" not in program.source
    assert program.notes == ("These numbers are constants of the graph: 8, 1e-05, 2 and 5.",)


def test_where_a_shifted_score_is():
    z = values([[1.0, 2.0], [3.0, 0.0]], label="z")
    w = Value(2.0, label="w")
    scores = [[w * x for x in row] for row in z]
    largest = [max(row).data for row in scores]
    moved = [[score - c for score in row] for row, c in zip(scores, largest, strict=True)]
    powers = [[engine.exp(x) for x in row] for row in moved]
    shares = [[p / sum(row) for p in row] for row in powers]
    program = vectorize(sum(p**2 for row in shares for p in row), {"w": w}, {"z": z})
    assert str(program.where(shares[1][0])) == "softmax1[1, 0]"
    assert str(program.where(powers[1][0])) == "part of softmax1[1, 0]"
    assert str(program.where(moved[1][0])) == "part of sum1[1, 0]"  # which is w z, with nothing taken off
    assert str(program.where(scores[1][0])) == "part of sum1[1, 0]"


def test_a_wrong_softmax_is_found(monkeypatch):
    right = Code.reduced
    monkeypatch.setattr(Code, "reduced", lambda *given, **more: 2 * right(*given, **more))
    module = by_hand("attention")
    params, inputs = module.case(np.random.default_rng(1))
    loss, leaves, named = traced(module, params, inputs)
    with pytest.raises(AssertionError):
        assert same(vectorize(loss, leaves, named).value_and_grad(params, inputs), gradients(loss, leaves))
