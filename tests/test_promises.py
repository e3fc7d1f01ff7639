"""The promises about the engine, one section each; every test names the naive implementation that breaks it.

Promises 7 (data are floats), 8 (stable numerics) and 9 (comparisons) are tables in `test_value.py`.
"""

import asyncio
import contextlib
import contextvars
import copy
import dataclasses
import gc
import math
import os
import pickle
import re
import subprocess
import sys
import threading
import tracemalloc
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import engine
import nn
from engine import NOT_COMPUTED, Value, no_grad
from engine.extend import Op
from engine.graph import topological_order, with_leaves

ROOT = Path(engine.__file__).parent.parent


@pytest.fixture
def collector_off():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def chain(length, x):
    """x and `length` operations after it, each on the result of the one before; d/dx is 1."""
    assert length % 2 == 0
    y = x
    for _ in range(length):
        y = -y
    return y


def gradients_of_a_sample(n=1.0):
    """A graph with sharing and its gradients: enough to see whether two of them got mixed up."""
    a, b = Value(2.0 * n), Value(-3.0 * n)
    c = a * b
    d = (c + a) * c.tanh() - engine.exp(b / 4) * a
    d.backward()
    return d.data, a.grad, b.grad, c.grad


# --- 1. Local derivatives are fixed when the operation runs ------------------------------------


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


# --- 2. backward starts afresh between root and leaves, and adds to the leaves ------------------


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


# --- 3. "Not computed" is not zero -------------------------------------------------------------


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


# --- 4. No recursion anywhere ------------------------------------------------------------------

MILLION = 1_000_000


@pytest.mark.usefixtures("collector_off")
def test_a_million_operations_build_and_run_backward():
    # Naive: recursion ends at a thousand.
    x = Value(3.0)
    y = chain(MILLION, x)
    y.backward()
    assert (y.data, x.grad) == (3.0, 1.0)
    assert len(topological_order(y)) == MILLION


@pytest.mark.usefixtures("collector_off")
def test_a_million_operations_deepcopy_and_are_freed():
    # Naive: copy.deepcopy and the destructor of a chain both recurse.
    x = Value(3.0)
    y = chain(MILLION, x)
    middle = y.parents[0].parents[0]
    twin_x, twin, twin_middle = copy.deepcopy([x, y, middle])
    twin.backward()
    assert (twin_x.grad, x.grad is NOT_COMPUTED) == (1.0, True)
    assert twin.parents[0].parents[0] is twin_middle
    gone = [weakref.ref(v) for v in (x, y, middle, twin_x, twin, twin_middle)]
    del x, y, middle, twin_x, twin, twin_middle
    assert [ref() for ref in gone] == [None] * 6


def test_a_wide_and_deep_graph_runs_backward():
    # A running sum over many products: a recursive walk takes its depth from the sum.
    weights = [Value(float(i)) for i in range(5000)]
    total = sum(w * w for w in weights)
    total.backward()
    assert [w.grad for w in weights] == [2.0 * i for i in range(5000)]


def graph_with_sharing():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    h = a * b
    h.label = "h"
    return a, b, h, h * h + a / 4 - 2 * h.tanh()


COPIES = [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]


@pytest.mark.parametrize("again", COPIES, ids=["deepcopy", "pickle"])
def test_a_copy_is_the_same_graph_again(again):
    # Naive: a value that is used twice becomes two, and each gets a part of the gradient.
    root = graph_with_sharing()[-1]
    root.backward()
    twin = again(root)
    old, new = with_leaves(root), with_leaves(twin)
    assert len(new) == len(old)
    assert not set(map(id, old)) & set(map(id, new))
    for was, now in zip(old, new, strict=True):
        assert (now.data, now.grad, now.label, now.op) == (was.data, was.grad, was.label, was.op)
        assert (now.partials, now.requires_grad) == (was.partials, was.requires_grad)
        assert [new.index(p) for p in now.parents] == [old.index(p) for p in was.parents]


@pytest.mark.parametrize("again", COPIES, ids=["deepcopy", "pickle"])
def test_a_copy_lives_on_its_own(again):
    a, b, _, root = graph_with_sharing()
    root.backward()
    expected = (a.grad, b.grad)
    twin_a, twin_b, twin = again((a, b, root))
    twin_a.grad = twin_b.grad = None
    twin.backward()
    assert (twin_a.grad, twin_b.grad) == expected
    assert (a.grad, b.grad) == expected


@pytest.mark.parametrize("again", COPIES, ids=["deepcopy", "pickle"])
def test_leaves_shared_by_a_loss_and_its_parameters_stay_shared(again):
    # Naive: the parameters that come back are not those of the loss, so training does nothing.
    parameters = [Value(1.0), Value(2.0), Value(3.0)]
    loss = sum((p - 1) ** 2 for p in parameters)
    loss_again, parameters_again = again((loss, parameters))
    loss_again.backward()
    assert [p.grad for p in parameters_again] == [0.0, 2.0, 4.0]
    parameters_first, loss_second = again((parameters, loss))
    loss_second.backward()
    assert [p.grad for p in parameters_first] == [0.0, 2.0, 4.0]


def test_deepcopy_keeps_a_shared_hidden_value_shared():
    _, _, h, root = graph_with_sharing()
    for twin_h, twin in (copy.deepcopy((h, root)), reversed(copy.deepcopy((root, h)))):
        twin.backward()
        assert twin_h.grad != 0.0
        assert any(twin_h is v for v in topological_order(twin))


@pytest.mark.parametrize("again", [copy.copy, *COPIES], ids=["copy", "deepcopy", "pickle"])
def test_constants_leaves_and_labels_survive_a_copy(again):
    x = Value(3.0, label="x")
    x.grad = 2.0
    assert repr(again(x)) == repr(x)
    c = x.detach()
    assert repr(again(c)) == "Value(data=3.0, constant, label='x')"
    y = x * c
    twin = again(y)
    assert twin.partials == (3.0, None)
    assert [p.requires_grad for p in twin.parents] == [True, False]


def test_a_copy_shares_its_operands():
    x = Value(3.0)
    y = x * x
    twin = copy.copy(y)
    assert twin is not y
    assert twin.parents == (x, x)
    twin.backward()
    assert (x.grad, y.grad is NOT_COMPUTED) == (6.0, True)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_of_a_hundred_thousand_operations(protocol):
    # Naive: pickle recurses from each result to its operands.
    x = Value(3.0)
    length = 100_000 if protocol == pickle.DEFAULT_PROTOCOL else 2_000
    y_again, x_again = pickle.loads(pickle.dumps((chain(length, x), x), protocol))
    y_again.backward()
    assert (y_again.data, x_again.grad) == (3.0, 1.0)


def test_a_row_that_is_not_in_the_table_cannot_be_pickled():
    # Naive: it is stored by name and comes back as something else, or not at all.
    own = dataclasses.replace(engine.ops.TABLE["tanh"], name="my_tanh")
    with pytest.raises(pickle.PicklingError, match=r"<primitive my_tanh> is not in the table of engine\.ops"):
        pickle.dumps(own(Value(1.0)))


# --- 5. No reference cycles --------------------------------------------------------------------


def refused(y):
    with contextlib.suppress(TypeError):
        float(y)


LOOKS = {
    "nothing": lambda y: None,
    "backward": lambda y: y.backward(),
    "parents": lambda y: [v.parents for v in with_leaves(y)],
    "repr": repr,
    "deepcopy": copy.deepcopy,
    "copy": copy.copy,
    "pickle": lambda y: pickle.loads(pickle.dumps(y)),
    "partials": lambda y: (y.partials, y._prev, y.op),
    "detach": lambda y: y.detach() * 2,
    "hash": lambda y: {y: 1},
    "refusal": refused,
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.usefixtures("collector_off")
def test_a_dropped_graph_is_freed_at_once(look):
    # Naive: the closure of each operation holds the result that holds the closure.
    a, b, h, root = graph_with_sharing()
    look(root)
    gone = [weakref.ref(v) for v in with_leaves(root)]
    del a, b, h, root
    assert [ref() for ref in gone] == [None] * len(gone)


def cyclic_garbage(action):
    """The Values that only the cycle collector could free after `action`."""
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        action()
        gc.collect()
        return [x for x in gc.garbage if isinstance(x, Value)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.collect()


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_nothing_is_left_to_the_collector(look):
    assert cyclic_garbage(lambda: look(graph_with_sharing()[-1])) == []


def test_a_cycle_would_be_noticed():
    def closure_in_a_label():
        x = Value(1.0)
        x.label = lambda: x

    assert len(cyclic_garbage(closure_in_a_label)) == 1


@pytest.mark.usefixtures("collector_off")
def test_the_memory_of_a_dropped_graph_comes_back():
    tracemalloc.start()
    try:
        x = Value(3.0)
        chain(1000, x).backward()
        before, _ = tracemalloc.get_traced_memory()
        y = chain(20_000, x)
        y.backward()
        during, _ = tracemalloc.get_traced_memory()
        del y
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert during - before > 20_000 * 64
    assert after - before < 10_000


@pytest.mark.usefixtures("collector_off")
def test_under_no_grad_nothing_is_kept():
    # Naive: the results are flagged but still hold their operands.
    x = Value(3.0)
    with no_grad():
        y = x * x
        gone = weakref.ref(y)
        z = y + 1
        del y
    assert gone() is None
    assert z.data == 10.0


# --- 6. Nothing silently detaches --------------------------------------------------------------


@pytest.mark.parametrize("convert", [float, math.exp, math.sqrt, int, lambda v: math.fsum([v, v])])
def test_a_conversion_names_the_remedy(convert):
    # Naive: __float__ returns the data, and the gradient is lost without a word.
    with pytest.raises(
        TypeError, match=r"item\(\) gives the number; engine\.exp\(v\) or v\.exp\(\) stands for math\.exp"
    ):
        convert(Value(2.0))


def test_data_cannot_be_a_value():
    # Naive: Value(w * x) holds a Value, adds up, and never reaches w.
    w = Value(2.0)
    with pytest.raises(TypeError, match=r"Use the number inside it: v\.data\.$"):
        Value(w * 3)


def test_a_constant_is_never_differentiated():
    # Naive: a detached value that gets a gradient, or an exponent whose partial is log(-2).
    x = Value(-2.0)
    c = x.detach()
    y = x**3 + c * c * x
    y.backward()
    assert (x.grad, c.grad is NOT_COMPUTED) == (16.0, True)
    assert [p.grad is NOT_COMPUTED for p in (x * 5).parents] == [False, True]
    with pytest.raises(RuntimeError, match="on a constant"):
        abs(c).backward()


# --- 10. The same graph in the same order, in every process ------------------------------------

SCRIPT = """
from engine import Value
from engine.graph import with_leaves
xs = [Value(float(i), label=f"x{i}") for i in range(20)]
y = sum((x * w).tanh() for x, w in zip(xs, reversed(xs)))
y = y * y + sum(xs[3:9]) / 7
print([(v.op, v.label, v.data) for v in with_leaves(y)])
y.backward()
print([x.grad for x in xs])
"""


def run_with_hash_seed(script, seed):
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{script}"]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_same_order_in_another_process():
    # Naive: parents in a set, so the order, and with it the rounding, changes from run to run.
    outputs = {run_with_hash_seed(SCRIPT, seed) for seed in range(4)}
    assert len(outputs) == 1
    assert "'tanh'" in outputs.pop()


def test_a_set_would_be_noticed():
    naive = "print(list({str(i) for i in range(100)}))"
    assert len({run_with_hash_seed(naive, seed) for seed in range(4)}) > 1


def test_operands_come_before_results():
    root = graph_with_sharing()[-1]
    for order in (topological_order(root), with_leaves(root)):
        place = {v: i for i, v in enumerate(order)}
        assert len(place) == len(order)
        assert all(place[p] < place[v] for v in order for p in v.parents if p in place)
    assert all(p in place for v in order for p in v.parents)
    assert order[-1] is root


def test_operands_come_in_the_order_in_which_they_are_written():
    # Naive: parents in a set come in the order of their addresses.
    xs = [Value(float(i)) for i in range(40)]
    for y in (sum(a * b for a, b in zip(xs[::2], xs[1::2], strict=True)), sum(xs), 1 - sum(-x for x in xs)):
        leaves = [v for v in with_leaves(y) if v in set(xs)]
        assert leaves == xs
        assert [v.data for v in topological_order(y)] == [v.data for v in with_leaves(y) if not v.is_leaf]


def test_the_order_of_a_leaf_or_a_constant():
    x = Value(3.0)
    assert (topological_order(x), with_leaves(x)) == ([], [x])
    y = x * 2
    assert [v.data for v in with_leaves(y)] == [3.0, 2.0, 6.0]
    assert with_leaves(y)[1] is y.parents[1]


# --- no_grad, threads and tasks ----------------------------------------------------------------


def recorded():
    """Whether an operation done here and now is recorded, by operator, method and function alike."""
    x = Value(3.0)
    answers = {(x * x).requires_grad, (2 / x).requires_grad, x.exp().requires_grad, engine.max(x, 1).requires_grad}
    assert len(answers) == 1
    return answers.pop()


def test_no_grad_as_a_block():
    assert recorded()
    with no_grad():
        assert not recorded()
    assert recorded()


def test_no_grad_nested():
    # Naive: leaving the inner block switches recording on in the outer one.
    with no_grad():
        with no_grad():
            assert not recorded()
        assert not recorded()
    assert recorded()


def test_one_no_grad_used_again_and_inside_itself():
    block = no_grad()
    for _ in range(2):
        with block, block:
            assert not recorded()
        assert recorded()


def test_no_grad_after_an_exception():
    # Naive: an exit that is not reached leaves recording off for good.
    with pytest.raises(ZeroDivisionError, match="div"), no_grad():
        Value(1.0) / 0
    assert recorded()


def test_no_grad_as_a_decorator():
    @no_grad()
    def evaluate(x):
        """The prediction."""
        return x * x, recorded()

    result, inside = evaluate(Value(3.0))
    assert (result.data, result.requires_grad, inside) == (9.0, False, False)
    assert (evaluate.__name__, evaluate.__doc__) == ("evaluate", "The prediction.")
    assert recorded()


def test_a_decorated_function_that_calls_itself_and_fails():
    @no_grad()
    def count(n):
        assert not recorded()
        return 1 / n + count(n - 1)

    with pytest.raises(ZeroDivisionError, match="division"):
        count(3)
    assert recorded()


def batches():
    yield recorded()


async def evaluation():
    return recorded()


async def stream():
    yield recorded()


@pytest.mark.parametrize("function", [batches, evaluation, stream])
def test_a_function_whose_body_runs_later_is_not_decorated(function):
    # Naive: the block is closed again before the body begins, and everything is recorded after all.
    message = rf"no_grad\(\) cannot decorate {function.__name__}.*`with no_grad\(\):` inside it"
    with pytest.raises(TypeError, match=message):
        no_grad()(function)


@contextlib.contextmanager
def no_grad_elsewhere():
    """Another thread is inside a block for as long as this one lasts."""
    inside, done = threading.Event(), threading.Event()

    def wait():
        with no_grad():
            inside.set()
            done.wait(timeout=30)

    thread = threading.Thread(target=wait)
    thread.start()
    assert inside.wait(timeout=30)
    try:
        yield
    finally:
        done.set()
        thread.join()


def half_open():
    """A generator that is inside a block while it waits."""
    with no_grad():
        yield


def closed_in_another_order():
    """Whether operations are recorded inside the second block, after both, and while a third thread is in one."""
    first = half_open()
    next(first)
    with no_grad():
        first.close()
        inside = recorded()
    after = recorded()
    with no_grad_elsewhere():
        return inside, after, recorded()


def test_blocks_that_close_in_another_order_than_they_opened():
    # Naive: each block puts back what it found, so the first to close switches recording on inside the second, and
    # the second leaves it off for good. In a thread of its own, so that no other test runs in what is left behind.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(closed_in_another_order).result() == (False, True, True)


def test_no_grad_concerns_its_own_thread_only():
    # Naive: a global flag, so evaluation in one thread stops training in another.
    expected = gradients_of_a_sample()
    with no_grad_elsewhere():
        assert recorded()
        assert gradients_of_a_sample() == expected
        with no_grad():
            assert not recorded()
        assert recorded()
    assert recorded()


def test_a_thread_started_inside_a_block_records():
    with no_grad(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(recorded).result() is True


def test_threads_build_graphs_of_their_own():
    # Naive: a global tape on which the operations of all threads are mixed.
    alone = [gradients_of_a_sample(n / 7) for n in range(1, 200)]
    start = threading.Barrier(4)

    def work(_):
        start.wait()
        return [gradients_of_a_sample(n / 7) for n in range(1, 200)]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(work, range(4)))
    finally:
        sys.setswitchinterval(interval)
    assert together == [alone] * 4


def test_threads_go_in_and_out_of_no_grad():
    # Naive: a counter that two threads change at once, or a decorator that they share.
    @no_grad()
    def paused():
        return recorded()

    start = threading.Barrier(4)

    def work(_):
        start.wait()
        return [(paused(), recorded()) for _ in range(200)]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            answers = [answer for part in pool.map(work, range(4)) for answer in part]
    finally:
        sys.setswitchinterval(interval)
    assert set(answers) == {(False, True)}
    assert engine.recording.blocks.paused == 0


def test_no_grad_concerns_its_own_task_only():
    # Naive: a flag per thread, which all tasks of an event loop share.
    async def evaluate(answers):
        with no_grad():
            for _ in range(5):
                answers.append(recorded())
                await asyncio.sleep(0)

    async def train(answers):
        for _ in range(5):
            answers.append(recorded())
            await asyncio.sleep(0)

    async def both():
        off, on = [], []
        await asyncio.gather(evaluate(off), train(on), evaluate(off))
        return off, on

    assert asyncio.run(both()) == ([False] * 10, [True] * 5)
    assert recorded()


# --- 11. A script written for micrograd runs ---------------------------------------------------


def test_the_example_of_micrograds_readme():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert (f"{a.grad:.4f}", f"{b.grad:.4f}") == ("138.8338", "645.5773")


def test_micrograds_walk_for_drawing():
    # It asks for a set of parents and for the sign of the operation, and takes identities for names.
    a, b = Value(2.0), Value(-3.0)
    root = (a * b + 1).relu()
    nodes, edges = set(), set()

    def build(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    assert sorted(n._op for n in nodes) == ["", "", "", "*", "+", "ReLU"]
    assert len(edges) == 5
    assert "{ data %.4f | grad %.4f }" % (root.data, root.grad) == "{ data 0.0000 | grad 0.0000 }"  # noqa: UP031
    assert ((a**2)._op, (a - b)._op, (a / b)._op, (-a)._op) == ("**", "-", "/", "-")


def test_micrograds_training_step():
    # zero_grad sets 0, the update writes .data, and the loss starts from sum's int 0.
    w, b = Value(0.5), Value(0)
    data = [(1.0, 3.0), (2.0, 5.0), (-1.0, -1.0)]
    for _ in range(500):
        scores = [w * x + b for x, _ in data]
        losses = [(score - y) ** 2 for score, (_, y) in zip(scores, data, strict=True)]
        loss = sum(losses) * (1.0 / len(losses)) + 1e-9 * sum(p * p for p in (w, b))
        for p in (w, b):
            p.grad = 0
        loss.backward()
        for p in (w, b):
            p.data -= 0.1 * p.grad
    assert (w.data, b.data) == (pytest.approx(2.0, abs=1e-6), pytest.approx(1.0, abs=1e-6))


def test_no_grad_without_parentheses_decorates_too():
    @no_grad
    def evaluate():
        return recorded()

    assert evaluate() is False
    assert recorded() is True


def test_the_plain_operators_run_on_request():
    """CHALKGRAD_PLAIN=1 is for those who change value.py and want to see what they changed."""
    code = "from engine import Value; x = Value(2.0); y = (x * x).tanh(); print(Value.__mul__.__module__, y.data)"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **plain}, capture_output=True, text=True, check=True
        ).stdout.split()
        for plain in ({}, {"CHALKGRAD_PLAIN": "1"})
    ]
    assert runs[0][1] == runs[1][1]
    assert runs[1][0] == "engine.value" != runs[0][0]


class Measured(Value):
    """A student's own kind of Value, with an attribute and a slot of its own."""

    __slots__ = ("__dict__", "unit")


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_a_copy_of_a_subclass_keeps_its_attributes(twin):
    v = Measured(2.0, "v")
    v.unit, v.note = "kg", ["dry"]
    again = twin(v)
    assert type(again) is Measured
    assert (again.data, again.label, again.unit, again.note) == (2.0, "v", "kg", ["dry"])
    again.colour = "red"  # naive: both have the same __dict__
    assert not hasattr(v, "colour")


def test_a_deep_copy_of_a_subclass_copies_its_attributes_too():
    v = Measured(2.0)
    v.note = ["dry"]
    copy.deepcopy(v * v).parents[0].note.append("wet")
    assert v.note == ["dry"]


def test_a_subclass_may_write_its_slot_as_text():
    class Weighed(Value):
        __slots__ = "unit"  # as some write it

    v = Weighed(1.0)
    v.unit = "kg"
    assert copy.copy(v).unit == "kg"


def test_a_task_started_inside_a_block_records_when_the_block_is_closed():
    """Naive: the task keeps the count it inherited, and whether it records depends on what other threads do."""

    async def child():
        return recorded()

    async def main():
        with no_grad():
            task = asyncio.create_task(child())
        with no_grad_elsewhere():
            return await task

    assert asyncio.run(main()) is True


def test_a_row_has_one_or_two_operands():
    with pytest.raises(ValueError, match="fma has 3 partials; 1 or 2 are needed, one for each operand"):
        Op("fma", lambda x, y, z: x * y + z, (None, None, None), doc="", latex="", samples=())


# --- rows that take lists keep the promises, too ---------------------------------------------------


def graph_with_lists():
    """Leaves, numbers, a constant and repeats in lists, and lists inside lists."""
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    c = Value(0.5, label="c").detach()
    h = engine.dot([a, 1.5, b, a], [b, a, c, 2.0])
    h.label = "h"
    root = engine.sum([h, engine.logsumexp([h * 0.1, a, 0.25, h * 0.1]), engine.prod([a, b, c, a]), 4.0, h])
    return a, b, c, h, root


def test_gradients_of_a_graph_with_lists():
    # Against the same, written with + and * alone.
    a, b, _, h, root = graph_with_lists()
    root.backward()
    found = (root.data, a.grad, b.grad, h.grad)
    x, y = Value(2.0), Value(-3.0)
    k = x * y + 1.5 * x + y * 0.5 + x * 2.0
    e = engine.exp(k * 0.1)
    total = k + (e + x.exp() + math.exp(0.25) + e).log() + x * y * 0.5 * x + 4.0 + k
    total.backward()
    assert found == pytest.approx((total.data, x.grad, y.grad, k.grad), rel=1e-14)


def test_changing_data_afterwards_changes_no_gradient_of_a_list():
    # Naive: the list is kept, and its data are read when backward runs.
    a, b = Value(3.0), Value(2.0)
    operands = [a, b, 5.0]
    roots = [engine.sum(operands), engine.prod(operands), engine.dot(operands, operands), engine.logsumexp([a, b])]
    a.data, b.data = 100.0, 200.0
    operands[:] = [Value(1.0)] * 3
    shares = 1 / (1 + math.exp(-1)), 1 / (1 + math.exp(1))
    for root, expected in zip(roots, [(1.0, 1.0), (10.0, 15.0), (6.0, 4.0), shares], strict=True):
        a.grad = b.grad = None
        root.backward()
        assert (a.grad, b.grad) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("take", [list, tuple, iter, lambda xs: (x for x in xs)])
def test_a_list_may_be_any_iterable(take):
    # Naive: an iterator is used up by the check that looks at it first.
    a, b = Value(2.0), Value(3.0)
    y = engine.sum(take([a, b])) + engine.dot(take([a, b]), take([b, a])) * engine.prod(take([a, b]))
    y.backward()
    assert (y.data, a.grad, b.grad) == (5 + 12 * 6, 1 + 6 * 6 + 12 * 3, 1 + 4 * 6 + 12 * 2)


def test_backward_starts_afresh_between_a_root_and_the_leaves_of_a_list():
    a, b, _, h, root = graph_with_lists()
    root.backward()
    once = (a.grad, b.grad, h.grad)
    root.backward()
    assert (a.grad, b.grad, h.grad) == (2 * once[0], 2 * once[1], once[2])


def test_a_constant_in_a_list_has_no_gradient():
    # Naive: a list hands a share to each of its operands, and drawings and copies show it.
    a, _, c, h, root = graph_with_lists()
    root.backward()
    constants = [x for v in with_leaves(root) for x in v.parents if not x.requires_grad]
    assert c in constants
    assert len(constants) > 5
    assert all(x.grad is NOT_COMPUTED for x in constants)
    assert repr(c) == "Value(data=0.5, constant, label='c')"
    assert h.partials == (-3.0, None, 0.5, 2.0, 2.0, 1.5, None, None)
    c.grad = 5.0
    assert c.grad is NOT_COMPUTED
    assert a.grad is not NOT_COMPUTED


@pytest.mark.parametrize("again", COPIES, ids=["deepcopy", "pickle"])
def test_a_copy_of_a_graph_with_lists_is_the_same_graph_again(again):
    root = graph_with_lists()[-1]
    root.backward()
    twin = again(root)
    old, new = with_leaves(root), with_leaves(twin)
    assert len(new) == len(old)
    assert not set(map(id, old)) & set(map(id, new))
    for was, now in zip(old, new, strict=True):
        assert (now.data, now.grad, now.label, now.op) == (was.data, was.grad, was.label, was.op)
        assert (now.partials, now.requires_grad) == (was.partials, was.requires_grad)
        assert [new.index(p) for p in now.parents] == [old.index(p) for p in was.parents]


@pytest.mark.parametrize("again", COPIES, ids=["deepcopy", "pickle"])
def test_a_copy_of_a_graph_with_lists_runs_backward_on_its_own(again):
    # Naive: what is stored for a constant is None, and None times a gradient is an error.
    a, b, _, _, root = graph_with_lists()
    root.backward()
    expected = (a.grad, b.grad)
    twin_a, twin_b, twin = again((a, b, root))
    twin_a.grad = twin_b.grad = None
    twin.backward()
    assert (twin_a.grad, twin_b.grad) == expected == (a.grad, b.grad)
    second = engine.grad(engine.grad(twin, twin_a), twin_b)
    assert second.data == pytest.approx(engine.grad(engine.grad(root, a), b).data, rel=1e-15)


def test_a_shallow_copy_of_a_list_shares_its_operands():
    a, b = Value(2.0), Value(3.0)
    y = engine.dot([a, b], [b, 4.0])
    twin = copy.copy(y)
    assert twin.parents == y.parents
    twin.backward()
    assert (a.grad, b.grad, y.grad is NOT_COMPUTED) == (3.0, 6.0, True)


@pytest.mark.usefixtures("collector_off")
def test_a_chain_of_lists_is_built_run_copied_pickled_and_freed():
    # Naive: each of these recurses from a list to its operands.
    x = y = Value(1.0)
    for _ in range(50_000):
        y = engine.sum([y, 0.0])
    y.backward()
    assert (y.data, x.grad) == (1.0, 1.0)
    for again in COPIES:
        twin_x, twin = again((x, y))
        twin_x.grad = None
        twin.backward()
        assert twin_x.grad == 1.0
    gone = [weakref.ref(v) for v in (x, y, y.parents[0], twin, twin_x)]
    del x, y, twin, twin_x
    assert [ref() for ref in gone] == [None] * 5


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.usefixtures("collector_off")
def test_a_dropped_graph_with_lists_is_freed_at_once(look):
    graph = graph_with_lists()
    look(graph[-1])
    gone = [weakref.ref(v) for v in with_leaves(graph[-1])]
    del graph
    assert [ref() for ref in gone] == [None] * len(gone)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_graph_with_lists_leaves_nothing_to_the_collector(look):
    assert cyclic_garbage(lambda: look(graph_with_lists()[-1])) == []


def test_a_wide_list_runs_backward():
    weights = [Value(float(i)) for i in range(50_000)]
    total = engine.dot(weights, [w * 1.0 for w in weights])
    total.backward()
    assert [w.grad for w in weights] == [2.0 * i for i in range(50_000)]


def test_layers_of_lists_that_share_their_operands():
    # Naive: a walk that looks at every operand of every list again takes two to the power of the depth.
    row = [Value(1.0) for _ in range(10)]
    leaf = row[0]
    for _ in range(100):
        row = [engine.sum(row) * 0.1 for _ in range(10)]
    total = engine.sum(row)
    total.backward()
    assert leaf.grad == pytest.approx(1.0, rel=1e-12)


def test_operands_of_a_list_come_in_the_order_in_which_they_are_written():
    xs = [Value(float(i)) for i in range(20)]
    y = engine.dot(xs[:10], xs[10:])
    assert y.parents == tuple(xs)
    assert with_leaves(y) == [*xs, y]
    z = engine.sum([x * 1 for x in reversed(xs)])
    assert [v.data for v in topological_order(z)][:20] == [v.data for v in reversed(xs)]


def test_under_no_grad_a_list_keeps_nothing():
    x = Value(3.0)
    with no_grad():
        y = engine.dot([x, 1.0], [x, x])
    assert (y.data, y.requires_grad, y.parents) == (12.0, False, ())


# --- threads that share leaves ----------------------------------------------------------------------


def gradients_over_shared_weights(weights, n):
    """The gradients of the hidden values of a graph over weights that other threads use at the same time."""
    hidden = [(w * (n / 50 + j)).tanh() for j, w in enumerate(weights)]
    fused = [engine.dot(weights, hidden), engine.logsumexp(hidden), engine.sum([*hidden, 1.0])]
    total = engine.prod(fused) + hidden[0] * hidden[-1]
    total.backward()
    slopes = engine.grad(total, weights)
    curvature = engine.grad(slopes[0], weights[1])
    return [total.data, *[v.grad for v in (*hidden, *fused)], *[s.data for s in slopes], curvature.data]


def together(work, threads=4):
    """What `work(i)` gives in each of several threads that start at once and take turns as often as can be."""
    start = threading.Barrier(threads)

    def run(i):
        start.wait()
        return work(i)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(run, range(threads)))
    finally:
        sys.setswitchinterval(interval)


def test_threads_with_graphs_over_the_same_weights():
    # Naive: a mark that the walk of one thread leaves on a value is read by another, or a tape is shared.
    weights = [Value(0.3 * j - 0.7) for j in range(6)]
    numbers = range(1, 60)
    alone = [gradients_over_shared_weights(weights, n) for n in numbers]
    found = together(lambda _: [gradients_over_shared_weights(weights, n) for n in numbers])
    assert found == [alone] * 4


def test_threads_with_a_network_each_and_one_that_only_looks():
    # no_grad and detect_anomaly of some threads, at the same time as plain training in others.
    def work(i):
        model = nn.MLP(2, [4, 1], "tanh", seed=1, fused=i % 2 == 0)
        for _ in range(15):
            model.zero_grad()
            with (contextlib.nullcontext, engine.detect_anomaly)[i // 2]():
                loss = nn.squared_error(model([0.5, -1.0]), 0.25)
                loss.backward()
            with no_grad():
                assert not model([1.0, 2.0]).requires_grad
            for p in model.parameters():
                p.data -= 0.1 * p.grad
        return loss.data

    losses = together(work)
    assert losses == pytest.approx([losses[0]] * 4, rel=1e-13)
    assert engine.recording.blocks.paused == 0


def test_no_grad_in_a_copied_context():
    context = contextvars.copy_context()
    with no_grad():
        assert context.run(recorded) is True
        inside = contextvars.copy_context()
        assert inside.run(recorded) is False
    assert inside.run(recorded) is True  # the block is closed
    assert context.run(lambda: no_grad(recorded)()) is False
    assert recorded()


def test_lists_know_no_grad_of_their_own_thread_only():
    def listed():
        x = Value(3.0)
        results = [engine.sum([x, x]), engine.dot([x], [2.0]), engine.prod([1.0, x]), engine.logsumexp([x])]
        model = nn.Layer(2, 2, fused=True)
        return {v.requires_grad for v in (*results, *model([1.0, 2.0]))}

    assert listed() == {True}
    with no_grad():
        assert listed() == {False}
    with no_grad_elsewhere():
        assert listed() == {True}


def test_an_iterator_beside_a_list_is_read_once():
    # Naive: the fast way reads a part of it, meets an int, and leaves the rest to the plain way.
    a, b, c = Value(1.0), Value(2.0), Value(3.0)
    y = engine.dot([a, b], iter([c, 2]))
    y.backward()
    assert (y.data, a.grad, b.grad, c.grad) == (7.0, 3.0, 2.0, 1.0)
    with pytest.raises(TypeError, match=r"dot got '2' \(str\)"):
        engine.dot([a, b], iter([c, "2"]))
