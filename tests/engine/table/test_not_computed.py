"""A gradient that was not computed is not zero: it adds like one, and shows as what it is."""

import copy
import math
import pickle

import pytest

from engine import NOT_COMPUTED, Value


def test_before_any_backward_a_gradient_shows_as_not_computed():
    # Naive: 0.0, which is also what an unused weight has after backward.
    x, unused = Value(3.0), Value(4.0)
    y = x * 0 + 1
    assert (repr(x.grad), str(y.grad)) == ("not computed", "not computed")
    y.backward()
    assert (repr(x.grad), repr(unused.grad)) == ("0.0", "not computed")
    x.grad = None
    assert repr(x) == "Value(data=3.0, grad=not computed)"


def test_not_computed_is_zero_in_arithmetic():
    # Naive: None, with which `w.data -= 0.1 * w.grad` and `w.grad += 1` fail.
    w = Value(3.0)
    w.data -= 0.1 * w.grad
    assert w.data == 3.0
    assert (NOT_COMPUTED + 1.5, 1.5 - NOT_COMPUTED, NOT_COMPUTED * 2, math.exp(NOT_COMPUTED)) == (1.5, 1.5, 0.0, 1.0)
    assert NOT_COMPUTED == 0.0
    assert not NOT_COMPUTED
    assert sum([NOT_COMPUTED, 1.0]) == 1.0
    w.grad += 1
    assert (w.grad, type(w.grad)) == (1.0, float)
    assert "%.4f" % Value(1.0).grad == "0.0000"  # noqa: UP031  (as micrograd's drawing writes it)


SPECS = [
    "",
    ".3f",
    "10.3f",
    "20",
    "20.3f",
    "<20.3f",
    "^20.3f",
    "*^20",
    ">20",
    "=20",
    "+20.2f",
    "-20",
    " 20.1f",
    "020.2f",
]
SPECS += ["*=20.2f", "#20g", "20,.2f", "20_.1f", "z20.2f", "20.3e", "20%"]


@pytest.mark.parametrize("spec", SPECS)
def test_not_computed_in_a_table_keeps_the_width_of_a_number(spec):
    # Naive: a width that is not understood shifts the rest of the line.
    shown = format(NOT_COMPUTED, spec)
    assert "not computed" in shown
    assert len(shown) == max(len("not computed"), len(format(0.0, spec)))
    assert format(Value(1.0).grad, spec) == shown


def test_not_computed_is_aligned_as_asked():
    assert f"{NOT_COMPUTED:20.3f}|" == "        not computed|"
    assert f"{NOT_COMPUTED:<20.3f}|" == "not computed        |"
    assert f"{NOT_COMPUTED:*^20.3f}|" == "****not computed****|"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_there_is_one_not_computed(again):
    # Naive: a pickled one comes back as a plain 0.0, or as another object.
    assert again(NOT_COMPUTED) is NOT_COMPUTED
    assert again(Value(3.0)).grad is NOT_COMPUTED
    assert again(Value(3.0) * 2).grad is NOT_COMPUTED
    assert again({"grads": [NOT_COMPUTED]})["grads"][0] is NOT_COMPUTED


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_not_computed_under_every_pickle_protocol(protocol):
    assert pickle.loads(pickle.dumps(NOT_COMPUTED, protocol)) is NOT_COMPUTED
