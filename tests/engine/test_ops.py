"""Every row of the table, tested from the table: a row without a test cannot exist.

The oracles are independent of the engine: mpmath with 50 digits, SymPy's symbolic derivatives and central
differences. Then wrong rules are planted in copies of the rows, and the same checks must refuse each of them.
"""

import dataclasses
import functools
import itertools
import math
import re
from decimal import Decimal
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy

import engine
from engine import DomainError, Value
from engine.ops import OPERATORS, TABLE
from engine.table import floats
from engine.table.checks import describe
from engine.table.primitive import ListOp
from tests.oracles import (
    FORMULAS,
    FORMULAS_OF_LISTS,
    LIST_ROWS,
    MPMATH,
    NUMBER_FIRST,
    OTHER_ROWS,
    ROWS,
    XS,
    X,
    Y,
    exact_partial,
    exact_value,
    halves,
    mp,
    places,
)
from tests.ways import (
    PYTHON_OPERATORS,
    through_function,
    through_method,
    through_operator,
    through_row,
    through_tuples,
)

SYMPY = {**FORMULAS, **FORMULAS_OF_LISTS}

# The conventions at kinks, once more: PyTorch's, save that a tie of max or min goes to the first operand.
CONVENTIONS = {
    "pow": (((0.0, 0.0), (0.0, 0.0)), ((0.0, 2.0), (0.0, 0.0))),
    "abs": (((0.0,), (0.0,)),),
    "relu": (((0.0,), (0.0,)),),
    "hypot": (((0.0, 0.0), (0.0, 0.0)),),
    "leaky_relu": (((0.0, 0.01), (0.01, 0.0)),),
    "elu": (((0.0, 0.5), (0.5, 0.0)),),
    "max": (((1.0, 1.0), (1.0, 0.0)),),
    "min": (((1.0, 1.0), (1.0, 0.0)),),
    "step": (((0.0,), (0.0,)),),
    "sign": (((0.0,), (0.0,)),),
}

SAMPLES = [(row, point) for row in ROWS for point in row.samples]
# Of a list the operands that every sample has.
PARTIALS = [(row, index) for row in ROWS for index in places(row, min(row.samples, key=len))]


def called(case):
    """The id of a parametrized case: a row by its name, a function by its own."""
    return getattr(case, "name", None) or getattr(case, "__name__", None)


def doors(row):
    """The ways in which a user writes this operation on Values."""
    if isinstance(row, ListOp):
        return [through_row, through_function, through_tuples]
    written = [through_operator] if row.name in PYTHON_OPERATORS else []
    method = [through_method] if row.name not in NUMBER_FIRST else []
    named = [] if row.name in OPERATORS else [through_function, *method]
    return [through_row, *written, *named]


def values(row, point):
    """The operands as leaves; where the row needs a number, the number."""
    return [x if row.name in NUMBER_FIRST and place == 0 else Value(x) for place, x in enumerate(point)]


WAYS = [(row, door) for row in ROWS for door in doors(row)]


# --- oracles -----------------------------------------------------------------------------------


def by_mpmath(row, index, point):
    return float(exact_partial(row, tuple(int(i == index) for i in range(len(point))), point))


def by_sympy(row, index, point):
    symbols = XS[: len(point)] if isinstance(row, ListOp) else (X, Y)
    formula = SYMPY[row.name](*symbols) if isinstance(row, ListOp) else SYMPY[row.name]
    derivative = sympy.diff(formula, symbols[index])
    whole = row.name in NUMBER_FIRST  # an order: SymPy knows whole ones
    numbers = [sympy.Integer(int(x)) if whole and i == 0 else sympy.Float(x, 50) for i, x in enumerate(point)]
    numbers = dict(zip(symbols, numbers, strict=False))
    return float(derivative.evalf(50, subs=numbers))


def by_differences(row, index, point, h=1e-5):
    def moved(by):
        return row.evaluate(*[x + by * (i == index) for i, x in enumerate(point)])

    return (moved(h) - moved(-h)) / (2 * h)


# The first two are exact, so what remains is the rounding of a formula of three or four operations: some 1e-16
# each, ten times as much where 1 - tanh² cancels. Differences with h = 1e-5 err by h²·f'''/6 and 1e-16/h: 1e-10.
ORACLES = {by_mpmath: 1e-12, by_sympy: 1e-12, by_differences: 1e-6}


def check_value(row, point):
    assert row.evaluate(*point) == pytest.approx(float(exact_value(row, point)), rel=1e-12, abs=0)


def check_partial(row, index, oracle):
    """At every sample, the row's partial is what the oracle says; relative, so that a small one counts too."""
    for point in row.samples:
        found = row.partial(index, *point, row.evaluate(*point))
        assert found == pytest.approx(oracle(row, index, point), rel=ORACLES[oracle], abs=0), point


def partial_on_values(row, index, xs):
    """What the row's rule makes of Values."""
    out = through_row(row, *xs)
    if isinstance(row, ListOp):
        return row.partials[0](*row.split(xs), out)[index]
    return row.partials[index](*xs, out)


def check_second_partials(row, index):
    """A partial run on Values is a formula of the table, so it can be differentiated again."""
    for point in row.samples:
        xs = values(row, point)
        partial = partial_on_values(row, index, xs)
        assert isinstance(partial, (Value, float))
        if isinstance(partial, Value) and partial.requires_grad:
            partial.backward()
        for j, x in enumerate(xs):
            if not isinstance(x, Value):
                continue
            orders = [0] * len(xs)
            orders[index] += 1
            orders[j] += 1
            assert x.grad == pytest.approx(float(exact_partial(row, tuple(orders), point)), rel=1e-11, abs=1e-20)


# --- the table and its samples -----------------------------------------------------------------


@pytest.mark.parametrize("oracle", [MPMATH, SYMPY], ids=["mpmath", "sympy"])
def test_the_oracles_cover_exactly_the_table(oracle):
    assert set(oracle) == set(TABLE)


@pytest.mark.parametrize("row", ROWS, ids=called)
def test_a_row_has_samples_of_its_arity_with_partials_of_order_one(row):
    # A relative tolerance means nothing for a partial of 1e-9, and a check at a point that is all zeros sees nothing.
    assert len(row.samples) >= 3
    if isinstance(row, ListOp):
        assert all(len(point) % row.lists == 0 for point in row.samples)
    else:
        assert {len(point) for point in row.samples} == {len(row.partials)}
    partials = [by_mpmath(row, index, point) for point in row.samples for index in places(row, point)]
    assert all(p == 0 or 0.005 < abs(p) < 20 for p in partials)


@pytest.mark.parametrize("row", ROWS, ids=called)
def test_a_row_names_a_point_outside_its_domain_if_it_has_one(row):
    assert bool(row.outside) == (row.domain != "any numbers")


@pytest.mark.parametrize("row", ROWS, ids=called)
def test_a_row_says_what_it_is(row):
    assert repr(row) == f"<primitive {row.name}>"
    assert row.__doc__ == f"{row.doc} Domain: {row.domain}."
    assert row.symbol
    assert row.text.format("x", "y") != row.text
    assert "x" in row.latex.format("x", "y")
    point = row.samples[0]
    assert all(name in row.written(*"abcdef"[: len(point)]) for name in "abcdef"[: len(point)])


# --- values and partials -----------------------------------------------------------------------


@pytest.mark.parametrize(("row", "point"), SAMPLES, ids=lambda case: called(case) or str(case))
def test_value(row, point):
    check_value(row, point)


@pytest.mark.parametrize("oracle", ORACLES, ids=called)
@pytest.mark.parametrize(("row", "index"), PARTIALS, ids=called)
def test_partial(row, index, oracle):
    check_partial(row, index, oracle)


@pytest.mark.parametrize(("row", "index"), PARTIALS, ids=called)
def test_a_partial_can_be_differentiated_again(row, index):
    check_second_partials(row, index)


def with_partial(row, index, change):
    """A copy of the row in which one partial is changed."""
    if isinstance(row, ListOp):
        (right,) = row.partials

        def rule(*lists_and_out):
            partials = right(*lists_and_out)
            partials[index] = change(lambda *xs: right(*xs)[index])(*lists_and_out)
            return partials

        return dataclasses.replace(row, partials=(rule,))
    rules = list(row.partials)
    rules[index] = change(rules[index])
    return dataclasses.replace(row, partials=tuple(rules))


def scaled(rule):
    return lambda *numbers: 2.001 * rule(*numbers)


def shifted(rule):
    return lambda *numbers: rule(*numbers) + 0.1


# Twice nothing is nothing: for these two, whose partial is 0 everywhere, only a shift can be seen.
@pytest.mark.parametrize("x", [0.6, 1.0, 2.5])
def test_the_slope_of_a_power_at_exponent_zero_depends_on_the_exponent(x):
    # ∂/∂x of x ** y is 0 at y = 0, but not a constant 0: its derivative for y is 1/x.
    base, exponent = Value(x), Value(0.0)
    slope = TABLE["pow"].partials[0](base, exponent, base**exponent)
    slope.backward()
    assert (slope.data, base.grad) == (0.0, 0.0)
    assert exponent.grad == pytest.approx(float(exact_partial(TABLE["pow"], (1, 1), (x, 0.0))), rel=1e-14, abs=0)


FLAT = ("step", "sign")
WRONG = [(*case, shifted) for case in PARTIALS] + [(*case, scaled) for case in PARTIALS if case[0].name not in FLAT]


@pytest.mark.parametrize("oracle", ORACLES, ids=called)
@pytest.mark.parametrize(("row", "index", "wrong"), WRONG, ids=called)
def test_a_wrong_partial_is_refused(row, index, wrong, oracle):
    with pytest.raises(AssertionError):
        check_partial(with_partial(row, index, wrong), index, oracle)


@pytest.mark.parametrize("row", ROWS, ids=called)
def test_a_wrong_value_is_refused(row):
    wrong = dataclasses.replace(row, function=lambda *x: row.function(*x) + 1e-11 * (1 + abs(row.function(*x))))
    for point in row.samples:
        with pytest.raises(AssertionError):
            check_value(wrong, point)


def escaped(rule):
    """The same number, computed with floats behind the back of the graph: its derivative is lost."""
    return lambda *xs: float(getattr(rule(*xs), "data", rule(*xs)))


# Rows made of straight pieces have no second derivative to lose.
STRAIGHT = ("add", "sub", "neg", "identity", "abs", "relu", "max", "min", "sum", *FLAT)
CURVED = [(row, index) for row, index in PARTIALS if row.name not in STRAIGHT]


@pytest.mark.parametrize(("row", "index"), CURVED, ids=called)
def test_a_partial_that_leaves_the_table_is_refused(row, index):
    with pytest.raises(AssertionError):
        check_second_partials(with_partial(row, index, escaped), index)


# --- every way to write it ---------------------------------------------------------------------


@pytest.mark.parametrize(("row", "door"), WAYS, ids=called)
def test_on_values(row, door):
    for point in row.samples:
        xs = values(row, point)
        result = door(row, *xs)
        assert type(result) is Value
        assert result.data == pytest.approx(float(exact_value(row, point)), rel=1e-12, abs=0)
        assert (result.op, result._op, result.operands) == (row.name, row.symbol, tuple(xs))
        assert len(result.parents) == len(result.partials) == len(xs)
        result.backward()
        for index in places(row, point):
            x = xs[index]
            exact = by_mpmath(row, index, point)
            assert result.partials[index] == pytest.approx(exact, rel=1e-12, abs=0)
            assert x.grad == pytest.approx(exact, rel=1e-12, abs=0)


@pytest.mark.parametrize(("row", "door"), [way for way in WAYS if way[1] is not through_method], ids=called)
def test_on_floats_gives_a_float(row, door):
    for point in row.samples:
        result = door(row, *point)
        assert type(result) is float
        assert result == pytest.approx(float(exact_value(row, point)), rel=1e-12, abs=0)


@pytest.mark.parametrize("row", [row for row in OTHER_ROWS if row.name not in OPERATORS], ids=called)
def test_on_arrays_works_element_by_element(row):
    columns = [np.array(column) for column in zip(*row.samples, strict=True)]
    result = through_function(row, *columns)
    assert result.dtype == float
    assert result == pytest.approx([float(exact_value(row, point)) for point in row.samples], rel=1e-12, abs=0)


@pytest.mark.parametrize(("row", "door"), [(row, door) for row in OTHER_ROWS for door in doors(row)[:2]], ids=called)
def test_on_arrays_of_values_gives_values(row, door):
    if door is through_method:
        door = through_function
    columns = [np.array(column) for column in zip(*[values(row, point) for point in row.samples], strict=True)]
    results = door(row, *columns)
    assert len(results) == len(row.samples)
    for point, result, *xs in zip(row.samples, results, *columns, strict=True):
        result.backward()
        for index in places(row, point):
            assert xs[index].grad == pytest.approx(by_mpmath(row, index, point), rel=1e-12, abs=0)


def test_arrays_broadcast():
    assert engine.max(np.array([[1.0], [3.0]]), np.array([0.0, 2.0])).tolist() == [[1.0, 2.0], [3.0, 3.0]]
    assert engine.leaky_relu(np.array([-2.0, 2.0]), 0.5).tolist() == [-1.0, 2.0]
    assert engine.leaky_relu(np.array([-2.0, 2.0])).tolist() == [-0.02, 2.0]


def test_an_array_with_one_number_outside_the_domain_is_refused():
    with pytest.raises(DomainError, match=re.escape("log(-2.0) has no real value: log needs x ≥ 0.")):
        engine.log(np.array([1.0, -2.0]))


@pytest.mark.parametrize("row", [row for row in ROWS if row.folds], ids=called)
def test_a_folding_row_takes_any_number_of_operands(row):
    xs = [Value(x) for x in (2.0, -1.0, 5.0, -7.0, 3.0)]
    result = row(*xs)
    result.backward()
    chosen = {"max": 2, "min": 3}[row.name]
    assert result.data == xs[chosen].data
    assert [x.grad for x in xs] == [float(i == chosen) for i in range(5)]


WRONG_NUMBERS = [
    (engine.exp, (), "exp takes 1 operand(s); 0 given."),
    (engine.exp, (1.0, 2.0), "exp takes 1 operand(s); 2 given."),
    (engine.exp, (Value(1.0), 2.0), "exp takes 1 operand(s); 2 given."),
    (engine.leaky_relu, (), "leaky_relu takes 1 to 2 operand(s); 0 given."),
    (engine.leaky_relu, (1.0, 0.1, 2.0), "leaky_relu takes 1 to 2 operand(s); 3 given."),
    (engine.max, (), "max takes 2 operand(s) or more: for a list write max(*values); 0 given."),
    (engine.max, ([1.0, 2.0],), "max takes 2 operand(s) or more: for a list write max(*values); 1 given."),
    (engine.min, (Value(1.0),), "min takes 2 operand(s) or more: for a list write min(*values); 1 given."),
    (TABLE["add"], (1.0,), "add takes 2 operand(s); 1 given."),
    (engine.atan2, (Value(1.0),), "atan2 takes 2 operand(s); 1 given."),
    (engine.hypot, (1.0, 2.0, 3.0), "hypot takes 2 operand(s); 3 given."),
    (engine.elu, (1.0, 1.0, 1.0), "elu takes 1 to 2 operand(s); 3 given."),
    (engine.polygamma, (Value(1.0),), "polygamma takes 2 operand(s); 1 given."),
    (engine.sum, (), "sum takes one list of operands, such as sum([a, b]); 0 given."),
    (engine.sum, (1.0, 2.0), "sum takes one list of operands, such as sum([a, b]); 2 given."),
    (engine.logsumexp, ([1.0], [2.0]), "logsumexp takes one list of operands, such as logsumexp([a, b]); 2 given."),
    (engine.dot, ([1.0],), "dot takes two lists of operands, such as dot([a, b], [c, d]); 1 given."),
    (engine.prod, (2.0,), "prod takes one list of operands, such as prod([a, b]); got 2.0 (float)."),
    (engine.sum, (None,), "sum takes one list of operands, such as sum([a, b]); got None (NoneType)."),
    (engine.sum, ("12",), "sum takes one list of operands, such as sum([a, b]); got '12' (str)."),
    (engine.sum, ({1: 2.0},), "sum takes one list of operands, such as sum([a, b]); got {1: 2.0} (dict)."),
    (
        engine.sum,
        (Value(2.0),),
        "sum takes one list of operands, such as sum([a, b]); got Value(data=2.0, grad=not computed) (Value).",
    ),
    (engine.dot, ([1.0], "1"), "dot takes two lists of operands, such as dot([a, b], [c, d]); got '1' (str)."),
]


@pytest.mark.parametrize(("row", "operands", "message"), WRONG_NUMBERS, ids=called)
def test_a_wrong_number_of_operands_is_refused(row, operands, message):
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        row(*operands)


METHODS = [row for row, door in WAYS if door is through_method]


@pytest.mark.parametrize("row", METHODS, ids=called)
def test_a_method_refuses_too_many_operands(row):
    with pytest.raises(TypeError, match=rf"\b{row.name}\b.* takes .*given"):
        getattr(Value(0.5), row.name)(1.0, 2.0)


def test_an_order_is_a_number():
    assert not hasattr(Value, "polygamma")
    message = "polygamma has no derivative for operand 0: give a number there, not a Value."
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        engine.polygamma(Value(1.0), Value(2.0))
    assert engine.polygamma(Value(1.0).detach(), Value(2.0)).partials[0] is None


# --- rows that take lists ------------------------------------------------------------------------

EMPTY = {"sum": 0.0, "prod": 1.0, "dot": 0.0, "logsumexp": -math.inf}


@pytest.mark.parametrize("row", LIST_ROWS, ids=called)
def test_of_nothing(row):
    result = row(*[[]] * row.lists)
    assert type(result) is float
    assert result == EMPTY[row.name]


@pytest.mark.parametrize("row", LIST_ROWS, ids=called)
def test_of_one_element(row):
    xs = [Value(-1.5), Value(4.0)][: row.lists]
    result = through_row(row, *xs)
    result.backward()
    assert result.data == (-6.0 if row.lists == 2 else -1.5)
    assert [x.grad for x in xs] == ([4.0, -1.5] if row.lists == 2 else [1.0])


def generator(xs):
    yield from xs


@pytest.mark.parametrize("made", [list, tuple, generator, iter, np.array, dict.fromkeys], ids=called)
@pytest.mark.parametrize("row", LIST_ROWS, ids=called)
def test_what_may_stand_for_a_list(row, made):
    numbers = (1.5, -2.0, 0.5)
    for kind in (Value, float):
        given = [[kind(x) for x in numbers] for _ in range(row.lists)]
        if made == dict.fromkeys:
            with pytest.raises(TypeError, match=f"^{row.name} takes .* list.* of operands.* got .*dict"):
                row(*map(made, given))
        else:
            result = row(*map(made, given))
            exact = float(exact_value(row, numbers * row.lists))
            assert getattr(result, "data", result) == pytest.approx(exact, rel=1e-15, abs=0)


@pytest.mark.parametrize("row", LIST_ROWS, ids=called)
@pytest.mark.parametrize("wrong", [np.ones((2, 2)), [[1.0], [2.0]], [np.ones(2), np.ones(2)], [1.0, "2"], ["a", "b"]])
@pytest.mark.parametrize("beside", [[], [Value(1.0)]], ids=["alone", "beside a Value"])
def test_what_may_not_stand_in_a_list(row, wrong, beside):
    with pytest.raises(TypeError, match=rf"^{row.name} got .*(ndarray|list|str)\); a number is needed"):
        row(*[[*wrong, *beside]] * row.lists)


def test_lists_of_unequal_length():
    with pytest.raises(ValueError, match=r"^dot takes two lists of equal length; got 2 and 1\.$"):
        engine.dot([Value(1.0), 2.0], [3.0])
    with pytest.raises(ValueError, match=r"^dot takes two lists of equal length; got 0 and 1\.$"):
        engine.dot([], [Value(3.0)])


def test_numbers_and_constants_among_the_operands_have_no_partial():
    w, x, b = Value(2.0), Value(3.0), Value(5.0).detach()
    y = engine.dot([1, w], [b, x])
    assert (y.data, y.partials) == (11.0, (None, 3.0, None, 2.0))
    assert ([p.data for p in y.parents], y.parents[1:]) == ([1.0, 2.0, 5.0, 3.0], (w, b, x))
    y.backward()
    assert (w.grad, x.grad, b.grad) == (3.0, 2.0, engine.NOT_COMPUTED)
    assert [p.requires_grad for p in y.parents] == [False, True, False, True]
    for order in ([w, b, 1.0], [w, 1.0, b], [b, w, 1.0], [1.0, b, w]):
        assert engine.sum(order).partials == tuple([1.0 if x is w else None for x in order])
        assert [x.data for x in engine.sum(order).parents] == [getattr(x, "data", x) for x in order]
    assert not engine.sum([b, 1.0]).requires_grad
    assert engine.sum([np.float64(1.5), 2]) == 3.5


def test_the_same_value_several_times_in_a_list():
    x, y = Value(3.0), Value(5.0)
    cube = engine.prod([x, x, x])
    cube.backward()
    assert (cube.data, cube.partials, x.grad) == (27.0, (9.0, 9.0, 9.0), 27.0)
    x.grad = 0
    engine.dot([x, x, y], [x, y, x]).backward()
    assert (x.grad, y.grad) == (2 * 3.0 + 2 * 5.0, 2 * 3.0)
    x.grad = 0
    engine.sum([x] * 4).backward()
    assert x.grad == 4.0


PRODUCTS_WITH_ZEROS = [
    ((0.0, 2.0, 3.0), (6.0, 0.0, 0.0)),
    ((2.0, 0.0, 3.0), (0.0, 6.0, 0.0)),
    ((2.0, 3.0, 0.0), (0.0, 0.0, 6.0)),
    ((0.0, 2.0, 0.0), (0.0, 0.0, 0.0)),
    ((0.0, 0.0), (0.0, 0.0)),
    ((0.0,), (1.0,)),
    ((1e200, 1e200, 1e-200), (1.0, 1.0, math.inf)),
]


@pytest.mark.parametrize(("point", "partials"), PRODUCTS_WITH_ZEROS)
def test_the_partials_of_a_product_do_not_divide(point, partials):
    assert engine.prod(list(map(Value, point))).partials == pytest.approx(partials, rel=1e-15, abs=0)


def test_a_product_with_two_zeros_has_a_second_derivative():
    x, y, z = Value(0.0), Value(4.0), Value(0.0)
    slope = TABLE["prod"].partials[0]([x, y, z], None)[0]
    slope.backward()
    assert (slope.data, y.grad, z.grad) == (0.0, 0.0, 4.0)


INF, NAN = math.inf, math.nan
SOFTMAX = [  # operands, log Σ exp, and the partials: the softmax
    ((1000.0, 1000.0), 1000.0 + math.log(2), (0.5, 0.5)),
    ((-1000.0, -1000.0), -1000.0 + math.log(2), (0.5, 0.5)),
    ((1e16, 1e16), 1e16, (0.5, 0.5)),
    ((-1e16, -1e16), -1e16, (0.5, 0.5)),
    ((1e308, 1e308), 1e308, (0.5, 0.5)),
    ((1000.0, -1000.0), 1000.0, (1.0, 0.0)),
    ((-1e16, 1e16), 1e16, (0.0, 1.0)),
    ((1000.0, 1000.0 + math.log(3)), 1000.0 + math.log(4), (0.25, 0.75)),
    ((-INF, 2.0), 2.0, (0.0, 1.0)),
    ((2.0, -INF), 2.0, (1.0, 0.0)),
]


@pytest.mark.parametrize(("point", "value", "partials"), SOFTMAX)
def test_log_sum_exp_far_out(point, value, partials):
    pair = list(map(Value, point))
    for result in (engine.logaddexp(*pair), engine.logsumexp(pair), engine.logsumexp(generator(pair))):
        assert result.data == pytest.approx(value, rel=1e-15, abs=0)
        assert result.partials == pytest.approx(partials, rel=2e-13, abs=0)  # 1000 + log 3 is rounded by 5e-14


@pytest.mark.parametrize("many", [3, 7, 1000])
@pytest.mark.parametrize("x", [0.0, 1000.0, -1000.0, 1e16, -1e16])
def test_equal_operands_share_equally(many, x):
    # At 1e16 the result is rounded to an even number, so that e ** (x - out) alone would be wrong.
    partials = engine.logsumexp([Value(x)] * many).partials
    rounding = 1.2e-16 * max(many, 10)  # of a sum of so many
    assert partials == pytest.approx([1 / many] * many, rel=rounding, abs=0)


@pytest.mark.parametrize(
    ("point", "value"), [((INF, 1.0), INF), ((INF, INF), INF), ((-INF, -INF), -INF), ((INF, -INF), INF)]
)
def test_log_sum_exp_of_infinities(point, value):
    for xs in (point, point[::-1]):
        assert engine.logsumexp(xs) == engine.logaddexp(*xs) == np.logaddexp(*xs) == value


@pytest.mark.parametrize("other", [0.0, INF, -INF, NAN])
def test_nan_goes_through_log_sum_exp(other):
    for xs in ([NAN, other], [other, NAN]):
        assert math.isnan(engine.logsumexp(xs))
        assert math.isnan(engine.logaddexp(*xs))


# --- kinks -------------------------------------------------------------------------------------


def test_the_conventions_at_kinks_are_the_documented_ones():
    assert {row.name: row.kinks for row in ROWS if row.kinks} == CONVENTIONS


KINKS = [(row, door, *kink) for row, door in WAYS for kink in row.kinks]


@pytest.mark.parametrize(("row", "door", "point", "partials"), KINKS, ids=called)
def test_at_a_kink(row, door, point, partials):
    assert tuple(row.partial(i, *point, row.evaluate(*point)) for i in range(len(point))) == partials
    xs = [Value(x) for x in point]
    result = door(row, *xs)
    result.backward()
    assert result.partials == partials
    assert tuple(x.grad for x in xs) == partials


# --- outside the domain ------------------------------------------------------------------------

OUTSIDE = [(row, door, point) for row, door in WAYS for point in row.outside]
KINDS = (Value, float)


@pytest.mark.parametrize(("row", "door", "point"), OUTSIDE, ids=called)
def test_outside_the_domain_the_error_names_the_operation_and_its_operands(row, door, point):
    for kinds in itertools.product(KINDS, repeat=len(point)):
        if row.name in NUMBER_FIRST and kinds[0] is Value:
            continue
        if door is through_method and kinds[0] is float:
            continue
        if door is through_operator and Value not in kinds:
            continue  # Python's own operator on floats
        with pytest.raises(DomainError) as caught:
            door(row, *[kind(x) for kind, x in zip(kinds, point, strict=True)])
        message = str(caught.value)
        assert f" has no real value: {row.name} needs {row.domain}." in message
        assert all(str(x) in message.split(" has no ")[0] for x in point)


DOMAIN_MESSAGES = [
    (lambda: 1 / Value(0.0), "1.0 / 0.0 has no real value: div needs y ≠ 0."),
    (lambda: Value(0.0) / 0, "0.0 / 0.0 has no real value: div needs y ≠ 0."),
    (lambda: Value(-8.0) ** (1 / 3), "(-8.0) ** 0.3333333333333333 has no real value: pow needs "),
    (lambda: Value(-1e-300) ** -2.5, "(-1e-300) ** (-2.5) has no real value: pow needs "),
    (lambda: Value(0.0) ** -1, "0.0 ** (-1.0) has no real value: pow needs "),
    (lambda: Value(-2.0) ** Value(3.0), "(-2.0) ** 3.0 has no real derivative for operand 1: pow needs "),
    (lambda: engine.log(Value(-1.0)), "log(-1.0) has no real value: log needs x ≥ 0."),
    (lambda: Value(-1.0).sqrt(), "sqrt(-1.0) has no real value: sqrt needs x ≥ 0."),
    (lambda: engine.sqrt(-1.0), "sqrt(-1.0) has no real value: sqrt needs x ≥ 0."),
    (lambda: engine.sin(Value(math.inf)), "sin(inf) has no real value: sin needs a finite x."),
    (lambda: engine.cos(-math.inf), "cos(-inf) has no real value: cos needs a finite x."),
    (lambda: engine.tan(Value(math.inf)), "tan(inf) has no real value: tan needs a finite x."),
    (lambda: Value(1.5).asin(), "asin(1.5) has no real value: asin needs -1 ≤ x ≤ 1."),
    (lambda: engine.atan2(Value(0.0), -0.0), "atan2(0.0, -0.0) has no real value: atan2 needs x ≠ 0 or y ≠ 0."),
    (
        lambda: engine.polygamma(0.5, Value(1.0)),
        "polygamma(0.5, 1.0) has no real value: polygamma needs a whole number",
    ),
]


@pytest.mark.parametrize(("compute", "message"), DOMAIN_MESSAGES, ids=called)
def test_the_message_of_a_domain_error(compute, message):
    with pytest.raises(DomainError, match=re.escape(message)):
        compute()


def test_a_domain_error_is_a_value_error_and_a_zero_division_error():
    # A script that catches what plain floats raise keeps working.
    with pytest.raises(ZeroDivisionError, match="has no real value"):
        1 / Value(0.0)
    with pytest.raises(ValueError, match="has no real value"):
        engine.log(Value(-1.0))


# --- numbers at the edge, of every type --------------------------------------------------------
#
# The rule, and where it comes from: outside the domain that the row states there is a DomainError. Elsewhere the
# value is that of mpmath for finite operands, rounded to a float, and NumPy's for infinite ones and NaN.

EDGES = (0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 5e-324, -5e-324, 1e308, -1e308, INF, -INF, NAN)

OUTSIDE_THE_DOMAIN = {
    "div": lambda x, y: y == 0,
    "pow": lambda x, y: (x == 0 and -INF < y < 0) or (-INF < x < 0 and math.isfinite(y) and y != int(y)),
    **dict.fromkeys(("log", "log2", "log10", "sqrt"), lambda x: x < 0),
    "log1p": lambda x: x < -1,
    **dict.fromkeys(("sin", "cos", "tan"), math.isinf),
    **dict.fromkeys(("asin", "acos", "atanh"), lambda x: abs(x) > 1),
    "acosh": lambda x: x < 1,
    "atan2": lambda x, y: x == 0 and y == 0,
    **dict.fromkeys(("lgamma", "digamma"), lambda x: x <= 0),
    "polygamma": lambda n, x: n not in range(101) or x <= 0,
}


def squashed(x):
    return 1 / (1 + np.exp(-x))


def times_limit(x, factor):
    """x * factor; 0 where x is -inf and the factor 0, as for any e ** x against any power of x."""
    return -0.0 if x == -INF else x * factor


NUMPY = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": math.pow,  # C's, which IEEE 754 describes; NumPy takes a square root where y is 0.5, of -inf too
    "neg": np.negative,
    "identity": np.positive,
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "expm1": np.expm1,
    "log1p": np.log1p,
    "log2": np.log2,
    "log10": np.log10,
    "logaddexp": np.logaddexp,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "hypot": np.hypot,
    "sigmoid": squashed,
    "softplus": lambda x: np.logaddexp(x, 0.0),
    "relu": lambda x: np.maximum(x, 0.0),
    "leaky_relu": lambda x, slope: np.where(x > 0, x, slope * x),
    "elu": lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(x)),
    "silu": lambda x: times_limit(x, squashed(x)),
    "gelu": lambda x: times_limit(x, np.heaviside(x, 0.5)),  # Φ at ±inf
    "erf": np.sign,  # at ±inf
    "erfc": lambda x: 1 - np.sign(x),  # at ±inf
    "lgamma": np.positive,  # at inf
    "digamma": np.positive,
    "polygamma": lambda n, x: x if n == 0 else np.where(np.isnan(x), x, 0.0),
    "max": np.maximum,
    "min": np.minimum,
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
    "sign": np.sign,
    "sum": lambda *xs: np.sum(xs),
    "prod": lambda *xs: np.prod(xs),
    "dot": lambda *xs: np.sum(np.multiply(*halves(xs))),
    "logsumexp": lambda *xs: np.logaddexp.reduce(xs),
}


def right_value(row, point):
    """What the row has to give at this point; None where it has to raise."""
    if OUTSIDE_THE_DOMAIN.get(row.name, lambda *_: False)(*point):
        return None
    no_zero_sign = row.name == "atan2" and 0.0 in point  # mpmath has no -0.0
    if all(map(math.isfinite, point)) and not no_zero_sign:
        return float(exact_value(row, point))
    with np.errstate(all="ignore"):
        return float(NUMPY[row.name](*map(np.float64, point)))


def close(found, exact, within):
    """Equal, or NaN both, or as close as `within` relative to the larger one or to 1."""
    if not (math.isfinite(found) and math.isfinite(exact)):
        return found == exact or (math.isnan(found) and math.isnan(exact))
    return abs(found - exact) <= within * max(1.0, abs(found), abs(exact))


def of_whole(x):
    return int(x) if math.isfinite(x) and x == int(x) else None


def of_numpy(kind):
    return lambda x: kind(x) if not issubclass(kind, np.integer) else of_whole(x) if abs(x) < 100 else None


NUMBERS = {
    "float": float,
    "int": of_whole,
    "bool": lambda x: bool(x) if x in (0, 1) else None,
    "Fraction": lambda x: Fraction(x) if math.isfinite(x) else None,
    **{
        k.__name__: of_numpy(k)
        for k in (np.float16, np.float32, np.float64, np.longdouble, np.int8, np.int64, np.uint8)
    },
    "np.bool": lambda x: np.bool_(x) if x in (0, 1) else None,
    "Value": Value,
    "constant": lambda x: Value(x).detach(),
}


def operands_of(row):
    return (3 if row.lists == 1 else 2) if isinstance(row, ListOp) else len(row.partials)


def as_number(x):
    return x.data if isinstance(x, Value) else float(x)


@pytest.mark.filterwarnings("ignore:overflow encountered in cast")  # NumPy's, where a test makes a float16 of 1e308
@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("row", ROWS, ids=called)
def test_numbers_of_every_type_at_the_edge(row, kind):
    for point in itertools.product(EDGES, repeat=min(2, operands_of(row))):
        point += (1.0,) * (operands_of(row) - len(point))
        given = [NUMBERS[kind](x) for x in point]
        if row.name in NUMBER_FIRST and kind == "Value":
            given[0] = point[0]
        if any(x is None for x in given):
            continue
        numbers = tuple(map(as_number, given))
        exact = right_value(row, numbers)
        if exact is None:
            with pytest.raises(DomainError, match=f"{row.name} needs {re.escape(row.domain)}") as caught:
                through_row(row, *given)
            assert " has no real value: " in str(caught.value)
            assert all(str(x) in str(caught.value) for x in numbers)
        elif row.name == "pow" and kind == "Value" and no_slope_for_the_exponent(*numbers):
            with pytest.raises(DomainError, match=r" has no real derivative for operand 1: pow needs "):
                through_row(row, *given)
        else:
            found = through_row(row, *given)
            assert isinstance(found, Value if kind in ("Value", "constant") else float)
            assert close(as_number(found), exact, 5e-15), (point, as_number(found), exact)


def no_slope_for_the_exponent(x, y):
    """A negative number has powers with whole exponents only, so there is no derivative for the exponent."""
    return x < 0


NOT_NUMBERS = [
    "1",
    b"1",
    bytearray(b"1"),
    None,
    1j,
    Decimal(1),
    [1.0],
    (1.0,),
    {1: 1.0},
    {1.0},
    object(),
    np.array(1.0),
]


@pytest.mark.parametrize("wrong", NOT_NUMBERS, ids=lambda x: type(x).__name__)
@pytest.mark.parametrize("row", ROWS, ids=called)
def test_what_is_no_number_is_refused_by_name(row, wrong):
    many = operands_of(row)
    shown = re.escape(describe(wrong))
    for place in range(many):
        for beside in (0.5, Value(0.5)):
            operands = [beside] * many
            operands[place] = wrong
            with pytest.raises(TypeError, match=rf"^{row.name} got {shown}; a number is needed: an int, a float or"):
                through_row(row, *operands)


@pytest.mark.parametrize("row", ROWS, ids=called)
def test_an_integer_too_large_for_a_float_is_refused_by_name(row):
    for beside in (1.0, Value(1.0)):
        operands = [beside] * (operands_of(row) - 1) + [10**400]
        with pytest.raises(OverflowError, match=f"^{row.name} got an integer too large for a float"):
            through_row(row, *operands)


# --- partials at the edge and far out ----------------------------------------------------------


@functools.cache
def exact_formula(row, index):
    """The derivative that SymPy finds, to be computed with 50 digits."""
    return sympy.lambdify((X, Y), sympy.diff(SYMPY[row.name], (X, Y)[index]), "mpmath")


def right_partial(row, index, point):
    """SymPy's derivative at a finite point; ±inf at the edge of a domain, where SymPy divides by zero."""
    for kink, partials in CONVENTIONS.get(row.name, ()):
        if point == kink:
            return partials[index]
    if row.name == "gelu":
        point = (min(max(point[0], -1e6), 1e6),)  # all is flat there, and mpmath's erf has its limits
    numbers = [int(x) if i == 0 and row.name in NUMBER_FIRST else mpmath.mpf(x) for i, x in enumerate(point)]
    with mpmath.workdps(50):
        try:
            return float(exact_formula(row, index)(*numbers, *[None] * (2 - len(point))))
        except ZeroDivisionError:
            return EDGE_OF_THE_DOMAIN[row.name]


EDGE_OF_THE_DOMAIN = {
    "acos": -INF,
    **dict.fromkeys(("asin", "atanh", "acosh", "sqrt", "log", "log2", "log10", "log1p"), INF),
}
AT_THE_EDGE = [
    ("asin", 1.0, math.pi / 2),
    ("asin", -1.0, -math.pi / 2),
    ("acos", 1.0, 0.0),
    ("acos", -1.0, math.pi),
    ("acosh", 1.0, 0.0),
    ("atanh", 1.0, INF),
    ("atanh", -1.0, -INF),
    ("sqrt", 0.0, 0.0),
    ("log", 0.0, -INF),
    ("log2", 0.0, -INF),
    ("log10", 0.0, -INF),
    ("log1p", -1.0, -INF),
]


@pytest.mark.parametrize(("name", "x", "value"), AT_THE_EDGE)
def test_at_the_edge_of_a_domain_the_value_exists_and_the_partial_is_infinite(name, x, value):
    result = getattr(Value(x), name)()
    assert (result.data, result.partials) == (value, (EDGE_OF_THE_DOMAIN[name],))
    with pytest.raises(DomainError):
        getattr(Value(math.nextafter(x, 10.0 if x == 1 and name != "acosh" else -10.0)), name)()


FAR = [sign * 10**e for e in np.arange(-8, 8.25, 0.25).tolist() for sign in (1, -1)] + [
    float(x) for x in range(-45, 46)
]
FAR += [-37.5, -26.6, -8.3, -5.9, 710.5, -745.2, 709.7]
SMOOTH = [row for row in OTHER_ROWS if len(row.partials) == 1 and row.name not in FLAT]


@pytest.mark.parametrize("row", SMOOTH, ids=called)
def test_values_and_partials_are_exact_far_out(row):
    """To rounding: what overflows on the way, or cancels, would show here."""
    inside = [x for x in FAR if right_value(row, (x,)) is not None]
    if row.name in ("asin", "acos", "atanh"):
        inside += [math.copysign(1 - abs(x), x) for x in FAR if abs(x) < 1e-2]
    for x in {*inside}:
        result = row(Value(x))
        assert close(result.data, right_value(row, (x,)), 5e-15), x
        assert close(result.partials[0], right_partial(row, 0, (x,)), 5e-15), x


@pytest.mark.parametrize(
    "name", ["expm1", "log1p", "asinh", "atanh", "sinh", "tan", "erf", "erfc", "silu", "gelu", "asin"]
)
def test_small_numbers_keep_all_digits(name):
    for x in (1e-300, 1e-20, -1e-12, 1e-8, -3e-5):
        assert TABLE[name](x) == pytest.approx(float(exact_value(TABLE[name], (x,))), rel=5e-16, abs=0)


@pytest.mark.parametrize(
    ("name", "x"), [("gelu", -20.0), ("gelu", -37.0), ("softplus", -700.0), ("silu", -700.0), ("sigmoid", -700.0)]
)
def test_small_results_keep_their_digits(name, x):
    assert TABLE[name](x) == pytest.approx(float(exact_value(TABLE[name], (x,))), rel=5e-13, abs=0)


@pytest.mark.parametrize("n", [*range(21), 50, 100])
@pytest.mark.ci
def test_polygamma_of_every_order(n):
    for x in [*(x for x in FAR if x > 0), 1e-300, 5e-324, 1e300, 1e308]:
        exact = mp.psi(n, mp.mpf(x))
        found = engine.polygamma(n, x)
        assert close(found, float(exact), 1e-14), x
        if 1e-300 < abs(exact) < 1e300:
            assert abs(found / exact - 1) < (1e-14 if n else 1e-12), x  # digamma has a zero at 1.46


BOTH_FAR = [1e-200, 1.0, -1.0, 3.0, 1e8, -1e8, 1e16, 1e200, -1e200, 1e300]


@pytest.mark.parametrize("name", ["hypot", "atan2", "logaddexp", "max", "min", "add", "sub", "mul"])
def test_two_operands_far_out(name):
    # The textbook formulas square them, and 1e200 ** 2 is too large for a float.
    for point in itertools.product(BOTH_FAR, repeat=2):
        if name in ("max", "min") and point[0] == point[1]:
            continue
        result = TABLE[name](*map(Value, point))
        assert close(result.data, float(exact_value(TABLE[name], point)), 5e-15), point
        for index in range(2):
            assert close(result.partials[index], right_partial(TABLE[name], index, point), 5e-15), point
            if name == "atan2":
                exact = right_partial(TABLE[name], index, point)
                assert result.partials[index] == pytest.approx(exact, rel=1e-14, abs=1e-307)


def test_large_numbers_in_asinh_and_acosh():
    for x in (1e155, 1e200, 1.7e308):
        assert Value(x).asinh().partials[0] == pytest.approx(1 / x, rel=1e-15, abs=0)
        assert Value(-x).asinh().partials[0] == pytest.approx(1 / x, rel=1e-15, abs=0)
        assert Value(x).acosh().partials[0] == pytest.approx(1 / x, rel=1e-15, abs=0)


@pytest.mark.parametrize("row", OTHER_ROWS, ids=called)
def test_partials_at_the_edge(row):
    """At finite numbers a partial is right, or ±inf as its limit; for infinite ones see the limits below."""
    for point in itertools.product(EDGES, repeat=len(row.partials)):
        if any(map(math.isnan, point)) or right_value(row, point) is None:
            continue
        try:
            result = row(*values(row, point))
        except DomainError:
            assert row.name == "pow", point
            continue
        for index in places(row, point):
            found = result.partials[index]
            assert isinstance(found, float), point
            if all(map(math.isfinite, point)) and not skipped(row, point):
                exact = right_partial(row, index, point)
                assert close(found, exact, 5e-15), (point, index, found, exact)


LIMITS = [
    ("silu", (math.inf,), [1.0]),
    ("silu", (-math.inf,), [0.0]),
    ("gelu", (math.inf,), [1.0]),
    ("gelu", (-math.inf,), [0.0]),
    ("hypot", (math.inf, 2.0), [1.0, 0.0]),
    ("hypot", (3.0, -math.inf), [0.0, -1.0]),
    ("atan2", (2.0, math.inf), [0.0, 0.0]),
    ("atan2", (-math.inf, 2.0), [0.0, 0.0]),
    ("pow", (0.5, math.inf), [0.0, 0.0]),
    ("pow", (math.inf, -1.0), [0.0, 0.0]),
    ("tanh", (math.inf,), [0.0]),
    ("softplus", (math.inf,), [1.0]),
    ("logaddexp", (math.inf, 1.0), [1.0, 0.0]),
]


@pytest.mark.parametrize(("name", "point", "limits"), LIMITS, ids=[f"{name}{point}" for name, point, _ in LIMITS])
def test_partials_at_infinity_are_limits(name, point, limits):
    result = TABLE[name](*map(Value, point))
    assert result.partials == tuple(limits)
    again = getattr(Value(point[0]), name, None)
    if len(point) == 1:
        assert again().partials == tuple(limits)  # the method of the row, too


@pytest.mark.parametrize("name", ["hypot", "logaddexp"])
def test_where_the_way_to_infinity_makes_a_difference_a_partial_is_no_number(name):
    assert all(map(math.isnan, TABLE[name](Value(math.inf), Value(math.inf)).partials))


def skipped(row, point):
    """Where SymPy's formula has nothing to say: at kinks with other numbers, at 0 ** y, and for numbers below 2e-308.

    Those have fewer digits the smaller they are, and x ** (y - 1) overflows there.
    """
    x, y = (*point, 0.0)[:2]
    return {
        "pow": x == 0 or (abs(x) == 5e-324 and y != 0),
        "hypot": max(abs(x), abs(y)) == 5e-324,
        "max": x == y,
        "min": x == y,
        "leaky_relu": x == 0,
        "elu": x == 0,
        **dict.fromkeys(("log", "log2", "log10", "sqrt"), math.copysign(1, x) == -1),  # the test below
    }.get(row.name, row.name in FLAT)


@pytest.mark.parametrize("name", ["log", "log2", "log10", "sqrt"])
def test_minus_zero_is_a_zero_whose_inverse_is_minus_infinity(name):
    # As IEEE 754 has it, and so NumPy and PyTorch.
    result = getattr(Value(-0.0), name)()
    assert (result.data, result.partials) == (float(NUMPY_AT_ZERO[name]), (-INF,))


NUMPY_AT_ZERO = {"log": -INF, "log2": -INF, "log10": -INF, "sqrt": 0.0}


# --- the functions behind the rows -------------------------------------------------------------


@pytest.mark.parametrize("x", [-1e4, -745.0, -30.0, -1e-9, 0.0, 1e-9, 30.0, 745.0, 1e4])
@pytest.mark.parametrize("name", ["sigmoid", "softplus", "tanh"])
def test_squashing_functions_are_exact_far_out(name, x):
    # The textbook formulas overflow, or lose all digits, at one of these.
    exact = float(mp.mpf(MPMATH[name](mp.mpf(x))))
    assert TABLE[name](x) == pytest.approx(exact, rel=1e-14, abs=1e-300)


LIMITS = [(0.5, 0.0, math.inf), (-0.5, 0.0, -math.inf), (0.5, -0.0, -math.inf), (0.0, 0.0, math.nan), (1.0, 4.0, 0.25)]


@pytest.mark.parametrize(("x", "y", "quotient"), LIMITS)
def test_a_limit_divides_by_zero_as_numpy_does(x, y, quotient):
    for result in (floats.Limit(x) / floats.Limit(y), floats.Limit(x) / y, x / floats.Limit(y)):
        assert result == pytest.approx(quotient, nan_ok=True, abs=0)
        assert type(result) is floats.Limit


POWERS = [
    (-2.0, 3.0, -8.0),
    (-2.0, -2.0, 0.25),
    (0.0, 0.0, 1.0),
    (4.0, 0.5, 2.0),
    (1e200, 2.0, math.inf),
    (1e-200, -2.0, math.inf),
    (-1e200, 2.0, math.inf),
    (-1e200, 3.0, -math.inf),
    (0.0, -math.inf, math.inf),
    (-math.inf, 0.5, math.inf),
    (math.nan, 0.0, 1.0),
]


@pytest.mark.parametrize(("x", "y", "out"), POWERS)
def test_powers_over_the_reals(x, y, out):
    assert floats.power(x, y) == out
    assert (Value(x) ** y).data == out
