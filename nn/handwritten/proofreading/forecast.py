"""Which values of a line are worth a run: the steps are linear in what a line of the backward pass holds.

A value that is a sum of others that were put in needs no run of its own: its steps are the same sum of theirs. In a
loop over time, a few runs tell of a hundred adjoints which of them may make a step right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nn.handwritten.proofreading.multiples import without
from nn.handwritten.proofreading.recording import Array

SPANNED = 1e-9  # the part of a value that may be outside of the sum of others
MOST = 1e3  # above such a coefficient the digits of a sum are not to be trusted
SAME = 1e-6  # the part by which the steps of a sum may differ from the sum of the steps
ALONG = 1e-6  # how far the square of the cosine between a step and its gradient may be from 1

MOST_ENTRIES = 64  # of a larger value more is to be learned than there are adjoints to try

Steps = Sequence[Array | None]
Open = tuple[int, Array | None, Array, Array | None]  # a wrong step: its number, it, what it should be, what may decay


@dataclass(eq=False)
class Forecast:
    """The steps with each value that was put in one place, above those with nothing there.

    nothing     the steps with zeros there
    values      what was put in, in rows of length 1
    steps       what the steps were more with each of them than with nothing
    is_linear   whether a forecast agreed with a run; None before the first one
    rows, inverse, all_steps    the same as matrices
    """

    nothing: Steps
    values: list[Array] = field(default_factory=list)
    steps: list[list[Array]] = field(default_factory=list)
    is_linear: bool | None = None
    rows: Array | None = None
    inverse: Array | None = None
    all_steps: list[Array] = field(default_factory=list)

    def learn(self, value: Array, steps: Steps) -> None:
        """Keep the steps of a run, and whether they are as foreseen."""
        if self.is_linear is False or value.size > MOST_ENTRIES:
            return
        more, length = _above(steps, self.nothing), float(np.linalg.norm(value))
        foreseen = self.of(value) if more is not None else None
        if more is None or not length:
            self.is_linear = False
        elif foreseen is None:
            self.values.append(value / length)
            self.steps.append([step / length for step in more])
            self.rows = np.stack(self.values, axis=1)
            self.inverse = np.asarray(np.linalg.pinv(self.rows), dtype=float)
            self.all_steps = [np.stack(each, axis=-1) for each in zip(*self.steps, strict=True)]
        elif self.is_linear is None:
            self.is_linear = all(_is_near(a, b) for a, b in zip(foreseen, more, strict=True))

    def of(self, value: Array) -> list[Array] | None:
        """Return what the steps are more with a value that is a sum of those that were put in; None for another one."""
        if self.rows is None or self.inverse is None or not np.isfinite(value).all():
            return None
        parts, length = self.inverse @ value, float(np.linalg.norm(value))
        if np.linalg.norm(self.rows @ parts - value) > SPANNED * length or np.abs(parts).max() > MOST * length:
            return None
        return [steps @ parts for steps in self.all_steps]

    def may_fix(self, value: Array, open_: Sequence[Open]) -> bool:
        """Return whether a value may make a wrong step right; True where nothing is foreseen."""
        more = self.of(value) if self.is_linear else None
        return more is None or any(self._fits(more[each[0]], *each) for each in open_)

    def _fits(self, more: Array, i: int, step: Array | None, right: Array, decayed: Array | None) -> bool:
        """Return whether a step moves, and is right but for a factor: all of it, what does not decay, or what moves."""
        nothing = self.nothing[i]
        if nothing is None or nothing.shape != right.shape:
            return True
        now = nothing + more
        if step is not None and step.shape == now.shape and _is_near(now, step):
            return False
        is_right = _is_along(now, right) or _is_along(more, right - nothing)
        return is_right or (decayed is not None and _is_along(without(now, right, decayed), right))


def _above(steps: Steps, nothing: Steps) -> list[Array] | None:
    """Return what steps are more than others, if all came, in the same shapes and with numbers in them."""
    pairs = [(a, b) for a, b in zip(steps, nothing, strict=True) if a is not None and b is not None]
    is_whole = len(pairs) == len(nothing) and all(a.shape == b.shape and np.isfinite(a - b).all() for a, b in pairs)
    return [a - b for a, b in pairs] if is_whole else None


def _is_near(a: Array, b: Array) -> bool:
    """Return whether two steps are the same, but for rounding."""
    return bool(np.abs(a - b).max(initial=0.0) <= SAME * np.abs(b).max(initial=0.0))


def _is_along(a: Array, b: Array) -> bool:
    """Return whether one array is nearly a multiple of another."""
    return bool(float((a * b).sum()) ** 2 >= (1 - ALONG) * float((a * a).sum() * (b * b).sum()))
