"""Which part of an array a group of operands is: found in their positions, written as NumPy writes it.

The operands of a group of equal operations stand somewhere in one array. If their positions go up in equal steps along
each axis, the operands are a view of it: the array itself, its transpose, a slice, a row repeated by broadcasting.
Otherwise they have to be gathered with an array of indices.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from engine.lifting.reading import Ints
from engine.lifting.text.code import Code, N, Shape, as_code, literal, shape_text
from engine.lifting.text.formula import Formula, entry
from engine.lifting.text.index import Letter, Linear, Ref, alone, at, linear, unravelled

SUMMED = "j"  # the letter of an axis that a sum of products adds up

BATCH = "n"  # the letter of the batch axis

INDEX = "index"  # the kind of an array of whole numbers that is an argument of the program


def letters_for(rank: int, batched: bool) -> str:
    """Return letters for the axes of a result: n counts samples, i entries of one; h and others what lies between."""
    inner = {0: "", 1: "i", 2: "hi", 3: "ghi"}.get(rank, "abcdefghi"[-rank:])
    return inner if batched or rank < 2 else BATCH + inner[1:]


@dataclass(eq=False)
class Array:
    """An array of the program."""

    kind: str  # "param", "input", "constant", INDEX, or "step" for what the program computes
    shape: tuple[int, ...]  # without the batch axis
    batched: bool = False  # whether it has a batch axis in front
    moving: bool = False  # whether the loss depends on parameters through it
    name: str = ""  # in the source
    data: Any = None  # the numbers of a constant
    members: Any = None  # the numbers of its entries, in order
    letters: str = ""  # for its axes, in formulas of one entry
    labelled: bool = False  # whether it has its name from a user, or from nn
    time: Linear | None = None  # at which step of a loop it is read, if it is kept for all of them: h[t - 1]
    handed_back: str = ""  # the name of its gradient, if that is not d and its own name
    causal: bool = False  # whether only the entries up to the diagonal of its last two axes are numbers of the graph
    hint: str = ""  # what it is called, with a number, if it has no name

    @property
    def size(self) -> int:
        """How many entries it has, for one sample."""
        return prod(self.shape)

    @property
    def full(self) -> Shape:
        """Its shape in the source."""
        return (N, *self.shape) if self.batched else self.shape

    @property
    def code(self) -> Code:
        """Its name as code."""
        return self.called(self.name)

    @property
    def gradient(self) -> str:
        """The name of its gradient."""
        return self.handed_back or f"d{self.name}"

    def called(self, name: str, shape: Shape | None = None) -> Code:
        """Return an array of the same shape, such as its gradient, as code."""
        shape = self.full if shape is None else shape
        hints = BATCH * self.batched + self.letters
        if self.time is None or name != self.name:
            return Code(name, shape).of(lambda: entry(name, shape, hints))
        found = entry(name, shape, hints)
        ref = self.reference([linear([(x, 1)]) for x in found.axes if x is not None])
        code = Code(f"{name}[{self.time.code}]", shape).of(Formula((ref,), found.axes))
        code.open = True
        return code

    def reference(self, indices: Sequence[Linear], name: str = "") -> Ref:
        """Return one entry of it, or of another array like it; the step of a loop comes first."""
        if self.time is None or name:
            return Ref(name or self.name, tuple(indices), self.full)
        return Ref(self.name, (self.time, *indices), (N, *self.full))


@dataclass(eq=False)
class View:
    """A part of an array in the axes of its user.

    axes     for each axis of the target (axis of the array, start, step), or None where it is repeated
    fixed    axis of the array → index, for those that the target does not have
    """

    array: Array
    target: tuple[int, ...]  # the shape its user gives it, without the batch axis
    axes: tuple[tuple[int, int, int] | None, ...] = ()
    fixed: dict[int, Any] = field(default_factory=dict)  # in a loop the index may be t
    reshaped: bool = False  # whether it is the whole array in another shape; then axes and fixed say nothing
    letters: str = ""  # for each axis of the target, for formulas of one entry

    @property
    def whole(self) -> bool:
        """True if every entry of the array is in it."""
        if self.reshaped:
            return True
        covered = [a for a in range(len(self.target)) if self.axes[a] is not None and self._covers(a)]
        return len(covered) + sum(self.array.shape[b] == 1 for b in self.fixed) == len(self.array.shape)

    def _covers(self, a: int) -> bool:
        axis, start, step = self.axes[a] or (0, 0, 0)
        return start == 0 and step == 1 and self.target[a] == self.array.shape[axis]

    @property
    def repeated(self) -> list[int]:
        """The axes of the target along which entries repeat."""
        return [] if self.reshaped else [a for a, axis in enumerate(self.axes) if axis is None]

    @property
    def order(self) -> list[int]:
        """The axes of the array in the order in which the target has them."""
        return [axis[0] for axis in self.axes if axis is not None]

    def index(self, axis: int) -> str | Linear:
        """Return what stands in brackets for an axis of the array."""
        if axis in self.fixed:
            return self.fixed[axis] if isinstance(self.fixed[axis], Linear) else str(self.fixed[axis])
        a = next(a for a, found in enumerate(self.axes) if found is not None and found[0] == axis)
        _, start, step = self.axes[a] or (0, 0, 0)
        if self._covers(a):
            return ":"
        end = start + step * (self.target[a] - 1) + 1
        return f"{start}:{end}" + (f":{step}" if step > 1 else "")

    @property
    def brackets(self) -> list[str | Linear]:
        """What stands in the brackets that cut the view out of its array, for each axis of that."""
        return [":"] * self.array.batched + [self.index(axis) for axis in range(len(self.array.shape))]

    def formula(self, name: str = "") -> Formula:
        """Return one entry as a function of the axes of the target, W1[j,i]; or that of another array of the shape."""
        array, batch = self.array, [Letter(BATCH, N)] * self.array.batched
        hints = self.letters[-len(self.target) :].rjust(len(self.target)) if self.target else ""
        kept = [self.reshaped or axis is not None for axis in self.axes or self.target]
        letters = [
            Letter(x.strip(), size) if there else None for x, size, there in zip(hints, self.target, kept, strict=True)
        ]
        indices = [linear([(x, 1)]) for x in batch] + self._indices(letters)
        return Formula((array.reference(indices, name),), [*batch, *letters])

    def _indices(self, letters: list[Letter | None]) -> list[Linear]:
        """Return the index for each axis of the array."""
        if self.reshaped:
            flat = at([alone(x) for x in letters], self.target)
            return unravelled(flat, self.array.shape)
        found = {b: x if isinstance(x, Linear) else linear([], x) for b, x in self.fixed.items()}
        for x, axis in zip(letters, self.axes, strict=True):
            if x is not None and axis is not None:
                b, start, step = axis
                found[b] = linear([(x, step)], start)
        return [found[b] for b in range(len(self.array.shape))]

    def code(self, *, exact: bool = False) -> Code:
        """Return the view as code, in the axes of the target; axes that repeat have the size 1.

        In front NumPy adds such axes anyway: there they are left out, unless `exact` is set.
        """
        code, formula = self._code(exact), self.formula()
        return code.of(Formula(formula.pieces, formula.axes[len(formula.axes) - len(code.shape) :]))

    def _code(self, exact: bool) -> Code:
        array, batched = self.array, self.array.batched
        if self.reshaped:
            return array.code.reshaped((N, *self.target) if batched else self.target)
        if self.order != sorted(self.order):
            return self._transposed()
        entries: list[str | Linear] = [":"] * batched
        waiting = list(range(len(array.shape)))
        for found in self.axes:
            while found is not None and waiting[0] != found[0]:
                entries.append(self.index(waiting.pop(0)))
            entries.append("None" if found is None else self.index(waiting.pop(0)))
        entries += [self.index(axis) for axis in waiting]
        while not batched and not exact and entries and entries[0] == "None":
            entries.pop(0)
        return array.code.indexed(entries)

    def _transposed(self) -> Code:
        batched, kept = self.array.batched, sorted(self.order)
        order = [*range(batched), *[kept.index(a) + batched for a in self.order]]
        code = self.array.code.indexed(self.brackets).reordered(order)
        entries = [":"] * batched + ["None" if a in self.repeated else ":" for a in range(len(self.target))]
        return code.indexed(entries)


def whole_view(array: Array) -> View:
    """Return all of an array as it is."""
    return View(array, array.shape, tuple((i, 0, 1) for i in range(len(array.shape))))


def permuted(view: View, order: list[int]) -> View:
    """Return the same entries with the axes of the target in another order."""
    target = tuple(view.target[a] for a in order)
    letters = "".join(view.letters[a] for a in order)
    return View(view.array, target, tuple(view.axes[a] for a in order), view.fixed, False, letters)


def view_of(array: Array, index: Ints) -> View | None:
    """Return the view of the array that has these positions, in the shape of `index`; None if they must be gathered."""
    affine = affine_view(array, index)
    if affine is not None:
        return affine
    if index.size == array.size and np.array_equal(index.ravel(), np.arange(array.size)):
        return View(array, index.shape, reshaped=True)
    return None


def stepped(base: int, steps: Sequence[int], shape: Sequence[int]) -> Ints:
    """Return positions that go up from `base` in equal steps along each axis of a shape."""
    return sum(np.ix_(*[step * np.arange(n) for step, n in zip(steps, shape, strict=True)]), np.array(base))


def affine_view(array: Array, index: Ints) -> View | None:
    """Return the view if positions go up in equal steps along each axis, and each along an axis of the array."""
    target = index.shape
    base = int(index.flat[0])
    steps = [int(np.take(index, 1, axis=a).flat[0]) - base if n > 1 else 0 for a, n in enumerate(target)]
    if not np.array_equal(stepped(base, steps, target), index):
        return None
    strides = [prod(array.shape[axis + 1 :]) for axis in range(len(array.shape))]
    start = [int(x) for x in np.unravel_index(base, array.shape)] if array.shape else []
    axes: list[tuple[int, int, int] | None] = [None] * len(target)
    used: set[int] = set()
    for a, (n, step) in enumerate(zip(target, steps, strict=True)):
        if step == 0:
            continue
        axis = next((b for b in range(len(strides)) if array.shape[b] > 1 and 0 < strides[b] <= step), None)
        if axis is None or axis in used or step % strides[axis]:
            return None
        hop = step // strides[axis]
        if start[axis] + hop * (n - 1) >= array.shape[axis]:
            return None
        axes[a] = (axis, start[axis], hop)
        used.add(axis)
    pair_short_axes(array, target, axes, used, start)
    return View(array, target, tuple(axes), {b: start[b] for b in range(len(strides)) if b not in used})


def pair_short_axes(array: Array, target: tuple[int, ...], axes: list[Any], used: set[int], start: list[int]) -> None:
    """Let axes of size 1 of the target be axes of the array, where that keeps their order: (100, 1) stays (100, 1)."""
    for a, n in enumerate(target):
        before = [found[0] for found in axes[:a] if found]
        after = [found[0] for found in axes[a + 1 :] if found]
        low, high = max(before, default=-1), min(after, default=len(array.shape))
        free = [b for b in range(low + 1, high) if b not in used]
        behind = sum(1 for found, m in zip(axes[a + 1 :], target[a + 1 :], strict=True) if found is None and m == 1)
        if n == 1 and axes[a] is None and free and (len(free) > behind or array.shape[free[0]] == 1):
            axes[a] = (free[0], start[free[0]], 1)
            used.add(free[0])
    for a, n in enumerate(target):  # what is left: the one column of a transposed (16, 1)
        free = [b for b, size in enumerate(array.shape) if size == 1 and b not in used]
        if n == 1 and axes[a] is None and free:
            axes[a] = (free[0], 0, 1)
            used.add(free[0])


def pulled_back(view: View, d: Any, batched: bool) -> tuple[str, Code]:
    """Return what d, the gradient of a view in the axes of its user, adds to the gradient of the array.

    Returns the brackets of the part it is added to ("" for all of it) and the code; `batched` says whether the
    user has a batch axis. Axes along which the view repeats are summed, and so is the batch axis if the array has none.
    """
    array, d = view.array, as_code(d)
    sizes: Shape = (N,) * batched + view.target
    turned = not view.reshaped and view.order != sorted(view.order)
    if view.reshaped or turned:
        d = filled(d, sizes)
    lost = [not array.batched] * batched + [not view.reshaped and axis is None for axis in view.axes or view.target]
    missing = len(sizes) - len(d.shape)
    for i, gone in enumerate(lost):
        if gone and sizes[i] != 1 and (i < missing or d.shape[i - missing] == 1):
            d = d * (Code(N) if sizes[i] == N else literal(sizes[i]))  # the same share from each
    d = summed(d, [i - missing for i, gone in enumerate(lost) if gone and i >= missing])
    if turned:
        lead = array.batched  # the axes of the array again
        d = d.reordered([*range(lead), *[lead + view.order.index(axis) for axis in sorted(view.order)]])
    if view.reshaped:
        d = d.reshaped(array.full)
    if view.whole and view.fixed and d.shape:  # axes of size 1 that the array has and the target has not
        long = tuple(n for b, n in enumerate(array.shape) if b not in view.fixed)
        d = filled(d, (N, *long) if array.batched else long)
        d = d.indexed([":"] * array.batched + ["None" if b in view.fixed else ":" for b in range(len(array.shape))])
    if view.whole:
        return "", d
    target = view.formula(array.gradient)
    kept = [a for a, axis in enumerate(view.axes) if axis is not None]
    order = [a for _, a in sorted((view.axes[a] or (0,), a) for a in kept)]
    in_order = target.reordered([*range(array.batched), *[a + array.batched for a in order]])
    return array.called(array.gradient).indexed(view.brackets).text.removeprefix(array.gradient), d.added_to(in_order)


def summed(d: Code, axes: list[int]) -> Code:
    """Return d summed over these axes; they are dropped if all have the size 1."""
    if not axes:
        return d
    if all(d.shape[i] == 1 for i in axes):
        return d.indexed(["0" if i in axes else ":" for i in range(len(d.shape))])
    return d.reduced(axes)


def filled(d: Code, shape: Shape) -> Code:
    """Return d in its full shape, where NumPy would otherwise broadcast it."""
    if d.shape == shape:
        return d
    return Code(f"np.broadcast_to({d.text}, {shape_text(shape)})", shape).of(lambda: d.formula.filled(shape))
