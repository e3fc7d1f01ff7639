"""The operands of a neuron's sum, checked once and kept in one tuple, which its sums of all samples share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import Value


class Operands:
    """The operands (b, w_0, w_1, …) of a neuron: the same tuple as long as they are the same Values."""

    known: tuple[list[Value] | None, Value | None, tuple[Value, ...]] = (None, None, ())
    """The weights and the bias last seen, and the tuple of them; one assignment, so that threads see all or nothing."""

    def of(self, b: Any, w: Sequence[Any]) -> tuple[Value, ...] | None:
        """Return (b, *w), or (*w,) if b is None; None if there is no weight or one of them is not a plain Value."""
        w_known, b_known, operands = self.known
        try:
            if b is b_known and w_known == w:
                return operands
        except (TypeError, ValueError):  # == between a Value and a number, or between a list and an array
            pass
        operands = tuple(w) if b is None else (b, *w)
        if not len(w) or any(type(each) is not Value for each in operands):
            return None
        self.known = (list(w), b, operands)
        return operands
