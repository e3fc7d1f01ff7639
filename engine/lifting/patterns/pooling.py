"""Pooling: the sum and the largest entry of each window of an array.

Of equal entries the first one is the largest, as `engine.max` has it; its gradient goes there, and nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import ops
from engine.lifting.patterns.rewriting import StepList, is_plain, same_places
from engine.lifting.patterns.windows import Fit, Slide, Windows, fit_to, windows_of
from engine.lifting.reading import Ints
from engine.lifting.steps import Elementwise, ProgramStep, Share
from engine.lifting.text.code import Code, axis_text, sizes_text
from engine.lifting.views import Array, View, filled, whole_view


def fit_sums(array: Array, rows: Ints) -> Fit | None:
    """Return how rows of an array are its windows, without a kernel."""
    xs = np.stack(np.unravel_index(rows, array.shape))
    offsets = xs - xs.min(axis=2, keepdims=True)
    if (offsets != offsets[:, :1]).any():
        return None
    numbered = [np.unique(each, return_inverse=True) for each in offsets[:, 0]]
    shape = tuple(len(kept) for kept, _ in numbered if len(kept) > 1)
    if np.prod(shape) != rows.shape[1]:
        return None
    place = np.ravel_multi_index([index.reshape(-1) for kept, index in numbered if len(kept) > 1], shape)
    ones = Array("constant", shape)
    member = np.repeat(np.arange(len(rows)), rows.shape[1])
    fit = fit_to(array, ones, member, rows.ravel(), np.tile(place, len(rows)))
    return fit if fit is not None and fit.letters[: len(array.shape)] == fit.of_out else None


@dataclass
class Best(ProgramStep):
    """Which entry of each window is the largest, counted along its axes; the first one of equals.

    It hands nothing back: which one that is does not change when an entry changes a little.
    """

    windows: Windows
    out: Array
    called, alone = "best", True

    def views(self) -> list[View]:
        """Return what it reads."""
        return [whole_view(self.windows.out)]

    def forward(self) -> Code:
        """Return windows.reshape(2, 2, 4).argmax(axis=-1)."""
        rows = f"{self.windows.out.name}.reshape({sizes_text((*self.out.full, -1))})"
        flat = len(self.windows.slides) == 1
        return Code(f"{self.windows.out.name if flat else rows}.argmax(axis=-1)", self.out.full)


@dataclass
class MaxPool(ProgramStep):
    """The largest entry of each window."""

    windows: Windows
    best: Best
    out: Array
    called, alone = "largest", True

    def views(self) -> list[View]:
        """Return what it reads."""
        return [whole_view(a) for a in (self.windows.out, self.best.out, self.windows.array)]

    def forward(self) -> Code:
        """Return windows.max(axis=(2, 3))."""
        rank, count = len(self.windows.out.full), len(self.windows.slides)
        return Code(f"{self.windows.out.name}.max({axis_text(range(rank - count, rank))})", self.out.full)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield the gradient offset by offset, for the places where the entry was the largest."""
        number = ""
        for slide, name in zip(self.windows.slides, self.windows.names, strict=True):
            before = f"({number})" if " " in number else number
            number = f"{slide.size} * {before} + {name}" if number else name
        text = f"np.where({self.best.out.name} == {number}, {filled(d, self.out.full).text}, 0)"
        return self.windows.handed_back(Code(text, self.out.full))


def find_max_pool(steps: StepList, step: Any) -> None:
    """Put pooling in the place of max after max of shifted slices, if a step is the last of them."""
    if not isinstance(step, Elementwise) or step.row is not ops.maximum:
        return
    operands, inner = chain_of(steps, step)
    if len(operands) < 3 or not all(isinstance(x, View) for x in operands):
        return
    views = [x for x in operands if isinstance(x, View)]
    slides = slides_of(views)
    if slides is None:
        return
    at = steps.at
    count = len(at.steps)
    windows = windows_of(at, views[0].array, slides)
    best = Best(windows, at.new(step.out.shape, [views[0].array]))
    best.out.moving = False
    made = [*at.steps[count:], best]
    del at.steps[count:]
    absorbed = [(made_before.out, same_places(made_before.out)) for made_before in inner]
    steps.put(MaxPool(windows, best, step.out), step, absorbed, before=made)


def chain_of(steps: StepList, step: Elementwise) -> tuple[list[View | float], list[Elementwise]]:
    """Return the operands of max of max of …, in order, and the steps inside."""
    operands: list[View | float] = []
    inner: list[Elementwise] = []
    waiting: list[View | float] = [*step.operands]
    while waiting:
        x = waiting.pop(0)
        made = steps.maker(x.array, Elementwise) if isinstance(x, View) and is_plain(x) else None
        if made is not None and made.row is ops.maximum and steps.read_by(made.out, step, *inner):
            inner.append(made)
            waiting = [*made.operands, *waiting]
        else:
            operands.append(x)
    return operands, inner


def slides_of(views: list[View]) -> list[Slide] | None:
    """Return how windows go over an array, if the views are what their offsets see, in order."""
    first, rank = views[0], len(views[0].array.shape)
    strides = [axis and (a, axis[2]) for a, axis in enumerate(first.axes)]
    for view in views:
        alike = view.array is first.array and view.target == first.target and not (view.reshaped or view.fixed)
        if not alike or [axis and (axis[0], axis[2]) for axis in view.axes] != strides:
            return None
    if len(first.axes) != rank or any(axis is None for axis in first.axes):
        return None
    starts = np.array([[axis[1] for axis in view.axes if axis is not None] for view in views])
    each = [np.unique(column) for column in starts.T]
    grid = np.stack(np.meshgrid(*each, indexing="ij"), axis=-1).reshape(-1, rank)
    if not np.array_equal(grid, starts) or any(len(np.unique(np.diff(places))) > 1 for places in each):
        return None
    found = []
    for a, (places, axis) in enumerate(zip(each, first.axes, strict=True)):
        _, start, stride = axis or (a, 0, 1)
        if len(places) > 1:
            length = first.array.shape[a]
            found.append(Slide(a, length, len(places), start, stride, first.target[a], int(places[1] - places[0])))
        elif not first._covers(a):
            return None
    return found
