"""How far rounding may move each gradient of a graph: the `scale` that `judge` asks for.

Every operation of the forward and the backward pass rounds its result, by eps times its size at most. What that does
to a gradient follows from the chain rule once more: tangents of the forward pass, d out = Σ partial · dx, and of the
backward pass, d adj(x) = Σ d adj(out) · partial + adj(out) · d partial. So rounding is sent through both passes at
random signs, to first order, and the root of the mean square of what arrives in a gradient is its scale.

The sum of |partial products| over the routes would be too small where the error a − y is itself a small difference,
and a worst case far too large where errors cancel: log(1 − σ(z)) at z = 30 divides by 1e-13, and yet its derivative
is exact to the last digit. The idea of random rounding is D. Stott Parker's, "Monte Carlo Arithmetic" (1997); to first
order it is S. Linnainmaa's, BIT 16 (1976), 146-160.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import ops
from engine.graph import RECORDS
from engine.recording.sums import terms_of, walk_sums
from engine.table.primitive import ListOp, Op
from engine.value import Constant, Value

Array = NDArray[np.float64]

Partials = Sequence[float | None]
Turned = Mapping[Value, Partials]
"""Other partials than the recorded ones, for some values: at a kink there is a choice."""

EPS = 2.0**-52
DIRECTIONS = 8  # how many times rounding is sent through, at other signs


class RecordedStep(NamedTuple):
    """One operation of a graph as it was recorded: a neuron's sum is one, unless it has been written out."""

    value: Value  # its result
    place: int  # where that stands in the arrays of a `Graph`
    row: Op  # its primitive; that of a neuron's sum is `dot`
    operands: Sequence[Value | float]
    partials: Any  # one for each operand, None for a constant; for a list an array, with 0 there
    at: Any  # the places of the operands; for a constant the place behind all others
    size: float  # how far it rounds its result, in units of eps: by its own size, or that of the terms of a list

    @property
    def is_list(self) -> bool:
        """Whether its primitive takes lists: places and partials are arrays then."""
        return not isinstance(self.at, tuple)


class Graph:
    """The graph of a loss, to be gone through backward as often as needed. No `grad` is read or changed.

    >>> x = Value(3.0)
    >>> loss = x * x - 9.0
    >>> graph = Graph(loss)
    >>> graph.adjoints()[x]
    6.0
    >>> 1.0 < graph.roundings()[x] < 20.0
    True
    """

    def __init__(self, root: Value) -> None:
        self.root = root
        self._moves: dict[Value, Any] = {}
        with RECORDS:  # no other thread may write a sum out meanwhile
            self.order, leaves = walk_sums(root)
            moving = [leaf for leaf in leaves if not isinstance(leaf, Constant)]
            self.values = [*self.order, *moving]
            self.place = {value: place for place, value in enumerate(self.values)}
            self.steps = list(map(self._step, self.order))

    def _step(self, value: Value) -> RecordedStep:
        row, place, behind = value._row, self.place, len(self.values)
        assert row is not None  # a leaf is not an operation
        if not isinstance(row, ListOp):
            at = tuple(place.get(x, behind) if isinstance(x, Value) else behind for x in value.operands)
            return RecordedStep(value, place[value], row, value.operands, value.partials, at, abs(value.data))
        size, operands, numbers = abs(value.data), value._a[0], value._b[1]
        if row.unfold:
            ws, xs, x_data, w_data = terms_of(value)
            row, operands, numbers = ops.dot, (*ws, *xs), [*x_data, *w_data]
        places = np.array([place.get(x, behind) for x in operands], dtype=np.intp)
        partials = np.array(numbers, dtype=float)
        if row is ops.summation:
            size = sum(abs(_data(x)) for x in operands)
        elif row is ops.dot:
            size = float(np.abs(np.multiply(*np.split(partials, 2))).sum())
        partials[places == behind] = 0.0
        return RecordedStep(value, place[value], row, operands, partials, places, size)

    def constants(self) -> Iterator[float]:
        """Yield the numbers that Values were combined with."""
        for step in self.steps:
            fixed = np.equal(step.at, len(self.values))
            if step.row is ops.dot:  # the number of a constant is the partial of what it is multiplied by
                yield from np.roll(step.partials, len(fixed) // 2)[fixed].tolist()
            else:
                yield from map(_data, compress(step.operands, fixed.tolist()))

    def adjoints(self, turned: Turned | None = None) -> dict[Value, float]:
        """Return ∂root/∂v for every value v, by the chain rule with turned partials."""
        return dict(zip(self.values, self._adjoints(turned or {}).tolist(), strict=True))

    def _adjoints(self, turned: Turned) -> Array:
        found = np.zeros(len(self.values) + 1)
        found[self.place.get(self.root, -1)] = 1.0  # a constant has no place
        with np.errstate(all="ignore"):
            for step in reversed(self.steps):
                adjoint = float(found[step.place])
                if step.is_list:
                    np.add.at(found, step.at, adjoint * step.partials)
                    continue
                for x, d in zip(step.at, turned.get(step.value, step.partials), strict=True):
                    if d is not None:
                        found[x] += adjoint * d
        return found[:-1]

    def changes(
        self, moved: Callable[[RecordedStep], Any], turned: Turned, directions: int, coins: Coins | None = None
    ) -> Array:
        """Return how each adjoint changes if partials change, a row for each place; with `coins`, by rounding as well.

        `moved` gives the change of each partial of a step, in all directions, or None if they are fixed; `coins` a
        random sign for each direction.
        """
        adjoints, found = self._adjoints(turned), np.zeros((len(self.values) + 1, directions))
        sigmoids = self._sigmoids if coins is not None else {}
        for step in reversed(self.steps):
            adjoint, change = float(adjoints[step.place]), found[step.place]
            moves = moved(step)
            if step.is_list:
                sent = step.partials[:, None] * change
                if moves is not None:
                    sent += adjoint * moves
                if coins is not None and adjoint:
                    (rounds,) = np.nonzero(step.partials)
                    sent[rounds] += coins.take(len(rounds)) * (adjoint * step.partials[rounds])[:, None]
                np.add.at(found, step.at, sent)
                continue
            for i, (x, d) in enumerate(zip(step.at, turned.get(step.value, step.partials), strict=True)):
                if d is None:
                    continue
                sent = change * d if moves is None else change * d + adjoint * moves[i]
                if coins is not None and d and adjoint:
                    sent = sent + coins.take(1)[0] * (adjoint * d)
                if coins is not None and step.value in sigmoids:
                    whole = sigmoids[step.value]
                    sent = sent + coins.take(1)[0] * (adjoints[self.place[whole]] * whole.data)
                found[x] += sent
        found[-1] = 0.0  # what went to constants
        return found

    @cached_property
    def _sigmoids(self) -> dict[Value, Value]:
        """The results 1 / (1 + exp(…)), by their exp.

        The recorded derivative keeps all digits where a comes close to 1. By hand it is a (1 − a), or a − y with
        cross-entropy, and that has lost them.
        """
        found: dict[Value, Value] = {}
        exps = {step.value for step in self.steps if step.row is ops.exp}
        sums = {step.value: step.operands for step in self.steps if step.row is ops.add}
        for step in self.steps:
            if step.row is ops.div or (step.row is ops.power and _data(step.operands[1]) == -1.0):
                bottom = step.operands[-1 if step.row is ops.div else 0]
                terms = sums.get(bottom, ()) if isinstance(bottom, Value) else ()
                found.update({x: step.value for x in terms if isinstance(x, Value) and x in exps})
        return found

    @cached_property
    def forward(self) -> Array:
        """How rounding moves each number of the forward pass, in units of eps: a row for each value, and one of 0."""
        coins, found = Coins(0), np.zeros((len(self.values) + 1, DIRECTIONS))
        data = np.array([value.data for value in self.values])
        with np.errstate(all="ignore"):
            waits = np.append(data.astype(np.float32) != data, False)  # a leaf that float32 may not hold
            waits[: len(self.order)] = False
            for step in self.steps:
                total = coins.take(1)[0] * step.size
                fresh = list(dict.fromkeys(compress(step.at, waits[list(step.at)])))
                if fresh:
                    found[fresh], waits[fresh] = coins.take(len(fresh)) * np.abs(data[fresh])[:, None], False
                if step.is_list:
                    found[step.place] = total + step.partials @ found[step.at]
                    continue
                for x, d in zip(step.at, step.partials, strict=True):
                    if d is not None:
                        total = total + d * found[x]
                found[step.place] = total
        return found

    @cached_property
    def sizes(self) -> dict[Value, float]:
        """How far rounding may move each number of the forward pass, in units of eps, beside its own size."""
        return dict(zip(self.values, _root_mean_square(self.forward).tolist(), strict=False))

    def places(self, values: Iterable[Value]) -> list[int]:
        """Return where values stand in the arrays; for one that is not in the graph, the last place, where all is 0."""
        return [self.place.get(value, len(self.values)) for value in values]

    def size(self, value: Value) -> float:
        """Return how far rounding may move a number of the forward pass, in units of eps."""
        return self.sizes.get(value, 0.0) + abs(value.data)

    def _move(self, step: RecordedStep) -> Any:
        """Return how rounding moves the partials of a step; what takes more than a look is remembered."""
        if step.row in (ops.mul, ops.dot):
            return _moved(step, self.forward)
        if step.value not in self._moves:
            self._moves[step.value] = _moved(step, self.forward)
        return self._moves[step.value]

    def roundings(self, turned: Turned | None = None) -> dict[Value, float]:
        """Return how far rounding may move the adjoint of each value, in units of eps."""
        with np.errstate(all="ignore"):
            found = self.changes(self._move, turned or {}, DIRECTIONS, Coins(1))
        return dict(zip(self.values, _root_mean_square(found).tolist(), strict=False))


class Coins:
    """Random signs in rows of DIRECTIONS, the same ones in every run."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.left: Array = np.zeros((0, DIRECTIONS))

    def take(self, count: int) -> Array:
        """Return the next rows."""
        while len(self.left) < count:
            self.left = np.concatenate([self.left, 2.0 * self.rng.integers(0, 2, size=(1024, DIRECTIONS)) - 1.0])
        taken, self.left = self.left[:count], self.left[count:]
        return taken


def _root_mean_square(tangents: Array) -> Array:
    """Return the root mean square of each row, without the overflow of squares."""
    with np.errstate(all="ignore"):
        size = np.abs(tangents).max(axis=-1, initial=0.0)
        scaled = tangents / np.where(size == 0, 1.0, size)[..., None]
        return np.asarray(size * np.sqrt(np.mean(scaled**2, axis=-1)))


def _data(x: Value | float) -> float:
    return x.data if isinstance(x, Value) else x


def _moved(step: RecordedStep, forward: Array) -> Any:
    """Return how the partials of an operation change with its operands and its result; None if they are fixed."""
    row = step.row
    if row in (ops.add, ops.sub, ops.neg, ops.summation):
        return None
    if row is ops.mul:
        return forward[step.at[1]], forward[step.at[0]]
    if row is ops.dot:
        first, second = np.split(step.at, 2)
        return forward[np.concatenate([second, first])]
    try:
        return _by_list(row, step, forward) if isinstance(row, ListOp) else _by_rule(row, step, forward)
    except (ArithmeticError, ValueError, RuntimeError, TypeError):  # no second derivative, or a rule for floats only
        return None


def _by_rule(row: Op, step: RecordedStep, forward: Array) -> list[Any]:
    """Return the rule of each partial, differentiated by its operands and its result."""
    found: list[Any] = []
    for i, d in enumerate(step.partials):
        arguments = [Value(x.data) if isinstance(x, Value) and x.requires_grad else _data(x) for x in step.operands]
        last = Value(step.value.data)
        result = row.rule(i)(*arguments, last) if d is not None else 0.0
        if not isinstance(result, Value) or not result.requires_grad:
            found.append(0.0)
            continue
        result.backward()
        tangents = [x.grad * forward[at] for x, at in zip(arguments, step.at, strict=True) if isinstance(x, Value)]
        found.append(sum(tangents, last.grad * forward[step.place]))
    return found


def _by_list(row: ListOp, step: RecordedStep, forward: Array) -> Array:
    """Return the change of all partials of a list at once, Σ p_j dx_j: the second derivatives are symmetric."""
    columns = []
    for steps in forward[step.at].T.tolist():
        arguments = [Value(_data(x)) for x in step.operands]
        partials = row.rule(0)(*row.split(arguments), step.value.data)
        total = sum((p * dx for p, dx in zip(partials, steps, strict=True) if isinstance(p, Value)), Value(0.0))
        total.backward()
        columns.append([x.grad + 0.0 for x in arguments])
    return np.array(columns).T
