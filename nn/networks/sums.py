"""The operands of a neuron's sum, checked once and kept in one row, which its sums of all samples share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import Value
from engine.recording.sums import Row


class Operands:
    """The operands (b, w_0, w_1, …) of a neuron: the same row as long as they are the same Values."""

    known: tuple[list[Value] | None, Value | None, Row | None] = (None, None, None)
    """The weights and the bias last seen, and their row; one assignment, so that threads see all or nothing."""

    def of(self, b: Any, w: Sequence[Any]) -> Row | None:
        """Return the row of (b, *w), or (*w,) if b is None; None if w is empty or not all are plain Values."""
        w_known, b_known, row = self.known
        try:
            if b is b_known and w_known == w:
                return row
        except (TypeError, ValueError):  # == between a Value and a number, or between a list and an array
            pass
        operands = tuple(w) if b is None else (b, *w)
        if not len(w) or any(type(each) is not Value for each in operands):
            return None
        row = Row(operands)
        self.known = (list(w), b, row)
        return row
