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

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import ops
from engine.graph import topological_order
from engine.table.primitive import ListOp, Op
from engine.value import Value

Tangent = NDArray[np.float64]

Partials = Sequence[float | None]
Turned = Mapping[Value, Partials]
"""Other partials than the recorded ones, for some values: at a kink there is a choice."""

EPS = 2.0**-52
DIRECTIONS = 8
"""How many times rounding is sent through, at other signs."""


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
        self.order = topological_order(root)

    def adjoints(self, turned: Turned | None = None) -> dict[Value, float]:
        """Return ∂root/∂v for every value v with a route to the root, by the chain rule with turned partials.

        It is that of `backward`, which has the recorded partials only: 0 · ∞ is NaN, but for a branch that is off.
        """
        turned = turned or {}
        found = {self.root: 1.0}
        for value in reversed(self.order):
            adjoint = found.get(value, 0.0)
            for x, partial in zip(value.operands, turned.get(value, value.partials), strict=True):
                if partial is not None and isinstance(x, Value):
                    found[x] = found.get(x, 0.0) + adjoint * partial
        return found

    def changes(
        self, partials: Mapping[Value, Sequence[Any]], turned: Turned, coins: Iterator[Tangent] | None = None
    ) -> dict[Value, Tangent]:
        """Return how the adjoint of each value changes if partials change; with `coins`, by rounding as well.

        Args:
            partials: for some values the change of each of its partials, in some directions.
            turned: the partials themselves, where they are not the recorded ones.
            coins: random signs, one for each direction.
        """
        adjoints, found = self.adjoints(turned), dict[Value, Any]()
        sigmoids = self._sigmoids if coins is not None else {}
        for value in reversed(self.order):
            adjoint, change = adjoints.get(value, 0.0), found.get(value, 0.0)
            moves = partials.get(value)
            for i, (x, partial) in enumerate(zip(value.operands, turned.get(value, value.partials), strict=True)):
                if partial is None or not isinstance(x, Value):
                    continue
                sent = change * partial if moves is None else change * partial + adjoint * moves[i]
                if coins is not None and partial and adjoint:
                    sent = sent + next(coins) * (adjoint * partial)
                if coins is not None and value in sigmoids:
                    whole = sigmoids[value]
                    sent = sent + next(coins) * (adjoints.get(whole, 0.0) * whole.data)
                found[x] = found.get(x, 0.0) + sent
        return found

    @cached_property
    def _sigmoids(self) -> dict[Value, Value]:
        """The results 1 / (1 + exp(…)), by their exp.

        The recorded derivative keeps all digits where a comes close to 1. By hand it is a (1 − a), or a − y with
        cross-entropy, and that has lost them.
        """
        found = {}
        for value in self.order:
            divides = value._row is ops.div
            inverts = divides or (value._row is ops.power and _data(value.operands[1]) == -1.0)
            bottom = value.operands[-1 if divides else 0]
            if inverts and isinstance(bottom, Value) and bottom._row is ops.add:
                found.update({x: value for x in bottom.operands if isinstance(x, Value) and x._row is ops.exp})
        return found

    @cached_property
    def forward(self) -> dict[Value, Tangent]:
        """How rounding moves each number of the forward pass, in units of eps, once for each direction."""
        coins, nothing = _coins(0), np.zeros(DIRECTIONS)
        found: dict[Value, Tangent] = {}
        with np.errstate(all="ignore"):
            for value in self.order:
                total = next(coins) * _rounded(value)
                for x, partial in zip(value.operands, value.partials, strict=True):
                    if partial is not None and isinstance(x, Value):
                        if x not in found:  # a leaf: float32 may not hold it
                            found[x] = nothing if _is_single(x.data) else next(coins) * abs(x.data)
                        total = total + partial * found[x]
                found[value] = total
        return found

    def size(self, value: Value) -> float:
        """Return how far rounding may move a number of the forward pass, in units of eps."""
        return _root_mean_square(self.forward.get(value, 0.0)) + abs(value.data)

    @cached_property
    def _moves(self) -> dict[Value, Sequence[Any]]:
        """How rounding moves the partials of each operation, where they are not fixed."""
        with np.errstate(all="ignore"):
            moves = {value: _moved(value, self.forward) for value in self.order}
        return {value: each for value, each in moves.items() if each is not None}

    def roundings(self, turned: Turned | None = None) -> dict[Value, float]:
        """Return how far rounding may move the adjoint of each value, in units of eps."""
        with np.errstate(all="ignore"):
            found = self.changes(self._moves, turned or {}, _coins(1))
        return {value: _root_mean_square(each) for value, each in found.items()}


def _coins(seed: int) -> Iterator[Tangent]:
    """Random signs, the same ones in every run."""
    rng = np.random.default_rng(seed)
    while True:
        yield from 2.0 * rng.integers(0, 2, size=(1024, DIRECTIONS)) - 1.0


def _root_mean_square(tangent: Any) -> float:
    with np.errstate(all="ignore"):
        size = float(np.abs(tangent).max(initial=0.0))
        return size * float(np.sqrt(np.mean((np.asarray(tangent) / size) ** 2))) if size else 0.0


def _is_single(x: float) -> bool:
    with np.errstate(over="ignore"):
        return float(np.float32(x)) == x


def _rounded(value: Value) -> float:
    """How far an operation rounds its result: by its own size, or that of the terms of a list."""
    if value._row is ops.summation:
        return sum(abs(_data(x)) for x in value.operands)
    if value._row is ops.dot:
        return sum(abs(_data(x) * _data(y)) for x, y in zip(*ops.dot.split(value.operands), strict=True))
    return abs(value.data)


def _data(x: Value | float) -> float:
    return x.data if isinstance(x, Value) else x


def _moved(value: Value, forward: Mapping[Value, Tangent]) -> Sequence[Any] | None:
    """How the partials of an operation change with its operands and its result; None if they are fixed."""
    operands, row = value.operands, value._row
    if row in (None, ops.add, ops.sub, ops.neg, ops.summation):
        return None
    moved = [forward.get(x, 0.0) if isinstance(x, Value) else 0.0 for x in operands]
    if row in (ops.mul, ops.dot):
        half = len(moved) // 2
        return [*moved[half:], *moved[:half]]
    try:
        return _by_list(row, value, moved) if isinstance(row, ListOp) else _by_rule(row, value, moved, forward[value])
    except (ArithmeticError, ValueError, RuntimeError, TypeError):  # no second derivative, or a rule for floats only
        return None


def _by_rule(row: Op, value: Value, moved: list[Any], out: Tangent) -> list[Any]:
    """The rule of each partial, differentiated by its operands and its result."""
    found: list[Any] = []
    for i, partial in enumerate(value.partials):
        arguments = [Value(x.data) if isinstance(x, Value) and x.requires_grad else _data(x) for x in value.operands]
        last = Value(value.data)
        result = row.rule(i)(*arguments, last) if partial is not None else 0.0
        if not isinstance(result, Value) or not result.requires_grad:
            found.append(0.0)
            continue
        result.backward()
        tangents = [x.grad * dx for x, dx in zip(arguments, moved, strict=True) if isinstance(x, Value)]
        found.append(sum(tangents, last.grad * out))
    return found


def _by_list(row: ListOp, value: Value, moved: list[Any]) -> list[Any]:
    """The change of all partials of a list at once: the second derivatives are symmetric, so Σ p_j dx_j will do."""
    columns = []
    for k in range(DIRECTIONS):
        arguments = [Value(_data(x)) for x in value.operands]
        partials = row.rule(0)(*row.split(arguments), value.data)
        steps = [float(dx[k]) if isinstance(dx, np.ndarray) else dx for dx in moved]
        total = sum((p * dx for p, dx in zip(partials, steps, strict=True) if isinstance(p, Value)), Value(0.0))
        total.backward()
        columns.append([x.grad + 0.0 for x in arguments])
    return list(np.array(columns).T)
