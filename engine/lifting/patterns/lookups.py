"""Look-ups: rows of a table by number, E[tokens], and one entry of each row, P[np.arange(N), targets].

The numbers by which a learner picks rows of a parameter, or the class of each sample, are not Values: the graph has the
entries that were picked. Here they are found again. They are arguments of the program, not constants of it; where none
are given, it takes those of the trace. Whoever names them in `inputs`, as whole numbers, gives them their names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from engine.lifting.given import shape_and_entries
from engine.lifting.grids import is_affine
from engine.lifting.placement import Placement, rows_of
from engine.lifting.reading import Ints
from engine.lifting.steps import Gather, OfArray, Share
from engine.lifting.text.code import Code, shape_text
from engine.lifting.text.formula import Formula
from engine.lifting.text.index import Letter, Ref, linear
from engine.lifting.views import INDEX, Array, View
from engine.table.checks import describe
from engine.table.notation import one_line

Indices = dict[str, Ints]


@dataclass
class Chosen(OfArray):
    """One entry of each row of an array."""

    picks: Array
    called = "chosen"

    @property
    def brackets(self) -> str:
        """What stands behind the array."""
        return f"[np.arange({self.array.shape[0]}), {self.picks.name}]"

    def forward(self) -> Code:
        """Return P[np.arange(N), targets]."""
        return Code(f"{self.array.code.text}{self.brackets}", self.out.full).of(self.entry(self.array.name))

    def entry(self, name: str) -> Formula:
        """Return the entry of an array like P that is picked from row i."""
        letter = Letter(self.out.letters, self.out.shape[0])
        row = linear([(letter, 1)])
        pick = Ref(self.picks.name, (row,), self.picks.shape)
        return Formula((Ref(name, (row, pick), self.array.shape),), [letter])

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield the share of each entry where it was picked."""
        yield self.array, self.brackets, d.added_to(self.entry(f"d{self.array.name}"))


def look_up(at: Placement, array: Array, index: Ints, view: View | None) -> Array | None:
    """Return the array of what is looked up at these places; None if that is not a look-up.

    Rows of a parameter are looked up, and one entry of each row of what was computed. In the graph of one sample they
    stay constants: other samples may have others, and a graph does not show them.
    """
    if at.batched:
        return None
    rows = rows_of(array, index) if array.kind == "param" and prod(array.shape[1:]) > 1 else None
    if rows is not None and (at.name_of(rows) or not is_affine(rows)):
        out = at.new((*rows.shape, *array.shape[1:]), [array])
        return at.made(Gather(array, out, index, at.index(rows, "rows"), whole_rows=True))
    if array.kind != "step" or len(array.shape) != 2 or index.shape != (array.shape[0],):
        return None
    classes = index - np.arange(len(index)) * array.shape[1]
    if len(index) < 2 or (classes < 0).any() or (classes >= array.shape[1]).any():
        return None
    if not at.name_of(classes) and (view is not None or is_diagonal(classes)):
        return None
    out = at.new(index.shape, [array])
    return at.made(Chosen(array, out, at.index(classes, "classes")))


def is_diagonal(classes: Ints) -> bool:
    """Return True if row i gives entry i, or entry i counted from the end."""
    n = len(classes)
    return np.array_equal(classes, np.arange(n)) or np.array_equal(classes, np.arange(n)[::-1])


# --- those that a user names -----------------------------------------------------------------------------


def whole_numbers_in(inputs: Mapping[str, Any]) -> Indices:
    """Return the inputs that are arrays or nested lists of whole numbers, and nothing else."""
    found = {}
    for name, given in inputs.items():
        if isinstance(given, np.ndarray) and given.dtype.kind in "iu" and given.size:
            found[name] = given.astype(np.intp)
        elif isinstance(given, list | tuple) and given:
            shape, entries = shape_and_entries(name, given)
            if all(type(x) is int for x in entries):
                found[name] = np.array(entries, dtype=np.intp).reshape(shape)
    return found


def check_used(named: Mapping[str, Ints], steps: list[Any], names: Mapping[str, str]) -> None:
    """Raise ValueError if whole numbers with a name look nothing up, or could be something else."""
    used: dict[str, set[str]] = {}
    for step in steps:
        if isinstance(step, Gather | Chosen):
            used.setdefault(step.picks.name, set()).add(step.array.name)
    for name in named:
        if names[name] not in used:
            raise ValueError(
                f"{one_line(name)} contains whole numbers, {named[name].tolist()}: in the graph, no rows of a "
                "parameter and no entry of each row of an array are looked up by them. Name other numbers as Values."
            )
        if is_affine(named[name].ravel()) and len(used[names[name]]) > 1:
            raise ValueError(
                f"{one_line(name)} contains {named[name].tolist()}, which could also be places in a row: "
                f"{' and '.join(sorted(used[names[name]]))} have them. Trace the graph with numbers that are not "
                "evenly spaced."
            )


def last_rows(steps: list[Any]) -> dict[str, int]:
    """Return for each array of whole numbers, by its name in the source, the last row that its look-ups all have."""
    found: dict[str, int] = {}
    for step in steps:
        if isinstance(step, Gather | Chosen) and step.picks.kind == INDEX:
            size = step.array.shape[isinstance(step, Chosen)]
            found[step.picks.name] = min(found.get(step.picks.name, size), size - 1)
    return found


def numbers_for(name: str, given: Any, traced: Ints, most: int) -> Ints:
    """Return the numbers for a look-up; raise an error unless they are whole, of the right shape, and rows."""
    found = np.asarray(given)
    if found.dtype.kind not in "iu":
        raise TypeError(f"{one_line(name)} got {describe(given)}; whole numbers are needed, of the rows to look up.")
    if found.shape != traced.shape:
        shape = shape_text(traced.shape)
        raise ValueError(f"{one_line(name)} has shape {found.shape}; the program was derived for {shape}.")
    if found.size and not 0 <= found.min() <= found.max() <= most:
        raise ValueError(f"{one_line(name)} has numbers from {found.min()} to {found.max()}; 0 to {most} are rows.")
    return found.astype(np.intp)
