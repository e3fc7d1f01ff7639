"""What a user sees of a Value: arithmetic, what is refused and how, comparisons, conversions, what it tells."""

import cmath
import decimal
import math
import operator
import re
import statistics
from fractions import Fraction

import numpy as np
import pytest

import engine
from engine import NOT_COMPUTED, Value, no_grad
from engine.table.floats import Limit

NAN = math.nan
INF = math.inf


def called(case):
    """The id of a case: a function's name, an object's type, else what it looks like."""
    return getattr(case, "__name__", None) or ("object" if type(case) is object else repr(case))


def gradients(compute, *numbers):
    """The result's data and the gradient for each number."""
    xs = [Value(x) for x in numbers]
    result = compute(*xs)
    result.backward()
    return result.data, [x.grad for x in xs]


# --- arithmetic with numbers -------------------------------------------------------------------

# (operator, its value at (3, 2), d/dx, d/dy)
OPERATORS = [
    (operator.add, 5.0, 1.0, 1.0),
    (operator.sub, 1.0, 1.0, -1.0),
    (operator.mul, 6.0, 2.0, 3.0),
    (operator.truediv, 1.5, 0.5, -0.75),
    (operator.pow, 9.0, 6.0, 9.0 * math.log(3.0)),
]
NUMBERS = [float, int, Fraction, np.float64, np.float32, np.float16, np.int64, np.uint8]


@pytest.mark.parametrize(("op", "value", "dx", "dy"), OPERATORS, ids=called)
def test_operator_on_two_values(op, value, dx, dy):
    data, (gx, gy) = gradients(op, 3.0, 2.0)
    assert (data, gx) == (value, dx)
    assert gy == pytest.approx(dy, rel=1e-15)


@pytest.mark.parametrize("number", NUMBERS, ids=called)
@pytest.mark.parametrize(("op", "value", "dx", "dy"), OPERATORS, ids=called)
def test_operator_with_a_number_on_either_side(op, value, dx, dy, number):
    x = Value(3.0)
    right = op(x, number(2))
    right.backward()
    y = Value(2.0)
    left = op(number(3), y)
    left.backward()
    assert (right.data, left.data) == (value, value)
    assert {type(right), type(left)} == {Value}
    assert x.grad == dx
    assert y.grad == pytest.approx(dy, rel=1e-15)
    # The number is a constant of the graph, a float, whatever it was before.
    assert (right.parents[0], left.parents[1]) == (x, y)
    assert [type(p.data) for p in (right.parents[1], left.parents[0])] == [float, float]
    assert (right.partials[1], left.partials[0]) == (None, None)


@pytest.mark.parametrize("truth", [True, np.bool_(True)], ids=called)
def test_a_truth_value_is_the_number_1(truth):
    x = Value(3.0)
    assert (x + truth).data == 4.0
    assert (truth - x).data == -2.0
    assert Value(truth).data == 1.0


def test_augmented_assignment_makes_a_new_value():
    x = y = Value(3.0)
    y += 1
    y *= 2
    y -= 2
    y /= 3
    y **= 2
    assert (x.data, y.data) == (3.0, 4.0)
    y.backward()
    assert x.grad == pytest.approx(2 * 2 * 2 / 3, rel=1e-15)


def test_signs():
    x = Value(-3.0)
    assert +x is x
    assert ((-x).data, abs(x).data) == (3.0, 3.0)
    assert gradients(operator.neg, -3.0) == (3.0, [-1.0])
    assert gradients(abs, -3.0) == (3.0, [-1.0])


def test_sum_and_the_mean_of_a_list():
    assert gradients(lambda *xs: sum(xs), 1.0, 2.0, 3.0) == (6.0, [1.0, 1.0, 1.0])
    assert gradients(lambda *xs: sum(xs) / len(xs), 1.0, 3.0) == (2.0, [0.5, 0.5])
    assert gradients(lambda *xs: math.prod(xs), 2.0, 3.0, 5.0) == (30.0, [15.0, 10.0, 6.0])


def test_the_same_value_twice():
    assert gradients(lambda x: x + x, 3.0) == (6.0, [2.0])
    assert gradients(lambda x: x * x, 3.0) == (9.0, [6.0])
    assert gradients(lambda x: x - x, 3.0) == (0.0, [0.0])
    assert gradients(lambda x: x / x, 3.0) == (1.0, [0.0])
    assert gradients(lambda x: engine.max(x, x), 3.0) == (3.0, [1.0])


def test_arrays_of_numbers_work_element_by_element():
    x = Value(3.0)
    for result in (x * np.array([1.0, 2.0]), np.array([1.0, 2.0]) * x):
        assert [v.data for v in result] == [3.0, 6.0]
    total = (np.array([x, x]) @ np.array([1.0, 2.0])) + 1
    total.backward()
    assert (total.data, x.grad) == (10.0, 3.0)


# --- what is refused ---------------------------------------------------------------------------

NO_NUMBERS = [
    ("3.0", "'3.0' (str)"),
    (None, "None (NoneType)"),
    (1 + 2j, "(1+2j) (complex)"),
    (b"3", "b'3' (bytes)"),
    (bytearray(b"3"), "bytearray(b'3') (bytearray)"),
    ([3.0], "[3.0] (list)"),
    ((3.0,), "(3.0,) (tuple)"),
    ({}, "{} (dict)"),
    ({3}, "{3} (set)"),
]
NO_DATA = [
    *NO_NUMBERS,
    (np.complex128(1j), f"{np.complex128(1j)!r} (complex128)"),
    (np.array([3.0]), "array([3.]) (ndarray)"),
    (np.array(3.0), "array(3.) (ndarray)"),
    (decimal.Decimal(3), "Decimal('3') (Decimal)"),
    (range(3), "range(0, 3) (range)"),
]
NEEDED = "a number is needed: an int, a float or a NumPy scalar"


def set_data(x):
    Value(1.0).data = x


def set_grad(x):
    Value(1.0).grad = x


SETTERS = [(Value, "Value(…)"), (set_data, "v.data = …"), (set_grad, "v.grad = …")]


@pytest.mark.parametrize(("put", "place"), SETTERS, ids=called)
@pytest.mark.parametrize(("thing", "named"), NO_DATA, ids=called)
def test_what_is_no_number_is_refused_by_name(thing, named, put, place):
    if put is set_grad and thing is None:
        return  # brings back "not computed"
    with pytest.raises(TypeError, match=f"^{re.escape(f'{place} got {named}')}") as caught:
        put(thing)
    assert NEEDED in str(caught.value)


@pytest.mark.parametrize(("put", "place"), SETTERS, ids=called)
def test_a_value_inside_a_value_is_refused_with_the_remedy(put, place):
    shown = "Value(data=3.0, grad=not computed, label='x') (Value)"
    message = f"{place} got {shown}; {NEEDED}. Use the number inside it: v.data."
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        put(Value(3.0, label="x"))


def test_a_refused_number_leaves_the_value_as_it_was():
    x = Value(3.0)
    x.grad = 2.0
    with pytest.raises(TypeError, match=r"v\.data = … got"):
        x.data = "4.0"
    with pytest.raises(TypeError, match=r"v\.grad = … got"):
        x.grad = "4.0"
    assert (x.data, x.grad) == (3.0, 2.0)


def test_a_long_thing_is_named_in_short():
    with pytest.raises(TypeError, match=r"got \[0, 1, 2.*\.\.\. \(list\); ") as caught:
        Value(list(range(1000)))
    assert len(str(caught.value)) < 150


NAMES = ["add", "sub", "mul", "div", "pow"]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("op", "name"), [(row[0], name) for row, name in zip(OPERATORS, NAMES, strict=True)])
@pytest.mark.parametrize(("thing", "named"), NO_NUMBERS, ids=called)
def test_an_operand_that_is_no_number_is_refused_by_name(thing, named, op, name, side):
    message = f"^{re.escape(f'{name} got {named}; {NEEDED}, or a Value.')}$"
    with pytest.raises(TypeError, match=message):
        op(thing, Value(3.0)) if side == "left" else op(Value(3.0), thing)


@pytest.mark.parametrize(("thing", "named"), NO_NUMBERS, ids=called)
def test_a_function_refuses_it_too(thing, named):
    for compute in (
        lambda: engine.max(Value(1.0), thing),
        lambda: engine.max(thing, Value(1.0)),
        lambda: Value(1.0).max(thing),
        lambda: engine.max(Value(1.0), 2.0, thing),
    ):
        with pytest.raises(TypeError, match=f"^{re.escape(f'max got {named}; {NEEDED}, or a Value.')}$"):
            compute()
    with pytest.raises(TypeError, match=f"^{re.escape(f'exp got {named}; {NEEDED}')}"):
        engine.exp(thing)


@pytest.mark.parametrize("thing", [object(), range(3), decimal.Decimal(3)], ids=called)
def test_an_operand_of_another_kind_is_refused_by_python(thing):
    for compute in (lambda: Value(1.0) + thing, lambda: thing * Value(1.0), lambda: Value(1.0) ** thing):
        with pytest.raises(TypeError, match="unsupported operand type"):
            compute()


class Friend:
    """A type that knows what to do with a Value, as an array does."""

    def __radd__(self, other):
        return ("added", other)

    def __mul__(self, other):
        return ("multiplied", other)


def test_a_type_that_knows_values_gets_its_turn():
    x = Value(1.0)
    assert (x + Friend()) == ("added", x)
    assert (Friend() * x) == ("multiplied", x)


@pytest.mark.parametrize("op", [operator.floordiv, operator.mod, operator.matmul, divmod], ids=called)
def test_operators_without_a_derivative_do_not_exist(op):
    with pytest.raises(TypeError, match="unsupported operand type"):
        op(Value(3.0), 2)


@pytest.mark.parametrize("put", [Value, set_data, lambda x: Value(1.0) + x, lambda x: Value(1.0) * Fraction(x)])
def test_an_integer_too_large_for_a_float_is_refused(put):
    with pytest.raises(OverflowError, match=r"got an integer too large for a float \(over 1\.8e308\)"):
        put(10**400)


def test_a_value_has_no_room_for_other_attributes():
    # A misspelt v.dta = 2 would otherwise go unnoticed.
    with pytest.raises(AttributeError, match="dta"):
        Value(1.0).dta = 2.0


# --- data --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [3, 3.0, Fraction(3), np.float64(3), np.float32(3), np.int8(3)], ids=called)
def test_data_is_a_float(number):
    x = Value(number)
    y = Value(0.0)
    y.data = number
    assert [type(v.data) for v in (x, y)] == [float, float]
    assert (x.data, y.data) == (3.0, 3.0)


def test_setting_data_in_place():
    x = Value(3.0)
    x.data -= 0.5
    x.data *= 2
    assert x.data == 5.0
    assert (x * x).data == 25.0


def test_a_gradient_can_be_set_and_cleared():
    x = Value(3.0)
    x.grad = 2
    assert (x.grad, type(x.grad)) == (2.0, float)
    x.grad += 1
    assert x.grad == 3.0
    x.grad = None
    assert x.grad is NOT_COMPUTED


def test_a_gradient_set_to_not_computed_stays_not_computed():
    # w.grad = other.grad must not turn "not computed" into zero.
    x, y = Value(3.0), Value(4.0)
    x.grad = 2.0
    x.grad = y.grad
    assert x.grad is NOT_COMPUTED


# --- comparisons, ==, hash, bool ---------------------------------------------------------------

COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("op", COMPARISONS, ids=called)
@pytest.mark.parametrize(("x", "y"), [(1.0, 2.0), (2.0, 1.0), (2.0, 2.0), (NAN, 1.0)])
def test_order_compares_the_data(op, x, y):
    number = np.float64
    sides = [(Value(x), Value(y)), (Value(x), y), (x, Value(y)), (Value(x), number(y)), (number(x), Value(y))]
    assert [bool(op(left, right)) for left, right in sides] == [op(x, y)] * 5


@pytest.mark.parametrize("thing", ["1", None, 1j, [1.0]], ids=called)
def test_order_with_no_number_is_refused(thing):
    for op in COMPARISONS:
        with pytest.raises(TypeError, match="not supported between instances"):
            op(Value(1.0), thing)


def test_builtin_max_min_and_sorted_pick_values_and_differentiate():
    xs = [Value(x) for x in (2.0, 5.0, -1.0)]
    assert (max(xs), min(xs)) == (xs[1], xs[2])
    assert sorted(xs) == [xs[2], xs[0], xs[1]]
    (max(xs) * 3).backward()
    assert [x.grad for x in xs] == [0.0, 3.0, 0.0]
    assert statistics.median_low(xs) is xs[0]


def test_between_values_equality_is_identity():
    x, y = Value(3.0), Value(3.0)
    assert x == x
    assert not (x != x)  # noqa: SIM202
    assert x != y
    assert not (x == y)  # noqa: SIM201
    assert x in [y, x]
    assert [y, x].index(x) == 1


NUMBERS_TO_COMPARE = [3, 3.0, True, Fraction(3), np.float64(3), np.float32(3), np.int64(3), np.bool_(True)]


@pytest.mark.parametrize("number", NUMBERS_TO_COMPARE, ids=called)
@pytest.mark.parametrize("op", [operator.eq, operator.ne], ids=called)
def test_equality_with_a_number_is_refused(op, number):
    message = "Between Values, == asks whether they are the same one; for numbers compare v.data == "
    with pytest.raises(TypeError, match=f"^{re.escape(message)}"):
        op(Value(3.0), number)
    with pytest.raises(TypeError, match=f"^{re.escape(message)}"):
        op(number, Value(3.0))


@pytest.mark.parametrize("thing", [None, "3.0", [3.0], object()], ids=called)
def test_equality_with_anything_else_is_false(thing):
    assert (Value(3.0) == thing) is False
    assert (Value(3.0) != thing) is True


def test_values_are_hashable_by_identity():
    x, y = Value(3.0), Value(3.0)
    assert len({x, y, x}) == 2
    assert {x: "x", y: "y"}[y] == "y"
    before = hash(x)
    x.data = 4.0
    assert hash(x) == before


TRUTHS = [bool, operator.not_, lambda v: 1 if v else 0, lambda v: v and 1, lambda v: any([v])]


@pytest.mark.parametrize("ask", TRUTHS)
def test_a_value_has_no_truth(ask):
    message = "A Value has no truth of its own: ask v.data, as in `if v.data > 0`, or `v is not None`."
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        ask(Value(1.0))


# --- conversions -------------------------------------------------------------------------------


CONVERSIONS = [float, int, complex, math.exp, math.tanh, math.isnan, math.floor, cmath.exp, np.float64]


@pytest.mark.parametrize("convert", CONVERSIONS, ids=called)
def test_a_value_does_not_turn_into_a_number(convert):
    message = (
        "A Value does not turn into a float, because the graph would end there without a word. In place of "
        "math.exp(v) write engine.exp(v) or v.exp(); v.data or loss.item() gives the number, f'{loss:.2f}' its text. "
        "(If this is out[i] = v: make out by np.zeros_like(W, shape=shape), W any array of Values.)"
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        convert(Value(1.0))


def test_other_conversions_are_refused_as_well():
    with pytest.raises(TypeError, match="__round__"):
        round(Value(1.0))
    with pytest.raises(TypeError, match="integers or slices, not Value"):
        [1, 2][Value(1.0)]
    with pytest.raises(TypeError, match="not turn into a float"):
        np.array([1.0, Value(1.0)], dtype=float)
    with pytest.raises(TypeError, match="not turn into a float"):
        "%.2f" % Value(1.0)  # noqa: UP031


def test_repr_and_str():
    x = Value(3.0, label="x")
    assert repr(x) == str(x) == f"{x}" == "Value(data=3.0, grad=not computed, label='x')"
    assert repr(Value(-0.5)) == "Value(data=-0.5, grad=not computed)"
    y = x * 2
    y.backward()
    assert repr(x) == "Value(data=3.0, grad=2.0, label='x')"
    assert repr(y) == "Value(data=6.0, grad=1.0)"
    assert repr(x.detach()) == "Value(data=3.0, constant, label='x')"
    assert repr([Value(1.0)]) == "[Value(data=1.0, grad=not computed)]"


@pytest.mark.parametrize("spec", [".3f", "10.2f", "<10.2f", "+.1e", "g", "%", "08.3f"])
def test_a_format_formats_the_data(spec):
    assert format(Value(2.0) / 3, spec) == format(2 / 3, spec)


def test_a_wrong_format_is_refused_as_for_a_float():
    with pytest.raises(ValueError, match="Unknown format code 'd'"):
        format(Value(1.0), "d")


def test_a_label_names_a_value():
    x = Value(3.0, "x")
    y = x * 2
    assert (x.label, y.label, Value(1.0).label) == ("x", "", "")
    y.label = "y"
    assert repr(y) == "Value(data=6.0, grad=not computed, label='y')"

    class Place(str):
        index = (1, 0)

    y.label = Place("w[1,0]")
    assert (y.label.index, repr(y)) == ((1, 0), "Value(data=6.0, grad=not computed, label='w[1,0]')")


# --- what the graph tells ----------------------------------------------------------------------


def test_a_leaf():
    x = Value(3.0)
    assert (x.op, x._op, x.parents, x.partials, x._prev) == ("", "", (), (), set())
    assert x.is_leaf
    assert x.requires_grad
    assert x.grad is NOT_COMPUTED


def test_a_result():
    a, b = Value(2.0), Value(-3.0)
    c = a * b
    assert (c.op, c._op, c.parents, c.partials) == ("mul", "*", (a, b), (-3.0, 2.0))
    assert c._prev == {a, b}
    assert not c.is_leaf
    assert c.requires_grad
    assert c.grad is NOT_COMPUTED
    d = c.relu()
    assert (d.op, d._op, d.parents, d.partials) == ("relu", "ReLU", (c,), (0.0,))


def test_parents_are_in_order_and_with_repeats():
    a, b = Value(2.0), Value(3.0)
    assert (a - b).parents == (a, b)
    assert (b - a).parents == (b, a)
    assert (a * a).parents == (a, a)
    assert (a * a)._prev == {a}
    assert [p.data for p in (1 - a).parents] == [1.0, 2.0]


@pytest.mark.parametrize("compute", [lambda x: x * 2.0, lambda x: 2.0 / x, lambda x: x**2, lambda x: engine.max(x, 2)])
def test_a_number_is_the_same_constant_whenever_parents_are_asked(compute):
    result = compute(Value(3.0))
    (constant,) = [p for p in result.parents if not p.requires_grad]
    assert constant.data == 2.0
    assert constant.is_leaf
    assert repr(constant) == "Value(data=2.0, constant)"
    assert all(p is q for p, q in zip(result.parents, result.parents, strict=True))
    result.backward()
    assert constant in result.parents
    assert constant.grad is NOT_COMPUTED


def test_asking_for_parents_changes_no_gradient():
    def gradient(look):
        x = Value(3.0)
        y = 2 * x**2 / 5 - 1
        if look:
            assert [p.op for p in y.parents] == ["div", ""]
            assert [p.op for p in y.parents[0].parents] == ["mul", ""]
        y.backward()
        return x.grad

    assert gradient(look=True) == gradient(look=False) == pytest.approx(2.4, rel=1e-15)


def test_detach_cuts_the_graph():
    x = Value(3.0, label="x")
    y = x * 2
    c = y.detach()
    assert (c.data, c.requires_grad, c.is_leaf, c.parents) == (6.0, False, True, ())
    assert x.detach().label == "x"
    z = y * c
    z.backward()
    assert (x.grad, y.grad, c.grad is NOT_COMPUTED) == (12.0, 6.0, True)
    assert z.partials == (6.0, None)


CONSTANT_RESULTS = [
    lambda c: c + 1,
    lambda c: 1 + c,
    lambda c: c + c,
    lambda c: -c,
    abs,
    lambda c: c**2,
    lambda c: 2**c,
    lambda c: c.exp(),
    lambda c: c.abs(),
    lambda c: c.max(1.0),
    engine.tanh,
    lambda c: engine.max(c, 1.0, 2.0),
]


@pytest.mark.parametrize("compute", CONSTANT_RESULTS)
def test_what_is_made_of_constants_is_a_constant(compute):
    result = compute(Value(3.0).detach())
    assert not result.requires_grad
    assert result.is_leaf
    with pytest.raises(RuntimeError, match=r"^backward\(\) on a constant, Value\(.*constant\): nothing was recorded"):
        result.backward()


OUTSIDE_THE_DOMAIN_OF_THE_PARTIAL = [
    (lambda x: x**3.0, -2.0, -8.0, 12.0),
    (lambda x: x ** Value(3.0).detach(), -2.0, -8.0, 12.0),
    (lambda x: x**-1, -2.0, -0.5, -0.25),
    (lambda x: (x.detach() - 5) ** 2 * x, -2.0, -98.0, 49.0),
]


@pytest.mark.parametrize(("compute", "x", "value", "gradient"), OUTSIDE_THE_DOMAIN_OF_THE_PARTIAL)
def test_a_constant_is_never_differentiated(compute, x, value, gradient):
    # The partial for the exponent would be out * log(-2).
    assert gradients(compute, x) == (value, [gradient])


def test_operands_may_be_a_subclass_of_value():
    class Weight(Value):
        """A Value with a name of its own."""

    w, x = Weight(2.0), Value(3.0)
    (w * x + x * w + w).backward()
    assert (w.grad, x.grad) == (7.0, 4.0)


# --- max and min -------------------------------------------------------------------------------

# (function, operands, value, gradients)
CHOICES = [
    (engine.max, (1.0, 2.0), 2.0, [0.0, 1.0]),
    (engine.min, (1.0, 2.0), 1.0, [1.0, 0.0]),
    (engine.max, (2.0, 2.0), 2.0, [1.0, 0.0]),
    (engine.min, (2.0, 2.0), 2.0, [1.0, 0.0]),
    (engine.max, (1.0, 3.0, 3.0, 2.0), 3.0, [0.0, 1.0, 0.0, 0.0]),
    (engine.min, (3.0, 1.0, 2.0, 1.0), 1.0, [0.0, 1.0, 0.0, 0.0]),
    (engine.max, (-INF, INF), INF, [0.0, 1.0]),
    (engine.max, (INF, INF), INF, [1.0, 0.0]),
    (engine.min, (-INF, -INF), -INF, [1.0, 0.0]),
    (engine.max, (5e-324, 0.0), 5e-324, [1.0, 0.0]),
]


@pytest.mark.parametrize(("choose", "numbers", "value", "expected"), CHOICES)
def test_max_and_min(choose, numbers, value, expected):
    assert gradients(choose, *numbers) == (value, expected)
    assert choose(*numbers) == value


@pytest.mark.parametrize(("choose", "builtin"), [(engine.max, max), (engine.min, min)])
def test_a_tie_goes_where_the_builtin_function_sends_it(choose, builtin):
    def gradient(pick):
        xs = [Value(2.0) for _ in range(3)]
        (pick(*xs) * 5).backward()
        return [x.grad + 0.0 for x in xs]

    assert gradient(choose) == gradient(builtin) == [5.0, 0.0, 0.0]


@pytest.mark.parametrize("numbers", [(0.0, -0.0), (-0.0, 0.0)])
@pytest.mark.parametrize(("choose", "builtin"), [(engine.max, max), (engine.min, min)])
def test_of_two_zeros_the_first_is_returned(choose, builtin, numbers):
    assert repr(choose(*numbers)) == repr(builtin(*numbers))
    assert repr(choose(*map(Value, numbers)).data) == repr(builtin(*numbers))


@pytest.mark.parametrize("choose", [engine.max, engine.min])
@pytest.mark.parametrize("numbers", [(NAN, 1.0), (1.0, NAN), (1.0, NAN, 2.0), (NAN, NAN)])
def test_max_and_min_of_nan_is_nan(choose, numbers):
    assert math.isnan(choose(*numbers))
    assert math.isnan(choose(*map(Value, numbers)).data)


# --- numbers far out ---------------------------------------------------------------------------

# (function, x, value, gradient): the limit, never an exception
LIMITS = [
    (engine.sigmoid, 1000.0, 1.0, 0.0),
    (engine.sigmoid, -1000.0, 0.0, 0.0),
    (engine.tanh, 1000.0, 1.0, 0.0),
    (engine.tanh, -1000.0, -1.0, 0.0),
    (engine.softplus, 1000.0, 1000.0, 1.0),
    (engine.softplus, -1000.0, 0.0, 0.0),
    (engine.sigmoid, INF, 1.0, 0.0),
    (engine.sigmoid, -INF, 0.0, 0.0),
    (engine.softplus, INF, INF, 1.0),
    (engine.softplus, -INF, 0.0, 0.0),
    (engine.exp, -1000.0, 0.0, 0.0),
    (engine.exp, 1000.0, INF, INF),
    (engine.exp, -INF, 0.0, 0.0),
    (engine.relu, INF, INF, 1.0),
    (engine.relu, -INF, 0.0, 0.0),
    (engine.sqrt, INF, INF, 0.0),
    (engine.log, INF, INF, 0.0),
    # The value exists, its derivative is infinite.
    (engine.sqrt, 0.0, 0.0, INF),
    (engine.log, 0.0, -INF, INF),
    (engine.sqrt, -0.0, 0.0, -INF),
    (engine.log, -0.0, -INF, -INF),
    (lambda x: x**0.5, 0.0, 0.0, INF),
    (lambda x: x ** Value(0.5), 0.0, 0.0, INF),
    # Powers at zero.
    (lambda x: x**0, 0.0, 1.0, 0.0),
    (lambda x: x**0, -3.0, 1.0, 0.0),
    (lambda x: x**1, 0.0, 0.0, 1.0),
    (lambda x: x**2, 0.0, 0.0, 0.0),
    (lambda x: 0**x, 0.0, 1.0, 0.0),
    (lambda x: 0**x, 2.0, 0.0, 0.0),
    (lambda x: 1**x, 2.0, 1.0, 0.0),
    # Overflow, as in NumPy.
    (lambda x: x * 1e300, 1e300, INF, 1e300),
    (lambda x: x + 1.7e308, 1.7e308, INF, 1.0),
    (lambda x: x / 1e-300, 1e300, INF, 1e300),
    (lambda x: x * -1e300, 1e300, -INF, -1e300),
    (lambda x: x**2, 1e200, INF, 2e200),
    (lambda x: x**3, -1e200, -INF, INF),
    (lambda x: x / 5e-324, 1.0, INF, INF),
]


@pytest.mark.parametrize(("compute", "x", "value", "gradient"), LIMITS)
def test_far_out_the_limit(compute, x, value, gradient):
    assert gradients(compute, x) == (value, [pytest.approx(gradient, rel=1e-15, abs=0)])


def test_zero_to_the_zero_has_gradient_zero_for_both():
    assert gradients(operator.pow, 0.0, 0.0) == (1.0, [0.0, 0.0])


THROUGH = [engine.relu, engine.leaky_relu, engine.exp, engine.log, engine.sqrt, engine.sin, engine.cos, engine.tanh]
THROUGH += [engine.sigmoid, engine.softplus, engine.abs, engine.sign, lambda x: x + 1, lambda x: x * 0, lambda x: x**2]


@pytest.mark.parametrize("compute", THROUGH)
def test_nan_goes_through(compute):
    assert math.isnan(compute(Value(NAN)).data)
    assert math.isnan(compute(NAN))


def test_infinity_minus_infinity_is_nan():
    assert math.isnan((Value(INF) - Value(INF)).data)
    assert math.isnan((Value(INF) / Value(INF)).data)


@pytest.mark.parametrize("x", [3.0, 0.1, 1e-300, -7e300])
def test_a_number_divided_by_itself_is_exactly_1(x):
    # x * x**-1 is not.
    assert gradients(lambda v: v / v, x)[0] == 1.0


def test_no_grad_gives_constants_of_the_same_number():
    x = Value(3.0)
    with no_grad():
        results = [x * x, x + 1, 1 - x, -x, abs(x), x**2, x.tanh(), engine.exp(x), engine.max(x, 1.0), x.max(5.0)]
    again = [x * x, x + 1, 1 - x, -x, abs(x), x**2, x.tanh(), engine.exp(x), engine.max(x, 1.0), x.max(5.0)]
    assert [r.data for r in results] == [r.data for r in again]
    assert not any(r.requires_grad for r in results)
    assert all(r.requires_grad for r in again)


@pytest.mark.parametrize(("x", "y", "limit"), [(0.0, -1, math.inf), (-0.0, -1, -math.inf), (-0.0, -2, math.inf)])
def test_a_power_of_zero_in_a_partial_is_its_limit_with_the_sign_of_the_zero(x, y, limit):
    assert Limit(x) ** y == limit
    assert 1 / abs(Limit(-0.0)) == math.inf
