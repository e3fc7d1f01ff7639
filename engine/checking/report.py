"""What a check of gradients found: an entry for each number, a table of them, and the verdict in words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.table.console import printed
from engine.table.notation import one_line

Verdict = Literal["agrees", "disagrees", "cannot tell"]

LISTED = 20  # rows that a printed report shows


@dataclass(frozen=True)
class GradientEntry:
    """One number, its gradient by the engine, and the difference ± error that it is compared with.

    The reason says why the check cannot tell, or what else there is to know; often it is "".
    """

    name: str
    value: float
    gradient: float
    difference: float
    error: float
    verdict: Verdict
    reason: str = ""

    def row(self, width: int) -> str:
        """A line of the table."""
        numbers = f"{self.value:>12.6g}{self.gradient:>20.12g}{self.difference:>20.12g} ± {self.error:<8.0e}"
        note = f" ({self.reason})" if self.verdict == "agrees" and self.reason else ""
        return f"{one_line(self.name):{width}}{numbers}{self.verdict}{note}"

    def how_wrong(self) -> str:
        """Both numbers, how much is between them, and what that may mean."""
        gap, hint = self.gradient - self.difference, f"; {self.reason}" if self.reason else ""
        which = f"{one_line(self.name)} disagrees"
        compared = f"{which}: the engine has {self.gradient:.10g}, the difference is {self.difference:.10g}"
        if not math.isfinite(gap):
            return f"{compared}{hint}."
        side = "too large" if gap > 0 else "too small"
        times = (
            f" ({self.gradient / self.difference:.7g} times)"
            if self.gradient and abs(self.difference) > self.error
            else ""
        )
        return f"{compared}: {abs(gap):.3g} {side}{times}{hint}."


@dataclass(frozen=True, repr=False)
class GradientReport:
    """What `check_gradients` found: true if every entry agrees, and a table when printed."""

    entries: tuple[GradientEntry, ...]

    def __bool__(self) -> bool:
        return all(entry.verdict == "agrees" for entry in self.entries)

    def raise_unless_agreed(self) -> None:
        """AssertionError, with the whole table, unless every entry agrees: a line for a test."""
        if not self:
            raise AssertionError(f"the gradients were not confirmed\n{self}")

    @printed
    def __repr__(self) -> str:
        listed = self.entries
        if len(listed) > LISTED:  # those that need a look come first
            listed = tuple(sorted(listed, key=lambda entry: entry.verdict == "agrees")[:LISTED])
        width = max(6, *(len(one_line(entry.name)) for entry in listed))
        lines = [f"{'input':{width}}{'value':>12}{'engine':>20}{'difference':>20} ± error"]
        lines += [entry.row(width) for entry in listed]
        if left := len(self.entries) - len(listed):
            lines.append(f"… {left} more, in report.entries")
        lines += [entry.how_wrong() for entry in listed if entry.verdict == "disagrees"]
        return "\n".join([*lines, *self._end()])

    def _end(self) -> Iterator[str]:
        """The reasons why the check cannot tell, each once; then how many agree."""
        unsure: dict[str, list[str]] = {}
        for entry in self.entries:
            if entry.verdict == "cannot tell":
                unsure.setdefault(entry.reason, []).append(one_line(entry.name))
        for reason, names in unsure.items():
            yield f"Cannot tell for {', '.join(names)}: {reason}."
        gaps = [abs(entry.gradient - entry.difference) for entry in self.entries if entry.verdict == "agrees"]
        largest = f"; the largest gap is {max(gaps):.1e}" if gaps else ""
        yield f"{len(gaps)} of {len(self.entries)} gradients agree{largest}."
