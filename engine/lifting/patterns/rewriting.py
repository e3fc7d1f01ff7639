"""The steps of a program while some of them become one: what made each array, who reads it, and where numbers go."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.lifting.placement import Placement
from engine.lifting.reading import Ints
from engine.lifting.steps import Sum, Term
from engine.lifting.views import Array, View

GONE = "gone"
"""The kind of an array that no line computes any more: its numbers are parts of another one."""


class StepList:
    """What made each array, and which steps read it."""

    def __init__(self, at: Placement) -> None:
        self.at = at
        self.made: dict[int, Any] = {id(step.out): step for step in at.steps}
        self.readers: dict[int, list[Any]] = {}
        self.index = {id(array): i for i, array in enumerate(at.arrays)}
        for step in at.steps:
            for key in {id(view.array) for view in step.views()}:
                self.readers.setdefault(key, []).append(step)

    def maker(self, array: Array, kind: Any) -> Any:
        """Return the step that made an array, if it is of this kind; else None."""
        step = self.made.get(id(array))
        return step if isinstance(step, kind) else None

    def read_by(self, array: Array, *steps: Any) -> bool:
        """Return True if an array is read by these steps and no other, and is not the result."""
        found = self.readers.get(id(array), [])
        return bool(found) and {id(step) for step in found} <= {id(step) for step in steps}

    def put(self, new: Any, old: Any, absorbed: Sequence[tuple[Array, Ints]] = (), before: Sequence[Any] = ()) -> None:
        """Put a step in the place of another one with the same result, and new ones `before` it.

        Each absorbed array is computed no more; its entries become parts of the entries of the result given for them.
        """
        at, steps = self.at, self.at.steps
        here = next(i for i, step in enumerate(steps) if step is old)
        steps[here : here + 1] = [*before, new]
        gone = {id(array) for array, _ in absorbed}
        if gone:
            steps[:] = [step for step in steps if id(step.out) not in gone]
        for step in [old, *[self.made[key] for key in gone]]:
            for view in step.views():
                readers = self.readers[id(view.array)]
                readers[:] = [reader for reader in readers if reader is not step]
        for made in (*before, new):
            self.made[id(made.out)] = made
            for key in {id(view.array) for view in made.views()}:
                self.readers.setdefault(key, []).append(made)
        for array, places in absorbed:
            array.kind = GONE
            numbers = np.flatnonzero(at.array == self.index[id(array)])
            place = places.reshape(-1)[at.place[numbers]]
            at.array[numbers], at.place[numbers] = self.index[id(new.out)], place
            at.terms.home[numbers] = new.out.members[place]


def rewrite(at: Placement, *finders: Callable[[StepList, Any], None], backwards: bool = False) -> None:
    """Let each finder in turn look at every step, and put others in its place."""
    steps = StepList(at)
    for find in finders:
        for step in at.steps[::-1] if backwards else at.steps[:]:
            if steps.made.get(id(step.out)) is step:
                find(steps, step)


def shifted(made: Sum | None) -> View | None:
    """Return x if a sum is x + a constant, and x an array as it is."""
    term = made.terms[0] if made is not None and len(made.terms) == 1 else None
    if not isinstance(term, Term) or term.y is not None or term.scale != 1 or term.over or not is_plain(term.x):
        return None
    return term.x


def same_places(array: Array) -> Ints:
    """Return for each entry of an array its own place."""
    return np.arange(array.size)


def is_plain(view: View) -> bool:
    """Return True if a view is its array as it is."""
    return not view.reshaped and view.whole and view.target == view.array.shape and view.order == sorted(view.order)
