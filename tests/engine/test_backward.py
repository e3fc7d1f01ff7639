"""`backward`: fixed local derivatives, a fresh start between root and leaves, sums at the leaves.

These are promises, and each test names the naive implementation that breaks it.
"""

import re

import pytest

import engine
from engine import NOT_COMPUTED, Value, no_grad


def test_changing_data_afterwards_changes_no_gradient():
    # Naive: backward closures read `other.data` when they run, so the first gradient would be 200.
    a, b = Value(3.0), Value(2.0)
    y = a * b
    a.data, b.data = 100.0, 200.0
    y.backward()
    assert (y.data, a.grad, b.grad) == (6.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("compute", "x", "gradient"),
    [
        (lambda x: x**3, 2.0, 12.0),
        (lambda x: 1 / x, 2.0, -0.25),
        (lambda x: x.relu(), 2.0, 1.0),
        (lambda x: x.exp(), 0.0, 1.0),
        (lambda x: x.tanh(), 0.0, 1.0),
        (lambda x: engine.max(x, 1.0), 2.0, 1.0),
    ],
)
def test_neither_the_operand_nor_the_result_may_move_a_gradient(compute, x, gradient):
    # Naive: exp and tanh read their own result's `.data` in backward, the others their operand's.
    leaf = Value(x)
    y = compute(leaf)
    leaf.data, y.data = -50.0, 70.0
    y.backward()
    assert leaf.grad == gradient


def test_a_training_step_between_forward_and_backward_of_two_losses():
    # Naive: the second loss would be differentiated at weights it was not computed with.
    w = Value(2.0)
    first, second = w * w, w * w * w
    first.backward()
    w.data -= 0.5 * w.grad
    w.grad = 0.0
    second.backward()
    assert (w.data, w.grad) == (0.0, 12.0)


def test_backward_twice_with_the_leaf_cleared_between():
    # Naive: the gradients of x*x stay and are counted again: 45.
    x = Value(3.0)
    y = x * x * x
    y.backward()
    assert x.grad == 27.0
    x.grad = 0
    y.backward()
    assert x.grad == 27.0


def test_backward_adds_to_a_leaf():
    # Naive: backward clears everything it meets, so two losses cannot be added up.
    x = Value(3.0)
    y = x * x * x
    y.backward()
    y.backward()
    assert (x.grad, y.grad) == (54.0, 1.0)


def test_two_roots_over_one_hidden_value():
    # Naive: h keeps the 1 from the first backward and hands it down twice: 9.
    x = Value(2.0)
    h = 3 * x
    a, b = h * 1, h * 1
    a.backward()
    b.backward()
    assert x.grad == 6.0
    assert h.grad == 1.0  # of the last backward only
    assert (a.grad, b.grad) == (1.0, 1.0)


def test_backward_through_a_hidden_value_that_was_a_root_before():
    # Naive: the root's own gradient of 1 stays in h.
    x = Value(2.0)
    h = x * x
    h.backward()
    assert (h.grad, x.grad) == (1.0, 4.0)
    (h * 10).backward()
    assert (h.grad, x.grad) == (10.0, 44.0)


def test_a_number_put_into_the_gradient_of_a_hidden_value_does_not_stay():
    # Naive: only the leaves count as having a gradient to clear.
    x = Value(2.0)
    h = x * x
    h.grad = 100.0
    (h * 1).backward()
    assert x.grad == 4.0


def test_backward_on_a_leaf():
    # Naive: sets 1 instead of adding it.
    x = Value(3.0)
    x.backward()
    assert x.grad == 1.0
    x.backward()
    assert x.grad == 2.0


def test_backward_on_a_result_made_under_no_grad_is_refused():
    # Naive: gives the result a gradient of 1 and the weights none, without a word.
    x = Value(3.0)
    with no_grad():
        y = x * x
    message = (
        "backward() on a constant, Value(data=9.0, constant): nothing was recorded to go back through. It was "
        "detached, or made under no_grad or from numbers only; compute it from Values outside no_grad."
    )
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}$"):
        y.backward()
    assert (x.grad is NOT_COMPUTED, y.grad is NOT_COMPUTED) == (True, True)


def test_backward_runs_under_no_grad():
    x = Value(3.0)
    y = x * x
    with no_grad():
        y.backward()
    assert x.grad == 6.0


DIAMONDS = [
    # Naive: a walk in order of discovery hands a shared value's gradient down before it is complete.
    (lambda x: [h := x * 2, h * h + h][-1], 3.0, 26.0),
    (lambda x: [h := x * x, k := h * x, h * k + h / k][-1], 2.0, 5 * 16.0 - 1 / 4),
    (lambda x: [h := x + 1, k := h * h, m := k * h, m * k * h][-1], 1.0, 6 * 32.0),
    (lambda x: (x * x) * (x * x), 2.0, 32.0),
]


@pytest.mark.parametrize(("compute", "x", "gradient"), DIAMONDS)
def test_shared_subexpressions(compute, x, gradient):
    leaf = Value(x)
    compute(leaf).backward()
    assert leaf.grad == pytest.approx(gradient, rel=1e-15)


def test_a_graph_with_two_to_the_hundred_routes():
    # Naive: a walk without memory of where it has been never ends.
    x = y = Value(1.0)
    for _ in range(100):
        y = y + y
    y.backward()
    assert x.grad == 2.0**100


def test_every_value_of_the_graph_has_its_gradient():
    # Naive: only leaves keep theirs.
    a, b = Value(2.0), Value(-3.0)
    c = a * b
    d = c + a
    e = d * d
    e.backward()
    assert (e.grad, d.grad, c.grad, a.grad, b.grad) == (1.0, -8.0, -8.0, 16.0, -16.0)
