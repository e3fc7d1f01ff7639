"""`detect_anomaly`: it stops at the first NaN or infinity and names the line that a user wrote."""

import asyncio
import contextvars
import linecache
import math
import re
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import NOT_COMPUTED, AnomalyError, DomainError, Value, detect_anomaly, grad, no_grad
from engine.recording import blocks
from engine.value import record
from nn import MLP, squared_error
from tests.concurrency import entered_elsewhere, inside_and_outside

HERE = Path(__file__).name


@pytest.fixture(autouse=True)
def nothing_is_left_behind():
    """After each test the fast methods are back, and no check is active."""
    yield
    assert blocks.paused == 0
    assert blocks.watcher.get() is None


def place(marker):
    """How a message names the one line of this file that ends with `# marker`."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    (number,) = [n for n, line in enumerate(lines, start=1) if line.endswith(f"  # {marker}")]
    return number, lines[number - 1].strip()


def message_of(compute, *args):
    """The message of the AnomalyError that `compute` raises inside a block."""
    with pytest.raises(AnomalyError) as caught, detect_anomaly():
        compute(*args)
    return str(caught.value)


def at(marker, function):
    number, text = place(marker)
    return f"t {HERE}, line {number}, in {function}: {text}"


# --- forward ----------------------------------------------------------------------------------------


def test_a_message_names_the_operation_its_operands_and_the_line():
    def compute():
        x = Value(0.0, label="x")
        return 2 + x.log() * 3  # here: log

    expected = f"forward: log(x) with x = 0.0 is -inf. A{at('here: log', 'compute')}"
    assert message_of(compute) == expected
    assert expected.endswith("in compute: return 2 + x.log() * 3  # here: log")


INF, NAN = math.inf, math.nan
FORWARD = [
    (lambda x: x.log(), 0.0, "log(x) with x = 0.0 is -inf"),
    (lambda x: x.exp(), 1000.0, "exp(x) with x = 1000.0 is inf"),
    (lambda x: x * 1e308, 1e308, "x * 1e+308 with x = 1e+308 is inf"),
    (lambda x: 1e308 * x, -1e308, "1e+308 * x with x = -1e+308 is -inf"),
    (lambda x: x * x, 1e200, "x * x with x = 1e+200 is inf"),
    (lambda x: x + x, 1e308, "x + x with x = 1e+308 is inf"),
    (lambda x: x - 1e308, -1e308, "x - 1e+308 with x = -1e+308 is -inf"),
    (lambda x: 1e308 / x, 1e-10, "1e+308 / x with x = 1e-10 is inf"),
    (lambda x: x**200, 1e10, "x ** 200.0 with x = 10000000000.0 is inf"),
    (lambda x: 10.0**x, 400.0, "10.0 ** x with x = 400.0 is inf"),
    (lambda x: x.atanh(), 1.0, "atanh(x) with x = 1.0 is inf"),
    (lambda x: engine.hypot(x, 1e308), 1.7e308, "hypot(x, 1e+308) with x = 1.7e+308 is inf"),
    (lambda x: engine.sum([x, x]), 1e308, "sum([x, x]) with x = 1e+308 is inf"),
    (lambda x: engine.prod([x, 2.0, x]), 1e200, "prod([x, 2.0, x]) with x = 1e+200 is inf"),
    (lambda x: engine.dot([x, 1.0], [x, x]), 1e200, "dot([x, 1.0], [x, x]) with x = 1e+200 is inf"),
    # What an operand had before anything was computed is called so.
    (lambda x: x * INF, 0.0, "x * inf with x = 0.0 is nan. It was handed on: inf is not a result of this block"),
    (lambda x: x + 1, NAN, "x + 1.0 with x = nan is nan. It was handed on: x = nan is not a result of this block"),
    (lambda x: x.tanh(), NAN, "tanh(x) with x = nan is nan. It was handed on: x = nan is not a result of this block"),
    (lambda x: 0 * x, INF, "0.0 * x with x = inf is nan. It was handed on: x = inf is not a result of this block"),
    (lambda x: x - x, -INF, "x - x with x = -inf is nan. It was handed on: x = -inf is not a result of this block"),
    (
        lambda x: engine.logsumexp([0.0, x]),
        INF,
        "logsumexp([0.0, x]) with x = inf is inf. It was handed on: x = inf is",
    ),
]


@pytest.mark.parametrize(("compute", "number", "expected"), FORWARD, ids=[expected for *_, expected in FORWARD])
def test_the_first_result_that_is_no_finite_number(compute, number, expected):
    assert message_of(compute, Value(number, label="x")).startswith(f"forward: {expected}")


@pytest.mark.parametrize("compute", [lambda x: x.exp(), lambda x: 1 / x, lambda x: x.relu(), lambda x: x.sigmoid()])
def test_a_finite_result_of_an_infinite_operand_is_none(compute):
    with detect_anomaly():
        assert math.isfinite(compute(Value(-INF)).data)


def test_without_labels_the_numbers_are_named():
    assert message_of(lambda: Value(0.0).log()).startswith("forward: log(0.0) is -inf. At ")
    assert message_of(lambda: Value(NAN) * Value(2.0)).startswith(
        "forward: nan * 2.0 is nan. It was handed on: nan is not a result of this block. At "
    )


def test_the_first_and_not_the_last_is_named():
    """Naive: the loss is looked at when it is ready, and every line that handed it on is a suspect."""

    def compute():
        x = Value(-800.0, label="x")
        p = x.sigmoid()  # here: it is 0, which is a number
        q = p.log()  # here: first
        return (q * 0).tanh() + 1

    assert message_of(compute).endswith(f"A{at('here: first', 'compute')}")


def test_an_operation_that_has_no_value_says_what_it_always_says():
    with detect_anomaly(), pytest.raises(DomainError, match=r"log\(-1\.0\) has no real value"):
        Value(-1.0).log()


def test_a_long_list_is_shortened():
    message = message_of(lambda: engine.sum([Value(1e308, label=f"x{i}") for i in range(500)]))
    assert message.startswith("forward: sum([x0, x1, x2, ")
    assert ", x499]) with x0 = 1e+308, " in message
    assert len(message) < 700


def test_the_error_is_a_floating_point_error():
    assert issubclass(AnomalyError, FloatingPointError)


# --- backward ---------------------------------------------------------------------------------------


def test_a_gradient_that_is_none_names_the_line_of_its_operation():
    def compute():
        x = Value(0.0, label="x")
        root = x.sqrt()  # here: sqrt
        root.label = "root"
        y = root * x
        y.backward()

    assert message_of(compute) == (
        "backward: the gradient of x (data 0.0) became nan in root = sqrt(x) with x = 0.0: nan = 0.0 (the gradient of "
        f"the result) · inf (the partial). Made a{at('here: sqrt', 'compute')}"
    )


BACKWARD = [
    (lambda x: x.sqrt(), 0.0, "the gradient of x (data 0.0) became inf in sqrt(x) with x = 0.0: inf = 1.0 (the g"),
    (lambda x: x**0.5, 0.0, "the gradient of x (data 0.0) became inf in x ** 0.5 with x = 0.0: inf = 1.0"),
    (lambda x: x.asin() * -2, 1.0, "the gradient of x (data 1.0) became -inf in asin(x) with x = 1.0: -inf = -2.0"),
    (
        lambda x: (x * 1e200) * 1e200,
        0.0,
        "the gradient of x (data 0.0) became inf in x * 1e+200 with x = 0.0: inf = 1e",
    ),
    (
        lambda x: engine.prod([x, 1e200, 1e200]),
        0.0,
        "the gradient of x (data 0.0) became inf in prod([x, 1e+200, 1e+200",
    ),
    (lambda x: engine.sum([x.sqrt(), 1.0]), 0.0, "the gradient of x (data 0.0) became inf in sqrt(x) with x = 0.0"),
    (lambda x: engine.dot([x.sqrt()], [0.0]), 0.0, "the gradient of x (data 0.0) became nan in sqrt(x) with x = 0.0"),
    (
        lambda x: 1e308 * x + 1e308 * x,
        0.5,
        "the gradient of x (data 0.5) became inf in 1e+308 * x with x = 0.5: the share",
    ),
]


@pytest.mark.parametrize(("compute", "number", "expected"), BACKWARD, ids=[expected[:60] for *_, expected in BACKWARD])
def test_the_first_gradient_that_is_no_finite_number(compute, number, expected):
    assert message_of(lambda: compute(Value(number, label="x")).backward()).startswith(f"backward: {expected}")


def test_a_sum_of_finite_shares():
    message = message_of(lambda x: (1e308 * x + 1e308 * x).backward(), Value(0.5, label="x"))
    assert "the share 1e+308 = 1.0 (the gradient of the result) · 1e+308 (the partial) was added to what" in message


def test_a_gradient_that_was_there_before():
    x = Value(2.0, label="x")
    x.grad = INF
    assert (
        "the share 3.0 = 1.0 (the gradient of the result) · 3.0 (the partial) was added to what was there"
        in message_of(lambda: (x * 3).backward())
    )


def test_a_hidden_value_without_a_label():
    message = message_of(lambda: ((Value(0.25) - 0.25).sqrt() * 2).backward())
    assert message.startswith("backward: the gradient of an operand (data 0.0) became inf in sqrt(0.0): inf = 2.0 (the")


def test_values_made_outside_the_block():
    x = Value(0.0, label="x")
    y = x.sqrt()
    message = message_of(y.backward)
    assert message.startswith("backward: the gradient of x (data 0.0) became inf in sqrt(x) with x = 0.0: inf = 1.0 (")
    assert message.endswith("(the partial). Made outside the block; compute it inside to learn the line")


def test_what_an_aborted_backward_leaves_behind():
    """The shares up to the one that was refused, and that one: call zero_grad before the next pass."""
    a, x = Value(3.0), Value(0.0)

    def compute():
        y = x.sqrt() + a * 2 + x * 5
        y.backward()

    message_of(compute)
    assert (a.grad, x.grad) == (2.0, INF)  # the walk is from the result: a and x * 5 came first
    x.grad = a.grad = None
    (x * a).backward()
    assert (a.grad, x.grad) == (0.0, 3.0)


def test_backward_inside_gives_the_numbers_of_backward_outside():
    found = []
    for watched in (False, True):
        model = MLP(2, [3, 1], "tanh", seed=1)
        if watched:
            with detect_anomaly():
                squared_error(model([0.5, -1.0]), 1.0).backward()
        else:
            squared_error(model([0.5, -1.0]), 1.0).backward()
        found.append([p.grad for p in model.parameters()])
    assert found[0] == pytest.approx(found[1], rel=1e-14)


def test_gradients_as_values_are_watched_where_they_are_computed():
    def compute():
        x = Value(1e-200, label="x")
        y = 1 / x
        return grad(y, x)  # here: grad

    assert message_of(compute).endswith(f"A{at('here: grad', 'compute')}")


# --- which line is the user's ------------------------------------------------------------------------


def test_operators_reflected_operators_methods_and_functions():
    big, zero = Value(1e308), Value(0.0)
    ways = [
        lambda: big * 10,  # here: operator
        lambda: 10 * big,  # here: reflected
        lambda: zero.log(),  # here: method
        lambda: engine.log(zero),  # here: function
        lambda: engine.sum([big, big]),  # here: list
        lambda: sum([big, big]),  # here: built-in
        lambda: record(engine.ops.log, zero),  # here: record
        lambda: engine.hypot(big, Value(1.7e308)),  # here: two operands
    ]
    for way, marker in zip(
        ways,
        ["operator", "reflected", "method", "function", "list", "built-in", "record", "two operands"],
        strict=True,
    ):
        assert message_of(way).endswith(at(f"here: {marker}", "<lambda>"))


def test_numpy_arrays_of_values():
    X = np.array([[Value(1.0), Value(0.0)]])
    ways = [
        lambda: X @ X.T * 1e308 * X[0, 0] * 10,  # here: matmul
        lambda: np.log(X),  # here: ufunc
        lambda: engine.log(X),  # here: row
        lambda: np.sum(X * 1e308 * 9, axis=0, keepdims=True),  # here: sum
        lambda: np.sum(np.array([Value(1e308), Value(1e308)])),  # here: a function of NumPy's own
        lambda: np.prod(np.array([Value(1e308), Value(1e308)])),  # here: another
        lambda: np.vectorize(lambda v: v.log())(X),  # here: vectorize
        lambda: np.apply_along_axis(lambda row: row[1].log(), 1, X),  # here: along
        lambda: np.dot(X * 1e200, (X * 1e200).T),  # here: dot
        lambda: engine.values([1e308, 1.0]) * 1e308,  # here: values
        lambda: np.sum(engine.values([1e308, 1e308])),  # here: sum of values
    ]
    markers = [
        "matmul",
        "ufunc",
        "row",
        "sum",
        "a function of NumPy's own",
        "another",
        "vectorize",
        "along",
        "dot",
        "values",
        "sum of values",
    ]
    for way, marker in zip(ways, markers, strict=True):
        assert message_of(way).endswith(at(f"here: {marker}", "<lambda>")), marker


def test_an_expression_of_several_lines():
    def compute():
        x = Value(0.0)
        return (
            x * 2
            + x.log()  # here: second line
            + 1
        )

    assert message_of(compute).endswith(at("here: second line", "compute"))


def test_a_helper_is_named_and_not_its_caller():
    def helper(v):
        return v.log()  # here: helper

    def compute():
        return helper(Value(0.0)) * 2

    assert message_of(compute).endswith(at("here: helper", "helper"))


def test_in_a_generator():
    def stream():
        for number in (1.0, 0.0):
            yield Value(number).log()  # here: generator

    assert message_of(lambda: list(stream())).endswith(at("here: generator", "stream"))


def test_a_generator_expression_and_a_comprehension():
    assert message_of(
        lambda: list(Value(x).log() for x in (1.0, 0.0))  # noqa: C400  # here: genexpr
    ).endswith(at("here: genexpr", "<genexpr>"))


def test_in_a_method_and_in_a_class_body():
    class Model:
        def forward(self, x):
            return x.log()  # here: forward

    assert message_of(lambda: Model().forward(Value(0.0))).endswith(at("here: forward", "forward"))


@pytest.fixture
def script(tmp_path):
    """Runs text as a file, as Python runs a script."""

    def run(text, **names):
        file = tmp_path / "lesson.py"
        file.write_text(text, encoding="utf-8")
        linecache.checkcache(str(file))
        exec(compile(text, str(file), "exec"), {"__name__": "__main__", **names})

    return run


SCRIPT = """from engine import Value, detect_anomaly
x = Value(0.0, label="x")
with detect_anomaly():
    y = x.log()   # line 4
"""


def test_at_module_level_no_function_is_named(script):
    with pytest.raises(AnomalyError) as caught:
        script(SCRIPT)
    assert str(caught.value) == ("forward: log(x) with x = 0.0 is -inf. At lesson.py, line 4: y = x.log()   # line 4")


@pytest.mark.parametrize("name", ["engineering", "nn_lesson", "numpyro", "my.engine", None])
def test_a_users_module_may_have_a_name_like_ours(name, script):
    # Naive: whatever begins with "engine" is passed over.
    with pytest.raises(AnomalyError, match=r"At lesson\.py, line 4: y = x\.log\(\)"):
        script(SCRIPT, __name__=name)


def test_text_without_a_file_has_a_line_number_only():
    with pytest.raises(AnomalyError, match=r"At <typed>, line 4$"):
        exec(compile(SCRIPT, "<typed>", "exec"), {"__name__": "__main__"})


def test_inside_a_network_the_line_is_the_one_that_calls_it():
    model = MLP(2, [3, 1], "exp", seed=1)

    def compute():
        return model([1e4, -1e4])  # here: model

    message = message_of(compute)
    assert message.startswith("forward: exp(s1[")
    assert message.endswith(at("here: model", "compute"))


def test_a_neuron_names_the_weight_and_the_input():
    model = MLP(2, [1], seed=1)
    for w in model.layers[0].neurons[0].w:
        w.data = 1e300
    message = message_of(lambda: model([1e10, 1.0]))  # here: product of a neuron
    assert message == (
        f"forward: w1[0,0] * 10000000000.0 with w1[0,0] = 1e+300 is inf. A{at('here: product of a neuron', '<lambda>')}"
    )


def test_backward_through_a_network():
    model = MLP(1, [2, 1], ["linear"], seed=1)

    def compute():
        x = Value(0.0, label="x")
        hidden = x.sqrt()  # here: before the network
        model([hidden]).backward()

    message = message_of(compute)
    assert message.startswith("backward: the gradient of x (data 0.0) became ")
    assert message.endswith(at("here: before the network", "compute"))


def test_a_loss_names_the_users_line():
    def compute():
        return squared_error(Value(1e200), 0.0)  # here: loss

    assert message_of(compute).endswith(at("here: loss", "compute"))


def watched():
    """Whether an operation done here and now is watched, forward and backward."""
    answers = set()
    for compute in (
        lambda: Value(0.0).log(),
        lambda: engine.sum([Value(INF)]),
        lambda: 2 * Value(1e308),
        slope_of_root,
    ):
        try:
            compute()
            answers.add(False)
        except AnomalyError:
            answers.add(True)
    assert len(answers) == 1
    return answers.pop()


ROOT_AT_ZERO = Value(0.0).sqrt()


def slope_of_root():
    ROOT_AT_ZERO.backward()


# --- as a decorator, and in blocks of other kinds -----------------------------------------------------


def test_as_a_decorator():
    @detect_anomaly()
    def train(number):
        """One step."""
        return Value(number).log()  # here: decorated

    assert train.__doc__ == "One step."
    for _ in range(2):
        with pytest.raises(AnomalyError) as caught:
            train(0.0)
        assert str(caught.value).endswith(at("here: decorated", "train"))
        assert blocks.paused == 0
    assert train(1.0).data == 0.0
    assert Value(0.0).log().data == -INF


def test_nested_blocks():
    """Naive: leaving the inner block ends the watch of the outer one."""
    with detect_anomaly():
        with detect_anomaly():
            assert watched()
        assert watched()
    assert not watched()
    with detect_anomaly():
        with pytest.raises(AnomalyError), detect_anomaly():
            Value(0.0).log()
        assert blocks.paused == 1


def test_an_inner_block_knows_the_lines_of_the_outer_one():
    def compute():
        y = Value(0.0).sqrt()  # here: outer
        with detect_anomaly():
            y.backward()

    assert message_of(compute).endswith(at("here: outer", "compute"))


def test_with_no_grad_inside():
    def compute():
        with no_grad():
            return Value(0.0, label="x").log()  # here: no_grad inside

    assert message_of(compute) == f"forward: log(x) with x = 0.0 is -inf. A{at('here: no_grad inside', 'compute')}"


def test_with_no_grad_outside():
    with no_grad():
        assert message_of(lambda: Value(0.0).log()).startswith("forward: log(0.0) is -inf. At ")
        with detect_anomaly():
            y = Value(2.0) * 3
        assert not y.requires_grad
        assert Value(0.0).log().data == -INF  # no longer watched


def test_inside_operations_are_recorded_as_ever():
    with detect_anomaly():
        a, b = Value(2.0), Value(3.0)
        y = engine.dot([a, b], [b, 1.0]) + a / b
        y.backward()
    assert (a.grad, b.grad) == (pytest.approx(3 + 1 / 3), pytest.approx(2 + 1 - 2 / 9))
    assert [v.op for v in y.parents] == ["dot", "div"]


# --- after the block ------------------------------------------------------------------------------------


def test_after_the_block_nothing_is_watched():
    with detect_anomaly():
        assert blocks.paused == 1
    assert Value(0.0).log().data == -INF
    x = Value(0.0)
    x.sqrt().backward()
    assert x.grad == INF


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, AnomalyError])
def test_after_an_exception_the_fast_methods_are_back(error):
    with pytest.raises(error), detect_anomaly():
        raise error
    assert blocks.paused == 0
    assert Value(0.0).log().data == -INF


def half_open():
    with detect_anomaly():
        yield


def test_blocks_that_close_in_another_order_than_they_opened():
    # Naive: each block puts back what it found, so the first to close ends the watch of the second.
    first = half_open()
    next(first)
    with detect_anomaly():
        first.close()
        assert watched()
    assert not watched()
    with no_grad():
        assert not watched()


@pytest.mark.usefixtures("collector_off")
def test_what_was_watched_is_not_kept_alive():
    with detect_anomaly():
        y = Value(1.0).tanh() * 2
        y.backward()
        gone = [weakref.ref(y), weakref.ref(y.parents[0])]
        del y
        assert [ref() for ref in gone] == [None, None]


# --- threads and tasks ----------------------------------------------------------------------------------


def elsewhere(compute):
    """What `compute` gives in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(compute).result(timeout=30)


def test_another_thread_is_not_watched():
    with detect_anomaly():
        assert elsewhere(watched) is False
        assert watched()
    assert elsewhere(lambda: message_of(lambda: Value(0.0).log())).startswith("forward: log(0.0)")


def test_a_block_in_another_thread_does_not_watch_this_one():
    with entered_elsewhere(detect_anomaly):
        assert blocks.paused == 1
        assert not watched()
        x = Value(3.0)
        (x * x).backward()
        assert x.grad == 6.0


def test_a_copied_context_is_a_context_of_its_own():
    context = contextvars.copy_context()
    with detect_anomaly():
        assert context.run(watched) is False
        assert contextvars.copy_context().run(watched) is True
        inner = contextvars.copy_context()
    assert inner.run(watched) is False  # the block is closed


def test_another_task_is_not_watched():
    assert inside_and_outside(detect_anomaly, watched) == ([True] * 10, [False] * 5)


def test_a_task_started_inside_is_watched_as_long_as_the_block_is_open():
    # Naive: it stays watched for good, whenever some other block is open somewhere.
    async def child():
        return watched()

    async def main():
        with detect_anomaly():
            during = await asyncio.create_task(child())
            task = asyncio.create_task(child())
        with no_grad():
            return during, await task

    assert asyncio.run(main()) == (True, False)


def test_leaves_that_were_not_used_stay_not_computed():
    x = Value(1.0)
    with detect_anomaly():
        (Value(2.0) * 3).backward()
    assert x.grad is NOT_COMPUTED


def test_the_messages_are_one_line():
    assert not re.search(r"\n", message_of(lambda: Value(0.0, label="x").log()))
