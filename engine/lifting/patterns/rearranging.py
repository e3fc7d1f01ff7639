"""Entries of an array in other axes: heads out of the columns, positions in front, and back again.

Where positions go up in equal steps along each axis, once axes are split as numbers are split into digits, they are the
array itself: seen in finer axes, these in another order, and some of them joined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.lifting.placement import Placement
from engine.lifting.reading import Ints
from engine.lifting.steps import OfArray, Share
from engine.lifting.text.code import Code
from engine.lifting.views import Array, View, filled, stepped


@dataclass
class Rearranged(OfArray):
    """An array in `fine` axes, these in another order, in the shape of `out`."""

    fine: tuple[int, ...]
    order: tuple[int, ...]

    @property
    def called(self) -> str:
        """After what is done to the axes."""
        return "split" if len(self.out.shape) > len(self.array.shape) else "joined"

    def forward(self) -> Code:
        """Return Q.reshape(T, heads, d).swapaxes(0, 1)."""
        return in_axes(self.array.code, self.fine, self.order, self.out.shape, self.array.batched)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield each entry of d in the place that it came from."""
        back = tuple(self.order.index(a) for a in range(len(self.order)))
        turned = tuple(self.fine[a] for a in self.order)
        return self.share(in_axes(filled(d, self.out.full), turned, back, self.array.shape, self.array.batched))


def in_axes(code: Code, fine: Sequence[int], order: Sequence[int], shape: Sequence[int], batched: bool) -> Code:
    """Return code in finer axes, in another order, in a shape."""
    lead = code.shape[:batched]
    turned = code.reshaped((*lead, *fine)).reordered([*range(batched), *[a + batched for a in order]])
    return turned.reshaped((*lead, *shape))


def rearrange(at: Placement, array: Array, index: Ints, view: View | None) -> Array | None:
    """Return an array with all entries of another one, each once, in other axes; None if it has not."""
    if view is not None or index.size != array.size or index.size < 2 or array.kind == "constant":
        return None
    digits = [digits_of(np.moveaxis(index, a, 0).reshape(size, -1)[:, 0]) for a, size in enumerate(index.shape)]
    if any(found is None for found in digits):
        return None
    axes = [digit for found in digits for digit in found or ()]
    strides = np.array([stride for stride, _ in axes])
    sizes = [size for _, size in axes]
    if not np.array_equal(stepped(0, strides.tolist(), sizes).ravel(), index.ravel()):
        return None
    order = np.argsort(-strides, kind="stable")
    if any(strides[i] != strides[j] * sizes[j] for i, j in pairwise(order)) or strides[order[-1]] != 1:
        return None
    fine = tuple(sizes[i] for i in order)
    out = at.new(index.shape, [array])
    return at.made(Rearranged(array, out, fine, tuple(int(i) for i in np.argsort(order))))


def digits_of(numbers: Ints) -> list[tuple[int, int]] | None:
    """Return the steps and counts by which numbers go up from 0, in digits; the last one counts fastest."""
    if len(numbers) == 1:
        return []
    steps = np.diff(numbers)
    stride = int(steps[0])
    other = np.flatnonzero(steps != stride)
    run = int(other[0]) + 1 if len(other) else len(numbers)
    if stride <= 0 or len(numbers) % run:
        return None
    rows = (numbers - numbers[0]).reshape(-1, run)
    if (rows - rows[:, :1] != stride * np.arange(run)).any():
        return None
    higher = digits_of(rows[:, 0])
    return None if higher is None else [*higher, (stride, run)]
