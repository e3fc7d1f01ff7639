"""Time becomes a loop: the recurrent networks of `by_hand`, at the length of their graphs and at others."""

import numpy as np
import pytest

from engine import values, vectorize
from engine.lifting.given import engine_gradients, named_values
from tests.engine.lifting.formulas import check as check_comments
from tests.engine.lifting.test_by_hand import by_hand, same
from tests.engine.lifting.test_lifting_graphs import pasted

RECURRENT = ["rnn", "rnn_last", "rnn_two_layers", "lstm", "gru"]


def numbers(name, length, seed=0):
    """Parameters and inputs of a network, for a sequence of some length."""
    return by_hand(name).case(np.random.default_rng(seed), length)


def derived(name, length=4, **options):
    """The program of a network."""
    params, inputs = ({each: values(x, label=each) for each, x in named.items()} for named in numbers(name, length))
    return vectorize(by_hand(name).scalar(*params.values(), *inputs.values()), params, inputs, **options)


@pytest.mark.parametrize("name", RECURRENT)
def test_it_is_a_loop_of_any_length(name):
    program = derived(name)
    assert "for t in range(len(X)):" in program.source
    assert "for t in reversed(range(len(X))):" in program.source
    assert program.notes[-1].endswith(" of any length.")
    paste = pasted(program)
    for length, seed in ((4, 0), (4, 1), (4, 2), (0, 3), (1, 4), (2, 5), (9, 6)):
        params, inputs = numbers(name, length, seed)
        right = by_hand(name).value_and_grad(**params, **inputs)
        found = program.value_and_grad(params, inputs)
        assert same(found, right)
        assert same(paste(*params.values(), *inputs.values()), right)
        assert program(params, inputs) == found[0]


@pytest.mark.parametrize("name", RECURRENT)
def test_the_version_by_hand_is_right_at_other_lengths(name):
    for length in (1, 3):
        params, inputs = numbers(name, length, seed=length)
        leaves = {each: values(x) for each, x in params.items()}

        def loss(given, leaves=leaves):
            return by_hand(name).scalar(**leaves, **given)

        right = engine_gradients(loss, named_values(leaves, "params"), inputs, None, {}, "the loss")
        assert same(by_hand(name).value_and_grad(**params, **inputs), right)


@pytest.mark.parametrize("name", RECURRENT)
def test_its_comments_are_true_at_other_lengths(name):
    program = derived(name)
    for length in (4, 2, 6):
        assert check_comments(program, *numbers(name, length, seed=length)) > 8


@pytest.mark.parametrize("name", RECURRENT)
def test_no_line_is_too_long(name):
    assert max(map(len, derived(name).source.splitlines())) <= 100


def test_the_text_does_not_grow_with_the_length():
    assert len(derived("rnn", 12).source) == len(derived("rnn", 5).source)
