"""The order in which a graph is walked: operands first, as they are written, the same in every process."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

import engine
from engine import Value
from engine.graph import topological_order, walk, with_leaves
from tests.small_graphs import graph_with_sharing

ROOT = Path(engine.__file__).parent.parent


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


@pytest.mark.parametrize("line", range(20, 160, 20))
def test_a_debugger_that_looks_at_the_graph_in_the_middle_of_a_walk(line):
    """Naive: its own walk moves the marks of the one it stopped, which then meets a value twice."""
    x = Value(0.5)
    y = engine.dot([x.tanh() * x, x.exp()], [x + 1.0, x.sin()]) * x
    y = y * y.exp() + y
    order, count, looked = topological_order(y), itertools.count(), []

    def step(frame, event, argument):
        if frame.f_code is walk.__code__ and event == "line" and not looked and next(count) == line:
            looked.append(with_leaves(y))
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        results, leaves = walk(y)
    finally:
        sys.settrace(before)
    assert looked
    assert results == order
    assert leaves == [x]
