"""Rows that take lists keep the promises that the other rows keep."""

import copy
import math
import operator
import weakref
from functools import reduce

import pytest

import engine
from engine import NOT_COMPUTED, Value, no_grad
from engine.extend import Op
from engine.graph import topological_order, with_leaves
from tests.collector import cyclic_garbage
from tests.small_graphs import COPIES, LOOKS, graph_with_lists


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


def test_lists_are_added_from_the_left_as_operators_add_on_every_python():
    # Naive: from Python 3.12 on, the built-in `sum` compensates, and gives 1.0 for ten times 0.1.
    tenths, ones = [Value(0.1) for _ in range(10)], [1.0] * 10
    one_by_one = reduce(operator.add, tenths)
    assert one_by_one.data == 0.9999999999999999
    assert engine.sum(tenths).data == engine.dot(tenths, ones).data == one_by_one.data
    sevenths = [Value(x / 7) for x in range(1, 8)]
    powers = reduce(operator.add, [(x - 1.0).exp() for x in sevenths])
    assert engine.logsumexp(sevenths).data == 1.0 + math.log(powers.data)


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


def test_an_iterator_beside_a_list_is_read_once():
    # Naive: the fast way reads a part of it, meets an int, and leaves the rest to the plain way.
    a, b, c = Value(1.0), Value(2.0), Value(3.0)
    y = engine.dot([a, b], iter([c, 2]))
    y.backward()
    assert (y.data, a.grad, b.grad, c.grad) == (7.0, 3.0, 2.0, 1.0)
    with pytest.raises(TypeError, match=r"dot got '2' \(str\)"):
        engine.dot([a, b], iter([c, "2"]))


def test_a_row_has_one_or_two_operands():
    with pytest.raises(ValueError, match="fma has 3 partials; 1 or 2 are needed, one for each operand"):
        Op("fma", lambda x, y, z: x * y + z, (None, None, None), doc="", latex="", samples=())
