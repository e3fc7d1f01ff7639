"""No reference cycles: a graph that is dropped is freed at once, with Python's collector off."""

import tracemalloc
import weakref

import pytest

from engine import Value, no_grad
from engine.graph import with_leaves
from tests.collector import cyclic_garbage
from tests.small_graphs import LOOKS, chain, graph_with_sharing


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.usefixtures("collector_off")
def test_a_dropped_graph_is_freed_at_once(look):
    # Naive: the closure of each operation holds the result that holds the closure.
    a, b, h, root = graph_with_sharing()
    look(root)
    gone = [weakref.ref(v) for v in with_leaves(root)]
    del a, b, h, root
    assert [ref() for ref in gone] == [None] * len(gone)


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
