"""Topological order of a computation graph: the order in which the chain rule visits values.

A graph is what hangs on one root value. Its edges point from a result to its operands, so a
depth-first walk that puts a value down after all its operands gives a topological order, and the
same list read backwards gives the order of the backward pass. With recursion it would be

    def visit(value):
        if value not in seen:
            seen.add(value)
            for operand in value.parents:
                visit(operand)
            order.append(value)

but Python's own stack ends at a thousand calls, and a graph may have a million operations. So the
walk keeps a stack of its own, on which `None` says: the operands of the next value are all in order.
`backward` and every tool that walks a graph use it.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.value import Value

RECORDS = RLock()
"""Held while a graph is walked, and while a neuron's sum is written out in its place (`recording/sums.py`)."""


def topological_order(root: Value) -> list[Value]:
    """Return the values that operations made, from the first to `root`: operands before results.

    Leaves and constants are left out: nothing is behind them. `with_leaves` adds them. The
    order depends on the graph alone, so it is the same in every run.

    >>> from engine import Value
    >>> x = Value(3.0, label="x")
    >>> y = x * x + 1.0
    >>> [v.op for v in topological_order(y)]
    ['mul', 'add']
    """
    with RECORDS:  # no other thread may write a sum out between the walk and the check below
        results, _ = walk(root)
        folded = [value for value in results if value._row is not None and value._row.unfold]
        for value in folded:
            value._record()  # writes its products and sums out in its place
        return walk(root)[0] if folded else results


def walk(root: Value) -> tuple[list[Value], list[Value]]:
    """Return the results in topological order and the leaves as they are met, both as recorded.

    `backward` goes this way. A neuron's sum is one result here, where `topological_order` has its products and sums.
    """
    results: list[Value] = []
    leaves: list[Value] = []
    seen: set[Value] = set()
    complete: set[int] = set()  # tuples of operands, which neurons and samples share, by identity: all of them seen
    stack: list[Any] = [root]
    with RECORDS:
        while stack:
            value = stack.pop()
            if value is None:
                results.append(stack.pop())
            elif value not in seen:
                while True:  # on to an operand that is not seen yet, without a detour over the stack: that saves time
                    seen.add(value)
                    if value._row is None:
                        leaves.append(value)
                        break
                    if value._da is not None and value._a not in seen:  # the slots are explained in `Value`
                        stack.append(value)
                        stack.append(None)
                        if value._db is not None:
                            stack.append(value._b)
                        value = value._a
                    elif value._db is not None and value._b not in seen:
                        stack += value, None
                        value = value._b
                    elif value._da is not None or value._db is not None:
                        results.append(value)
                        break
                    else:
                        stack += value, None
                        for operands in reversed(value._a):
                            if id(operands) in complete:
                                continue
                            if seen.issuperset(operands):
                                complete.add(id(operands))
                            else:
                                stack += reversed(operands)
                        break
    return results, leaves


def with_leaves(root: Value) -> list[Value]:
    """Return the whole graph of `root` in topological order: leaves and constants before their first use.

    >>> from engine import Value
    >>> [v.data for v in with_leaves(Value(3.0) * 2.0)]
    [3.0, 2.0, 6.0]
    """
    members = [member for value in topological_order(root) for member in (*value.parents, value)]
    return list(dict.fromkeys([*members, root]))  # each where it is first met; the root may be a leaf
