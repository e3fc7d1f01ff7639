"""What goes into the step of a parameter that is no multiple of its gradient, where no value and no name tells it.

    for layer in layers:
        g = layer.gw                       one name for the gradients of all layers
        m[layer] = 0.9 * m[layer] + 0.1 * g
        …

The gradient of a parameter is an array of its shape through which its own step changes, and no other: each that may be
one is disturbed once.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nn.handwritten.proofreading.naming import is_gradient, stem
from nn.handwritten.proofreading.recording import Array, Place, Recorder
from nn.handwritten.proofreading.running import Script, transformed
from nn.handwritten.proofreading.window import ScriptPass

Spot = tuple[Place, str]
"""An assignment, and the path to one array in what was assigned."""
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
        called = [spot for spot in own if is_gradient(stem(self.text(spot)))]
        first = called[-1:] or own[:1]
        return [spot for spot in own if self.text(spot) == self.text(first[0])][-1] if first else None

    def text(self, spot: Spot) -> str:
        """Return what is assigned at a place."""
        return self.script.texts.get(spot[0][:2], "")

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

        def change(recorder: Recorder, here: Place, value: Any) -> Any:
            place, own = spot or (None, "")
            return transformed(value, lambda path, x: turned(x) if path == own else x) if here == place else value

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
