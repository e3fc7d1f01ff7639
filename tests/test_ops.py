"""Every row of the table, tested from the table: a row without a test cannot exist.

The oracles are independent of the engine: mpmath with 50 digits, SymPy's symbolic derivatives and central
differences. Then wrong rules are planted in copies of the rows, and the same checks must refuse each of them.
"""

import dataclasses
import itertools
import math
import operator
import re

import mpmath
import numpy as np
import pytest
import sympy

import engine
from engine import DomainError, Value, floats
from engine.ops import OPERATORS, TABLE

mp = mpmath.mp.clone()
mp.dps = 50

# What each row is meant to compute, written down a second time and for numbers of 50 digits.
MPMATH = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": mp.power,
    "neg": lambda x: -x,
    "abs": mp.fabs,
    "exp": mp.exp,
    "log": mp.log,
    "sqrt": mp.sqrt,
    "sin": mp.sin,
    "cos": mp.cos,
    "tanh": mp.tanh,
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "relu": lambda x: x if x > 0 else mp.zero,
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x,
    "max": lambda x, y: x if x >= y else y,
    "min": lambda x, y: x if x <= y else y,
    "step": lambda x: mp.one if x > 0 else mp.zero,
    "sign": mp.sign,
}

X, Y = sympy.symbols("x y", real=True)
SYMPY = {
    "add": X + Y,
    "sub": X - Y,
    "mul": X * Y,
    "div": X / Y,
    "pow": X**Y,
    "neg": -X,
    "abs": sympy.Abs(X),
    "exp": sympy.exp(X),
    "log": sympy.log(X),
    "sqrt": sympy.sqrt(X),
    "sin": sympy.sin(X),
    "cos": sympy.cos(X),
    "tanh": sympy.tanh(X),
    "sigmoid": 1 / (1 + sympy.exp(-X)),
    "softplus": sympy.log(1 + sympy.exp(X)),
    "relu": sympy.Piecewise((X, X > 0), (0, True)),
    "leaky_relu": sympy.Piecewise((X, X > 0), (Y * X, True)),
    "max": sympy.Max(X, Y),
    "min": sympy.Min(X, Y),
    "step": sympy.Piecewise((1, X > 0), (0, True)),
    "sign": sympy.Piecewise((1, X > 0), (-1, True)),
}

# The conventions at kinks, once more: PyTorch's, save that a tie of max or min goes to the first operand.
CONVENTIONS = {
    "pow": (((0.0, 0.0), (0.0, 0.0)), ((0.0, 2.0), (0.0, 0.0))),
    "abs": (((0.0,), (0.0,)),),
    "relu": (((0.0,), (0.0,)),),
    "leaky_relu": (((0.0, 0.01), (0.01, 0.0)),),
    "max": (((1.0, 1.0), (1.0, 0.0)),),
    "min": (((1.0, 1.0), (1.0, 0.0)),),
    "step": (((0.0,), (0.0,)),),
    "sign": (((0.0,), (0.0,)),),
}

PYTHON_OPERATORS = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": operator.pow,
    "neg": operator.neg,
    "abs": operator.abs,
}

ROWS = list(TABLE.values())
SAMPLES = [(row, point) for row in ROWS for point in row.samples]
PARTIALS = [(row, index) for row in ROWS for index in range(len(row.partials))]


def called(case):
    """The id of a parametrized case: a row by its name, a function by its own."""
    return getattr(case, "name", None) or getattr(case, "__name__", None)


def through_function(row, *operands):
    return getattr(engine, row.name)(*operands)


def through_method(row, first, *others):
    return getattr(first, row.name)(*others)


def through_operator(row, *operands):
    return PYTHON_OPERATORS[row.name](*operands)


def through_row(row, *operands):
    return row(*operands)


def doors(row):
    """The ways in which a user writes this operation on Values."""
    written = [through_operator] if row.name in PYTHON_OPERATORS else []
    named = [] if row.name in OPERATORS else [through_function, through_method]
    return [through_row, *written, *named]


WAYS = [(row, door) for row in ROWS for door in doors(row)]


# --- oracles -----------------------------------------------------------------------------------


def exact_value(row, point):
    return MPMATH[row.name](*map(mp.mpf, point))


def exact_partial(row, orders, point):
    """The derivative of the given orders, (0, 1) for d/dy, from mpmath: an error of about 1e-25 here."""
    place = tuple(map(mp.mpf, point))
    return mp.diff(MPMATH[row.name], place, orders) if len(place) > 1 else mp.diff(MPMATH[row.name], place[0], *orders)


def by_mpmath(row, index, point):
    return float(exact_partial(row, tuple(int(i == index) for i in range(len(point))), point))


def by_sympy(row, index, point):
    derivative = sympy.diff(SYMPY[row.name], (X, Y)[index])
    numbers = {symbol: sympy.Float(x, 50) for symbol, x in zip((X, Y), point, strict=False)}
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


def check_second_partials(row, index):
    """A partial run on Values is a formula of the table, so it can be differentiated again."""
    for point in row.samples:
        xs = [Value(x) for x in point]
        partial = row.partials[index](*xs, row(*xs))
        assert isinstance(partial, (Value, float))
        if isinstance(partial, Value) and partial.requires_grad:
            partial.backward()
        for j, x in enumerate(xs):
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
    assert {len(point) for point in row.samples} == {len(row.partials)}
    partials = [by_mpmath(row, index, point) for index in range(len(row.partials)) for point in row.samples]
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


def with_partial(row, index, rule):
    rules = list(row.partials)
    rules[index] = rule
    return dataclasses.replace(row, partials=tuple(rules))


def scaled(rule):
    return lambda *numbers: 2.001 * rule(*numbers)


def shifted(rule):
    return lambda *numbers: rule(*numbers) + 0.1


# Twice nothing is nothing: for these two, whose partial is 0 everywhere, only a shift can be seen.
FLAT = ("step", "sign")
WRONG = [(*case, shifted) for case in PARTIALS] + [(*case, scaled) for case in PARTIALS if case[0].name not in FLAT]


@pytest.mark.parametrize("oracle", ORACLES, ids=called)
@pytest.mark.parametrize(("row", "index", "wrong"), WRONG, ids=called)
def test_a_wrong_partial_is_refused(row, index, wrong, oracle):
    with pytest.raises(AssertionError):
        check_partial(with_partial(row, index, wrong(row.partials[index])), index, oracle)


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
STRAIGHT = ("add", "sub", "neg", "abs", "relu", "max", "min", *FLAT)
CURVED = [(row, index) for row, index in PARTIALS if row.name not in STRAIGHT]


@pytest.mark.parametrize(("row", "index"), CURVED, ids=called)
def test_a_partial_that_leaves_the_table_is_refused(row, index):
    with pytest.raises(AssertionError):
        check_second_partials(with_partial(row, index, escaped(row.partials[index])), index)


# --- every way to write it ---------------------------------------------------------------------


@pytest.mark.parametrize(("row", "door"), WAYS, ids=called)
def test_on_values(row, door):
    for point in row.samples:
        xs = [Value(x) for x in point]
        result = door(row, *xs)
        assert type(result) is Value
        assert result.data == pytest.approx(float(exact_value(row, point)), rel=1e-12, abs=0)
        assert (result.op, result._op, result.parents) == (row.name, row.symbol, tuple(xs))
        result.backward()
        for index, x in enumerate(xs):
            exact = by_mpmath(row, index, point)
            assert result.partials[index] == pytest.approx(exact, rel=1e-12, abs=0)
            assert x.grad == pytest.approx(exact, rel=1e-12, abs=0)


@pytest.mark.parametrize(("row", "door"), [way for way in WAYS if way[1] is not through_method], ids=called)
def test_on_floats_gives_a_float(row, door):
    for point in row.samples:
        result = door(row, *point)
        assert type(result) is float
        assert result == pytest.approx(float(exact_value(row, point)), rel=1e-12, abs=0)


@pytest.mark.parametrize("row", [row for row in ROWS if row.name not in OPERATORS], ids=called)
def test_on_arrays_works_element_by_element(row):
    columns = [np.array(column) for column in zip(*row.samples, strict=True)]
    result = through_function(row, *columns)
    assert result.dtype == float
    assert result == pytest.approx([float(exact_value(row, point)) for point in row.samples], rel=1e-12, abs=0)


@pytest.mark.parametrize(("row", "door"), [(row, door) for row in ROWS for door in doors(row)[:2]], ids=called)
def test_on_arrays_of_values_gives_values(row, door):
    if door is through_method:
        door = through_function
    columns = [np.array([Value(x) for x in column]) for column in zip(*row.samples, strict=True)]
    results = door(row, *columns)
    assert len(results) == len(row.samples)
    for point, result, *xs in zip(row.samples, results, *columns, strict=True):
        result.backward()
        for index, x in enumerate(xs):
            assert x.grad == pytest.approx(by_mpmath(row, index, point), rel=1e-12, abs=0)


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
]


@pytest.mark.parametrize(("row", "operands", "message"), WRONG_NUMBERS, ids=called)
def test_a_wrong_number_of_operands_is_refused(row, operands, message):
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        row(*operands)


@pytest.mark.parametrize("row", [row for row in ROWS if row.name not in OPERATORS], ids=called)
def test_a_method_refuses_too_many_operands(row):
    with pytest.raises(TypeError, match=rf"\b{row.name}\b.* takes .*given"):
        getattr(Value(0.5), row.name)(1.0, 2.0)


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
    (lambda: Value(0.0) ** -1, "0.0 ** (-1.0) has no real value: pow needs "),
    (lambda: Value(-2.0) ** Value(3.0), "(-2.0) ** 3.0 has no real derivative for operand 1: pow needs "),
    (lambda: engine.log(Value(-1.0)), "log(-1.0) has no real value: log needs x ≥ 0."),
    (lambda: Value(-1.0).sqrt(), "sqrt(-1.0) has no real value: sqrt needs x ≥ 0."),
    (lambda: engine.sqrt(-1.0), "sqrt(-1.0) has no real value: sqrt needs x ≥ 0."),
    (lambda: engine.sin(Value(math.inf)), "sin(inf) has no real value: sin needs a finite x."),
    (lambda: engine.cos(-math.inf), "cos(-inf) has no real value: cos needs a finite x."),
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


SPECIAL = (0.0, -0.0, 1.0, -1.0, 5e-324, 0.5, -2.5, 1e308, -1e308, math.inf, -math.inf, math.nan)


@pytest.mark.parametrize("row", ROWS, ids=called)
def test_extreme_numbers_give_a_float_or_a_domain_error_and_nothing_else(row):
    for point in itertools.product(SPECIAL, repeat=len(row.partials)):
        try:
            result = row(*map(Value, point))
        except DomainError:
            assert row.domain != "any numbers", point
        else:
            assert {type(result.data), *map(type, result.partials)} == {float}, point


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
    (math.nan, 0.0, 1.0),
]


@pytest.mark.parametrize(("x", "y", "out"), POWERS)
def test_powers_over_the_reals(x, y, out):
    assert floats.power(x, y) == out
    assert (Value(x) ** y).data == out
