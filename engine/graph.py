"""Topological order of a computation graph: the order in which the chain rule visits values.

A graph is what hangs on one root value. Its edges point from a result to its operands, so a depth-first walk that puts
a value down after all its operands gives a topological order; backwards it is that of the chain rule. With recursion:

    def visit(value):
        if value not in seen:
            seen.add(value)
            for operand in value.parents:
                visit(operand)
            order.append(value)

but Python's stack ends at a thousand calls, and a graph may have a million operations. So the walk keeps a stack of its
own, and each value a mark in the place of a set `seen`: opened when met, done when put down. Every tool uses this walk.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.value import Value

RECORDS = RLock()
"""Held while a graph is walked, and while a neuron's sum is written out in its place (`recording/sums.py`)."""
_last: object = None  # the mark of the walk that began last


def topological_order(root: Value) -> list[Value]:
    """Return the values that operations made, from the first to `root`: operands before results.

    Leaves and constants are left out: nothing is behind them. `with_leaves` adds them. The order depends on the graph
    alone, so it is the same in every run.

    >>> from engine import Value
    >>> x = Value(3.0, label="x")
    >>> y = x * x + 1.0
    >>> [v.op for v in topological_order(y)]
    ['mul', 'add']
    """
    with RECORDS:  # no other thread may write a sum out between a walk and the next
        results, _ = walk(root)
        folded = [value for value in results if value._row is not None and value._row.unfold]
        for value in folded:
            value._record()  # writes out in its place what it stands for, which may be a sum again
        return topological_order(root) if folded else results


def walk(root: Value) -> tuple[list[Value], list[Value]]:
    """Return the results in topological order, a neuron's sum as one of them, and the leaves as they are met."""
    global _last
    results: list[Value] = []
    leaves: list[Value] = []
    stack, complete = [root], set[int]()  # complete: lists of operands, shared by neurons or samples, that are all done
    with RECORDS:
        opened, _last = object(), (done := object())
        while stack:
            value = stack.pop()
            if value._mark is opened:
                value._mark = done
                results.append(value)
                continue
            while value._mark is not done:
                if value._da is not None and value._a._mark is not done:  # the slots are explained in `Value`
                    stack.append(value)
                    if value._db is not None:
                        stack.append(value._b)
                    value._mark, value = opened, value._a  # without a detour over the stack: that saves time
                elif value._db is not None and value._b._mark is not done:
                    stack.append(value)
                    value._mark, value = opened, value._b
                elif value._row is None:
                    value._mark = done
                    leaves.append(value)
                elif value._da is not None or value._db is not None:
                    value._mark = done
                    results.append(value)
                else:  # a list of operands: leaves are done at once, others go on the stack, above the value
                    value._mark = opened
                    stack.append(value)
                    for operands in (value._b[0], value._a[0]):
                        if operands and id(operands) not in complete:
                            before = len(stack)
                            for operand in reversed(operands):
                                if operand._mark is not done and operand._row is not None:
                                    stack.append(operand)
                                elif operand._mark is not done:
                                    operand._mark = done
                                    leaves.append(operand)
                            if len(stack) == before:
                                complete.add(id(operands))
                    break
        return (results, leaves) if _last is done else walk(root)  # another walk, from a debugger, moved the marks


def with_leaves(root: Value) -> list[Value]:
    """Return the whole graph of `root` in topological order: leaves and constants before their first use.

    >>> from engine import Value
    >>> [v.data for v in with_leaves(Value(3.0) * 2.0)]
    [3.0, 2.0, 6.0]
    """
    members = [member for value in topological_order(root) for member in (*value.parents, value)]
    return list(dict.fromkeys([*members, root]))  # each where it is first met; the root may be a leaf
