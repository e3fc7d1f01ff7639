"""The only traversal there is: the order in which the chain rule visits a graph.

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
walk keeps a stack of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.value import Value


def topological_order(root: Value) -> list[Value]:
    """The values that operations made, from the first to `root`: operands before results.

    Leaves and constants are not in it: nothing is behind them. `with_leaves` adds them. The
    order depends on the graph alone, so it is the same in every run.

    >>> from engine import Value
    >>> x = Value(3.0, label="x")
    >>> y = x * x + 1.0
    >>> [v.op for v in topological_order(y)]
    ['mul', 'add']
    """
    order: list[Value] = []
    seen: set[Value] = set()
    stack = [] if root.is_leaf else [root]
    while stack:
        value = stack[-1]
        waiting = [] if value in seen else [x for x in value.moving_operands if not x.is_leaf and x not in seen]
        if waiting:
            stack += reversed(waiting)  # they come first; then `value` is looked at again
        elif stack.pop() not in seen:
            seen.add(value)
            order.append(value)
    return order


def with_leaves(root: Value) -> list[Value]:
    """The whole graph of `root` in topological order: leaves and constants before their first use.

    >>> from engine import Value
    >>> [v.data for v in with_leaves(Value(3.0) * 2.0)]
    [3.0, 2.0, 6.0]
    """
    seen: set[Value] = set()
    whole: list[Value] = []
    for value in [*topological_order(root), root]:  # the root again: it may be a leaf
        for member in (*value.parents, value):
            if member not in seen and (member is value or member.is_leaf):
                seen.add(member)
                whole.append(member)
    return whole
