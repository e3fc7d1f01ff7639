"""What `diagnose` found: read it as a sentence, as a table in a terminal, or as a heat map in a notebook."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from engine.drawing.dot import INK, tint
from engine.table.console import preformatted, printed
from engine.table.notation import number
from nn.handwritten.diagnosis import points
from nn.handwritten.diagnosis.findings import Explanation, Finding
from nn.handwritten.diagnosis.points import Point, Possible
from nn.handwritten.mistakes import Problem
from nn.handwritten.mistakes.seats import Array

LISTED = 6
"""How many explanations and doubts are printed."""


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What `diagnose` found. It prints as text, shows itself in a notebook, and is true if the gradient is right.

    correct        whether every number is right
    problem        what could not be read, in a sentence; "" if nothing
    explanations   the mistakes that reproduce the numbers together, best first; [] if right, or nothing explains it
    notes          what is worth saying about a right gradient that may look odd
    narrowed       where nothing explains the numbers: what is right, and which δ is the first that is wrong
    yours, right   the learner's gradients and the right ones, {"dW1": array, …}, in the learner's layout
    differences    yours minus right, where the shapes are the same
    zero           the names of arrays whose right gradient is zero throughout: they prove nothing
    """

    correct: bool
    problem: str = ""
    explanations: list[Explanation] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()
    yours: Mapping[str, Array | None] = field(default_factory=dict)
    right: Mapping[str, Array] = field(default_factory=dict)
    network: Problem | None = None
    zero: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.correct

    @property
    def findings(self) -> list[Finding]:
        """The best explanation; [] if there is none."""
        return list(self.explanations[0]) if self.explanations else []

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
        """Parameters, X and Y, in your layout, where right and wrong formulas give different numbers.

        None if what was handed in could not be read.
        """
        if self.network is None:
            return None
        return points.in_layout(points.better(self.network)[0], self.network.layout)

    @cached_property
    def differences(self) -> dict[str, Array]:
        """Yours minus right, where the shapes are the same."""
        return {
            name: yours - self.right[name]
            for name, yours in self.yours.items()
            if yours is not None and yours.shape == self.right[name].shape
        }

    # --- text ------------------------------------------------------------------------------------

    @printed
    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> list[str]:
        if self.problem:
            return [f"Cannot compare: {self.problem}"]
        if self.correct:
            lines = [f"Correct: {self._count()}."]
        elif self.explanations:
            lines = [self._headline(), ""]
            for explanation in self._best():
                lines += [*("\n".join(f"• {finding}" for finding in explanation)).split("\n"), ""]
            lines = lines[:-1] if lines[-1] == "" else lines
        else:
            lines = ["Wrong, and no mistake of the table, alone or two together, gives these numbers.", *self.narrowed]
        return [*lines, *self.notes, *self._doubts()]

    def _count(self) -> str:
        entries = sum(array.size for array in self.right.values())
        gap = max((float(np.abs(d).max(initial=0.0)) for d in self.differences.values()), default=0.0)
        return f"all {entries} entries are right; largest difference {gap:.1e}"

    def _best(self) -> list[Explanation]:
        return [e for e in self.explanations if e.rank == self.explanations[0].rank][:LISTED]

    def _headline(self) -> str:
        best = self._best()
        names = " + ".join(self.explanations[0].mistakes)
        if len(best) == 1:
            return f"Wrong: {names}. It explains every number."
        others = ", or ".join(" + ".join(e.mistakes) for e in best)
        return f"Wrong, and these numbers cannot tell which: {others}. Each explains every number."

    def _doubts(self) -> list[str]:
        lines = []
        if self.zero:
            all_ = len(self.zero) == len(self.right)
            what = "every gradient is" if all_ else f"{', '.join(self.zero)} {'is' if len(self.zero) == 1 else 'are'}"
            lines.append(f"A vacuous point: the right value of {what} zero here, so wrong formulas pass as well.")
        doubts = [d for d in self.also_possible if "the same numbers come out" not in d.why] if self.correct else []
        if doubts:
            lines.append("These numbers are the same with and without (vacuous for):")
            lines += [
                f"  {d} in layer{'s' * (len(d.layers) > 1)} {', '.join(map(str, d.layers))}: {d.why}"
                for d in doubts[: 2 * LISTED]
            ]
            if len(doubts) > 2 * LISTED:
                lines.append(f"  … {len(doubts) - 2 * LISTED} more, in report.also_possible")
        if lines:
            lines.append("report.suggest_point() gives a point that tells them apart.")
        return lines

    # --- notebook --------------------------------------------------------------------------------

    def _repr_html_(self) -> str:
        text = preformatted(self, style="white-space:pre-wrap")
        return text + "".join(self._heat_map(name) for name in self.yours if name in self.right)

    def _heat_map(self, name: str) -> str:
        """One array: yours, tinted by its difference from the right one, which a pointer shows."""
        yours, right = self.yours[name], self.right[name]
        if yours is None or yours.shape != right.shape:
            given = "nothing" if yours is None else f"shape {yours.shape}"
            return f"<p>{name}: {given}, where shape {right.shape} is right</p>"
        gaps = self.differences[name]
        size = float(np.abs(right).max(initial=0.0))
        gaps = np.where(np.abs(gaps) <= 1e-9 * size, 0.0, gaps)
        largest = float(np.abs(gaps).max(initial=0.0))
        rows = [np.atleast_2d(array) for array in (yours, right, gaps)]
        shown = ""
        for mine, theirs, gap in zip(*rows, strict=True):
            cells = [_cell(*each, largest) for each in zip(mine, theirs, gap, strict=True)]
            shown += f"<tr>{''.join(cells)}</tr>"
        caption = f"{name}: yours, tinted by the difference from the right one" if largest else f"{name}: right"
        style = "text-align:left;white-space:nowrap"
        return f'<table style="margin:4px 0"><caption style="{style}">{caption}</caption>{shown}</table>'


def _cell(mine: float, right: float, gap: float, largest: float) -> str:
    colour = tint(float(gap), largest) if largest and math.isfinite(gap) else "#ffffff"
    title = f"yours {number(float(mine))}, right {number(float(right))}, difference {number(float(gap))}"
    style = f"padding:2px 8px;text-align:right;color:{INK};background:{colour}"
    return f'<td style="{style}" title="{title}">{number(float(mine))}</td>'


def unread(problem: str) -> Report:
    """The report on something that could not be read."""
    return Report(False, problem=problem)


def plain(report: Report) -> dict[str, Any]:
    """A report as numbers and words, for JSON."""
    return {
        "correct": report.correct,
        "problem": report.problem,
        "explanations": [
            {"rank": e.rank, "mistakes": list(e.mistakes), "layers": [list(f.layers) for f in e]}
            for e in report.explanations
        ],
        "also_possible": {str(p): p.why for p in report.also_possible},
    }
