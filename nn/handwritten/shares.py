"""What else a whole array of gradients can be: reversed, another array's, or only some of the shares that add up to it.

A gradient is a sum over routes, so a share of it can be lost or counted twice: that of one term of the loss, or of one
use of the array (a sample, a time step, a second layer with the same weights). The shares are read off the graph, and
yours is written as Σ c · share. That is said only where it could have come out otherwise: there are more entries than
shares, no share is a mix of the others, and each c is a number that means something.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import ops
from engine.checking.agreement import CLOSE, judge, stands_out
from engine.checking.roundings import Graph, RecordedStep
from engine.table.notation import number, one_line
from engine.value import Value
from nn.handwritten.structures import Structure

Array = NDArray[np.float64]

MOST_SHARES, MOST_USES, MOST_STEPS = 12, 512, 500_000
COEFFICIENTS = (0.0, 1.0, -1.0, 2.0, 0.5)
ADDED = (ops.add, ops.sub, ops.summation)


class Shares(NamedTuple):
    """One way to take a gradient apart: what each share is called, and the shares."""

    names: Sequence[str]
    arrays: Sequence[Array]


def other_reading(
    name: str,
    mine: Array,
    rights: Mapping[str, Array],
    scales: Mapping[str, Array],
    graph: Graph,
    values: NDArray[Any],
    factors: Collection[float] = (),
) -> Structure | None:
    """Return what a gradient is, if it is none of the structures; None unless there is exactly one reading.

    Args:
        name: whose gradient it is meant to be.
        mine: the hand gradient.
        rights: the right ones of all arrays.
        scales: for each the sizes that its rounding is measured by.
        graph: the graph of the loss.
        values: the array of Values itself.
        factors: further numbers that a share may be multiplied by, such as the number of samples.
    """
    found = list(_swapped(name, mine, rights, scales))
    if mine.shape == rights[name].shape:
        found += _reversed(mine, rights[name], scales[name])
        if not found:
            found = list(_of_shares(name, mine, scales[name], [*_terms(graph, values), *_uses(graph, values)], factors))
    return found[0] if len(found) == 1 else None


def numbers_of(graph: Graph, arrays: Mapping[str, NDArray[Any]]) -> dict[str, float]:
    """Return further factors that mean something, under the words that explain them.

    √d of the sizes of the arrays, and numbers that the forward pass multiplies by often, as 1/keep of dropout.
    """
    found = {}
    for d in sorted({n for array in arrays.values() for n in array.shape if math.isqrt(n) ** 2 != n}):
        found[f"√{d}: a division by √{d}, the root of a size, is missing"] = math.sqrt(d)
        found[f"1/√{d}: divided by √{d}, the root of a size, once too often"] = 1 / math.sqrt(d)
    often = Counter(
        x for x in graph.constants() if math.isfinite(x) and x and not (x.is_integer() or (1 / x).is_integer())
    )
    for x, count in often.most_common(4):
        if count > 3:
            found[f"{x:g}: a factor {x:g} of the forward pass, such as 1/keep, is in it once too often"] = x
            found[f"1/{x:g}: a factor {x:g} of the forward pass, such as 1/keep, is missing"] = 1 / x
    return found


def _fits(mine: Array, target: Array, scale: Array) -> bool:
    return target.size > 1 and stands_out(target, scale) and bool(judge(mine, target, scale, exact=CLOSE))


def _swapped(name: str, mine: Array, rights: Mapping[str, Array], scales: Mapping[str, Array]) -> Iterator[Structure]:
    for other, right in rights.items():
        if other != name and right.shape == mine.shape and _fits(mine, right, scales[other]):
            sentence = f"the right gradient of {one_line(other)}: are two gradients exchanged?"
            yield Structure("swapped", 1.0, sentence)


def _reversed(mine: Array, right: Array, scale: Array) -> Iterator[Structure]:
    for axis in range(mine.ndim):
        turned, size = np.flip(right, axis), np.flip(scale, axis)
        if right.shape[axis] > 1 and _fits(mine, turned, size):
            yield Structure("reversed", 1.0, f"the right gradient in reverse order along axis {axis}.")


# --- shares ----------------------------------------------------------------------------------------


def _of_shares(
    name: str, mine: Array, scale: Array, ways: Sequence[Shares], factors: Collection[float]
) -> Iterator[Structure]:
    """Yield the reading as a sum of shares; of several, which are all true, the one with the fewest shares."""
    for way in sorted(ways, key=lambda way: len(way.arrays)):
        if (found := _read(name, mine, scale, way, [*COEFFICIENTS, *factors])) is not None:
            yield found
            return


def _read(name: str, mine: Array, scale: Array, shares: Shares, allowed: Sequence[float]) -> Structure | None:
    """Return yours as Σ c · share; None unless each c is allowed, and the sum could have come out otherwise."""
    count, flat = len(shares.arrays), np.array([share.ravel() for share in shares.arrays])
    sizes = np.abs(flat).max(axis=1)
    if mine.size < count + 2 or not np.isfinite(flat).all() or not (sizes > 1e6 * CLOSE * np.abs(scale).max()).all():
        return None
    unit = flat / sizes[:, None]
    if np.linalg.cond(unit) > 1e6:
        return None
    solved = np.linalg.lstsq(unit.T, mine.ravel(), rcond=None)[0] / sizes
    factors = [_nearest(allowed, x) for x in solved.tolist()]
    if len(set(factors)) == 1:
        return None
    total = np.tensordot(factors, np.array(shares.arrays), 1)
    size = scale * max(1.0, *map(abs, factors))
    if not judge(mine, total, size, exact=CLOSE):
        return None
    return Structure("shares", math.nan, _said(name, shares, factors))


def _nearest(allowed: Sequence[float], x: float) -> float:
    return min(allowed, key=lambda c: abs(c - x))


def _said(name: str, shares: Shares, factors: Sequence[float]) -> str:
    """Return the reading in a sentence, which names the shares that are wrong."""
    first = f"d{one_line(name)}[{','.join('0' * shares.arrays[0].ndim)}]"
    words = {0.0: "is missing", -1.0: "has the wrong sign", 2.0: "is counted twice", 0.5: "is counted by half"}
    wrong = []
    for share, array, c in zip(shares.names, shares.arrays, factors, strict=True):
        if c != 1.0:
            how = words.get(c, f"is multiplied by {number(c)}")
            wrong.append(f"{share} {how} (right, it adds {number(float(array.flat[0]))} to {first})")
    return f"the right gradient, but {'; '.join(wrong)}."


def _terms(graph: Graph, values: NDArray[Any]) -> Iterator[Shares]:
    """Yield the shares of the terms that the loss adds up, in the order in which it does."""
    steps = {step.value: step for step in graph.steps}
    terms = list(_added(graph.root, 1.0, steps, is_split=False))
    if not 2 <= len(terms) <= MOST_SHARES or len(terms) * len(graph.steps) > MOST_STEPS:
        return
    arrays = []
    for term, factor in terms:
        adjoints = Graph(term).adjoints()
        share = [factor * adjoints.get(value, 0.0) for value in values.flat]
        arrays.append(np.array(share, dtype=float).reshape(values.shape))
    reached = [k for k, array in enumerate(arrays) if array.any()]
    sizes = [number(factor * term.data) for term, factor in terms]
    names = [f"the share of term {k + 1} of the {len(terms)} that the loss adds up, {sizes[k]}," for k in reached]
    if len(reached) > 1:
        yield Shares(names, [arrays[k] for k in reached])


def _added(
    value: Value, factor: float, steps: Mapping[Value, RecordedStep], *, is_split: bool
) -> Iterator[tuple[Value, float]]:
    """Yield what a value adds up, each with its factor: below factors and one sum, or a chain of sums of two."""
    step = steps.get(value)
    operands = [] if step is None else [x for x in step.operands if isinstance(x, Value) and x.requires_grad]
    if step is None or not operands or (is_split and step.row is ops.summation):
        yield value, factor
    elif step.row in ADDED or (step.row in (ops.mul, ops.div, ops.neg) and len(operands) == 1 and not is_split):
        for x, p in zip(step.operands, step.partials, strict=True):
            if isinstance(x, Value) and x.requires_grad:
                yield from _added(x, factor * float(p), steps, is_split=is_split or step.row in ADDED)
    else:
        yield value, factor


def _uses(graph: Graph, values: NDArray[Any]) -> Iterator[Shares]:
    """Yield the shares of the uses of an array: by operation, or in groups of one size, in a row or in turn."""
    adjoints = graph.adjoints()
    used: dict[int, list[tuple[str, float]]] = {graph.place[x]: [] for x in values.flat if x in graph.place}
    for step in graph.steps:
        for at, partial in zip(np.asarray(step.at).tolist(), step.partials, strict=True):
            if at in used and partial is not None:
                used[at].append((step.row.name, adjoints[step.value] * float(partial)))
    each = [used.get(graph.place.get(value, -1), []) for value in values.flat]
    operations = [tuple(name for name, _ in uses) for uses in each]
    if len(set(operations)) != 1 or not 2 <= len(operations[0]) <= MOST_USES:
        return
    shares = np.array([[share for _, share in uses] for uses in each]).T  # a row for each use
    kinds = dict.fromkeys(operations[0])
    if len(kinds) > 1:
        of_kind = [shares[[name == kind for name in operations[0]]].sum(0) for kind in kinds]
        yield Shares([f"the share that comes back through {kind}" for kind in kinds], _shaped(of_kind, values))
    shares = shares[np.abs(shares).max(axis=1) > 0]  # a use that adds nothing, as that of h0 = 0, is not one
    count = len(shares)
    for groups in range(2, min(count, MOST_SHARES) + 1):
        if count % groups == 0:
            names = [f"the share of {count // groups} of its {count} uses"] * groups
            yield Shares(names, _shaped(shares.reshape(groups, -1, values.size).sum(1), values))
            yield Shares(names, _shaped(shares.reshape(-1, groups, values.size).sum(0), values))


def _shaped(shares: Sequence[Array] | Array, values: NDArray[Any]) -> list[Array]:
    return [share.reshape(values.shape) for share in shares]
