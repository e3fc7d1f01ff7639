"""Windows: a kernel that goes over an array, found in which entries meet which, with stride, border and dilation.

A convolution is y_ij = Σ_pq x_{si+dp-b, sj+dq-b} k_pq: along each axis, the place in the array is that of the window
plus that in the kernel. Where the kernel lies on a border of zeros, nothing is added, so that sums differ in length.
Forward, `sliding_window_view` shows each window, and a sum of products adds up; the kernel's gradient is summed over
the same windows. The array's gradient is added up offset by offset: what a weight of the kernel saw, it hands back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from engine.lifting.contraction import Lettered, contract
from engine.lifting.grids import Layout, place_within
from engine.lifting.placement import Placement
from engine.lifting.reading import Ints
from engine.lifting.steps import OfArray, Share, share
from engine.lifting.text.code import Code, axis_text, brackets, literal
from engine.lifting.text.formula import Formula
from engine.lifting.text.index import Letter, Linear, linear
from engine.lifting.views import BATCH, Array, View, filled, summed, whole_view
from engine.table.symbol import ATOM


@dataclass(frozen=True)
class Slide:
    """How windows go along one axis of an array with `length` entries, and `low` and `high` zeros around them."""

    axis: int
    length: int
    size: int  # of the window
    start: int
    stride: int
    places: int
    dilation: int
    low: int = 0
    high: int = 0

    @property
    def extent(self) -> int:
        """How many entries a window spans."""
        return self.dilation * (self.size - 1) + 1

    @property
    def within(self) -> "Slide":
        """The same on the array with its border."""
        return replace(self, length=self.low + self.length + self.high, start=self.start + self.low, low=0, high=0)

    def first_of(self) -> str:
        """Return the brackets that keep some of all windows: ::2."""
        every = self.length - self.extent + 1
        if self.start == 0 and -(-every // self.stride) == self.places:
            return ":" if self.stride == 1 or every == 1 else f"::{self.stride}"
        end = self.start + self.stride * (self.places - 1) + 1
        return f"{self.start}:{end}" + (f":{self.stride}" if self.stride > 1 else "")

    def seen_by(self, offset: str) -> str:
        """Return the brackets for all that one offset of the windows sees: p : p + 4, or p::2."""
        start = offset if self.dilation == 1 else f"{self.dilation} * {offset}"
        start = start if not self.start else f"{self.start} + {start}"
        lengths = {len(range(self.start + self.dilation * p, self.length, self.stride)) for p in range(self.size)}
        if lengths == {self.places}:
            return f"{start}::{self.stride}" if self.stride > 1 or self.size > 1 else ":"
        every = f" : {self.stride}" if self.stride > 1 else ""
        return f"{start} : {start} + {self.stride * self.places}{every}"


OFFSETS = "pqrstu"  # the letters of a window's axes, and the variables of a loop over its offsets


@dataclass
class Padded(OfArray):
    """An array with zeros around it."""

    widths: list[tuple[int, int]]
    called, alone = "padded", True

    def forward(self) -> Code:
        """Return np.pad(X, 1)."""
        widths = [*[(0, 0)] * self.array.batched, *self.widths]
        same = len(set(widths)) == 1 and len(set(widths[0])) == 1
        return Code(f"np.pad({self.array.code.text}, {widths[0][0] if same else tuple(widths)})", self.out.full)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield d without the border."""
        parts = [":"] * self.array.batched
        for (low, high), size in zip(self.widths, self.array.shape, strict=True):
            parts.append(f"{low}:{low + size}" if low or high else ":")
        return self.share(filled(d, self.out.full).indexed(parts))


@dataclass
class Windows(OfArray):
    """Every window of an array: its axes, places along the ones with windows, and behind them the axes of a window."""

    slides: list[Slide]
    names: list[str]
    called, alone = "windows", True

    def forward(self) -> Code:
        """Return sliding_window_view(X, (3, 3))[::2, ::2]."""
        lead, rank = self.array.batched, len(self.array.shape)
        extents = tuple(slide.extent for slide in self.slides)
        axes = tuple(slide.axis + lead for slide in self.slides)
        which = "" if axes == tuple(range(rank + lead)) else f", {axis_text(axes)}"
        text = f"sliding_window_view({self.array.code.text}, {extents[0] if len(extents) == 1 else extents}{which})"
        first = {slide.axis: slide.first_of() for slide in self.slides}
        parts = [":"] * lead + [first.get(a, ":") for a in range(rank)]
        parts += [f"::{slide.dilation}" if slide.dilation > 1 else ":" for slide in self.slides]
        return Code(text + brackets(parts), self.out.full).of(self.entry())

    def entry(self) -> Formula:
        """Return X[n,2i+p], as a function of the axes of the result."""
        hints = BATCH * self.array.batched + self.out.letters
        axes = [Letter(hint, size) for hint, size in zip(hints, self.out.full, strict=True)]
        lead, rank = self.array.batched, len(self.array.shape)
        indices: list[Linear] = [linear([(x, 1)]) for x in axes[: lead + rank]]
        for slide, offset in zip(self.slides, axes[lead + rank :], strict=True):
            place = axes[lead + slide.axis]
            indices[lead + slide.axis] = linear([(place, slide.stride), (offset, slide.dilation)], slide.start)
        return Formula((self.array.reference(indices),), axes)

    def handed_back(self, code: Code) -> Iterator[Share]:
        """Yield a share that is added for each offset of the windows: for p, q in np.ndindex(3, 3)."""
        names, sizes = ", ".join(self.names), ", ".join(str(slide.size) for slide in self.slides)
        code.loop = f"for {names} in {'range' if len(self.slides) == 1 else 'np.ndindex'}({sizes}):"
        seen = {s.axis: s.seen_by(name) for s, name in zip(self.slides, self.names, strict=True)}
        parts = [":"] * self.array.batched + [seen.get(a, ":") for a in range(len(self.array.shape))]
        yield self.array, f"[{', '.join(parts)}]", code

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield d offset by offset."""
        d = d if len(d.shape) == len(self.out.full) else filled(d, self.out.full)
        sizes = d.shape[len(d.shape) - len(self.slides) :]
        offsets = ["0" if size == 1 else name for size, name in zip(sizes, self.names, strict=True)]
        return self.handed_back(Code(f"{d.text}[..., {', '.join(offsets)}]", d.shape[: -len(offsets)]))


@dataclass
class Convolution:
    """scale · Σ over the axes of windows, and over axes that the kernel has whole: one of the terms of a sum."""

    scale: float
    windows: Windows
    kernel: Array
    letters: str  # of the windows
    of_kernel: str
    of_out: str

    def views(self) -> list[View]:
        """Return what it reads."""
        return [whole_view(a) for a in (self.windows.out, self.kernel, self.windows.array)]

    @property
    def batched(self) -> bool:
        """True if a factor has a batch axis."""
        return self.windows.array.batched or self.kernel.batched

    def operands(self) -> tuple[Lettered, Lettered, str]:
        """Return windows and kernel with their letters, and the letters of the result."""
        windows, kernel = self.windows.out, self.kernel
        return (
            Lettered(BATCH * windows.batched + self.letters, windows.code),
            Lettered(BATCH * kernel.batched + self.of_kernel, kernel.code),
            BATCH * self.batched + self.of_out,
        )

    def forward(self, out: Array) -> Code:
        """Return np.einsum("ijpq,pq->ij", windows, K)."""
        shape = out.full if self.batched == out.batched else out.shape
        return literal(self.scale) * contract(*self.operands(), shape)

    def backward(self, d: Code, out: Array) -> Iterator[Share]:
        """Yield dK from the windows, dX offset by offset."""
        d = literal(self.scale) * filled(d, out.full)
        if out.batched and not self.batched:
            d = summed(d, [0])
        windows, kernel, y = self.operands()
        if self.kernel.moving:
            code = contract(Lettered(y, d), windows, kernel.letters, self.kernel.full)
            yield from share(whole_view(self.kernel), code, self.kernel.batched)
        if self.windows.array.moving:
            offsets = self.letters[len(self.letters) - len(self.windows.slides) :]
            names = dict(zip(offsets, self.windows.names, strict=True))
            parts = brackets([names.get(letter, ":") for letter in kernel.letters])
            to, kept = ("".join(x for x in each.letters if x not in offsets) for each in (windows, kernel))
            weight = Lettered(kept, Code(f"{self.kernel.name}{parts}", (1,) * len(kept)))
            code = contract(Lettered(y, d), weight, to, self.windows.array.full)
            yield from self.windows.handed_back(Code(code.text, code.shape, code.binding))


# --- finding them ------------------------------------------------------------------------------------


def windows_of(at: Placement, array: Array, slides: Sequence[Slide]) -> Windows:
    """Return the step that shows windows of an array; a border around it is a step before."""
    key = (id(array), *slides)
    if key not in at.windows:
        if any(slide.low or slide.high for slide in slides):
            widths = {slide.axis: (slide.low, slide.high) for slide in slides}
            every = [widths.get(a, (0, 0)) for a in range(len(array.shape))]
            out = at.new(tuple(low + n + high for (low, high), n in zip(every, array.shape, strict=True)), [array])
            padded = at.made(Padded(array, out, every))
            step = windows_of(at, padded, [slide.within for slide in slides])
        else:
            places = {slide.axis: slide.places for slide in slides}
            shape = [places.get(a, n) for a, n in enumerate(array.shape)]
            out = at.new((*shape, *[slide.size for slide in slides]), [array])
            taken = {each.name for each in at.arrays}
            names = [letter + "_" * 3 * (letter in taken) for letter in OFFSETS[: len(slides)]]
            step = Windows(array, out, list(slides), names)
            at.steps.append(step)
        at.windows[key] = step
    found: Windows = at.windows[key]
    return found


@dataclass
class Flipped(OfArray):
    """A kernel from its end to its start, along some axes: a convolution as mathematics has it goes over it so."""

    axes: tuple[int, ...]
    called, alone = "flipped", True

    def turned(self, code: Code) -> Code:
        """Return code with these axes reversed: K[::-1, ::-1]."""
        lead = self.array.batched
        parts = [":"] * lead + ["::-1" if a in self.axes else ":" for a in range(len(self.array.shape))]
        return Code(code.inside(ATOM) + brackets(parts), code.shape)

    def forward(self) -> Code:
        """Return the kernel turned around."""
        return self.turned(self.array.code)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield its gradient turned back."""
        return self.share(self.turned(filled(d, self.out.full)))


def flipped(at: Placement, array: Array, axes: tuple[int, ...]) -> Array:
    """Return a kernel turned around; the kernel itself if there is no axis to turn."""
    key = ("flipped", id(array), axes)
    if axes and key not in at.windows:
        at.windows[key] = at.made(Flipped(array, at.new(array.shape, [array]), axes))
    return at.windows[key] if axes else array


class Fit(NamedTuple):
    """How terms are a convolution: the members in order, the axes with windows, and letters as in `Convolution`."""

    layout: Layout
    slides: list[Slide]
    letters: str
    of_kernel: str
    of_out: str
    image: Array
    kernel: Array
    flips: tuple[int, ...] = ()  # the axes along which the kernel goes the other way


def worth_a_try(x: Array, rows: Ints) -> bool:
    """Return True if rows of an array may be windows: they overlap, or do not go up in equal steps."""
    if rows.shape[1] < 2 or not x.shape:
        return False
    return len(np.unique(np.diff(rows[0]))) > 1 or len(np.unique(rows[:, 0])) * rows.shape[1] > x.size


def fit_windows(x: Array, y: Array, member: Ints, in_x: Ints, in_y: Ints) -> Fit | None:
    """Return the convolution that terms are, given the member and the factors' places of each, by member.

    With the border chosen, a kernel may be seen as the image and the image as the kernel: the larger one is the image.
    """
    ways = [(x, y, in_x, in_y), (y, x, in_y, in_x)]
    ways.sort(key=lambda way: -way[0].size)
    tried = (fit_to(image, kernel, member, in_image, in_kernel) for image, kernel, in_image, in_kernel in ways)
    return next((fit for fit in tried if fit is not None), None)


def fit_to(image: Array, kernel: Array, member: Ints, in_image: Ints, in_kernel: Ints) -> Fit | None:
    """Return the same for a given image."""
    starts = np.flatnonzero(np.diff(member, prepend=-1))
    count = len(starts)
    if not image.shape or not kernel.shape or count < 2:
        return None
    xs, ys = ([*np.unravel_index(i, a.shape)] for i, a in ((in_image, image), (in_kernel, kernel)))
    largest = int(np.argmax(np.bincount(member)))
    pairs = pair_axes(xs, ys, member, starts, member == largest)
    if pairs is None:
        return None
    flips = tuple(sorted(pair[0] for pair in pairs if pair is not None and pair[1] < 0))
    ys = [kernel.shape[b] - 1 - y if b in flips else y for b, y in enumerate(ys)]
    pairs = [pair and (pair[0], abs(pair[1])) for pair in pairs]
    bases = [xs[a] if pair is None else xs[a] - pair[1] * ys[pair[0]] for a, pair in enumerate(pairs)]
    base = [each[starts] for each in bases]
    axes: list[ImageAxis] = []
    expected = np.ones(count, dtype=np.intp)
    slides = []
    for a, (pair, n) in enumerate(zip(pairs, image.shape, strict=True)):
        places = np.unique(base[a])
        if pair is None:
            if not np.array_equal(places, np.arange(n)):
                return None
            axes.append(("outer", places, base[a]))
            continue
        size, dilation = kernel.shape[pair[0]], pair[1]
        low = np.maximum(0, -(base[a] // dilation))
        high = np.minimum(size - 1, (n - 1 - base[a]) // dilation)
        expected *= np.maximum(0, high - low + 1)
        steps = np.unique(np.diff(places))
        if len(steps) > 1:
            return None
        if len(places) == 1 and places[0] == 0 and size == n and dilation == 1:
            axes.append(("whole", places, base[a]))
            continue
        axes.append(("window", places, base[a]))
        end = int(places[-1]) + dilation * (size - 1)
        border = max(0, -int(places[0])), max(0, end - (n - 1))
        stride = int(steps[0]) if len(steps) else 1
        slides.append(Slide(a, n, size, int(places[0]), stride, len(places), dilation, *border))
    taken = {pair[0] for pair in pairs if pair is not None}
    free = {b: ys[b][starts] for b in range(len(kernel.shape)) if b not in taken}
    if any(not np.array_equal(np.unique(ys[b]), np.arange(kernel.shape[b])) for b in free):
        return None
    if not any(slide.places > 1 and slide.size > 1 for slide in slides):
        return None
    if not np.array_equal(expected, np.bincount(member)) or place_within(member * kernel.size + in_kernel).any():
        return None
    found = with_letters(pairs, axes, free, len(kernel.shape))
    return found and Fit(found[0], slides, *found[1:], image, kernel, flips)


ImageAxis = tuple[str, Ints, Ints]
"""What an axis of the image is ("outer", "whole" or "window"), all places along it, and that of each member."""

Pair = tuple[int, int] | None
"""For an axis of the image the axis of the kernel that goes along it, and the dilation; None if none does."""


def pair_axes(xs: Any, ys: Any, member: Ints, starts: Ints, largest: Any) -> list[Pair] | None:
    """Return which axis of the kernel goes along each axis of the image; None if they do not fit."""

    def stays(numbers: Ints) -> bool:
        return np.array_equal(numbers, numbers[starts][member])

    moving = [b for b, y in enumerate(ys) if not stays(y)]
    pairs: list[Pair] = []
    for x in xs:
        pair: Pair = None
        if not stays(x):
            for b in moving:
                seen, place = ys[b][largest], x[largest]
                i, j = int(np.argmin(seen)), int(np.argmax(seen))
                dilation, rest = divmod(int(place[j] - place[i]), max(1, int(seen[j] - seen[i])))
                if not rest and dilation and stays(x - dilation * ys[b]):
                    pair = (b, dilation)
                    break
            if pair is None:
                return None
            moving.remove(pair[0])
        pairs.append(pair)
    return None if moving else pairs


def with_letters(
    pairs: list[Pair], axes: list[ImageAxis], free: dict[int, Ints], rank: int
) -> tuple[Layout, str, str, str] | None:
    """Return the layout of the members, and letters for image, kernel and result; None unless members fill a grid.

    The kernels' own axis stands where the image has the axis that is summed, that of the channels; else in front of
    the first one with windows.
    """
    names = {"outer": iter("mabdefgh"), "whole": iter("cklxyz"), "window": iter("ijvw")}
    offsets, of_free = iter(OFFSETS), iter("ohg")
    of_kernel = [""] * rank
    for b in free:
        of_kernel[b] = next(of_free)
    of_image, behind = [], []
    for (kind, _, _), pair in zip(axes, pairs, strict=True):
        of_image.append(next(names[kind]))
        if pair is not None:
            letter = of_image[-1] if kind == "whole" else next(offsets)
            of_kernel[pair[0]] = letter
            behind += [letter] if kind == "window" else []
    columns = [(of_kernel[b], numbers) for b, numbers in free.items()]
    kinds = [kind for kind, _, _ in axes]
    put = kinds.index("whole") if "whole" in kinds else kinds.index("window")
    order: list[tuple[str, Ints]] = []
    for a, (kind, places, base) in enumerate(axes):
        order += columns if a == put else []
        if kind != "whole":
            order.append((of_image[a], np.searchsorted(places, base)))
    shape = tuple(int(numbers.max()) + 1 for _, numbers in order)
    if np.prod(shape) != len(axes[0][2]):
        return None
    place = np.ravel_multi_index([numbers for _, numbers in order], shape)
    if not np.array_equal(np.sort(place), np.arange(len(place))):
        return None
    out = "".join(letter for letter, _ in order)
    return Layout(np.argsort(place), shape), "".join(of_image + behind), "".join(of_kernel), out


def convolution(at: Placement, fit: Fit, scale: float) -> Convolution:
    """Return a convolution as a term of a sum."""
    windows = windows_of(at, fit.image, fit.slides)
    letters, of_kernel, of_out = (
        text if at.batched else text.replace("m", BATCH) for text in (fit.letters, fit.of_kernel, fit.of_out)
    )
    windows.out.letters = letters
    kernel = flipped(at, fit.kernel, fit.flips)
    if kernel.kind == "param" or fit.flips:
        kernel.letters = of_kernel
    return Convolution(scale, windows, kernel, letters, of_kernel, of_out)
