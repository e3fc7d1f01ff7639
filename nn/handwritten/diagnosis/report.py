"""The report of `diagnose`: sentences in a terminal, and heat maps beside them in a notebook."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from engine.checking.agreement import Agreement
from engine.drawing.dot import tint
from engine.table.notation import in_words, number
from engine.table.reports import Block, Cell, HeatMap, Lines, Printable
from nn.handwritten.diagnosis import points
from nn.handwritten.diagnosis.findings import Finding, MistakeExplanation
from nn.handwritten.diagnosis.points import Point, Possible
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import TABLE, Problem

LISTED = 6
"""How many explanations and doubts are printed."""


@dataclass(frozen=True, eq=False, repr=False)
class DiagnosisReport(Printable):
    """What `diagnose` found. It prints as text, shows itself in a notebook, and is true if the gradient is right.

    correct        whether every number is right
    problem        what could not be read, in a sentence; "" if nothing
    explanations   the mistakes that reproduce the numbers together, best first; [] if right, or nothing explains it
    notes          what is worth saying about a right gradient that may look odd
    narrowed       where nothing explains the numbers: what is right, and what these numbers say of the rest
    elsewhere      where the forward pass or the loss is not the stated one, or numbers have too few digits: what to say
    hints          what is worth a line beside a right gradient
    yours, right   the learner's gradients and the right ones, {"dW1": array, …}, in the learner's layout
    differences    yours minus right, where the shapes are the same
    zero           the names of arrays whose right gradient is zero throughout: they prove nothing
    agreements     for each array of the right shape how it agrees with the right one
    vague          whether mistakes give the numbers that may do so by chance: too few numbers, or too few digits
    """

    correct: bool
    problem: str = ""
    explanations: list[MistakeExplanation] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    yours: Mapping[str, Array | None] = field(default_factory=dict)
    right: Mapping[str, Array] = field(default_factory=dict)
    network: Problem | None = None
    zero: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    vague: bool = False

    def __bool__(self) -> bool:
        return self.correct

    @property
    def findings(self) -> list[Finding]:
        """The best explanation; [] if there is none."""
        return list(self._best()[0]) if self.explanations else []

    def _best(self) -> list[MistakeExplanation]:
        """Return the best explanations, those with the same remedy as one that names the others' ids."""
        found: dict[Any, list[MistakeExplanation]] = {}
        for e in self.explanations:
            if e.rank == self.explanations[0].rank:
                found.setdefault(e.remedy, []).append(e)
        return [_as_one(same) for same in found.values()]

    @cached_property
    def also_possible(self) -> list[Possible]:
        """Mistakes that these numbers cannot exclude, each with `layers` and `why`."""
        if self.network is None or self.problem:
            return []
        found = list(points.cannot_exclude(self.network))
        named = {f.mistake for f in self.findings}
        first = self.explanations[0].rank if self.explanations else 0
        for explanation in self.explanations[1:]:
            if explanation.rank == first:
                why = "the same numbers come out of " + " and ".join(explanation.mistakes)
                found += [Possible(f.mistake, f.layers, why) for f in explanation if f.mistake not in {*named, *found}]
        return found

    @property
    def vacuous(self) -> bool:
        """Whether this point proves little: a gradient that is zero, or right and wrong formulas with equal numbers."""
        return bool(self.zero) or (self.correct and bool(self.also_possible))

    def suggest_point(self) -> Point | None:
        """Return parameters, X and Y, in your layout, where right and wrong formulas give different numbers.

        None if what was handed in could not be read.
        """
        if self.network is None:
            return None
        return points.in_layout(points.better(self.network), self.network.layout)

    @cached_property
    def differences(self) -> dict[str, Array]:
        """Yours minus right, where the shapes are the same."""
        return {
            name: yours - self.right[name]
            for name, yours in self.yours.items()
            if yours is not None and yours.shape == self.right[name].shape
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        return {
            "correct": self.correct,
            "problem": self.problem,
            "elsewhere": list(self.elsewhere),
            "explanations": [
                {"rank": e.rank, "mistakes": list(e.mistakes), "layers": [list(f.layers) for f in e]}
                for e in self.explanations
            ],
            "also_possible": {str(p): p.why for p in self.also_possible},
        }

    # --- how it is printed -----------------------------------------------------------------------

    def content(self) -> list[Block]:
        """Return the sentences; and for notebooks each array, tinted where it is wrong."""
        return [Lines(self._lines()), *(self._heat_map(name) for name in self.yours if name in self.right)]

    def _lines(self) -> list[str]:
        if self.problem:
            return [f"Cannot compare: {self.problem}"]
        if self.correct:
            return [self._verdict(), *self.hints, *self._vacuous()]
        if self.elsewhere:
            return list(self.elsewhere)
        if self.explanations:
            return [*self._explained(), *self._all_zero()]
        which = "no mistake of the table, alone or two together, gives these numbers."
        if self.vague:
            which = "these numbers are too few, or have too few digits, to tell which mistake it is."
        return [f"Wrong, and {which}", *self.narrowed]

    def _verdict(self) -> str:
        """Return one line on a right gradient."""
        entries = sum(array.size for array in self.right.values())
        rounded = [each for each in self.agreements.values() if each.kind == "rounded"]
        if not rounded:
            gap = max((float(np.abs(d).max(initial=0.0)) for d in self.differences.values()), default=0.0)
            return f"Correct: {all_of(entries)} right; largest difference {gap:.1e}."
        coarsest = min(rounded, key=lambda each: (each.digits == 0, each.digits))
        return f"Correct: {all_of(entries)} {coarsest.sentence}."

    def _explained(self) -> list[str]:
        best = self._best()
        listed = best[:LISTED]
        if len(best) == 1 and len(best[0]) == 1:
            return str(best[0][0]).split("\n")
        lines = (
            ["Two mistakes together:"]
            if len(best) == 1
            else [f"These numbers cannot tell which of {len(best)} it is; each explains every number:"]
        )
        for explanation in listed:
            marks = ["•", *["  and"] * (len(explanation) - 1)] if len(best) > 1 else ["•"] * len(explanation)
            for mark, finding in zip(marks, explanation, strict=True):
                first, *rest = str(finding).split("\n")
                first = f"{first[0].lower()}{first[1:]}" if mark.endswith("and") else first
                lines += ["", f"{mark} {first}", *rest]
        if len(best) > len(listed):
            lines += ["", f"… {len(best) - len(listed)} more, in report.explanations"]
        return lines

    def _all_zero(self) -> list[str]:
        """Return one line where weights of 0 make formulas equal that are not."""
        zero = [f"W{s.number}" for s in self.network.seats if not s.W.any()] if self.network is not None else []
        if not zero:
            return []
        are, layer = ("is", "its layer") if len(zero) == 1 else ("are", "each of the layers")
        return [
            "",
            f"Hint: {in_words(zero)} {are} 0 throughout, so {layer} gives every sample the same output, and "
            "formulas that differ make equal numbers; report.suggest_point() gives a point that tells them apart.",
        ]

    def _vacuous(self) -> list[str]:
        """Return one line where the point proves little."""
        if self.zero:
            all_ = len(self.zero) == len(self.right)
            what = "every gradient" if all_ else in_words(self.zero)
            values = f"value of {what} is" if all_ or len(self.zero) == 1 else f"values of {what} are"
            return [
                f"Hint: a vacuous point: the right {values} zero here, so wrong formulas pass as well; "
                "report.suggest_point() gives a better one."
            ]
        doubts = self._doubts()
        alone = self.network is not None and len(self.network.X) == 1
        if not doubts or not (alone or any(TABLE[str(d)].step != "constant" for d in doubts)):
            return []  # two sizes that happen to be the same number are not worth a line
        some = len({str(d) for d in doubts})
        return [
            f"Hint: a vacuous point for {some} kind{'s' * (some > 1)} of mistakes, whose numbers are the same here; "
            "report.details names them, report.suggest_point() gives a better point."
        ]

    def _doubts(self) -> list[Possible]:
        return [d for d in self.also_possible if "the same numbers come out" not in d.why]

    @property
    def details(self) -> str:
        """Facts beyond a first reading: residues, all ids, and the mistakes that these numbers cannot exclude."""
        lines = [
            f"d{name}: {each.sentence}; largest difference {each.error:.1e}" for name, each in self.agreements.items()
        ]
        for e in self.explanations:
            where = " + ".join(f"{f.mistake} in {', '.join(map(str, f.layers))}" for f in e)
            lines.append(f"rank {e.rank}: {where}; left over once it is assumed: {e.evidence:.1e}")
        lines += self.notes
        doubts = self._doubts() if not self.problem else []
        if doubts:
            lines.append("These numbers are the same with and without (vacuous for):")
            lines += [
                f"  {d} in layer{'s' * (len(d.layers) > 1)} {', '.join(map(str, d.layers))}: {d.why}" for d in doubts
            ]
        return "\n".join(lines)

    def _agrees(self, name: str, shape: tuple[int, ...]) -> Array:
        """Return 1 for each entry of an array that agrees, in the learner's layout, else 0."""
        each, row = self.agreements.get(name.removeprefix("d")), self.agreements.get(f"b{name[2:]}")
        if each is None or self.network is None:
            return np.zeros(shape)
        found, layout = each.agrees.astype(float), self.network.layout
        if name[1] == "W":
            found = layout.joined(found, row.agrees.astype(float)) if layout.folded and row is not None else found
            found = found.T if layout.orientation == "out_in" else found
        return found if found.shape == shape else np.zeros(shape)

    def _heat_map(self, name: str) -> HeatMap:
        """Return one array: yours, tinted by its difference from the right one, which a pointer shows."""
        yours, right = self.yours[name], self.right[name]
        if yours is None or yours.shape != right.shape:
            given = "nothing" if yours is None else f"shape {yours.shape}"
            return HeatMap((), [], caption=f"{name}: {given}, where shape {right.shape} is right")
        gaps = np.where(self._agrees(name, right.shape) == 1, 0.0, self.differences[name])
        largest = float(np.abs(gaps).max(initial=0.0))
        arrays = [np.atleast_2d(array) for array in (yours, right, gaps)]
        rows = [
            [_cell(a, b, gap, largest) for a, b, gap in zip(*row, strict=True)] for row in zip(*arrays, strict=True)
        ]
        legend = f"blue is too large, red too small, the deepest by {number(largest)}; white is right"
        caption = f"{name}: yours, tinted: {legend}" if largest else f"{name}: right"
        return HeatMap((), rows, caption=caption)


Report = DiagnosisReport  # its former name, which stands in pickles


def _cell(mine: float, right: float, gap: float, largest: float) -> Cell:
    colour = tint(float(gap), largest) if largest and math.isfinite(gap) else "#ffffff"
    title = f"yours {number(float(mine))}, right {number(float(right))}, difference {number(float(gap))}"
    return Cell(number(float(mine)), colour, title)


def all_of(entries: int) -> str:
    """Return the subject of a verdict on every entry."""
    return "the one entry is" if entries == 1 else f"all {entries} entries are"


def _as_one(same: list[MistakeExplanation]) -> MistakeExplanation:
    """Return the first of explanations with the same remedy, its findings with the ids of the others."""
    first = same[0]
    findings = []
    for finding in first:
        also = [
            f.mistake
            for other in same[1:]
            for f in other
            if (f.layers, f.fix) == (finding.layers, finding.fix) and f.mistake not in first.mistakes
            if len(first) == 1 or TABLE[f.mistake].step == TABLE[finding.mistake].step  # one of two has the same line
        ]
        findings.append(replace(finding, also=tuple(dict.fromkeys(also))))
    return MistakeExplanation(findings, first.rank, first.evidence)
