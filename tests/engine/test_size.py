"""No recursion anywhere: graphs of a million operations are built, run backward, copied and freed."""

import copy
import pickle
import weakref

import pytest

from engine import NOT_COMPUTED, Value
from engine.graph import topological_order
from tests.examples import sizes
from tests.small_graphs import chain

MILLION = 1_000_000


@pytest.mark.parametrize("many", sizes(100_000, MILLION))
@pytest.mark.usefixtures("collector_off")
def test_a_million_operations_build_and_run_backward(many):
    # Naive: recursion ends at a thousand.
    x = Value(3.0)
    y = chain(many, x)
    y.backward()
    assert (y.data, x.grad) == (3.0, 1.0)
    assert len(topological_order(y)) == many


@pytest.mark.parametrize("many", sizes(100_000, MILLION))
@pytest.mark.usefixtures("collector_off")
def test_a_million_operations_deepcopy_and_are_freed(many):
    # Naive: copy.deepcopy and the destructor of a chain both recurse.
    x = Value(3.0)
    y = chain(many, x)
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


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_of_a_hundred_thousand_operations(protocol):
    # Naive: pickle recurses from each result to its operands.
    x = Value(3.0)
    length = 100_000 if protocol == pickle.DEFAULT_PROTOCOL else 2_000
    y_again, x_again = pickle.loads(pickle.dumps((chain(length, x), x), protocol))
    y_again.backward()
    assert (y_again.data, x_again.grad) == (3.0, 1.0)
