"""What `compare` found: every entry both ways, as a table with a verdict."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from engine.checking.agreement import Agreement, judge
from engine.table.reports import Lines, Printable, Table
from nn.handwritten import matrix
from nn.handwritten.auditing import kink_note
from nn.networks.arrays import shape_words

Gradients = matrix.Gradients
LISTED = 40
"""How many entries a printed comparison lists before it leaves the rest to `report.entries`."""


class Entry(NamedTuple):
    """One entry of one gradient, both ways. `name` reads dW1[0,2]: row 0, column 2 of the matrix as stored.

    `verdict` is whether they agree, judged together with all entries of the array; None if that was not done.
    """

    name: str
    scalar: float
    matrix: float
    verdict: bool | None = None

    @property
    def difference(self) -> float:
        """Scalar minus matrix."""
        return self.scalar - self.matrix if self.scalar != self.matrix else 0.0

    @property
    def agrees(self) -> bool:
        """Whether they are the same number but for rounding; within 1e-12 of the larger one or of 1, if not judged."""
        return judge(self.matrix, self.scalar, 1.0).kind == "equal" if self.verdict is None else self.verdict


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Printable):
    """What `compare` found. It prints as a table, and is true only where every entry agrees.

    loss             both ways, as an Entry; None if gradients were handed in without a loss
    scalar, matrix   the gradient of the batch both ways: {"W1": array, "b1": array, …}; at exact kinks `scalar` is
                     the subgradient nearest to `matrix`
    per_sample       the scalar engine's gradients of each sample alone, with a leading axis of samples
    combined         their mean (or sum, as the reduction says): the same as the engine's gradient of the batch
    yours            whether `matrix` holds gradients that were handed in, and not the textbook's
    agreements       for each array what `engine.checking.agreement.judge` said
    batch, scales    the engine's gradient of the batch, and the size that the rounding of each entry is measured by
    kinks            at how many exact kinks `matrix` takes another slope than the engine
    forward          sentences on outputs and loss handed in that are not those of the network; () if there are none
    checked          what was handed in beside gradients and agrees: "outputs", "loss"
    entries          all entries in order, the loss first
    """

    loss: Entry | None
    scalar: Gradients
    matrix: Gradients
    per_sample: Gradients
    combined: Gradients
    reduction: str
    orientation: str
    title: str
    yours: bool = False
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    batch: Gradients = field(default_factory=dict)
    scales: Mapping[str, Any] = field(default_factory=dict)
    kinks: int = 0
    forward: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    scalar_loss: float = 0.0

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take over what was pickled; a comparison from before arrays were judged one by one is judged now."""
        if "agreements" not in state:
            scalar, matrix = state["scalar"], state["matrix"]
            state |= {"agreements": {name: judge(matrix[name], scalar[name], 1.0) for name in scalar}}
            state |= {"batch": scalar, "scales": dict.fromkeys(scalar, 1.0), "kinks": 0, "forward": (), "checked": ()}
            state |= {"loss": Entry(*state["loss"][:3]), "scalar_loss": state["loss"][1]}
        self.__dict__.update(state)

    @cached_property
    def entries(self) -> list[Entry]:
        """All entries in order, the loss first."""
        return [*([self.loss] if self.loss else []), *(e for name in self.scalar for e in self._entries(name))]

    def _entries(self, name: str) -> Iterator[Entry]:
        agrees = self.agreements[name].agrees
        for index, x in np.ndenumerate(self.scalar[name]):
            place = f"d{name}[{','.join(map(str, index))}]"
            yield Entry(place, float(x), float(self.matrix[name][index]), bool(agrees[index]))

    def __bool__(self) -> bool:
        arrays = all(self.agreements.values()) and all(entry.agrees for entry in self.entries)
        return arrays and self.samples_agree and not self.forward

    @property
    def samples_agree(self) -> bool:
        """Whether the per-sample gradients combine to the gradient of the batch."""
        return all(judge(self.combined[name], array, self.scales[name]) for name, array in self.batch.items())

    @property
    def largest_difference(self) -> float:
        """The largest absolute difference of all entries, NaN if one is NaN."""
        return float(np.max([abs(entry.difference) for entry in self.entries]))

    def content(self) -> list[Lines | Table]:
        """Return a row for each entry, the matrix formula above those of each array, and the verdict."""
        if self.forward:
            return [Lines([self.title, "", *self.forward, "The gradients belong to it and are not judged."])]
        given = _row(self.loss) if self.loss else ["loss", f"{self.scalar_loss:+.15f}", "not given", "", ""]
        rows: list[list[str] | str] = [given]
        budget = LISTED
        for name in self.scalar:
            entries = list(self._entries(name))
            wrong = [i for i, entry in enumerate(entries) if not entry.agrees]
            listed = sorted({*range(min(budget, len(entries))), *wrong[:LISTED]})
            budget = max(budget - len(listed), 2)
            rows += ["", self._heading(name), *[_row(entries[i]) for i in listed]]
            if left := len(entries) - len(listed):
                differ = len(set(wrong) - set(listed))
                which = f", {differ} of which differ" if differ else " that agree"
                rows.append(f"  … {left} more{which}, in report.entries")
        header = ["", "scalar", "yours" if self.yours else "matrix", "difference", ""]
        return [Lines([self.title, ""]), Table(header, rows), Lines(["", *self._verdict()])]

    def _heading(self, name: str) -> str:
        """Return the matrix formula of a gradient, its shape, what the sizes mean, and which w an entry belongs to."""
        kind, k, shape = name[0], int(name[1:]), self.scalar[name].shape
        before = "X" if k == 1 else f"A{k - 1}"
        if kind == "b":
            return f"d{name} = δ{k}.sum(axis=0), shape {shape} (neurons,)"
        formula, entry = {
            "in_out": (f"{before}.T @ δ{k}", "[j,i]"),
            "out_in": (f"δ{k}.T @ {before}", "[i,j]"),
        }[self.orientation]
        return f"d{name} = {formula}, shape {shape} {shape_words(self.orientation)}: entry {entry} is ∂L/∂w{k}_ij"

    def _verdict(self) -> list[str]:
        wrong = [entry.name for entry in self.entries if not entry.agrees]
        count = len(next(iter(self.per_sample.values())))
        verdict = f"{self._agreed()}; largest difference"
        if wrong:
            named = ", ".join(wrong[:8]) + (", …" if len(wrong) > 8 else "")
            verdict = f"{len(wrong)} of {len(self.entries)} entries DIFFER: {named}; largest difference"
        coarse = [f"d{name}: {each.sentence}" for name, each in self.agreements.items() if each.coarse]
        lines = [f"{verdict} {self.largest_difference:.1e}."] if wrong or not coarse else []
        lines += [f"Cannot tell for {each}." for each in coarse]
        lines += [kink_note(self.kinks)] if self.kinks else []
        if self.checked:
            verb = "agrees" if self.checked == ("loss",) else "agree"
            lines.append(f"Your {' and your '.join(self.checked)} {verb}, too.")
        if count > 1:
            how = "is" if self.samples_agree else "IS NOT"
            combination = "sum" if self.reduction == "sum" else "mean"
            lines.append(f"The {combination} of the {count} per-sample gradients {how} the batch gradient.")
        return lines

    def _agreed(self) -> str:
        """Return the words that all entries agree, and how closely."""
        rounded = [each for each in self.agreements.values() if each.kind == "rounded"]
        if rounded:
            least = min(rounded, key=lambda each: each.digits)
            return f"All {len(self.entries)} entries agree: {least.sentence}"
        words = {1.0: "within 1e-12", math.inf: "within 1e-12 of their size"}
        within = (words[most] for most in words if all(_is_near(entry, most) for entry in self.entries))
        return f"All {len(self.entries)} entries agree {next(within, 'but for rounding')}"


def _is_near(entry: Entry, most: float) -> bool:
    """Return whether both numbers are the same within 1e-12 of the larger one, of 1 at least, and of `most` at most."""
    size = max(1.0, min(most, max(abs(entry.scalar), abs(entry.matrix))))
    return entry.scalar == entry.matrix or abs(entry.difference) <= 1e-12 * size


def _row(entry: Entry) -> list[str]:
    """Return the cells of an entry. Numbers that differ do so visibly, tiny ones are not 0.000, huge ones short."""
    difference = f"{entry.difference:+.1e}" if entry.difference else "0"
    scalar, matrix = f"{entry.scalar:+.15f}", f"{entry.matrix:+.15f}"
    size = max(abs(entry.scalar), abs(entry.matrix))
    if 0 < size < 1e-6 or 1e15 < size < math.inf or (scalar == matrix and not entry.agrees):
        scalar, matrix = f"{entry.scalar:+.15e}", f"{entry.matrix:+.15e}"
    return [entry.name, scalar, matrix, difference, "" if entry.agrees else "≠"]
