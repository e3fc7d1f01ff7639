"""Exact kinks of a graph: where relu, abs, max, … have two slopes, and which choice a hand-written gradient made.

At z = 0 the slope of relu is anything from 0 to 1. The table picks 0; a learner's mask `z >= 0` picks 1, and neither
is wrong. So a gradient is compared with the *nearest subgradient*: at each kink the partials between those of its two
sides that fit best. Kinks are

    a primitive whose partials jump at its operands (those rows have `kinks` in the table)
    z * mask, where z is 0 and the mask is one number for all positive z and another for all negative ones

Where the number computed by another order of addition could be on either side, that is a kink, too.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from engine import ops
from engine.checking.roundings import EPS, Array, Graph, Partials
from engine.table.primitive import ListOp, Op
from engine.value import Value

MANY = 300  # up to this many kinks are each solved for; among more, only one choice for all is looked for
STEPS, SNAP = 12, 1e-9  # how often a fit is repeated at most; and how close to a side, or to the middle, it is meant
JUMP = 1e-6  # partials that differ by less than this do not jump
NEAR = 1e-9  # a number that is larger is not 0 by rounding
ROOM = 10_000_000  # how many numbers are kept at once while kinks are solved for


class Kink(NamedTuple):
    """A value with two slopes: its partials on either side."""

    value: Value
    low: Partials
    high: Partials

    def between(self, t: float) -> Partials:
        """Return the partials at t from 0, the low side, to 1, the high side; a branch off at an end stays off."""
        if t in (0, 1):
            return [*(self.high if t else self.low)]
        pairs = zip(self.low, self.high, strict=True)
        return [None if a is None or b is None else a + t * (b - a) for a, b in pairs]

    @property
    def jump(self) -> list[float]:
        """How each partial changes from the low side to the high one."""
        return [0.0 if a is None or b is None else b - a for a, b in zip(self.low, self.high, strict=True)]


def kinks_of(graph: Graph) -> list[Kink]:
    """Return the kinks at which a graph stands, in the order of the graph.

    >>> from engine import relu
    >>> x = Value(0.0)
    >>> [(kink.low, kink.high) for kink in kinks_of(Graph(relu(x) + abs(x - 1.0)))]
    [((0.0,), (1.0,))]
    """
    found = {kink.value: kink for kink in _masks(graph)}
    for step in graph.steps:
        row = step.row
        if row.kinks and not isinstance(row, ListOp) and (kink := _kink(row, step.value, graph)):
            found[step.value] = kink
    return [found[value] for value in graph.order if value in found]


def _kink(row: Op, value: Value, graph: Graph) -> Kink | None:
    """Return a value as a kink, if a step to either side of one operand meets two sets of partials."""
    numbers = [x.data if isinstance(x, Value) else x for x in value.operands]
    if not all(map(math.isfinite, numbers)):
        return None
    moving = [partial is not None for partial in value.partials]
    sides: list[tuple[float | None, ...]] = []
    for i, x in enumerate(value.operands):
        if not moving[i] or not isinstance(x, Value):
            continue
        step = max(64 * EPS * graph.size(x), math.ulp(numbers[i]), 1e-300)
        for there in (numbers[i] - step, numbers[i] + step):
            moved = [*numbers[:i], there, *numbers[i + 1 :]]
            try:
                side = tuple(row.partials_at(moved, row.evaluate(*moved), moving))
            except (ArithmeticError, ValueError):  # an edge of the domain, no kink
                return None
            if not any(_alike(side, other) for other in sides):
                sides.append(side)
    if len(sides) != 2:
        return None
    low, high = sorted(sides, key=lambda side: [p or 0.0 for p in side])
    return Kink(value, low, high)


def _alike(a: Partials, b: Partials) -> bool:
    pairs = [(p, q) for p, q in zip(a, b, strict=True) if p is not None and q is not None]
    return all(abs(p - q) <= JUMP * max(1.0, abs(p)) for p, q in pairs)


def _masks(graph: Graph) -> Iterator[Kink]:
    """Find kinks of z * mask: products of results with numbers, where the sign of the result decides which number."""
    products = []
    for step in graph.steps:
        if step.row is ops.mul and None in step.partials:
            place = step.partials.index(None)
            z, mask = step.operands[1 - place], step.operands[place]
            if isinstance(z, Value) and not z.is_leaf:
                products.append((step.value, z, mask.data if isinstance(mask, Value) else mask, place))
    if all(abs(z.data) >= NEAR for _, z, _, _ in products):
        return
    level, row = dict[Value, int](), {step.value: step.row for step in graph.steps}
    for step in graph.steps:
        level[step.value] = 1 + max((level.get(x, 0) for x in step.operands if isinstance(x, Value)), default=0)
    groups = defaultdict(list)
    for value, z, number, place in products:
        groups[level[z], row[z], place].append((value, z, number))
    for (_, _, place), members in groups.items():
        sides: dict[float, set[float]] = {-1.0: set(), 0.0: set(), 1.0: set()}
        at_zero = []
        for value, z, number in members:
            near = abs(z.data) <= 64 * EPS * graph.size(z) if z.data and abs(z.data) < NEAR else not z.data
            sides[0.0 if near else math.copysign(1.0, z.data)].add(number)
            at_zero += [value] if near else []
        if len(sides[-1.0]) == len(sides[1.0]) == 1 and sides[-1.0] != sides[1.0]:
            below, above = sides[-1.0].pop(), sides[1.0].pop()
            for value in at_zero:
                if min(below, above) <= max(sides[0.0]) and min(sides[0.0]) <= max(below, above):
                    ends = sorted((below, above))
                    low, high = [[end, None] if place else [None, end] for end in ends]
                    yield Kink(value, low, high)


# --- which side a gradient took ------------------------------------------------------------------


def on_one_side(kinks: Sequence[Kink]) -> Iterator[dict[Value, Partials]]:
    """Yield partials for the kinks, all of them on one side, on the other, half way."""
    for side in (0.0, 1.0, 0.5):
        yield {kink.value: kink.between(side) for kink in kinks}


def best_fit(
    graph: Graph, kinks: Sequence[Kink], leaves: Sequence[Value], yours: Array, weights: Array
) -> Iterator[dict[Value, Partials]]:
    """Yield the partials for the kinks with which the gradients come nearest to yours; nothing if that is not known.

    `yours` has one number for each leaf, NaN where there is none; `weights` says how much each counts.
    """
    known = np.isfinite(yours)
    if len(kinks) > MANY or not known.any():
        return
    t = np.full(len(kinks), 0.5)
    for _ in range(STEPS):  # kinks behind one another multiply, so the fit is repeated
        turned = _at(kinks, t)
        adjoints = graph.adjoints(turned)
        right = np.array([adjoints.get(leaf, 0.0) for leaf in leaves])
        slopes = _slopes(graph, kinks, turned, leaves)
        if not (np.isfinite(right).all() and np.isfinite(slopes).all()):
            return
        before, t = t, _fitted((weights[:, None] * slopes)[known], (weights * (yours - right))[known], t)
        if np.abs(t - before).max() < SNAP:
            break
    yield _at(kinks, t)


def _slopes(graph: Graph, kinks: Sequence[Kink], turned: dict[Value, Partials], leaves: Sequence[Value]) -> Array:
    """Return how the adjoint of each leaf changes with the partials of each kink, many of them at once."""
    places = graph.places(leaves)

    def along(some: Array) -> Array:
        moves = {kink.value: [jump * some[k] for jump in kink.jump] for k, kink in enumerate(kinks)}
        return graph.changes(lambda step: moves.get(step.value), turned, some.shape[1])[places]

    blocks = np.array_split(np.eye(len(kinks)), 1 + len(kinks) * len(graph.values) // ROOM, axis=1)
    return np.concatenate([along(some) for some in blocks], axis=1)


def _at(kinks: Sequence[Kink], t: Array) -> dict[Value, Partials]:
    return {kink.value: kink.between(float(each)) for kink, each in zip(kinks, t, strict=True)}


def _fitted(slopes: Array, gap: Array, t: Array) -> Array:
    """Return the t from 0 to 1 for which slopes · (t − t₀) comes near the gap: least squares, bounds fixed once hit."""
    free, found = np.abs(slopes).max(axis=0, initial=0.0) > 0, t.copy()
    for _ in range(len(t) + 1):
        rest = gap - slopes[:, ~free] @ (found - t)[~free]
        found[free] = t[free] + np.linalg.lstsq(slopes[:, free], rest, rcond=None)[0]
        outside = free & ((found < -1e-9) | (found > 1 + 1e-9))
        if not outside.any():
            break
        worst = np.argmax(np.where(outside, np.abs(found - 0.5), 0.0))
        free[worst], found[worst] = False, float(np.clip(found[worst], 0.0, 1.0))
    for usual in (0.0, 0.5, 1.0):
        found[np.abs(found - usual) < SNAP] = usual
    return np.asarray(np.clip(found, 0.0, 1.0))
