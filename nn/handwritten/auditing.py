"""Check the gradients of any script, entry by entry, against the scalar engine.

`diagnose` is for plain networks. Here there is only a loss that was computed on arrays of Values, by the learner's own
NumPy lines, and the hand gradients beside it: what is right comes from one backward pass through that graph, and each
array is compared with the ways in which a whole array goes wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Value
from engine.arrays.reading import nested
from engine.checking.against_graph import Check, Checked
from engine.checking.agreement import VAGUE, Agreement, stands_out
from engine.table.checks import describe
from engine.table.notation import apart, one_line
from engine.table.reports import Lines, Printable
from nn.handwritten.handed import array_of
from nn.handwritten.layers import gradients_by_name, parameters_by_name
from nn.handwritten.shares import numbers_of, other_reading
from nn.handwritten.structures import Structure, StructureFinder, sizes_of
from nn.settings import at_least_1, positive

Array = NDArray[np.float64]
LISTED = 12
"""How many wrong entries are printed for each array."""


@dataclass(frozen=True)
class AuditEntry:
    """One number: its name dW1[0,2], the hand gradient, the right one, and whether they agree."""

    name: str
    yours: float
    right: float
    agrees: bool


Entry = AuditEntry  # its former name, which stands in pickles


@dataclass(frozen=True, eq=False)
class ArrayAudit:
    """What was found in one array.

    verdict   "right", "multiple", "transposed", "summed", "missing axis", "reversed", "swapped", "shares", "wrong",
              "shape", or "unclear" where nothing can be said: numbers rounded too much, or a loss that lost its digits
    factor    what the right gradient was multiplied by: 1 if right, NaN if it is not a multiple
    sentence  what that means
    entries   all entries in order, where the shapes are the same; else ()
    """

    name: str
    verdict: str
    factor: float
    sentence: str
    entries: tuple[AuditEntry, ...] = ()

    def __bool__(self) -> bool:
        return self.verdict == "right"


@dataclass(frozen=True, eq=False, repr=False)
class Audit(Printable):
    """What `audit` found: an `ArrayAudit` under each name. It is true only where every array is right.

    kinks   at how many exact kinks (relu at 0, a tie of max) yours takes another slope than the engine: any between
            the two sides is right
    cuts    how many numbers of the graph are those of its own results, as `.data` leaves them; counted where
            something is wrong
    """

    arrays: Mapping[str, ArrayAudit]
    loss: float
    kinks: int = 0
    cuts: int = 0

    def __bool__(self) -> bool:
        return all(self.arrays.values())

    @property
    def correct(self) -> bool:
        """Whether every array is right."""
        return bool(self)

    def __getitem__(self, name: str) -> ArrayAudit:
        return self.arrays[name]

    def content(self) -> list[Lines]:
        """Return a sentence on each array, with its wrong entries."""
        count = sum(map(bool, self.arrays.values()))
        lines = [f"{count} of {len(self.arrays)} hand gradients are right; the loss is {self.loss:.6g}."]
        for each in self.arrays.values():
            lines.append(f"  d{one_line(each.name)}: {each.sentence}")
            wrong = [entry for entry in each.entries if not entry.agrees] if each.verdict == "wrong" else []
            for entry in wrong[:LISTED]:
                yours, right = apart(entry.yours, entry.right)
                lines.append(f"    {one_line(entry.name)}: yours {yours}, right {right}")
            if len(wrong) > LISTED:
                lines.append(f"    … {len(wrong) - LISTED} more")
        if self.kinks:
            lines.append(f"  {kink_note(self.kinks)}")
        if self.cuts:
            lines.append(f"  {cut_note(self.cuts)}")
        return [Lines(lines)]


def audit(
    loss: Any,
    parameters: Any,
    gradients: Any,
    *,
    learning_rate: float | None = None,
    sample_count: int | None = None,
    samples: int | None = None,
) -> Audit:
    """Check hand-written gradients of any computation against the graph of its loss.

    Args:
        loss: one Value, computed by your own lines from the arrays of Values in `parameters`.
        parameters: {"W1": W1, …}, made by `values(array)`, such as a model's `arrays()`; or a list with (W, b) or W for
            each layer. An array that your lines computed on the way, {"H": H}, is compared as well.
        gradients: your own under the same names, {"W1": dW1, …}; "dW1" is taken as well. Lists, arrays and tensors
            of real numbers, each of the shape of its parameter. Of parameters W1, b1, W2, … also a list with
            (dW, db) for each layer.
        learning_rate: yours; a gradient that is off by this factor is named as such.
        sample_count: how many samples there are; a gradient that is off by N or 1/N is named as such. Without it, axes
            of your arrays that were summed cannot be named, but multiples by whole numbers are.
        samples: the former name of `sample_count`.

    Returns:
        An `Audit`. The `grad` of every Value stays as it was.

    Each array has its own tolerance: the rounding of the very operations that its gradients came from. Numbers that
    were rounded, by `print`, np.round or float32, are right to the digits that they have. At an exact kink (relu at
    0, a tie of max) any slope between the two sides is right.

    Raises:
        TypeError: if the loss is not a Value, or the parameters are not arrays of Values.
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
    rate = None if learning_rate is None else positive("learning_rate", learning_rate)
    named = {"samples": samples, "sample_count": sample_count}
    counts = [at_least_1(word, count) for word, count in named.items() if count is not None]
    given = {str(name): _leaves(name, array) for name, array in parameters_by_name(parameters).items()}
    mine = gradients_by_name(gradients, {name: array.shape for name, array in given.items()})
    check = Check(value, given)
    _check_routes(check, given)
    read = {name: _read(mine[name], array.shape) for name, array in given.items()}
    checked = check.against({n: array for n, array in read.items() if _fits(array, given[n].shape)})
    sizes = sizes_of(rate, counts[-1] if counts else None) | numbers_of(check.graph, given)
    found = {name: _audited(name, read[name], checked, check, sizes) for name in given}
    report = Audit(found, value.data, checked.kinks)
    is_wrong = any(each.verdict not in ("right", "unclear") for each in found.values())
    return replace(report, cuts=_cuts(check)) if is_wrong else report


# --- what was handed in --------------------------------------------------------------------------


def _one_value(loss: Any) -> Value:
    found = loss.item() if isinstance(loss, np.ndarray) and loss.size == 1 else loss
    if not isinstance(found, Value):
        raise TypeError(
            f"the loss got {describe(loss)}; one Value is needed, computed from values(W), … to the end. "
            "A number has lost its graph: look for .data, float(…) or numbers(…) on the way."
        )
    return found


def _leaves(name: Any, array: Any) -> NDArray[Any]:
    entries = nested(array, f"parameters[{name!r}]")
    if not entries.size or not all(isinstance(x, Value) and x.requires_grad for x in entries.flat):
        raise TypeError(
            f"parameters[{name!r}] got {describe(array)}; an array of Values is needed: {one_line(str(name))} = "
            f"values({one_line(str(name))}), before the forward pass."
        )
    return entries


def _check_routes(check: Check, given: Mapping[str, NDArray[Any]]) -> None:
    """Raise ValueError unless a route leads from the loss to each array."""
    for name, array in given.items():
        if not any(leaf in check.graph.place for leaf in array.flat):
            raise ValueError(
                f"no route leads from the loss to {one_line(name)}: was the loss computed from this very array?"
            )


def _read(given: Any, shape: tuple[int, ...]) -> NDArray[Any] | str:
    """Return a gradient as an array, a vector in the shape of its parameter; or why it cannot be read."""
    try:
        array = array_of(given, "it")
    except (TypeError, ValueError) as error:
        return str(error)
    vectors = array.size == math.prod(shape) == max(array.shape, default=1) == max(shape, default=1)
    return array.reshape(shape) if vectors else array


def _fits(array: NDArray[Any] | str, shape: tuple[int, ...]) -> bool:
    return isinstance(array, np.ndarray) and array.shape == shape


# --- one array -----------------------------------------------------------------------------------


def kink_note(count: int) -> str:
    """Return the sentence on exact kinks at which a gradient took another slope than the engine.

    >>> kink_note(1)
    'At 1 exact kink (relu at 0, a tie of max, …) yours takes another slope than the engine: any between is right.'
    """
    places = f"{count} exact kink{'s'[: count > 1]}"
    return f"At {places} (relu at 0, a tie of max, …) yours takes another slope than the engine: any between is right."


def cut_note(count: int) -> str:
    """Return the sentence on numbers in a graph that are those of its own results.

    >>> cut_note(2).partition(":")[0]
    '2 numbers in the graph are those of results of it'
    """
    numbers = f"{count} numbers in the graph are those" if count > 1 else "1 number in the graph is that"
    return (
        f"{numbers} of results of it: was the graph cut there, by .data, float(…) or numbers(…)? Then no gradient goes "
        "through it, and yours may be right for the whole. Keep the Values, and audit once more."
    )


def _cuts(check: Check) -> int:
    """Return how many numbers in the graph equal its results to the last digit; short ones may do so by chance."""
    made = {value.data for value in check.graph.order if np.isfinite(value.data)}
    long = {x for x in made if float(f"{x:.9g}") != x}
    return len(long.intersection(check.graph.constants()))


def _audited(
    name: str, mine: NDArray[Any] | str, checked: Checked, check: Check, sizes: Mapping[str, float]
) -> ArrayAudit:
    """Return the verdict on one array."""
    right = checked.right[name]
    if isinstance(mine, str):
        return ArrayAudit(name, "shape", math.nan, f"cannot be read: {mine}")
    agreement = checked.agreements.get(name)
    if agreement is None:  # another shape
        structure = _structure(name, mine, checked, check, sizes)
        message = f"shape {mine.shape}, where {right.shape} is right. A gradient has the shape of its parameter."
        return ArrayAudit(name, *(structure or ("shape", math.nan, message)))
    entries = _entries(name, mine, right, agreement)
    if name in checked.lost and agreement.error > 0:
        message = (
            "cannot tell: the loss has lost its digits, as in log(1 − a) with a close to 1; compute it from logits."
        )
        return ArrayAudit(name, "unclear", math.nan, message, entries)
    if agreement:
        return ArrayAudit(name, "right", 1.0, _right_words(agreement, right, checked.scales[name]), entries)
    if agreement.coarse:
        return ArrayAudit(name, "unclear", math.nan, f"cannot tell: {agreement.sentence}.", entries)
    if not np.isfinite(mine).all():
        message = f"is not finite everywhere, first at [{_first(~np.isfinite(mine))}]."
        return ArrayAudit(name, "wrong", math.nan, message, entries)
    finite = np.isfinite(right)
    if not finite.all() and _near(mine[finite], right[finite]):
        message = (
            f"cannot tell: the loss has no finite slope at [{_first(~finite)}], as where it takes log 0; "
            "compute it from logits, or take another point."
        )
        return ArrayAudit(name, "unclear", math.nan, message, entries)
    structure = _structure(name, mine, checked, check, sizes) if finite.all() else None
    return ArrayAudit(name, *(structure or ("wrong", math.nan, _where(mine, agreement, entries))), entries)


def _structure(
    name: str, mine: NDArray[Any], checked: Checked, check: Check, sizes: Mapping[str, float]
) -> Structure | None:
    """Return what one array is as a whole; None if that cannot be said."""
    found = StructureFinder(checked.right[name], check.scales[name], sizes).find(mine)
    if found is not None:
        return found
    return other_reading(name, mine, checked.right, check.scales, check.graph, check.leaves[name], sizes.values())


def _near(mine: NDArray[Any], right: Array) -> bool:
    """Return whether numbers may be right where the loss is not finite, so that their scale is not known."""
    return bool((np.abs(mine - right) <= VAGUE * np.abs(right).max(initial=0.0)).all())


def _first(where: NDArray[np.bool_]) -> str:
    return ",".join(map(str, np.argwhere(where)[0]))


def _entries(name: str, mine: NDArray[Any], right: Array, agreement: Agreement) -> tuple[AuditEntry, ...]:
    def entry_name(index: tuple[int, ...]) -> str:
        return f"d{name}[{','.join(map(str, index))}]" if index else f"d{name}"

    return tuple(
        AuditEntry(entry_name(index), float(mine[index]), float(x), bool(agreement.agrees[index]))
        for index, x in np.ndenumerate(right)
    )


def _right_words(agreement: Agreement, right: Array, scale: Array) -> str:
    words = agreement.sentence if agreement.kind == "rounded" else f"right, {every_entry(right.size)}"
    vacuous = not right.any() or (np.any(scale) and not stands_out(right, scale))
    zeros = "All are 0" if not right.any() else "All are 0 but for rounding"
    return f"{words}. {zeros}, which proves little: take another point." if vacuous else f"{words}."


def every_entry(size: int) -> str:
    """Return all entries of an array, in words."""
    return "its one entry" if size == 1 else f"all {size} entries"


def _where(mine: NDArray[Any], agreement: Agreement, entries: tuple[AuditEntry, ...]) -> str:
    """Return which entries are wrong, in a sentence."""
    wrong = [entry for entry in entries if not entry.agrees]
    if not mine.any():
        return "0 throughout; the right gradient is not."
    if len(entries) == 1:
        return "wrong."
    if len(wrong) == len(entries):
        if agreement.digits >= 4:
            return f"all {len(entries)} entries are off, from the digit after the first {agreement.digits} on."
        return f"wrong from the first entry on, all {len(entries)}."
    how = f"{len(wrong)} of {len(entries)} entries are wrong, from {wrong[0].name} on"
    if agreement.agrees.ndim == 2:
        for axis, kind in ((0, "row"), (1, "column")):
            places = sorted({int(i) for i in np.argwhere(~agreement.agrees)[:, axis]})
            if len(places) < agreement.agrees.shape[axis]:
                return f"{how}; only in {kind}{'s' * (len(places) > 1)} {', '.join(map(str, places[:8]))}."
    return f"{how}."
