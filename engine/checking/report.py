"""What a check of gradients found: an entry for each number, a table of them, and the verdict in words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.table.notation import one_line
from engine.table.reports import Lines, Printable, Table

Verdict = Literal["agrees", "disagrees", "cannot tell"]

LISTED = 20  # rows that a printed report shows


@dataclass(frozen=True)
class GradientEntry:
    """One number, its gradient by the engine, and the difference ± error that it is compared with."""

    name: str
    value: float
    gradient: float
    difference: float
    error: float
    verdict: Verdict
    reason: str = ""  # why the check cannot tell, or what else there is to know

    @property
    def row(self) -> list[str]:
        """The cells of its row in the table."""
        note = f" ({self.reason})" if self.verdict == "agrees" and self.reason else ""
        numbers = [f"{self.value:.6g}", f"{self.gradient:.12g}", f"{self.difference:.12g}", f"± {self.error:.0e}"]
        return [one_line(self.name), *numbers, f"{self.verdict}{note}"]

    def how_wrong(self) -> str:
        """Return both numbers, how much is between them, and what that may mean."""
        gap, hint = self.gradient - self.difference, f"; {self.reason}" if self.reason else ""
        numbers = f"the engine has {self.gradient:.10g}, the difference is {self.difference:.10g}"
        far = times = ""
        if math.isfinite(gap):
            far = f": {abs(gap):.3g} too {'large' if gap > 0 else 'small'}"
            if self.gradient and abs(self.difference) > self.error:
                times = f" ({self.gradient / self.difference:.7g} times)"
        return f"{one_line(self.name)} disagrees: {numbers}{far}{times}{hint}."


@dataclass(frozen=True, repr=False)
class GradientReport(Printable):
    """What `check_gradients` found: true if every entry agrees, and a table when printed."""

    entries: tuple[GradientEntry, ...]

    def __bool__(self) -> bool:
        return all(entry.verdict == "agrees" for entry in self.entries)

    def raise_unless_agreed(self) -> None:
        """Raise AssertionError, with the whole table, unless every entry agrees: a line for a test."""
        if not self:
            raise AssertionError(f"the gradients were not confirmed\n{self}")

    def content(self) -> list[Table | Lines]:
        """Return a row for each entry, those that disagree in words, and the verdict."""
        listed = self.entries
        if len(listed) > LISTED:  # those that need a look come first
            listed = tuple(sorted(listed, key=lambda entry: entry.verdict == "agrees")[:LISTED])
        left = len(self.entries) - len(listed)
        more = [f"… {left} more, in report.entries"] if left else []
        wrong = [entry.how_wrong() for entry in listed if entry.verdict == "disagrees"]
        header = ["input", "value", "engine", "difference", "± error", ""]
        return [Table(header, [entry.row for entry in listed]), Lines([*more, *wrong, *self._end()])]

    def _end(self) -> Iterator[str]:
        """Yield the reasons why the check cannot tell, each once; then how many agree."""
        unsure: dict[str, list[str]] = {}
        for entry in self.entries:
            if entry.verdict == "cannot tell":
                unsure.setdefault(entry.reason, []).append(one_line(entry.name))
        for reason, names in unsure.items():
            yield f"Cannot tell for {', '.join(names)}: {reason}."
        gaps = [abs(entry.gradient - entry.difference) for entry in self.entries if entry.verdict == "agrees"]
        largest = f"; the largest gap is {max(gaps):.1e}" if gaps else ""
        yield f"{len(gaps)} of {len(self.entries)} gradients agree{largest}."
