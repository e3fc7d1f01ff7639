"""`grad`, `hessian` and `jacobian`: derivatives of any order, what they take, what they refuse.

The oracles are mpmath, which differentiates by differences of 50 digits, and SymPy, which does it by formulas.
"""

import contextlib
import itertools
import math
import random
import re
import time
import weakref

import numpy as np
import pytest
import sympy

import engine
from engine import NOT_COMPUTED, DomainError, Value, grad, hessian, jacobian, no_grad
from engine.graph import topological_order, with_leaves
from engine.ops import TABLE
from engine.table.primitive import ListOp
from nn import MLP, Neuron
from tests.examples import sizes
from tests.graphs import RECORDED, WRITTEN, random_graph
from tests.operators import both
from tests.oracles import MPMATH, exact_partial, mp, places

ROWS = list(TABLE.values())


def numbers(nested):
    """The data of Values, in the same shape."""
    return [numbers(x) for x in nested] if isinstance(nested, list | tuple) else nested.data


def called(row, operands):
    """The row, called with operands in a row whether it takes lists or not."""
    return row(*row.split(operands)) if isinstance(row, ListOp) else row(*operands)


# --- to the third order, against mpmath ----------------------------------------------------------


def derivatives(y, xs, order):
    """{places: derivative} of all orders up to `order`, by `grad` of `grad`; places are in ascending order."""
    found = {(): y}
    for length in range(1, order + 1):
        for before in [key for key in found if len(key) == length - 1]:
            start = before[-1] if before else 0
            for place, d in enumerate(grad(found[before], xs[start:]), start):
                found[(*before, place)] = d
    return {key: d.data for key, d in found.items() if key}


def close(found, expected, scale, tolerance=1e-10):
    return abs(found - expected) <= tolerance * max(scale, abs(expected))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_first_second_and_third_derivatives_of_every_row(row):
    for point in row.samples:
        moving = places(row, point)
        operands = [Value(x) if i in moving else x for i, x in enumerate(point)]
        found = derivatives(called(row, operands), [operands[i] for i in moving], 3)
        for key, number in found.items():
            orders = tuple(sum(moving[place] == i for place in key) for i in range(len(point)))
            assert close(number, float(exact_partial(row, orders, point)), 1.0, 1e-11), (point, orders)


SEEDS = range(60)


def same(x):
    return x


@pytest.mark.parametrize("functions", [WRITTEN, RECORDED], ids=["as written", "as rows"])
@pytest.mark.parametrize("seeds", sizes(*[SEEDS[i::6] for i in range(6)]), ids=lambda seeds: f"from {seeds.start}")
def test_three_orders_of_random_compositions(seeds, functions):
    for seed in seeds:
        graph = random_graph(seed)
        leaves = [Value(x) for x in graph.leaves]
        root = graph.run({**functions, "detach": same}, leaves)[-1]
        exact = {**MPMATH, "detach": same}

        def formula(*xs, graph=graph, exact=exact):
            return graph.run(exact, xs)[-1]

        found, expected = derivatives(root, leaves, 3), {}
        point = tuple(map(mp.mpf, graph.leaves))
        for key in found:
            orders = tuple(key.count(i) for i in range(len(leaves)))
            expected[key] = float(
                mp.diff(formula, point, orders) if len(point) > 1 else mp.diff(formula, *point, *orders)
            )
        scale = max(1.0, *map(abs, expected.values()))
        assert all(close(found[key], expected[key], scale) for key in found), (seed, found, expected)


# --- whole Hessians and Jacobians, against SymPy --------------------------------------------------

FORMULAS = {
    "polynomial": lambda m, a, b, c: a**3 * b - 2 * a * b * c + c**2 / 3 - b,
    "quotients": lambda m, a, b, c: (a / b - c / (a * a + 1)) / (b + 3) - 1 / c,
    "waves": lambda m, a, b, c: m.sin(a * b) * m.cos(c - a) + m.tanh(b * c),
    "logarithms": lambda m, a, b, c: m.log(a * a + b * b + 1) * m.sqrt(c) - m.exp(-a * c),
    "shared": lambda m, a, b, c: (lambda h: (lambda k: k * k / (h + 2) - m.exp(k))(h * c + h))(m.sin(a) * b),
    "powers": lambda m, a, b, c: c**b + c ** (a / 2) - 2**a,
    "angles": lambda m, a, b, c: m.atan(a / c) + m.asinh(b * c) - m.erf(a) * m.cosh(b),
}
A, B, C = SYMBOLS = sympy.symbols("a b c", positive=True)
POINT = (0.7, 1.3, 0.45)


def exactly(expression):
    return float(expression.evalf(30, subs=dict(zip(SYMBOLS, map(sympy.Float, POINT), strict=True))))


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_hessians_are_those_of_sympy(formula):
    xs = [Value(x) for x in POINT]
    expected = sympy.hessian(formula(sympy, *SYMBOLS), SYMBOLS)
    for i, row in enumerate(hessian(formula(engine, *xs), xs)):
        assert numbers(row) == pytest.approx([exactly(expected[i, j]) for j in range(3)], rel=1e-12, abs=1e-12)


def test_jacobians_are_those_of_sympy():
    xs = [Value(x) for x in POINT]
    expected = sympy.Matrix([f(sympy, *SYMBOLS) for f in FORMULAS.values()]).jacobian(SYMBOLS)
    found = jacobian([f(engine, *xs) for f in FORMULAS.values()], xs)
    assert [len(row) for row in found] == [3] * len(FORMULAS)
    for i, row in enumerate(found):
        assert numbers(row) == pytest.approx([exactly(expected[i, j]) for j in range(3)], rel=1e-12, abs=1e-12)


def test_rows_of_a_jacobian_are_results_and_columns_are_operands():
    a, b = Value(2.0), Value(5.0)
    assert numbers(jacobian([a * 3, b * 7, a + b], [b, a])) == [[0.0, 3.0], [7.0, 0.0], [1.0, 1.0]]
    assert numbers(jacobian((a * 3,), np.array([a, b]))) == [[3.0, 0.0]]
    assert numbers(hessian(a * a * b, (a, b))) == [[10.0, 4.0], [4.0, 0.0]]


def test_the_mixed_derivative_of_a_power_whose_exponent_is_zero():
    # ∂²/∂x∂y x**y = x**(y-1) (1 + y log x). Naive: the first partial is the number 0 at y = 0, and has no slope.
    x, y = Value(2.0), Value(0.0)
    assert numbers(hessian(x**y, [x, y])) == [[0.0, 0.5], [0.5, pytest.approx(math.log(2) ** 2, rel=1e-15)]]


def test_ten_orders_of_a_sine():
    x = d = Value(0.5)
    d = engine.sin(x)
    for order in range(1, 11):
        d = grad(d, x)
        assert d.data == pytest.approx(math.sin(0.5 + order * math.pi / 2), rel=1e-13)


# --- what stands in xs ---------------------------------------------------------------------------

x, y = Value(2.0, "x"), Value(3.0, "y")
WITH_SHAPES = [
    (lambda: x, 6.0),
    (lambda: [x, y], [6.0, 4.0]),
    (lambda: (x, y), (6.0, 4.0)),
    (lambda: [[x], (y, [x, y])], [[6.0], (4.0, [6.0, 4.0])]),
    (lambda: [x, x], [6.0, 6.0]),
    (list, []),
    (lambda: ([], [[]]), ([], [[]])),
]


def data_of(nested):
    return type(nested)(map(data_of, nested)) if isinstance(nested, list | tuple) else nested.data


@pytest.mark.parametrize(("make", "expected"), WITH_SHAPES, ids=range(len(WITH_SHAPES)))
def test_gradients_have_the_shape_of_xs(make, expected):
    assert data_of(grad(2 * x * y, make())) == expected


def test_arrays_of_values():
    W = np.array([[x, y, x], [y, y, x]])
    found = grad(2 * x * y, W)
    assert (found.shape, found.dtype, W[0, 0] is x) == ((2, 3), object, True)
    assert [[d.data for d in row] for row in found] == [[6.0, 4.0, 6.0], [4.0, 4.0, 6.0]]
    assert [d.data for d in grad(x * y, W.T[1])] == [2.0, 2.0]  # a view, not in one piece
    assert grad(x * y, np.array(x, dtype=object)).item().data == 3.0
    assert grad(x * y, [W, x])[0].shape == (2, 3)
    assert type(grad(x * y, engine.values([[1.0, 2.0]]))).__name__ == "ValueArray"


def test_a_named_tuple_such_as_the_values_of_a_layer():
    trace = MLP(2, [2, 1], "tanh", seed=1).trace([0.5, -1.0])
    trace.output[0].backward()
    values = trace.layers[0].values
    found = grad(trace.output[0], values)
    assert type(found) is type(values)
    for name in ("x", "s", "a"):
        assert [d.data for d in getattr(found, name)] == [v.grad for v in getattr(values, name)]


def test_hidden_values_may_be_asked_for():
    """δ of a network, as `trace` gives it after backward."""
    trace = MLP(2, [3, 1], "tanh", seed=1).trace([0.5, -1.0])
    deltas = grad(trace.output[0], list(trace.layers[0].values.s))
    trace.output[0].backward()
    assert numbers(deltas) == list(trace.layers[0].delta)


def test_a_hidden_value_and_its_own_leaf():
    # dy/dx goes through h, dy/dh does not ask where h came from.
    h = x * x
    assert numbers(grad(h * h + x, [x, h])) == [4 * 2.0**3 + 1, 8.0]
    assert numbers(hessian(h * h, [h, x])) == [[2.0, 2.0 * 4.0], [2.0 * 4.0, 12 * 4.0]]


def test_the_result_itself_among_xs():
    z = x * y
    assert numbers(grad(z, [z, x])) == [1.0, 3.0]
    assert grad(x, x).data == 1.0
    assert numbers(grad(x, [y, x])) == [0.0, 1.0]
    assert grad(grad(z, z), x).data == 0.0


def test_no_route_is_zero_and_says_so():
    none = grad(x * x, y)
    assert (none.data, none.label, none.requires_grad) == (0.0, "no route: 0", True)
    assert grad(x * x, Value(2.0)) is not none
    assert grad(grad(x + y, x), x).label == "no route: 0"  # the slope 1 does not depend on x
    assert grad(x.detach() * y, x).label == "no route: 0"
    # A route along which nothing moves is another thing.
    assert (grad(x * 0, x).data, grad(x * 0, x).label) == (0.0, "")


def test_a_value_behind_the_one_that_is_asked_for_is_not_touched():
    """Naive: sqrt(0) is refused though its derivative is not needed."""
    zero = Value(0.0)
    hidden = zero.sqrt() + 1
    assert grad(hidden * x, x).data == 1.0
    assert grad(hidden * x, hidden).data == 2.0


def test_an_operand_beside_the_one_that_is_asked_for_is_not_touched():
    """Naive: at 0 ** 0.5 the slope for the base is inf, so the slope for the exponent is refused too."""
    base, exponent = Value(0.0), Value(0.5)
    assert grad(base**exponent, exponent).data == 0.0
    with pytest.raises(DomainError, match="backward\\(\\) gives the first derivative"):
        grad(base**exponent, base)


# --- what grad leaves alone -----------------------------------------------------------------------


def test_grad_neither_reads_nor_writes_a_gradient():
    a, b = Value(2.0), Value(3.0)
    h = a * b
    z = h * h + a
    for number, v in enumerate((a, b, h, z)):
        v.grad = 100.0 + number
    found = grad(z, [a, b, h])
    assert numbers(found) == [2 * 6.0 * 3.0 + 1, 2 * 6.0 * 2.0, 12.0]
    assert [v.grad for v in (a, b, h, z)] == [100.0, 101.0, 102.0, 103.0]
    fresh = Value(2.0)
    second = grad(grad(fresh**3, fresh), fresh)
    assert fresh.grad is NOT_COMPUTED
    assert second.grad is NOT_COMPUTED


def test_data_labels_and_records_stay():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    z = (a * b).tanh()
    before = [(v.data, v.label, v.op, v.partials) for v in with_leaves(z)]
    hessian(z, [a, b])
    assert [(v.data, v.label, v.op, v.partials) for v in with_leaves(z)] == before


def test_a_gradient_runs_backward():
    """The gradients of a gradient are what `grad` of it says."""
    a, b = Value(0.3), Value(-0.8)
    slope = grad((a * b).tanh() * engine.exp(b), a)
    slope.backward()
    twin_a, twin_b = Value(0.3), Value(-0.8)
    first = grad((twin_a * twin_b).tanh() * engine.exp(twin_b), twin_a)
    assert [a.grad, b.grad] == numbers(grad(first, [twin_a, twin_b]))
    assert a.grad == pytest.approx(exact_slope(), rel=1e-13)


def exact_slope():
    a, b = sympy.symbols("a b")
    second = sympy.diff(sympy.tanh(a * b) * sympy.exp(b), a, 2)
    return float(second.evalf(30, subs={a: sympy.Float(0.3, 40), b: sympy.Float(-0.8, 40)}))


def test_a_gradient_may_stand_in_a_loss():
    w = Value(1.5)
    slope = grad(w**3, w)
    loss = (slope - 3.0) ** 2 + w
    loss.backward()
    assert w.grad == pytest.approx(2 * (3 * 1.5**2 - 3) * 6 * 1.5 + 1, rel=1e-15)


def test_under_no_grad_the_gradient_is_a_number():
    a, b = Value(2.0), Value(5.0)
    z = a**3
    with no_grad():
        found = [grad(z, a), grad(z, z), grad(a, a), grad(z, b)]
    assert [(d.data, d.requires_grad) for d in found] == [(12.0, False), (1.0, False), (1.0, False), (0.0, False)]
    for d in found:
        with pytest.raises(RuntimeError, match="grad got a constant"):
            grad(d, a)
    assert grad(grad(z, a), a).data == 12.0


# --- what is refused ------------------------------------------------------------------------------


def test_a_constant_result_is_refused():
    with no_grad():
        z = x * x
    for constant in (z, x.detach(), (x.detach() * 2).tanh()):
        message = "grad got a constant, .*nothing was recorded to go back through.*detached, or made under no_grad or"
        with pytest.raises(RuntimeError, match=message):
            grad(constant, x)
    with pytest.raises(RuntimeError, match="grad got a constant"):
        hessian(z, [x])
    with pytest.raises(RuntimeError, match="grad got a constant"):
        jacobian([x * x, z], [x])


@pytest.mark.parametrize("result", [2.0, "y", None, [Value(1.0)], (Value(1.0),), np.array([Value(1.0)])], ids=repr)
def test_a_result_that_is_no_value_is_refused(result):
    with pytest.raises(TypeError, match=r"grad got y = .*; it differentiates one Value\. For a list use jacobian"):
        grad(result, x)


def test_a_constant_among_xs_is_refused():
    z = x * 3
    for xs in (x.detach(), [x, x.detach()], z.parents):
        with pytest.raises(
            TypeError, match=r"grad got Value\(.*constant.*among xs: a constant is never .*Make it a leaf"
        ):
            grad(z, xs)


@pytest.mark.parametrize(
    "xs", [2.0, "x", None, [1.0], {"x": x}, {x}, (v for v in [x]), np.ones(2)], ids=lambda x: type(x).__name__
)
def test_xs_without_values_are_refused(xs):
    with pytest.raises(TypeError, match=r"a Value is needed, or a list or array of Values; got .*"):
        grad(x * x, xs)


@pytest.mark.parametrize("xs", [x, [], [[x]], [x, 2.0], "x", None, np.array([[x]]), {x: 1, "y": 2}], ids=repr)
def test_hessian_and_jacobian_take_flat_lists(xs):
    for who, compute in (("hessian", lambda: hessian(x * x, xs)), ("jacobian", lambda: jacobian([x * x], xs))):
        with pytest.raises(
            TypeError, match=rf"{who} takes a flat list of Values; got .*\. For a matrix use its entries"
        ):
            compute()
    with pytest.raises(TypeError, match="jacobian takes a flat list of Values"):
        jacobian(xs, [x])


LIMITS = [
    (lambda v: v.sqrt(), 0.0, "sqrt(v)", "inf"),
    (lambda v: v.log(), 0.0, "log(v)", "inf"),
    (lambda v: v**0.5, 0.0, "v ** 0.5", "inf"),
    (lambda v: v.asin(), 1.0, "asin(v)", "inf"),
    (lambda v: v.acos(), -1.0, "acos(v)", "-inf"),
    (lambda v: v.acosh(), 1.0, "acosh(v)", "inf"),
    (lambda v: v.atanh(), 1.0, "atanh(v)", "inf"),
    (lambda v: v.log1p(), -1.0, "log1p(v)", "inf"),
    (lambda v: v.sqrt() * 0, 0.0, "sqrt(v)", "inf"),
    (lambda v: engine.sum([v, v.sqrt()]), 0.0, "sqrt(v)", "inf"),
]


@pytest.mark.parametrize(("compute", "at", "shown", "limit"), LIMITS, ids=[f"{s} at {x}" for _, x, s, _ in LIMITS])
def test_a_slope_that_is_a_limit_only_is_refused_in_a_sentence(compute, at, shown, limit):
    v = Value(at, "v")
    message = f"The derivative of {shown} is {limit}, which is not a function that can be differentiated again ("
    with pytest.raises(
        DomainError, match=f"^{re.escape(message)}.*\\)\\. backward\\(\\) gives the first derivative\\.$"
    ):
        grad(compute(v), v)
    compute(v).backward()
    assert not math.isfinite(v.grad)


def test_an_infinite_second_derivative_is_refused():
    v = Value(0.0)
    slope = grad(v**1.5, v)
    assert slope.data == 0.0
    with pytest.raises(DomainError, match="is not a function that can be differentiated again"):
        grad(slope, v)


# --- data that changed ----------------------------------------------------------------------------


def refused(z, *xs):
    with pytest.raises(RuntimeError, match=r"^The data of .* were changed after it was computed: .*Compute the result"):
        grad(z, list(xs))
    return True


def changed(v, number):
    v.data = number
    return v


def test_changed_data_are_refused_by_name():
    w, b = Value(2.0, "w"), Value(1.0, "b")
    z = (w * w + b) * 3
    w.data = 5.0
    message = (
        "The data of w * w were changed after it was computed: it has the data 4.0 and the partials 2.0, 2.0, and its "
        "operands now would give the data 25.0 and the partials 5.0, 5.0. Compute the result again from the new data "
        "before you ask for its derivative."
    )
    with pytest.raises(RuntimeError, match=f"^{re.escape(message)}$"):
        grad(z, w)
    w.data = 2.0  # as it was
    assert grad(z, w).data == 12.0


def test_the_message_about_a_long_list_is_short():
    neuron = Neuron(500, "linear", seed=1)
    s = engine.dot([neuron.b, *neuron.w], [1.0, *[0.001 * i for i in range(500)]])
    neuron.w[7].data += 1.0
    with pytest.raises(RuntimeError, match=r"^The data of dot\(\[b\[0\], w\[0,0\], .* … .*\]\) were changed") as caught:
        grad(s, neuron.w)
    assert "the partials 1.0, 0.0, 0.001, …, 0.498, 0.499, and" in str(caught.value)
    assert len(str(caught.value)) < 600


def test_only_what_the_derivative_needs_is_looked_at():
    w, b = Value(2.0, "w"), Value(1.0, "b")
    z = w * 3 + b * b
    b.data = 7.0
    assert grad(z, w).data == 3.0
    assert refused(z, b)


def test_changed_data_are_found_wherever_they_are():
    """Naive: only the wanted leaves are compared, or only the partials, or only the data."""
    makers = {
        "an operand that is not asked for": lambda a, b: (a * b, b),
        "one that adds": lambda a, b: (a + b, b),
        "a divisor": lambda a, b: (a / b, b),
        "the base": lambda a, b: (b**a, b),
        "a list": lambda a, b: (engine.dot([a, 2.0], [b, a]), b),
        "a sum": lambda a, b: (engine.sum([a, b]), b),
        "shares": lambda a, b: (engine.logsumexp([a, b]), b),
    }
    for what, make in makers.items():
        a, b = Value(0.7), Value(1.2)
        z, moved = make(a, b)
        moved.data += 0.25
        assert refused(z, a), what


def test_a_change_that_leaves_the_result_as_it_was():
    # Naive: only results are compared. The partials tell these apart.
    for compute, before, after in [
        (lambda v: v * v, 2.0, -2.0),
        (lambda v: abs(v), 2.0, -2.0),
        (lambda v: v.cosh(), 1.5, -1.5),
        (lambda v: v**4, 2.0, -2.0),
        (lambda v: engine.hypot(v, 1.0), 2.0, -2.0),
        (lambda v: engine.prod([v, v, 1.5]), 2.0, -2.0),
    ]:
        v = Value(before)
        z = compute(v)
        v.data = after
        assert refused(z, v)
    a, b = Value(2.0), Value(3.0)
    for z in (a * b, engine.prod([a, b]), engine.dot([a], [b]), engine.logsumexp([a, b]), engine.logaddexp(a, b)):
        a.data, b.data = 3.0, 2.0
        assert refused(z, a, b)
        a.data, b.data = 2.0, 3.0


def test_a_change_that_leaves_the_partials_as_they_were():
    v = Value(2.0)
    for z in (v + 1, 3 * v, -v, v.relu(), engine.max(v, 1.0), engine.sum([v, v]), v / 4):
        v.data = 5.0
        assert refused(z, v)
        v.data = 2.0


def test_a_change_to_where_there_is_no_result():
    """Naive: log(-1) is what is complained about."""
    for compute, after in [(lambda v: v.log(), -1.0), (lambda v: 1 / v, 0.0), (lambda v: v.sqrt(), 0.0)]:
        v = Value(2.0)
        z = compute(v)
        v.data = after
        assert refused(z, v)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e308])
def test_a_change_to_no_number(number):
    v = Value(2.0)
    z = v * v.exp()
    v.data = number
    assert refused(z, v)


def test_changed_results():
    v = Value(2.0)
    for z in (v * v, v.exp(), engine.sum([v, 1.0]), v.tanh()):
        z.data += 1.0
        assert refused(z, v)
    h = v * v
    z = h + 1
    h.data = 100.0
    assert refused(z, v)
    assert refused(z, h)


def test_a_changed_constant():
    z = x**3
    z.parents[1].data = 2.0
    assert refused(z, x)
    z = engine.dot([x], [5.0])
    z.parents[1].data = 2.0
    assert refused(z, x)


def test_data_that_change_between_the_first_and_the_second_derivative():
    v = Value(2.0)
    slope = grad(v**3, v)
    v.data = 3.0
    assert refused(slope, v)


def test_nan_is_not_taken_for_a_change():
    v = Value(math.nan)
    assert math.isnan(grad(v * v, v).data)
    assert math.isnan(grad(engine.sum([v * 2, 1.0]).tanh(), v).data)
    both = Value(math.inf)
    assert math.isnan(grad(both * 0 + both, both).data) is False


# --- size, order and memory -------------------------------------------------------------------------


def chain(length, v):
    for _ in range(length // 2):
        v = v * 1.00001 + 0.1
    return v


@pytest.mark.usefixtures("collector_off")
@pytest.mark.ci
def test_a_chain_of_a_hundred_thousand_operations():
    # Naive: recursion ends at a thousand.
    v = Value(0.5)
    slope = grad(chain(100_000, v), v)
    assert slope.data == pytest.approx(1.00001**50_000, rel=1e-9)
    w = z = Value(0.5)
    for _ in range(3_000):
        z = z * w / w  # w, whatever w is
    assert grad(z, w).data == pytest.approx(1.0, abs=1e-10)
    assert grad(grad(z, w), w).data == pytest.approx(0.0, abs=1e-4)


def seconds(length):
    z = chain(length, v := Value(0.1))
    start = time.process_time()
    grad(z, v)
    return time.process_time() - start


@pytest.mark.usefixtures("collector_off")
def test_ten_times_as_long_a_chain_takes_ten_times_as_long():
    # Naive: a search for each operand in a list takes a hundred times as long. The best of three: noise only adds.
    short, long = (min(seconds(length) for _ in range(3)) for length in (1_500, 15_000))
    assert long < 40 * short


def test_a_gradient_is_no_longer_than_a_few_operations_for_each_of_the_graph():
    """Naive: the graph of a gradient has a copy of each shared part for each route, and grows without end."""
    v = Value(0.01)
    z = v
    for _ in range(60):
        z = z * z + z  # 2**60 routes
    first = grad(z, v)
    size = len(topological_order(first))
    assert size < 6 * 120
    assert len(topological_order(grad(first, v))) < 6 * 6 * 120


def test_a_value_that_is_used_many_times():
    v = Value(0.3)
    z = v * v
    for _ in range(999):
        z = z + v * v
    assert grad(z, v).data == pytest.approx(2 * 1000 * 0.3, rel=1e-12)
    assert grad(grad(z, v), v).data == 2000.0
    for z, slope, curvature in [
        (engine.sum([v] * 1000), 1000.0, 0.0),
        (engine.dot([v] * 1000, [v] * 1000), 2000 * 0.3, 2000.0),
        (engine.prod([v] * 4), 4 * 0.3**3, 12 * 0.3**2),
        (v**v, 0.3**0.3 * (math.log(0.3) + 1), 0.3**0.3 * ((math.log(0.3) + 1) ** 2 + 1 / 0.3)),
        (v / v, 0.0, 0.0),
        (v - v, 0.0, 0.0),
    ]:
        first = grad(z, v)
        assert first.data == pytest.approx(slope, rel=1e-12, abs=1e-12)
        assert grad(first, v).data == pytest.approx(curvature, rel=1e-12, abs=1e-12)


def test_the_same_graph_gives_the_same_numbers_to_the_last_digit():
    rng = random.Random(5)
    start = [rng.uniform(0.1, 1) for _ in range(30)]

    def second_derivatives():
        vs = [Value(s) for s in start]
        z = engine.sum([(a * b).tanh() / c for a, b, c in zip(vs, vs[7:], vs[3:], strict=False)])
        z = z * z * engine.logsumexp(vs[::-1])
        garbage = [Value(0.0) for _ in range(rng.randrange(500))]  # other addresses, other hashes
        return numbers(hessian(z, vs[:10])), len(garbage)

    assert len({repr(second_derivatives()[0]) for _ in range(4)}) == 1


def is_refused(z, *xs):
    with contextlib.suppress(TypeError, RuntimeError):
        grad(z, list(xs))


LOOKS = {
    "grad": grad,
    "grad of grad": lambda z, v: grad(grad(z, v), v).backward(),
    "hessian": lambda z, v: hessian(z, [v]),
    "a number among xs": lambda z, v: is_refused(z, v, 1.0),
    "changed data": lambda z, v: is_refused(z, changed(v, 9.0)),
}


@pytest.mark.usefixtures("collector_off")
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_dropped_gradient_is_freed_at_once(look):
    # Naive: closures that hold the graph that holds them.
    v = Value(0.3)
    z = engine.dot([v, 2.0], [v.tanh(), v]) * v
    found = grad(z, v)
    look(z, v)
    gone = [weakref.ref(u) for u in {*with_leaves(z), *with_leaves(found)}]
    assert len(gone) > 8
    del v, z, found
    assert [ref() for ref in gone] == [None] * len(gone)


@pytest.mark.usefixtures("collector_off")
def test_a_gradient_keeps_what_it_needs_and_no_more():
    v = Value(0.3)
    h = v * v
    z = h + v
    slope = grad(z, v)  # 2 v + 1: it needs v, and not z
    gone = weakref.ref(z)
    del z
    assert gone() is None
    assert grad(slope, v).data == 2.0


# --- lists ------------------------------------------------------------------------------------------

LIST_ROWS = [row for row in ROWS if isinstance(row, ListOp)]
FORMULAS_OF_LISTS = {
    "sum": lambda xs: sympy.Add(*xs),
    "prod": lambda xs: sympy.Mul(*xs),
    "dot": lambda xs: sum(a * b for a, b in zip(xs[: len(xs) // 2], xs[len(xs) // 2 :], strict=True)),
    "logsumexp": lambda xs: sympy.log(sum(map(sympy.exp, xs))),
}
# What stands in the list: the place of a Value, or a number.
PATTERNS = [(0, 1), (0, 0), (0, 1.5), (-0.5, 1), (0, 1, 2, 0), (0, 2.0, 0, 1), (1.5, 0, 0, 0, 1, -0.5), (2, 1, 1, 0.0)]


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
@pytest.mark.parametrize("row", LIST_ROWS, ids=lambda row: row.name)
def test_second_derivatives_of_lists_with_numbers_and_repeats(row, pattern):
    point = (0.7, 1.3, 0.45)
    leaves = [Value(number) for number in point]
    z = row(*row.split([leaves[i] if type(i) is int else i for i in pattern]))
    formula = FORMULAS_OF_LISTS[row.name]([SYMBOLS[i] if type(i) is int else sympy.Float(i, 30) for i in pattern])
    expected = sympy.hessian(formula, SYMBOLS)
    for i, found in enumerate(hessian(z, leaves)):
        assert numbers(found) == pytest.approx([exactly(expected[i, j]) for j in range(3)], rel=1e-12, abs=1e-13)
    first = numbers(grad(z, leaves))
    assert first == pytest.approx([exactly(sympy.diff(formula, s)) for s in SYMBOLS], rel=1e-13, abs=1e-14)


@pytest.mark.parametrize("zeros", [(), (0,), (2,), (0, 1), (1, 3), (0, 2, 3), (0, 1, 2, 3)])
def test_a_product_with_zeros(zeros):
    """Naive: the product of the others is out / x, and 0/0 is none."""
    point = [0.0 if i in zeros else i + 2.0 for i in range(4)]
    xs = [Value(number) for number in point]
    found = numbers(hessian(engine.prod(xs), xs))
    for i, j in itertools.product(range(4), repeat=2):
        others = [number for k, number in enumerate(point) if k not in (i, j)]
        assert found[i][j] == (0.0 if i == j else math.prod(others))


# --- networks ---------------------------------------------------------------------------------------


def penalty(model, inputs):
    """Σ (∂out/∂x_j)² for the sum of the outputs: a loss made of gradients."""
    xs = [Value(number) for number in inputs]
    out = model(xs)
    slopes = grad(engine.sum(out if isinstance(out, list) else [out]), xs)
    return engine.dot(slopes, slopes)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softplus", "sin", "gelu", "silu", "elu", "relu"])
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
def test_the_gradient_penalty_of_a_network_is_that_of_one_computed_with_operators(activation, bias):
    inputs = [0.5, -1.0, 0.25]
    found = []
    for model in both(lambda: MLP(3, [5, 4, 2], activation, "sigmoid", seed=3, bias=bias)):
        loss = penalty(model, inputs)
        loss.backward()
        found.append([loss.data, *[p.grad for p in model.parameters()]])
    assert found[0] == pytest.approx(found[1], rel=1e-11, abs=1e-13)
    assert found[0][0] > 1e-6
    assert any(number > 1e-6 for number in found[0][1:])


def test_a_gradient_penalty_is_what_differences_say():
    """Oracle: the network in plain floats, differentiated twice by differences of 50 digits."""
    model = MLP(2, [3, 1], "tanh", seed=4)
    (hidden,), (last,) = [layer.neurons for layer in model.layers[:1]], model.layers[1].neurons
    loss = penalty(model, [0.5, -1.0])
    loss.backward()

    def exact(w):
        """The penalty if w00 of the first layer were w."""

        def out(a, b):
            s = last.b.data
            for i, neuron in enumerate(hidden):
                w0 = w if i == 0 else neuron.w[0].data
                s += last.w[i].data * mp.tanh(w0 * a + neuron.w[1].data * b + neuron.b.data)
            return s

        point = (mp.mpf(0.5), mp.mpf(-1))
        return mp.diff(out, point, (1, 0)) ** 2 + mp.diff(out, point, (0, 1)) ** 2

    w = hidden[0].w[0]
    with mp.workdps(80):
        assert loss.data == pytest.approx(float(exact(mp.mpf(w.data))), rel=1e-13)
        assert w.grad == pytest.approx(float(mp.diff(exact, mp.mpf(w.data))), rel=1e-10)


def test_the_curvature_of_a_relu_network_is_zero_along_its_inputs():
    model = MLP(2, [4, 1], "relu", seed=2)
    xs = [Value(0.5), Value(-1.0)]
    assert numbers(hessian(model(xs), xs)) == [[0.0, 0.0], [0.0, 0.0]]
    neuron = Neuron(1, "relu", seed=1)
    neuron.w[0].data = 2.0
    v = Value(3.0)
    assert numbers(hessian(neuron([v]), [neuron.w[0], v])) == [[0.0, 1.0], [1.0, 0.0]]  # of w·x where it is on


def test_a_trace_and_grad_agree_on_every_parameter():
    model = MLP(2, [3, 2], "silu", "softmax", seed=5)
    trace = model.trace([0.5, -1.0])
    found = grad(trace.output[1], model.parameters())
    trace.output[1].backward()
    assert numbers(found) == pytest.approx([p.grad for p in model.parameters()], rel=1e-13, abs=1e-16)


# --- planted: a wrong rule is seen in the second derivative only ---------------------------------------


@pytest.mark.parametrize("name", ["tanh", "exp", "mul", "logsumexp", "dot"])
def test_a_rule_that_forgets_its_operands_is_found(name):
    """The partials are right as numbers, but do not move."""
    row = TABLE[name]

    def forgets(rule):
        def still(*xs):
            found = rule(*xs)
            return (
                [float(getattr(p, "data", p)) for p in found]
                if isinstance(found, list)
                else getattr(found, "data", found)
            )

        return still

    right = row.partials
    object.__setattr__(row, "partials", tuple(map(forgets, right)))
    try:
        with pytest.raises(AssertionError):
            test_first_second_and_third_derivatives_of_every_row(row)
    finally:
        object.__setattr__(row, "partials", right)


@pytest.mark.parametrize("derive", [grad, hessian], ids=["grad", "hessian"])
def test_a_function_in_the_place_of_a_value_is_to_be_called(derive):
    name = derive.__name__
    with pytest.raises(TypeError, match=rf"^{name} got y = .*Call the function: {name}\(f\(x\), x\)\.$"):
        derive(lambda x: x * x, [Value(2.0)])
    with pytest.raises(TypeError, match=r"^jacobian takes a flat list of Values; got .*Call the function"):
        jacobian(lambda x: [x], [Value(2.0)])


def test_a_matrix_of_derivatives_prints_as_an_array_and_stays_a_list_of_rows():
    a, b = Value(2.0), Value(-3.0)
    second = hessian(a * a * b, [a, b])
    assert str(second) == repr(second) == "[[-6  4]\n [ 4  0]]"
    assert isinstance(second, list)
    assert second[0][0].data == -6.0
    assert repr(jacobian([a / 3, b * 1e7], [a])) == "[[0.333333]\n [       0]]"
