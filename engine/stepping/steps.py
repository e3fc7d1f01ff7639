"""The backward pass as records: one step per value, with what it sends and every running sum.

The pass is computed here from the local derivatives that were recorded when the operations ran; `.grad` is
neither read nor written. The same walk in another order shows what the topological order is for.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from engine.drawing.records import Arrow, GraphPicture


@dataclass(frozen=True)
class Contribution:
    """What one value sends to one operand."""

    number: int  # its place among all contributions of the pass
    arrow: int  # the index of its arrow in the graph
    source: int  # the index of the value that sends it
    target: int  # the index of the operand that gets it
    grad: float  # the gradient of the source, as far as it was known
    partial: float  # the local derivative on the arrow
    amount: float  # grad · partial
    before: float | None  # the gradient of the target until then; None if this is the first contribution
    after: float  # the gradient of the target from then on
    count: int  # how many contributions the target has by then
    late: bool  # whether the target was handled before, so that it cannot pass this on


@dataclass(frozen=True)
class Step:
    """One value is handled: it sends its gradient, times a local derivative, to each operand."""

    value: int  # its index in the graph
    grad: float  # its gradient at that moment
    received: tuple[Contribution, ...]  # what makes up this gradient; nothing for the root, whose gradient is 1
    sent: tuple[Contribution, ...]  # what it sends, in the order of operands
    constants: tuple[int, ...]  # the indices of operands that get nothing


@dataclass(frozen=True)
class BackwardPass:
    """A whole backward pass."""

    order: str  # how the values were ordered
    steps: tuple[Step, ...]  # one for each value that is not a constant
    grads: tuple[float | None, ...]  # the gradient of each value at the end, by index; None for a constant
    sizes: tuple[float, ...]  # for each the sum of |products| over all routes that were gone: rounding is a part of it


def backward_pass(graph: GraphPicture) -> BackwardPass:
    """Go back as `backward` does it: a value is handled when all its contributions have arrived.

    >>> from engine import Value
    >>> from engine.drawing.records import describe_graph
    >>> x = Value(3.0)
    >>> for c in backward_pass(describe_graph(x * x)).steps[0].sent:
    ...     print(c.amount, c.before, c.after)
    3.0 None 3.0
    3.0 3.0 6.0
    """
    moving = [box.index for box in graph.boxes if box.kind != "constant"]
    return walked(graph, "reverse topological order", reversed(moving))


def wrong_pass(graph: GraphPicture, right: BackwardPass) -> BackwardPass | None:
    """Return the pass in an order that leads to wrong gradients here; None if no order that is tried does.

    With other numbers, another order may do harm; see `early_pass`.

    >>> from engine import Value
    >>> from engine.drawing.records import describe_graph
    >>> z = Value(3.0) * 2.0
    >>> graph = describe_graph(z + z * 5.0)
    >>> right = backward_pass(graph)
    >>> right.grads[0], wrong_pass(graph, right).grads[0]
    (12.0, 2.0)
    """
    tried = (walked(graph, name, order(graph)) for name, order in ORDERS.items())
    return next((p for p in tried if any(map(differ, p.grads, right.grads, right.sizes))), None)


def early_pass(graph: GraphPicture) -> BackwardPass | None:
    """Return the first pass that handles an operation too early: if that does no harm, with other numbers it may."""
    made = {box.index for box in graph.boxes if box.kind == "operation"}
    tried = (walked(graph, name, order(graph)) for name, order in ORDERS.items())
    return next((p for p in tried if any(c.late and c.target in made for step in p.steps for c in step.sent)), None)


def differ(a: float | None, b: float | None, size: float) -> bool:
    """Return whether two gradients are not the same number; rounding in another order, a part of `size`, is none."""
    if a is None or b is None:
        return a is not b
    rounding = 1e-12 * size if math.isfinite(size) else 0.0
    return not (math.isclose(a, b, rel_tol=1e-12, abs_tol=rounding) or (math.isnan(a) and math.isnan(b)))


def fan_outs(graph: GraphPicture) -> list[int]:
    """Return the values whose order can matter: made by an operation, and used by two others or more."""
    users = Counter(operand for operand, _ in {(a.operand, a.result) for a in graph.arrows if a.partial is not None})
    return [box.index for box in graph.boxes if box.kind == "operation" and users[box.index] > 1]


def expected(graph: GraphPicture) -> Counter[int]:
    """Return how many contributions each value gets in the end."""
    return Counter(arrow.operand for arrow in graph.arrows if arrow.partial is not None)


# --- the walk ----------------------------------------------------------------------------------


def walked(graph: GraphPicture, name: str, order: Iterable[int]) -> BackwardPass:
    """Apply the chain rule value by value in the order given, which starts at the root."""
    sums: dict[int, float] = {graph.root.index: 1.0}
    sizes = {box.index: 0.0 for box in graph.boxes} | {graph.root.index: 1.0}
    received: dict[int, list[Contribution]] = {box.index: [] for box in graph.boxes}
    handled: set[int] = set()
    arrows = arrows_of(graph)
    steps: list[Step] = []
    many = 0
    for value in order:
        handled.add(value)
        grad, came = sums[value], tuple(received[value])
        sent: list[Contribution] = []
        for number, arrow in arrows[value]:
            if arrow.partial is None:
                continue
            target, amount = arrow.operand, grad * arrow.partial
            before = sums.get(target)
            after = sums[target] = amount if before is None else before + amount
            made = (grad, arrow.partial, amount, before, after, len(received[target]) + 1, target in handled)
            sent.append(Contribution(many + len(sent), number, value, target, *made))
            received[target].append(sent[-1])
            sizes[target] += abs(arrow.partial) * sizes[value]
        many += len(sent)
        constants = tuple(dict.fromkeys(arrow.operand for _, arrow in arrows[value] if arrow.partial is None))
        steps.append(Step(value, grad, came, tuple(sent), constants))
    return BackwardPass(name, tuple(steps), tuple(map(sums.get, sizes)), tuple(sizes.values()))


def arrows_of(graph: GraphPicture) -> dict[int, list[tuple[int, Arrow]]]:
    """Return for each value the arrows to its operands, with their indices."""
    found: dict[int, list[tuple[int, Arrow]]] = {box.index: [] for box in graph.boxes}
    for number, arrow in enumerate(graph.arrows):
        found[arrow.result].append((number, arrow))
    return found


# --- orders that do not wait -------------------------------------------------------------------


def depth_first(graph: GraphPicture, *, from_the_last: bool = False) -> list[int]:
    """Return a value, then at once its first operand, or its last, and all behind it, as a simple recursion goes."""
    arrows = arrows_of(graph)
    met: dict[int, None] = {}
    stack = [graph.root.index]
    while stack:
        value = stack.pop()
        if value not in met:
            met[value] = None
            operands = [arrow.operand for _, arrow in arrows[value] if arrow.partial is not None]
            stack += operands if from_the_last else reversed(operands)
    return list(met)


ORDERS: dict[str, Callable[[GraphPicture], list[int]]] = {
    "depth-first order": depth_first,
    "depth-first order, last operand first": partial(depth_first, from_the_last=True),
}
"""Orders that handle a value when it is first met, without waiting. The first one that does harm is shown.

Breadth-first order does harm less often: it never did in random graphs where neither of these did.
"""
