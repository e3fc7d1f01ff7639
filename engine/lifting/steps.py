"""The lines of a program: what each computes from arrays, and what it hands back to their gradients.

Each kind of step writes two things: `forward`, the code of its array, and `backward`, the share of each array it
was made from, given d, the gradient of its own, where the loss depends on parameters through that. The local
derivatives are the table's rules, run on code.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.lifting.reading import Ints
from engine.lifting.text import formula
from engine.lifting.text.code import (
    Code,
    N,
    Shape,
    as_code,
    axis_text,
    literal,
    rule_as_code,
    shape_text,
    sizes_text,
    total,
)
from engine.lifting.text.formula import Formula
from engine.lifting.text.index import Letter, Linear, Ref, linear
from engine.lifting.views import BATCH, INDEX, Array, View, filled, permuted, pulled_back, whole_view
from engine.ops import OPERATORS, div, power
from engine.table.primitive import Op
from engine.table.symbol import ATOM, SUM

Share = tuple[Array, str, Code]
"""An array, the brackets of a part of its gradient ("" for all of it), and what is added there."""


def share(view: View, d: Any, batched: bool) -> Iterator[Share]:
    """Yield what d adds to the gradient of a view's array, if the loss depends on parameters through it."""
    if view.array.moving:
        part, code = pulled_back(view, d, batched)
        yield view.array, part, code


class ProgramStep:
    """A step of a program, which computes its array `out`.

    alone    whether that is called `called` without a number, if there is no other one
    """

    alone = False

    @property
    def called(self) -> str:
        """What its array is called, if it has no other name."""
        return ""


@dataclass
class OfArray(ProgramStep):
    """A step that reads all of one array."""

    array: Array
    out: Array

    def views(self) -> list[View]:
        """Return what it reads."""
        return [whole_view(self.array)]

    def share(self, d: Code) -> Iterator[Share]:
        """Yield what d adds to the gradient of the whole array."""
        return share(whole_view(self.array), d, self.out.batched)


def one_by_one(steps: Iterable[Any]) -> Iterator[Any]:
    """Yield all steps, with those of its body in the place of a loop."""
    for step in steps:
        yield from getattr(step, "body", [step])


@dataclass
class OfRow(ProgramStep):
    """A step that computes a row of the table."""

    row: Op

    @property
    def called(self) -> str:
        """The name of the row."""
        return self.row.name


@dataclass
class Elementwise(OfRow):
    """A row of the table, entry by entry. An operand is a view, or a number."""

    operands: list[View | float]
    out: Array

    def views(self) -> list[View]:
        """Return what it reads."""
        return [x for x in self.operands if isinstance(x, View)]

    def codes(self) -> list[Any]:
        """Return the operands as they stand in a line."""
        return [x if isinstance(x, float) else x.code() for x in self.operands]

    def forward(self) -> Code:
        """Return row(x, y)."""
        codes = self.codes()
        if self.row is power:
            return as_code(as_code(codes[0]) ** codes[1])
        if self.row is div and not isinstance(codes[1], Code):
            codes[1] = root_of_a_whole_number(codes[1])
        if self.row.name in OPERATORS:
            return as_code(self.row.function(*codes))
        return Code._apply(self.row, tuple(codes)).as_number()

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield d · ∂out/∂x for each operand x."""
        codes = self.codes()
        for i, x in enumerate(self.operands):
            if isinstance(x, View) and x.array.moving:
                partial = rule_as_code(self.row.rule(i), [*codes, self.out.code])
                sent = where_on(partial, d) if self.row.switches else d * partial
                yield from share(x, sent, self.out.batched)


def root_of_a_whole_number(x: float) -> Code:
    """Return a number as code; √d as np.sqrt(d), which says more about what scores are divided by."""
    square = round(x * x) if 1 < x < MOST_OF_A_ROOT else 0
    if x.is_integer() or square**0.5 != x:
        return literal(x)
    return Code(f"np.sqrt({square})", (), ATOM, x).of(Formula((f"sqrt({square})",)))


MOST_OF_A_ROOT = 100.0  # below it, a number is the root of a whole number by chance once in 10**12 times


def where_on(partial: Code, d: Code) -> Code:
    """Return d where a branch is on, else 0: nothing goes through a branch that is off, not even NaN.

    The partial of a row with branches is 1 or 0.
    """
    product = d * partial
    if partial.number == 0:
        return partial
    if d.number is not None or partial.number is not None:
        return product
    condition, sides = partial.text, [d.inside(SUM), "0"]
    if condition.startswith("1 - (") and condition.endswith("> 0)"):  # off where the condition holds
        condition, sides = condition.removeprefix("1 - "), sides[::-1]
    condition = condition[1:-1] if condition.endswith("> 0)") else condition
    return Code(f"np.where({condition}, {', '.join(sides)})", product.shape).of(lambda: product.formula)


@dataclass
class Rows(OfRow):
    """A row of the table for lists, along the last axis of a view."""

    operand: View
    out: Array

    def views(self) -> list[View]:
        """Return what it reads."""
        return [self.operand]

    def forward(self) -> Code:
        """Return row(X), with one axis less."""
        x = self._x()
        last = [letter for letter in x.formula.axes[-1:] if letter is not None]
        found = formula.bound(self.row.name, x.formula, last, x.formula.axes[:-1])
        return Code(f"{self.row.name}({x.inside(SUM)})", self.out.full).of(found)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield d · ∂out/∂x for a list x that stands for all of them."""
        (partial,) = self.row.rule(0)([self._x()], with_axis(self.out.code))
        yield from share(self.operand, with_axis(d) * partial, self.out.batched)

    def _x(self) -> Code:
        view = self.operand
        return filled(view.code(), (N, *view.target) if self.out.batched else view.target)


@dataclass
class Gather(OfArray):
    """Entries of an array, picked by an array of indices."""

    index: Ints
    picks: Array
    whole_rows: bool = False
    called = "picked"

    def forward(self) -> Code:
        """Return A[I] for rows, A.reshape(-1)[I] for entries."""
        lead = "N, " * self.array.batched, ":, " * self.array.batched
        seen = self.array.code.text + ("" if self.one_axis else f".reshape({lead[0]}-1)")
        return Code(f"{seen}[{lead[1]}{self.picks.name}]", self.out.full).of(self.entry(self.array.name))

    @property
    def one_axis(self) -> bool:
        """True if the indices count along an axis of the array."""
        return self.whole_rows or len(self.array.shape) == 1

    def entry(self, name: str) -> Formula:
        """Return the entry of an array like A that is picked, as a function of the axes of the result."""
        axes = [
            Letter(x, size)
            for x, size in zip(BATCH * self.array.batched + self.out.letters, self.out.full, strict=True)
        ]
        lead = self.array.batched
        alone = [linear([(x, 1)]) for x in axes]
        end = lead + len(self.picks.shape)
        pick = Ref(self.picks.name, tuple(alone[lead:end]), self.picks.shape)
        sizes = self.array.full if self.one_axis else (*self.array.full[:lead], self.array.size)
        parts: tuple[Linear | Ref, ...] = (*alone[:lead], pick, *alone[end:])
        if self.array.time is not None and name == self.array.name:  # of the step of a loop
            parts, sizes = (self.array.time, *parts), (N, *sizes)
        return Formula((Ref(name, parts, sizes, not self.one_axis),), axes)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield each share where it was picked; those of one place add up."""
        d, picks = filled(d, self.out.full), self.picks.name
        once = self.picks.kind != INDEX and len(np.unique(self.index)) == self.index.size
        if once and self.one_axis:
            part = f"[{':, ' * self.array.batched}{picks}]"
            yield self.array, part, d.added_to(self.entry(self.array.gradient))
        elif self.array.batched:
            shape = self.array.shape if self.one_axis else (self.array.size,)
            text = f"scatter({d.text}, {picks}, {shape_text(shape)})"
            yield self.array, "", Code(text, (N, *shape)).reshaped(self.array.full)
        elif self.whole_rows:
            yield self.array, picks, d
        else:
            text = f"np.bincount({flat(picks, self.picks.shape)}, {flat(d.inside(ATOM), d.shape)}, {self.array.size})"
            yield self.array, "", Code(text, (self.array.size,)).reshaped(self.array.full)


def flat(text: str, shape: Shape) -> str:
    """Return an array in one axis."""
    return text if len(shape) < 2 else f"{text}.ravel()"


@dataclass
class Joined(ProgramStep):
    """Several arrays as one: those of one size as its rows, others end to end."""

    arrays: list[Array]
    out: Array
    called = "joined"

    def views(self) -> list[View]:
        """Return what it reads."""
        return [whole_view(a) for a in self.arrays]

    def forward(self) -> Code:
        """Return np.stack or np.concatenate, flat."""
        if not self.out.batched:
            flat_ones = [flat(a.code.text, a.shape) for a in self.arrays]
            how = "np.stack" if len(self.out.shape) == 2 else "np.hstack"
            return Code(f"{how}(({', '.join(flat_ones)}))", self.out.full)
        texts = [
            f"{a.code.text}.reshape(N, -1)" if a.batched else f"np.broadcast_to(np.ravel({a.code.text}), (N, {a.size}))"
            for a in self.arrays
        ]
        text = f"np.hstack(({', '.join(texts)}))"
        rows = f".reshape({sizes_text(self.out.full)})" if len(self.out.shape) == 2 else ""
        return Code(text + rows, self.out.full)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield for each array its part."""
        d, start = filled(d, self.out.full), 0
        for i, a in enumerate(self.arrays):
            part = str(i) if len(self.out.shape) == 2 else f"{start}:{start + a.size}"
            start += a.size
            here = d.indexed([":"] * self.out.batched + [part])
            yield from share(View(a, (a.size,), reshaped=True, letters="i"), here, self.out.batched)


def with_axis(d: Code) -> Code:
    """Return d with one more axis, at the end."""
    return d.indexed([":"] * len(d.shape) + ["None"]) if d.shape else d


# --- sums of products ----------------------------------------------------------------------------


@dataclass
class Addend:
    """One term of a sum: scale · x, or scale · x · y."""

    scale: float
    x: View
    y: View | None = None

    def views(self) -> list[View]:
        """Return what it reads."""
        return [self.x] if self.y is None else [self.x, self.y]

    def product(self) -> Code:
        """Return x, or x · y."""
        return self.x.code() if self.y is None else self.x.code() * self.y.code()

    @property
    def batched(self) -> bool:
        """True if a factor has a batch axis."""
        return any(view.array.batched for view in self.views())

    def share(self, d: Code, batched: bool) -> Iterator[Share]:
        """Yield d · y for x, and d · x for y."""
        yield from share(self.x, d if self.y is None else d * self.y.code(), batched)
        if self.y is not None:
            yield from share(self.y, d * self.x.code(), batched)


@dataclass(kw_only=True)
class Term(Addend):
    """A product, summed over the last `over` axes of its views."""

    over: int = 0

    def forward(self, out: Array) -> Code:
        """Return the term as code, with its scale in front."""
        turned, axes = self._in_order()
        product = (turned or self).product()
        if self.over:
            axis = axis_text(axes) if out.shape or self.batched else ""
            gone = {a % len(product.shape) for a in axes} if product.shape else set()
            shape = tuple(size for a, size in enumerate(product.shape) if a not in gone)
            whole = product
            product = Code(f"{whole.inside(ATOM)}.sum({axis})", shape).of(lambda: whole.formula.summed(axes))
        return literal(self.scale) * product

    def _in_order(self) -> tuple["Term | None", list[int]]:
        """Return the product with the axes of the arrays, if they would be transposed; and which axes are summed.

        X.sum(axis=0), where X.T.sum(axis=-1) is the same.
        """
        rank, order = len(self.x.target), self.x.order
        back = sorted(range(len(order)), key=order.__getitem__)
        kept = [a for a in back if a < rank - self.over]
        plain = not any(view.reshaped or view.repeated or view.order != order for view in self.views())
        if not self.over or not plain or back == [*range(rank)] or kept != sorted(kept):
            return None, list(range(-self.over, 0))
        turned = Term(1.0, *[permuted(view, back) for view in self.views()])
        return turned, [turned.batched + back.index(a) for a in range(rank - self.over, rank)]

    def backward(self, d: Code, out: Array) -> Iterator[Share]:
        """Yield scale · d · y for x, and scale · d · x for y."""
        d = literal(self.scale) * d
        turned, axes = self._in_order()
        if turned and d.shape == out.full:
            parts = ["None" if a in axes else ":" for a in range(turned.batched + len(self.x.target))]
            while parts[0] == "None":
                parts.pop(0)  # NumPy puts it in front by itself
            yield from turned.backward(d.indexed(parts), out)
            return
        for _ in range(self.over if d.shape else 0):
            d = with_axis(d)
        x, y = self.x, self.y
        if y is not None and x.array is y.array and x.axes == y.axes and x.fixed == y.fixed:
            yield from share(x, 2 * d * x.code(), out.batched)
        else:
            yield from self.share(d, out.batched)


@dataclass(kw_only=True)
class Ragged(Addend):
    """A product, summed over runs of different lengths."""

    starts: Array
    counts: Array

    def forward(self, out: Array) -> Code:
        """Return np.add.reduceat: the sums of the runs that begin at `starts`."""
        batch = (N,) if self.batched else ()
        product = filled(self.product(), (*batch, *self.x.target))
        code = Code(f"np.add.reduceat({product.text}, {self.starts.name}, axis=-1)", (*batch, *out.shape))
        return literal(self.scale) * code

    def backward(self, d: Code, out: Array) -> Iterator[Share]:
        """Yield d, repeated for each entry of a run, times the other factor."""
        d = literal(self.scale) * filled(d, out.full)
        shape = ((N,) if out.batched else ()) + self.x.target
        return self.share(Code(f"np.repeat({d.text}, {self.counts.name}, axis=-1)", shape), out.batched)


@dataclass
class Sum(ProgramStep):
    """scale · x · y + … + constant: what chains of + and × are for a reader."""

    terms: list[Any]
    constant: "float | View"
    out: Array

    @property
    def called(self) -> str:
        """A negative number, a difference, or any other sum."""
        plain = all(isinstance(term, Term) and term.y is None and not term.over for term in self.terms)
        scales = [term.scale for term in self.terms] if plain and not self.constant else []
        return "neg" if scales == [-1] else "diff" if scales == [1, -1] else "sum"

    def views(self) -> list[View]:
        """Return what it reads."""
        found = [view for term in self.terms for view in term.views()]
        return [*found, self.constant] if isinstance(self.constant, View) else found

    def forward(self) -> Code:
        """Return the sum of the terms."""
        added = total([term.forward(self.out) for term in self.terms])
        if isinstance(self.constant, View):
            return added + self.constant.code()
        if self.constant and added.is_negative:  # 1 - y * a, as it is written by hand
            return self.constant - -added
        return added + self.constant if self.constant else added

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield each term's shares."""
        for term in self.terms:
            yield from term.backward(d, self.out)
