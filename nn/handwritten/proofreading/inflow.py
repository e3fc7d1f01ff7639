"""What goes into the step of a parameter that is no multiple of its gradient, and how the step grows with it.

    for layer in layers:
        g = layer.gw                       one name for the gradients of all layers
        m[layer] = 0.9 * m[layer] + 0.1 * g
        …

Where no value and no name tells it, the gradient of a parameter is an array of its shape through which its own step
changes, and no other: each that may be one is disturbed once.

In its first pass lr * m / (np.sqrt(v) + eps) moves as the sign of g, the 0th power of |g|. Without the root it moves as
g / g²: the larger the gradient is, the smaller the step. Without the square it moves as the root of g, which is no
number where g is negative.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nn.handwritten.proofreading.naming import is_gradient, stem
from nn.handwritten.proofreading.recording import Array, Place
from nn.handwritten.proofreading.running import Script, changing
from nn.handwritten.proofreading.window import ScriptPass

Spot = tuple[Place, str]  # an assignment, and the path to one array in what was assigned
MOST_SECONDS = 1.5


class Inflows:
    """Which parameters of a pass move otherwise once an array is another one."""

    def __init__(self, script: Script, window: ScriptPass) -> None:
        self.script, self.window = script, window
        self.deadline = time.process_time() + MOST_SECONDS
        self.known: dict[Spot, frozenset[int]] = {}
        self.base = self.ends(None)

    def gradient(self, i: int, spots: Mapping[Spot, Array]) -> Spot | None:
        """Return the array, of those before a step, that is the gradient of parameter i by what it moves.

        One that is called a gradient is meant by it, the last of them; else it is the first, all others are made of it.
        """
        shape = self.window.parameters[i].before.shape
        own = [s for s, value in spots.items() if value.shape == shape and s[1].isprintable() and self.moves(s) == {i}]
        called = [spot for spot in own if is_gradient(stem(self.script.text(spot[0])))]
        first = called[-1:] or own[:1]
        alike = [spot for spot in own if first and self.script.text(spot[0]) == self.script.text(first[0][0])]
        return alike[-1] if alike else None

    def moves(self, spot: Spot) -> frozenset[int]:
        """Return the parameters whose steps change with an array; none once the time is over."""
        if spot not in self.known:
            if time.process_time() > self.deadline:
                return frozenset()
            now = self.ends(spot)
            pairs = [(np.asarray(a), np.asarray(b)) for a, b in zip(self.base, now, strict=True)]
            self.known[spot] = frozenset(i for i, pair in enumerate(pairs) if not np.array_equal(*pair))
        return self.known[spot]

    def ends(self, spot: Spot | None) -> Sequence[Array | None]:
        """Return what the parameters are after the pass, with one array turned into another."""
        change = changing(*spot, turned) if spot is not None else None
        events = self.script.run(change=change, until=self.window.until).events
        made = {(e.place, path): new.value for e in events for path, _, new in e.changes}
        return [made.get(parameter.changes[-1]) for parameter in self.window.parameters]


def turned(thing: Any) -> Any:
    """Return a float, or an array of floats in place, with another sign and another size."""
    if isinstance(thing, np.ndarray) and thing.dtype.kind == "f" and thing.flags.writeable:
        thing *= -1.3
        thing -= 0.01
        return thing
    return -1.3 * thing - 0.01 if isinstance(thing, float) else thing


LEAST = 3  # how many entries say which power it is
NEAR = 0.2  # how far a power may be from a whole number, by an ε
WIDE = 0.5  # how far their logarithms must be apart


def power(step: Array, gradient: Array, least: int = LEAST) -> float | None:
    """Return the p of |step| = c · |gradient|**p; None if it is no power, NaN if too little is known.

    >>> g = np.array([1.0, -2.0, 4.0, 8.0])
    >>> [round(power(step, g), 6) for step in (-0.1 * g, np.sign(g), 0.1 / g)], power(g + 1, g)
    ([1.0, 0.0, -1.0], None)
    """
    if step.shape != gradient.shape:
        return None
    size, made = np.abs(gradient).reshape(-1), np.abs(step).reshape(-1)
    kept = size > 1e-2 * size.max(initial=0.0)  # what is small beside an ε is bent
    if not np.isfinite(made).all() or not made[kept].all():
        return None
    if kept.sum() < least or np.ptp(np.log(size[kept])) < WIDE:
        return np.nan
    x, y = np.log(size[kept]), np.log(made[kept])
    p, c = np.polyfit(x, y, 1)
    return float(p) if np.abs(y - p * x - c).max() < 1e-2 else None


def is_uneven(before: Array, after: Array, gradient: Array) -> bool:
    """Return whether a step shrinks as its gradient grows, grows as its root, or is no number: all are wrong."""
    p = power(after - before, gradient) if before.shape == after.shape else None
    is_lost = np.isfinite(before).all() and np.isfinite(gradient).all() and not np.isfinite(after).all()
    return bool(is_lost) or (p is not None and min(abs(p + 1), abs(p - 0.5)) <= NEAR)


def may_be_even(before: Array, after: Array, gradient: Array) -> bool:
    """Return whether a step has the same size however large its gradient is, as far as is known."""
    p = power(after - before, gradient, 2) if before.shape == after.shape else None
    return p is not None and not abs(p) > NEAR
