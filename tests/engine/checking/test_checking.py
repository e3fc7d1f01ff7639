"""`check_gradients`: right gradients are never called wrong, wrong ones never right, and what it cannot tell, it says.

Wrong rules are planted in copies of the table's rows and in operations of a user's own. What the differences say is
itself compared with mpmath's derivatives of 50 digits.
"""

import copy
import dataclasses
import functools
import itertools
import math
import random
import re

import mpmath
import numpy as np
import pytest
from hypothesis import Phase, example, given
from hypothesis import strategies as st

import engine
from engine import DomainError, Value
from engine.checking import check_gradients
from engine.checking.differences import slope_of
from engine.extend import TABLE, Op
from tests.examples import part, sizes

mp = mpmath.mp.clone()
mp.dps = 50


def only(report):
    """The one entry of a report."""
    (entry,) = report.entries
    return entry


def verdicts(report):
    return [entry.verdict for entry in report.entries]


def custom(function, partial):
    """An operation of a user's own."""
    return Op("mine", function, (lambda x, out: partial(x),), doc="Mine.", latex="{}", samples=((0.5,),))


# --- the table ---------------------------------------------------------------------------------

CASES = [(row, point) for row in TABLE.values() for point in row.samples]
IDS = [f"{row.name}-{point}" for row, point in CASES]


def check_row(row, point):
    """The check of a row at a point: lists for a row that takes lists, and a number where there is no partial."""
    if hasattr(row, "split"):
        return check_gradients(row, *row.split(point))
    moving = [i for i, partial in enumerate(row.partials) if partial is not None]

    def on_moving(*values):
        operands = list(point)
        for i, value in zip(moving, values, strict=True):
            operands[i] = value
        return row(*operands)

    return check_gradients(on_moving, *[point[i] for i in moving])


@pytest.mark.parametrize(("row", "point"), CASES, ids=IDS)
def test_every_row_agrees_at_its_samples(row, point):
    report = check_row(row, point)
    assert report, report
    for entry in report.entries:
        assert entry.error <= 1e-9 * max(1.0, abs(entry.gradient))


def planted(row, index, change):
    """The row with the partial of one operand changed."""
    rules = list(row.partials)
    right = rules[index]
    rules[index] = lambda *operands: change(right(*operands))
    return dataclasses.replace(row, partials=tuple(rules))


PLAIN_PARTIALS = [
    (row, index)
    for row in TABLE.values()
    if not hasattr(row, "split")
    for index, partial in enumerate(row.partials)
    if partial is not None
]
CHANGES = {
    "scaled by 1.001": lambda p: p * 1.001,
    "scaled by 1.00001": lambda p: p * 1.00001,
    "shifted by 1e-4": lambda p: p + 1e-4,
    "of the wrong sign": lambda p: -p,
    "forgotten": lambda p: 0 * p,
    "not a number": lambda p: math.nan,
    "infinite": lambda p: math.inf,
}


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize(("row", "index"), PLAIN_PARTIALS, ids=lambda x: getattr(x, "name", str(x)))
@pytest.mark.ci
def test_a_wrong_partial_is_caught_at_every_sample(row, index, how):
    for point in row.samples:
        right = row.partial(index, *point, row.evaluate(*point))
        if right == 0 and CHANGES[how](right) == 0:
            continue  # 0 scaled is 0: nothing is wrong
        report = check_row(planted(row, index, CHANGES[how]), point)
        others = [i for i, partial in enumerate(row.partials) if partial is not None]
        assert {i: v for i, v in zip(others, verdicts(report), strict=True) if v != "agrees"} == {index: "disagrees"}


@pytest.mark.parametrize(("row", "index"), PLAIN_PARTIALS, ids=lambda x: getattr(x, "name", str(x)))
def test_a_shift_of_2e_6_of_the_partial_is_caught(row, index):
    # What is left of a partial of order one by the tolerance 1e-6.
    for point in row.samples:
        report = check_row(planted(row, index, lambda p: p + 2e-6 * max(1.0, abs(p))), point)
        assert "disagrees" in verdicts(report), report


def test_a_wrong_rule_of_lists_is_caught():
    for row in (row for row in TABLE.values() if hasattr(row, "split")):
        (rule,) = row.partials

        def wrong(*lists, rule=rule):
            first, *others = rule(*lists)
            return [first * 1.001 + 1e-4, *others]

        bad = dataclasses.replace(row, partials=(wrong,))
        for point in row.samples:
            assert verdicts(check_row(bad, point)) == ["disagrees"] + ["agrees"] * (len(point) - 1)


@pytest.mark.parametrize(
    ("name", "point"), [(row.name, point) for row in TABLE.values() for point, _ in row.kinks], ids=str
)
def test_at_a_kink_of_the_table_nothing_is_said_to_disagree(name, point):
    row = TABLE[name]
    if hasattr(row, "split"):
        assert "disagrees" not in verdicts(check_row(row, point))
    else:
        for index, x in enumerate(point):
            if row.partials[index] is not None:
                alone = functools.partial(
                    lambda v, at, row, i: row(*at[:i], v, *at[i + 1 :]), at=point, row=row, i=index
                )
                assert only(check_gradients(alone, x)).verdict != "disagrees"


# --- the difference and its error --------------------------------------------------------------

FUNCTIONS = {
    "exp(sin(3x))": (lambda x: engine.exp(engine.sin(3 * x)), lambda x: mp.exp(mp.sin(3 * x))),
    "x³/(1 + x²)": (lambda x: x**3 / (1 + x * x), lambda x: x**3 / (1 + x * x)),
    "tanh(5x)·cos(x)": (lambda x: engine.tanh(5 * x) * engine.cos(x), lambda x: mp.tanh(5 * x) * mp.cos(x)),
    "1e-12·sin(1e6 x)": (lambda x: 1e-12 * engine.sin(1e6 * x), lambda x: mp.mpf(1e-12) * mp.sin(1000000 * x)),
    "1e12·softplus(x)": (lambda x: 1e12 * engine.softplus(x), lambda x: mp.mpf(1e12) * mp.log(1 + mp.exp(x))),
    "(1e8 + sin x) − 1e8": (lambda x: (1e8 + engine.sin(x)) - 1e8, lambda x: mp.sin(x)),
    "1e5·(x² − x·(x − 1e-5))": (
        lambda x: 1e5 * (x**2 - x * (x - 1e-5)),
        lambda x: 1e5 * (x**2 - x * (x - mp.mpf(1e-5))),
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@given(x=st.integers(-4000, 4000).map(lambda n: n / 997))
@example(x=1564 / 997)  # close to π/2: of (1e8 + sin x) − 1e8 the slope is 0.002 and its error 4e-6
def test_the_error_is_honest_and_small_enough_to_say_something(name, x):
    f, exact = FUNCTIONS[name]
    entry, slope = only(check_gradients(f, x)), float(mp.diff(exact, mp.mpf(x)))
    assert abs(entry.difference - slope) <= entry.error
    # A sum with 1e8 moves in grains of 1.5e-8: within 4e-3 of an extremum, that leaves fewer than three digits.
    flat = name == "(1e8 + sin x) − 1e8" and abs(slope) < 4e-3
    assert entry.verdict == ("cannot tell" if flat and entry.error > 1e-3 * abs(slope) else "agrees")
    assert not flat or entry.error < 4e-6


@pytest.mark.parametrize("x", [-3.0, -0.1, 0.0, 0.7, 12.0])
def test_differences_know_plain_functions(x):
    for f, exact in ((math.exp, mp.exp), (math.atan, mp.atan), (math.erf, mp.erf)):
        (*_, (slope, error)), trouble = slope_of(f, x)
        assert (abs(slope - float(mp.diff(exact, mp.mpf(x)))) <= error, trouble) == (True, "")
        assert error <= 1e-10 * max(1.0, abs(slope))


@given(x=st.floats(-1e6, 1e6), large=st.sampled_from([1e3, 1e8, 1e12]))
def test_cancellation_is_no_false_alarm(x, large):
    assert only(check_gradients(lambda v: (large + v) - large, x)).verdict != "disagrees"


GRAINED = {
    "1e6": lambda v: (1e6 + math.sin(v)) - 1e6,
    "1e8": lambda v: (1e8 + math.sin(v)) - 1e8,
    "1e10": lambda v: (1e10 + math.sin(v)) - 1e10,
    "float32": lambda v: float(np.float32(math.sin(v))),
    "9 digits": lambda v: round(math.sin(v), 9),
}


@pytest.mark.parametrize("grain", GRAINED)
def test_rounding_inside_an_operation_is_no_false_alarm(grain):
    # The graph does not show it, and from close by the function is a staircase; from further away its slope is cos x.
    for n in range(-40, 40, 3):
        entry = only(check_gradients(custom(GRAINED[grain], math.cos), n / 13))
        assert entry.verdict != "disagrees", entry


@pytest.mark.parametrize("grain", ["1e6", "1e8", "float32", "9 digits"])
def test_rounding_inside_an_operation_hides_no_wrong_partial(grain):
    wrong = custom(GRAINED[grain], lambda v: 1.01 * math.cos(v))
    found = [only(check_gradients(wrong, n / 13)).verdict for n in range(-40, 40, 3)]
    assert "agrees" not in found
    assert found.count("disagrees") > 23
    forgotten = custom(GRAINED[grain], lambda v: 0.0)  # as flat as it looks from close by
    assert "agrees" not in [only(check_gradients(forgotten, n / 13)).verdict for n in range(-40, 40, 3)]


def test_a_wrong_partial_is_caught_in_spite_of_cancellation():
    f = custom(lambda v: (1e6 + math.sin(v)) - 1e6, lambda v: 1.01 * math.cos(v))
    assert only(check_gradients(f, 0.3)).verdict == "disagrees"


def test_rounding_that_hides_the_slope_is_said():
    entry = only(check_gradients(lambda x: (1e8 + 1e-9 * x) - 1e8, 0.3))
    assert entry.verdict == "cannot tell"
    assert "the slope depends on the step: 0 ± 7e-07 by large steps" in entry.reason
    entry = only(check_gradients(lambda x: (1e9 + 1e-5 * engine.sin(x)) - 1e9 + 1.0, 0.3))
    assert entry.verdict == "cannot tell"
    assert "f is rounded too much, or changes too fast" in entry.reason
    assert entry.error > 1e-7


def test_a_function_that_turns_faster_than_floats_can_follow_is_said():
    # Between one float and the next, sin goes round some thousand times.
    entry = only(check_gradients(lambda x: engine.sin(x**93), 2.2))
    assert "f is rounded too much, or changes too fast" in entry.reason
    entry = only(check_gradients(lambda x: engine.cos(engine.exp(x)), 30.383294235938354))
    assert entry.verdict == "cannot tell"


@pytest.mark.parametrize("x", [1e-300, 1e-30, 1e-9, 1e-3, 1.0, 1e6, 1e200])
def test_steps_go_with_the_number(x):
    assert check_gradients(lambda v: v.log(), x)
    assert only(check_gradients(lambda v: 1.01 * v.detach().log() + v / (1.01 * x), x)).verdict == "disagrees"


@pytest.mark.parametrize("x", [0.0, 3.0, -1e-5, 1e10])
def test_fast_and_slow_functions(x):
    for scale in (1e-9, 1.0, 1e6):
        assert "disagrees" not in verdicts(check_gradients(lambda v, s=scale: engine.sin(s * v), x))
    assert check_gradients(lambda v: engine.softplus(1e9 * v), 0.0)


def test_a_perfect_fit_has_gradient_0():
    assert check_gradients(lambda w: (w * 0.1 - 0.3) ** 2, 0.3 / 0.1)
    assert check_gradients(lambda v: (v - 3) ** 2, 3.0)
    assert "0 within the error" in str(check_gradients(engine.tanh, 18.0))


# --- where nothing can be told -----------------------------------------------------------------

UNSURE = [
    (abs, (0.0,), "the function has a kink near 0: the slope from the left is -1, from the right is 1"),
    (engine.relu, (0,), "the function has a kink near 0: the slope from the left is 0, from the right is 1"),
    (lambda x: abs(x - 0.3) + 5, (0.1 + 0.2,), r"the function has a kink near 0\.3"),
    (engine.max, (1.0, 1.0), "the function has a kink near 1: the slope from the left is 0, from the right is 1"),
    (engine.min, (2.0, 2.0), "the function has a kink near 2: the slope from the left is 1, from the right is 0"),
    (engine.step, (0.0,), "the function jumps near 0: the slope from the left is 0, from the right grows without end"),
    (engine.sign, (0.0,), "the function jumps near 0: the slope from the left grows without end"),
    (
        engine.sqrt,
        (0.0,),
        r"the function has an edge near 0: the slope from the left does not exist, for f has no finite value at -\S+ "
        r"\(sqrt\(-\S+\) has no real value: sqrt needs x ≥ 0\), from the right grows without end",
    ),
    (lambda x: x * x.sqrt(), (0.0,), "f has no finite value at .*, from the right is 0"),
    (lambda x: abs(x).sqrt(), (0.0,), "has no finite slope near 0: the slope from the left grows without end"),
    (lambda x: (1 - x).log() * (1 - x).sqrt() if x < 1 else x - 1, (1,), "near 1: the slope from the left grows"),
    (engine.log, (0.0,), "f itself is -inf here"),
    (lambda x: x * math.nan, (1.0,), "f itself is nan here"),
    (lambda x: x * 0.0 + 1, (math.inf,), "no step leads away from inf"),
    (lambda x: engine.max(1.0, 1 - x), (math.inf,), "no step leads away from inf"),
]


@pytest.mark.parametrize(("f", "inputs", "reason"), UNSURE, ids=[reason[:50] for _, _, reason in UNSURE])
def test_what_cannot_be_told_is_explained(f, inputs, reason):
    report = check_gradients(f, *inputs)
    assert set(verdicts(report)) == {"cannot tell"}
    assert not report
    for entry in report.entries:
        assert re.search(reason, entry.reason)
    assert re.search(f"Cannot tell for .*: .*{reason}", str(report))


@pytest.mark.parametrize("x", [1e-9, -1e-9, 1e-4, -1e-2])
def test_beside_a_kink_it_can_be_told(x):
    assert check_gradients(engine.relu, x)
    assert check_gradients(abs, x)
    wrong = dataclasses.replace(TABLE["relu"], partials=(lambda v, out: 1.001 * (v > 0) + 0.001 * (v <= 0),))
    assert verdicts(check_gradients(wrong, x)) == ["disagrees"]


def test_a_bend_is_no_kink():
    assert check_gradients(lambda x: x * abs(x), 0.0)
    assert check_gradients(lambda x: engine.relu(x) ** 2, 0.0)


def test_a_function_without_a_value_here_says_so_itself():
    with pytest.raises(DomainError, match=r"log\(-1.0\) has no real value"):
        check_gradients(engine.log, -1.0)


# --- functions that are no functions -----------------------------------------------------------


def test_a_random_function_is_named():
    rng = random.Random(1)
    report = check_gradients(lambda x, y: x * y * rng.random(), 1.0, 2.0)
    assert verdicts(report) == ["cannot tell"] * 2
    assert str(report).count("two calls of f with the same inputs gave different results") == 1


def test_a_function_that_is_seldom_random_is_never_confirmed():
    for seed in range(30):
        rng = random.Random(seed)
        report = check_gradients(lambda x, rng=rng: x * (1.0 if rng.random() < 0.9 else 0.0), 1.5)
        assert verdicts(report) == ["cannot tell"], report


def test_a_function_that_changes_after_some_calls_is_named():
    calls = itertools.count()
    report = check_gradients(lambda x: x * (1.0 if next(calls) < 5 else 2.0), 1.5)
    assert verdicts(report) == ["cannot tell"]
    assert "two calls of f with the same inputs gave different results" in str(report)


def test_differences_are_made_without_graphs():
    recorded = []

    def f(x):
        recorded.append((x * x).requires_grad)
        return x * x

    assert check_gradients(f, 3.0)
    assert recorded[0]
    assert recorded.count(True) == 1
    assert recorded.count(False) > 20


def test_a_changed_input_is_caught():
    def f(x, y):
        y.data *= 2
        return x * y * y

    report = check_gradients(f, 3.0, Value(2.0, label="w"))
    assert verdicts(report) == ["agrees", "disagrees"]
    assert "w disagrees: the engine has 24, the difference is 48: 24 too small (0.5 times)." in str(report)


NO_VALUE = [
    (
        lambda x: x.data**2,
        r"^f returned 9\.0 \(float\); one Value is needed\. The graph was cut: use Values to the end",
    ),
    (lambda x: None, r"^f returned None \(NoneType\); one Value is needed\. Is a `return` missing\?$"),
    (lambda x: [x, x], r"^f returned \[Value.* \(list\); one Value is needed\. Add its entries up, or take one"),
    (lambda x: [], r"^f returned \[\] \(list\)"),
    (lambda x: np.array([x, x]), r"^f returned array.* \(ndarray\); one Value is needed\."),
    (lambda x: np.float64(2.0), r"The graph was cut"),
    (lambda x: "x", r"^f returned 'x' \(str\)"),
]


@pytest.mark.parametrize(("f", "message"), NO_VALUE, ids=[message[:30] for _, message in NO_VALUE])
def test_a_result_that_is_no_value_is_refused(f, message):
    with pytest.raises(TypeError, match=message):
        check_gradients(f, 3.0)


def test_one_value_in_a_list_or_an_array_will_do():
    for wrapped in (lambda x: [x * x], lambda x: (x * x,), lambda x: np.array([[x * x]]), lambda x: [[x * x]]):
        assert check_gradients(wrapped, 3.0)


@pytest.mark.parametrize("cut", [lambda x: Value(x.data**2), lambda x: x.detach() ** 2], ids=["new Value", "detach"])
def test_a_cut_graph_is_named(cut):
    report = check_gradients(cut, 3.0)
    assert verdicts(report) == ["disagrees"]
    assert "the graph was cut" in str(report)


def test_no_route_is_0_and_agrees():
    report = check_gradients(lambda x, y: y * 2, 3.0, 1.0)
    assert report
    assert [entry.reason for entry in report.entries] == ["no route: 0", ""]
    assert check_gradients(lambda x, y: x * 3 - 3 * x, 3.0, 1.0)
    assert check_gradients(lambda x: Value(3.0), 3.0)
    assert check_gradients(lambda x: Value(3.0).detach(), 3.0)


def test_an_error_of_f_comes_through():
    with pytest.raises(KeyError):
        check_gradients(lambda x: {}["a"], 1.0)


# --- inputs ------------------------------------------------------------------------------------


def test_f_gets_what_the_inputs_are():
    seen = []

    def f(x, rows, pair, array):
        seen.append((x, rows, pair, array))
        return x * rows[1][0] + pair[1] * array[1, 2]

    report = check_gradients(f, 2, [[1], [4.0]], (np.float32(3), Value(5.0, label="b")), np.arange(6).reshape(2, 3))
    assert report
    for x, rows, pair, array in seen:
        assert all(type(v) is Value for v in (x, *rows[0], *rows[1], *pair, *array.flat))
        assert (type(rows), type(pair), array.shape, array.dtype) == (list, tuple, (2, 3), np.dtype(object))
    assert [entry.name for entry in report.entries] == [
        *["x", "rows[0][0]", "rows[1][0]", "pair[0]", "b"],
        *[f"array[{i}][{j}]" for i in range(2) for j in range(3)],
    ]
    assert [entry.value for entry in report.entries] == [2, 1, 4, 3, 5, 0, 1, 2, 3, 4, 5]
    assert [entry.gradient for entry in report.entries] == [4, 0, 2, 0, 5, 0, 0, 0, 0, 0, 5]


def test_names_where_f_does_not_name_its_inputs():
    report = check_gradients(TABLE["mul"], 2.0, 3.0)
    assert [entry.name for entry in report.entries] == ["operands[0]", "operands[1]"]
    report = check_gradients(lambda x, *others: x * others[1][0], 2.0, 3.0, [4.0])
    assert [entry.name for entry in report.entries] == ["x", "others[0]", "others[1][0]"]
    report = check_gradients(sum, [1.0, 2.0])
    assert len(report.entries) == 2


def test_names_that_are_there_twice_are_told_apart():
    report = check_gradients(lambda a, b: a[0] * a[1] * b, [Value(2.0, "w"), Value(3.0, "w")], Value(4.0, "b"))
    assert [entry.name for entry in report.entries] == ["a[0]", "a[1]", "b"]


def test_object_arrays_and_matrix_products():
    W = np.array([[Value(0.1), Value(0.2)], [0.3, 4]], dtype=object)
    assert check_gradients(lambda W, x: np.tanh(W @ x).sum(), W, [1.0, -2.0])
    assert check_gradients(lambda a: a[()] * 2, np.array(3.0))


def test_an_array_of_values_stays_one():
    W = engine.values([[0.1, 0.2], [0.3, 0.4]], label="W")
    seen = []
    assert check_gradients(lambda W: seen.append(type(W)) or engine.tanh(W @ [1.0, -2.0]).sum(), W)
    assert set(seen) == {engine.ValueArray}


def test_callers_values_stay_as_they_are():
    x, w = Value(2.0, label="x"), Value(3.0)
    outside = w * 2
    (outside * w).backward()
    before = [(v.data, v.grad) for v in (x, w, outside)]
    inputs = [x, [1.0, 2.0]]
    kept = copy.copy(inputs[1])

    def f(v, numbers):
        numbers.append(v)
        numbers[0] = numbers[0] * v
        return v * w * outside + numbers[0]

    report = check_gradients(f, *inputs)
    assert report
    assert report.entries[0].name == "x"
    assert [(v.data, v.grad) for v in (x, w, outside)] == before
    assert x.grad is engine.NOT_COMPUTED
    assert inputs[1] == kept


def test_a_grad_that_f_sets_does_not_count():
    def f(x):
        x.grad = 7.0
        return x * x

    assert check_gradients(f, 3.0)


def test_f_may_return_the_input_or_a_value_from_outside():
    outside = Value(3.0) * 2
    assert check_gradients(lambda x: x, 2.0)
    assert check_gradients(lambda x: outside, 2.0)
    assert outside.grad is engine.NOT_COMPUTED


WRONG_INPUTS = [
    ((), ValueError, r"^check_gradients got no number to check; give some after f: check_gradients\(f, 2\.0\)\.$"),
    (([],), ValueError, "no number to check"),
    (("2",), TypeError, r"^x is '2' \(str\); a number is needed.* or a list, tuple or array of these\.$"),
    ((None,), TypeError, r"^x is None \(NoneType\)"),
    (([1.0, 2j],), TypeError, r"^x\[1\] is 2j \(complex\)"),
    ((np.array(["a"]),), TypeError, r"^x\[0\] is .*'a'.* \(str_?\)"),
    ((10**400,), OverflowError, r"^x got an integer too large"),
]


@pytest.mark.parametrize(("inputs", "error", "message"), WRONG_INPUTS, ids=str)
def test_what_is_no_number_is_refused(inputs, error, message):
    with pytest.raises(error, match=message):
        check_gradients(lambda x: x, *inputs)


def test_what_is_no_function_or_takes_other_inputs_is_refused():
    a = Value(2.0)
    for f in (a * 3.0, [a], None):
        with pytest.raises(
            TypeError, match=r"check_gradients got f = .*; a function is needed, and what it takes after"
        ):
            check_gradients(f, a)
    with pytest.raises(TypeError, match=r"calls f with 1 input, which f\(\) does not take: too many positional"):
        check_gradients(lambda: a * 3.0, a)
    with pytest.raises(TypeError, match=r"calls f with 2 inputs, which f\(x\) does not take"):
        check_gradients(lambda x: x, a, a)


@pytest.mark.parametrize("tolerance", [-1.0, math.nan, "1e-6", None])
def test_a_tolerance_is_a_number(tolerance):
    with pytest.raises(ValueError, match=r"^tolerance got .*; a number ≥ 0 is needed, such as 1e-6\.$"):
        check_gradients(lambda x: x, 1.0, tolerance=tolerance)


def test_a_tolerance_is_relative():
    slightly = custom(math.sin, lambda x: 1.0001 * math.cos(x))
    assert not check_gradients(slightly, 1.0)
    assert check_gradients(slightly, 1.0, tolerance=1e-3)


# --- the report --------------------------------------------------------------------------------

wrong_cube = custom(lambda x: x**3, lambda x: 2 * x * x)


def test_the_report_says_which_input_disagrees_and_by_how_much():
    report = check_gradients(lambda x, y: wrong_cube(x) * y + y, 2.0, 5.0)
    assert verdicts(report) == ["disagrees", "agrees"]
    *_, how, last = str(report).splitlines()
    assert how == "x disagrees: the engine has 40, the difference is 60: 20 too small (0.6666667 times)."
    assert re.fullmatch(r"1 of 2 gradients agree; the largest gap is \S+\.", last)
    assert repr(report) == str(report)


def test_of_many_that_disagree_each_is_told():
    report = check_gradients(lambda x, y: wrong_cube(x) + 1.01 * wrong_cube(y).detach() + y, 2.0, 5.0)
    assert [line.split(", the difference")[0] for line in str(report).splitlines()[-3:-1]] == [
        "x disagrees: the engine has 8",
        "y disagrees: the engine has 1",
    ]


def test_a_gradient_that_is_no_number_is_explained():
    broken = custom(lambda x: x, lambda x: math.nan)
    assert "a partial is nan, or an infinite one met a 0" in str(check_gradients(broken, 1.0))


@pytest.mark.ci
def test_a_long_report_lists_what_is_wrong():
    def f(xs):
        total = wrong_cube(xs[70])
        for x in xs:
            total = total + x * x
        return total

    lines = str(check_gradients(f, [i / 7 + 1 for i in range(80)])).splitlines()
    assert any("xs[70]" in line and line.endswith("disagrees") for line in lines)
    assert "… 60 more, in report.entries" in lines
    assert lines[-2].startswith("xs[70] disagrees: ")


def test_a_test_of_a_user_is_one_line():
    check_gradients(engine.tanh, 0.5).raise_unless_agreed()
    with pytest.raises(AssertionError, match=r"were not confirmed\n(.*\n)+operands\[0\] disagrees: the engine has 8"):
        check_gradients(wrong_cube, 2.0).raise_unless_agreed()
    with pytest.raises(AssertionError, match=r"Cannot tell for .*kink"):
        check_gradients(engine.relu, 0.0).raise_unless_agreed()


# --- what cannot be seen -----------------------------------------------------------------------


def wrong_slope(partial):
    """x, with a partial that should be 1."""
    return Op("line", lambda x: x, (lambda x, out: partial,), doc="x", latex="{}", samples=((0.5,),))


@pytest.mark.parametrize("large", [1e14, 1e16, 1e17, 1e18, 1e20])
@pytest.mark.parametrize("partial", [1.0, 7.0, 0.0, 1e5])
def test_a_gradient_that_drowns_in_rounding_is_not_confirmed(partial, large):
    line = wrong_slope(partial)
    report = check_gradients(lambda x: line(x) + large, 2.0)
    assert not report or (partial == 1.0 and large == 1e14)
    assert check_gradients(lambda x: line(x) + 1.0, 2.0).entries[0].verdict == (
        "agrees" if partial == 1 else "disagrees"
    )


def test_a_function_that_does_not_move_has_the_gradient_0():
    assert check_gradients(lambda x: x * 0.0 + 5.0, 2.0)


# --- random expressions ------------------------------------------------------------------------

SMOOTH = ("sin", "cos", "tanh", "sigmoid", "softplus", "exp", "neg")


@st.composite
def expressions(draw):
    """Names of smooth operations one after the other, and two numbers to begin with."""
    return draw(st.lists(st.sampled_from(SMOOTH), min_size=1, max_size=6)), draw(st.tuples(*[st.floats(-2, 2)] * 2))


def composed(names, table):
    def f(x, y):
        for name in names:
            x = table["mul"](engine.tanh(table[name](x)), y) + table["sin"](x)
        return x

    return f


@part(5)
@given(expressions())
@example((["tanh", "tanh", "sin", "sin", "cos"], (1.0, -0.99999)))  # two large steps agree by chance
@example((["tanh", "tanh", "sin", "sin", "cos"], (-0.99999, -0.99999)))
def test_random_expressions_agree(expression):
    names, point = expression
    assert "disagrees" not in verdicts(check_gradients(composed(names, TABLE), *point))


@pytest.mark.parametrize("how", sizes("scaled by 1.001", "of the wrong sign", "forgotten"))
@part(5, phases=[Phase.generate])
@given(expressions())
def test_what_is_planted_in_random_expressions_never_agrees(how, expression):
    names, point = expression
    bad = {**TABLE, names[0]: planted(TABLE[names[0]], 0, CHANGES[how])}
    right, wrong = (check_gradients(composed(names, table), *point) for table in (TABLE, bad))
    for a, b in zip(right.entries, wrong.entries, strict=True):
        clear = abs(a.gradient - b.gradient) > 1e-5 * max(abs(a.gradient), abs(b.gradient)) + a.error + b.error
        assert b.verdict != "agrees" or not clear


def test_a_function_that_cannot_take_its_inputs_says_what_it_got():
    with pytest.raises(TypeError, match="multiply") as caught:
        check_gradients(lambda a, b: a * a + b, [2.0], 1.0)
    assert caught.value.__notes__ == [
        "check_gradients called f with a = a list of 1 entry, b = a Value: as the inputs are given after f."
    ]


# --- what the smallest floats and clashing names could make false --------------------------------------------


def test_a_product_that_underflows_is_no_disagreement():
    assert check_gradients(lambda x: x * x, 1e-200)
    assert check_gradients(lambda x: x * 1e-310, 1.0)
    (entry,) = check_gradients(lambda x: x * x * 1e200, 1e-200).entries
    assert (entry.gradient, entry.verdict) == (2.0, "cannot tell")
    (entry,) = check_gradients(lambda x: x * x.data * 1e200, 1e-100).entries
    assert entry.verdict == "disagrees"


def test_what_changes_too_fast_is_not_called_a_jump():
    (entry,) = check_gradients(lambda x: engine.sin(x * 1e12), 1.0).entries
    assert entry.verdict == "cannot tell"
    assert "jumps" not in entry.reason


def test_a_label_that_is_the_name_of_another_input_is_not_used():
    report = check_gradients(lambda x, y: x * y, Value(2.0, label="y"), 3.0)
    assert [(entry.name, entry.gradient) for entry in report.entries] == [("x", 3.0), ("y", 2.0)]
