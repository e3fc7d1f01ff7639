"""Any script's gradients, checked entry by entry against the scalar engine.

`diagnose` knows the shape of a plain network. Here nothing is known but a loss that was computed on arrays of Values,
by the learner's own NumPy lines, and the hand gradients beside them: what is right comes from one backward pass
through that graph, and each array is compared with the ways in which a whole array goes wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import NOT_COMPUTED, Value
from engine.arrays import numbers
from engine.arrays.entries import is_moving_leaf
from engine.arrays.reading import nested
from engine.graph import with_leaves
from engine.table.checks import as_float, describe
from engine.table.console import preformatted, printed
from engine.table.notation import number, one_line

Array = NDArray[np.float64]
LISTED = 12
"""How many wrong entries are printed for each array."""
RELATIVE, FLOOR = 1e-9, 1e-12
"""How far an entry may be off: as part of itself, and of the largest entry of its array."""


@dataclass(frozen=True)
class Entry:
    """One number: its name dW1[0,2], the hand gradient, the right one, and whether they agree."""

    name: str
    yours: float
    right: float
    agrees: bool


@dataclass(frozen=True, eq=False)
class ArrayAudit:
    """What was found in one array.

    verdict   "right", "multiple", "transposed", "summed", "missing axis", "wrong" or "shape"
    factor    what the right gradient was multiplied by: 1 if right, NaN if it is no multiple
    sentence  what that means
    entries   all entries in order, where the shapes are the same; else ()
    """

    name: str
    verdict: str
    factor: float
    sentence: str
    entries: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict == "right"


@dataclass(frozen=True, eq=False, repr=False)
class Audit:
    """What `audit` found: an `ArrayAudit` under each name. It is true only where every array is right."""

    arrays: Mapping[str, ArrayAudit]
    loss: float

    def __bool__(self) -> bool:
        return all(self.arrays.values())

    @property
    def correct(self) -> bool:
        """Whether every array is right."""
        return bool(self)

    def __getitem__(self, name: str) -> ArrayAudit:
        return self.arrays[name]

    @printed
    def __repr__(self) -> str:
        right = sum(map(bool, self.arrays.values()))
        lines = [f"{right} of {len(self.arrays)} hand gradients are right; the loss is {self.loss:.6g}."]
        for each in self.arrays.values():
            lines.append(f"  d{one_line(each.name)}: {each.sentence}")
            wrong = [entry for entry in each.entries if not entry.agrees] if each.verdict == "wrong" else []
            lines += [f"    {e.name}: yours {number(e.yours)}, right {number(e.right)}" for e in wrong[:LISTED]]
            if len(wrong) > LISTED:
                lines.append(f"    … {len(wrong) - LISTED} more")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return preformatted(self)


def audit(
    loss: Any,
    parameters: Mapping[str, Any],
    gradients: Mapping[str, Any],
    *,
    learning_rate: float | None = None,
    samples: int | None = None,
) -> Audit:
    """Check hand-written gradients of any computation against the graph of its loss.

    Args:
        loss: one Value, computed by your own lines from the arrays of Values in `parameters`.
        parameters: {"W1": W1, …}, made by `values(array)`; a model's `arrays()` will do.
        gradients: your own under the same names, {"W1": dW1, …}; "dW1" is taken as well.
        learning_rate: yours; a gradient that is a multiple by it is told so.
        samples: how many samples there are; a multiple by N or 1/N is told so. Without it, axes of your arrays that
            were summed cannot be named, but multiples by whole numbers are.

    Returns:
        An `Audit`. The `grad` of every Value stays as it was.

    Raises:
        TypeError: if the loss is no Value, or the parameters are no arrays of Values.
        ValueError: if names are missing, or no parameter has a route to the loss.

    >>> from engine import values
    >>> X, y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0], [0.0]])
    >>> W = values([[0.5], [-0.25]], label="W")
    >>> error = X @ W - y
    >>> loss = (error**2).mean()
    >>> hand = X.T @ (X @ [[0.5], [-0.25]] - y)        # without the 2 / N of the mean of squares: right, as N = 2
    >>> print(audit(loss, {"W": W}, {"W": hand}))
    1 of 1 hand gradients are right; the loss is 0.625.
      dW: right, all 2 entries.
    >>> audit(loss, {"W": W}, {"W": -hand})["W"].factor
    -1.0
    """
    value = _one_value(loss)
    rate = None if learning_rate is None else as_float(learning_rate, "learning_rate")
    given = {str(name): _leaves(name, array) for name, array in _mapping("parameters", parameters).items()}
    mine = {_name(name, given): array for name, array in _mapping("gradients", gradients).items()}
    if sorted(mine) != sorted(given):
        raise ValueError(f"gradients has {sorted(mine)}, parameters has {sorted(given)}: the names must agree.")
    right = _right(value, given)
    sizes = _sizes(rate, samples)
    return Audit({name: _audited(name, mine[name], right[name], sizes) for name in given}, value.data)


# --- what was handed in --------------------------------------------------------------------------


def _one_value(loss: Any) -> Value:
    found = loss.item() if isinstance(loss, np.ndarray) and loss.size == 1 else loss
    if not isinstance(found, Value):
        raise TypeError(
            f"the loss got {describe(loss)}; one Value is needed, computed from values(W), … to the end. "
            "A number has lost its graph: look for .data, float(…) or numbers(…) on the way."
        )
    return found


def _mapping(what: str, given: Any) -> Mapping[Any, Any]:
    if not isinstance(given, Mapping) or not given:
        raise TypeError(f"{what} got {describe(given)}; a dict is needed, {{'W1': W1, 'b1': b1}}.")
    return given


def _name(name: Any, given: Mapping[str, Any]) -> str:
    """The parameter's name that a gradient goes by: dW1 is W1's."""
    return str(name) if str(name) in given else str(name).removeprefix("d")


def _leaves(name: Any, array: Any) -> NDArray[Any]:
    entries = nested(array, f"parameters[{name!r}]")
    if not entries.size or not all(is_moving_leaf(x) for x in entries.flat):
        raise TypeError(
            f"parameters[{name!r}] got {describe(array)}; an array of leaves is needed: {one_line(str(name))} = "
            f"values({one_line(str(name))}), "
            "before the forward pass."
        )
    return entries


def _right(loss: Value, given: Mapping[str, NDArray[Any]]) -> dict[str, Array]:
    """The gradients by one backward pass; every `grad` is put back."""
    graph = [value for value in with_leaves(loss) if value.requires_grad]
    leaves = [leaf for array in given.values() for leaf in array.flat]
    reached = set(graph)
    for name, array in given.items():
        if not any(leaf in reached for leaf in array.flat):
            raise ValueError(
                f"no route leads from the loss to {one_line(name)}: was the loss computed from this very array?"
            )
    touched = list(dict.fromkeys([*graph, *leaves]))
    before = [value.grad for value in touched]
    for leaf in touched:
        if leaf.is_leaf:
            leaf.grad = None
    try:
        loss.backward()
        return {
            name: np.array([0.0 if x.grad is NOT_COMPUTED else float(x.grad) for x in array.flat]).reshape(array.shape)
            for name, array in given.items()
        }
    finally:
        for value, grad in zip(touched, before, strict=True):
            value.grad = grad


def _sizes(rate: float | None, samples: int | None) -> dict[str, float]:
    """Constants with a name, and how a sentence tells them."""
    found = {"−1: the sign is flipped; it is a step to add, not the gradient": -1.0}
    if rate is not None:
        found[f"η = {rate:g}: the learning rate is in it"] = rate
        found[f"−η = {-rate:g}: this is the step itself"] = -rate
    if samples is not None and samples > 1:
        found[f"N = {samples}: summed over the samples, where the loss takes the mean"] = float(samples)
        found[f"1/N = {1 / samples:.4g}: divided by the number of samples once too often"] = 1 / samples
    found["2: a factor ½ of the loss, or the 2 of a square, is counted wrongly"] = 2.0
    found["½: a factor 2 of a square's derivative is missing"] = 0.5
    return found


# --- one array -----------------------------------------------------------------------------------


def _audited(name: str, given: Any, right: Array, sizes: Mapping[str, float]) -> ArrayAudit:
    try:
        mine = np.asarray(numbers(given), dtype=float)
    except (TypeError, ValueError) as error:
        return ArrayAudit(name, "shape", math.nan, f"cannot be read: {error}")
    if not np.isfinite(mine).all():
        index = ",".join(map(str, np.argwhere(~np.isfinite(mine))[0]))
        return ArrayAudit(name, "wrong", math.nan, f"holds what is no finite number, the first at [{index}].")
    vectors = mine.size == right.size == max(mine.shape, default=1) == max(right.shape, default=1)
    if mine.shape == right.shape or vectors:
        return _same_shape(name, mine.reshape(right.shape), right, sizes)
    return _other_shape(name, mine, right, sizes)


def _close(mine: Array, right: Array) -> bool:
    return mine.shape == right.shape and bool((_gap(mine, right) <= _allowed(right)).all())


def _gap(mine: Array, right: Array) -> Array:
    return np.asarray(np.abs(mine - right))


def _allowed(right: Array) -> Array:
    return np.asarray(RELATIVE * np.abs(right) + FLOOR * np.abs(right).max(initial=0.0) + 1e-15)


def _multiple(mine: Array, right: Array) -> float:
    """c, where mine = c · right; NaN where it is no multiple."""
    size = float((right * right).sum())
    if size == 0.0:
        return math.nan
    c = float((mine * right).sum()) / size
    return c if c and _close(mine / c, right) else math.nan


def _named(c: float, sizes: Mapping[str, float]) -> str:
    for words, value in sizes.items():
        if math.isclose(c, value, rel_tol=1e-8):
            return words
    if c > 1.5 and math.isclose(c, round(c), rel_tol=1e-8):
        return f"{c:g}: {c:g} passes or samples were added up, or a division by {c:g} is missing"
    if 0 < c < 1 and math.isclose(1 / c, round(1 / c), rel_tol=1e-8):
        return f"1/{round(1 / c)}: divided by {round(1 / c)} once too often, or the learning rate is in it"
    return f"{c:.6g}"


def _same_shape(name: str, mine: Array, right: Array, sizes: Mapping[str, float]) -> ArrayAudit:
    agrees = _gap(mine, right) <= _allowed(right)
    entries = tuple(
        Entry(
            f"d{one_line(name)}[{','.join(map(str, index))}]" if index else f"d{one_line(name)}",
            float(mine[index]),
            float(x),
            bool(agrees[index]),
        )
        for index, x in np.ndenumerate(right)
    )
    if agrees.all():
        vacuous = " All are 0, which proves little: take another point." if not right.any() else ""
        return ArrayAudit(name, "right", 1.0, f"right, all {right.size} entries.{vacuous}", entries)
    c = _multiple(mine, right)
    if not math.isnan(c):
        return ArrayAudit(name, "multiple", c, f"the right gradient times {_named(c, sizes)}.", entries)
    if mine.ndim == 2 and mine.shape[0] == mine.shape[1]:
        c = _multiple(mine.T, right)
        if not math.isnan(c):
            times = "" if math.isclose(c, 1.0, rel_tol=1e-8) else f", times {_named(c, sizes)}"
            return ArrayAudit(name, "transposed", c, f"the right gradient, transposed{times}.", entries)
    for axis in range(mine.ndim):
        c = _multiple(mine, np.broadcast_to(right.sum(axis=axis, keepdims=True), right.shape))
        if not math.isnan(c):
            how = f"the same number all along axis {axis}: the right gradient was summed over it"
            return ArrayAudit(name, "summed", c, f"{how} (times {_named(c, sizes)}).", entries)
    wrong = [entry for entry in entries if not entry.agrees]
    if not mine.any():
        return ArrayAudit(name, "wrong", math.nan, "0 throughout; the right gradient is not.", entries)
    if len(wrong) == len(entries):
        how = f"wrong from the first entry on, all {len(entries)}"
    else:
        how = f"{len(wrong)} of {len(entries)} entries are wrong, from {wrong[0].name} on"
        rows = sorted({int(i) for i in np.argwhere(~agrees)[:, 0]}) if right.ndim == 2 else []
        if rows and len(rows) < right.shape[0]:
            how += f"; only in row{'s' * (len(rows) > 1)} {', '.join(map(str, rows[:8]))}"
        elif right.ndim == 2:
            columns = sorted({int(i) for i in np.argwhere(~agrees)[:, 1]})
            how += (
                f"; only in column{'s' * (len(columns) > 1)} {', '.join(map(str, columns[:8]))}"
                if len(columns) < right.shape[1]
                else ""
            )
    return ArrayAudit(name, "wrong", math.nan, f"{how}.", entries)


def _other_shape(name: str, mine: Array, right: Array, sizes: Mapping[str, float]) -> ArrayAudit:
    """An array of another shape: transposed, or with an axis too few or too many."""
    shapes = f"shape {mine.shape}, where {right.shape} is right"

    def found(verdict: str, what: str, c: float) -> ArrayAudit:
        times = "" if math.isclose(c, 1.0, rel_tol=1e-8) else f", times {_named(c, sizes)}"
        return ArrayAudit(name, verdict, c, f"{shapes}: {what}{times}.")

    def times(a: Array, b: Array) -> float:
        return _multiple(a, b) if a.shape == b.shape else math.nan

    if mine.ndim == 2 and not math.isnan(c := times(mine.T, right)):
        return found("transposed", "the right numbers, transposed", c)
    if mine.size == right.size and not math.isnan(c := times(mine.reshape(right.shape), right)):
        return found("shape", "the right numbers in another shape; reshape them", c)
    for axis in range(right.ndim):
        for keep in (False, True):
            if not math.isnan(c := times(mine, np.asarray(right.sum(axis=axis, keepdims=keep)))):
                return found("summed", f"the right gradient summed over its axis {axis}, which should stay", c)
    if not math.isnan(c := times(mine.reshape(-1)[:1] if mine.size == 1 else mine, right.sum().reshape(1))):
        return found("summed", "the right gradient summed over all its axes, which should stay", c)
    for axis in range(mine.ndim):
        total = mine.sum(axis=axis)
        if total.size == right.size and not math.isnan(c := times(total.reshape(right.shape), right)):
            return found("missing axis", f"a sum over axis {axis} of yours is missing", c)
    return ArrayAudit(name, "shape", math.nan, f"{shapes}. A gradient has the shape of its parameter.")
