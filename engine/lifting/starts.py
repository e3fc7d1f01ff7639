"""What a loop starts from: the first of its blocks, compared with the others term by term.

Where a state starts at 0, the first block has no trace of it: 0 · x was left out. So a term that the first block lacks
says that a state in it is 0; a term that has another array in the place of the state says that this is the start.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import ops
from engine.lifting.blocks import Blocks, is_part, parts_of
from engine.lifting.contraction import Contraction
from engine.lifting.steps import Elementwise, Sum, Term
from engine.lifting.views import Array, View
from engine.table.primitive import Op

ZERO = "0"  # in the first block it is 0
ANY = "any"  # in the first block its value does not matter: it is multiplied by 0


class Start:
    """The first block of a loop.

    state  for each line that is read one block later, by its number, the array that it starts from; None is 0
    first  for each line the number of its step in the first block; ZERO or ANY if there is none
    """

    def __init__(self, blocks: Blocks, others: list[int]) -> None:
        self.blocks, self.others = blocks, others  # the numbers of the steps that are in no block yet
        self.last = blocks.last
        self.state: dict[int, Array | None] = {}
        self.first: dict[int, Any] = {}

    def found(self) -> bool:
        """Whether every line has its step in the first block, or needs none there."""
        steps = self.blocks.steps
        for line, members in enumerate(self.blocks.lines):
            template, second, given = steps[members[-1] or 0], members[1] or 0, members[0]
            candidates = [i for i in self.others if i < second] if given is None else [given]
            fits = (i for i in candidates if i not in self.first.values() and self._try(template, steps[i]))
            self.first[line] = next(fits, None)
            if self.first[line] is None:
                if given is not None:
                    return False
                self.first[line] = self._without(template)
        return True

    def _try(self, x: Any, y: Any) -> bool:
        """Whether y is what x is in the first block; states become known by that."""
        before = dict(self.state)
        if type(x) is type(y) and self._alike(x, y):
            return True
        self.state = before
        return False

    def _alike(self, x: Any, y: Any) -> bool:
        if isinstance(x, View):
            return self._same_view(x, y)
        if isinstance(x, Array):
            return isinstance(y, Array) and (x.shape, x.batched) == (y.shape, y.batched)
        if isinstance(x, Sum) and isinstance(y, Sum):
            return self._alike(x.out, y.out) and self._alike(x.constant, y.constant) and self._same_terms(x, y)
        if isinstance(x, list | tuple):
            return (
                isinstance(y, list | tuple)
                and len(x) == len(y)
                and all(self._alike(a, b) for a, b in zip(x, y, strict=True))
            )
        if is_part(x):
            return type(x) is type(y) and all(
                self._alike(a, b) for (_, a), (_, b) in zip(parts_of(x), parts_of(y), strict=True)
            )
        return bool(x is y if isinstance(x, Op) else type(x) is type(y) and np.array_equal(x, y))

    def _what(self, view: View) -> Any:
        """What a view is in the first block: ZERO, ANY, an array, or "" for a state that is not known yet."""
        line, k = self.blocks.line_of.get(id(view.array), (-1, 0))
        if line < 0:
            return view.array
        if k == self.last:
            i = self.first[line]
            return self.blocks.steps[i].out if isinstance(i, int) else i
        known = self.state.get(line, "")
        return ZERO if known is None else known

    def _same_view(self, x: View, y: Any) -> bool:
        what = self._what(x)
        if not isinstance(y, View):
            if y == 0.0 and what == "":
                self._starts_at(x, None)
            return bool(y == 0.0 and what in (ZERO, ""))
        if what in (ZERO, ANY) or (x.target, x.axes, x.reshaped) != (y.target, y.axes, y.reshaped):
            return False
        if what == "":
            if y.array.shape != x.array.shape or y.array.batched > x.array.batched or y.fixed != x.fixed:
                return False
            self._starts_at(x, y.array)
            return True
        fixed = dict(x.fixed)
        axis = self.blocks.axes.get(id(x.array), -1)
        if axis in fixed:
            fixed[axis] -= self.last
        same = what is y.array or (what.kind == y.array.kind == "constant" and np.array_equal(what.data, y.array.data))
        return bool(same and fixed == y.fixed)

    def _starts_at(self, view: View, array: Array | None) -> None:
        line, _ = self.blocks.line_of[id(view.array)]
        self.state[line] = array

    def _same_terms(self, x: Sum, y: Sum) -> bool:
        """Each term of x is one of y, or has a factor 0."""
        left = list(y.terms)
        for term in x.terms:
            if self._is_zero(term):
                continue
            found = next((other for other in left if any(self._try(term, each) for each in orders(other))), None)
            if found is not None:
                left.remove(found)
            elif not self._must_be_zero(term):
                return False
        return not left

    def _is_zero(self, term: Any) -> bool:
        return any(self._what(view) == ZERO for view in term.views())

    def _must_be_zero(self, part: Any) -> bool:
        """Let a state that is not known yet be 0, as this product is."""
        for view in part.views():
            if self._what(view) == "":
                self._starts_at(view, None)
                return True
        return False

    def _without(self, step: Any) -> str:
        """What a line is in the first block, where it has no step there."""
        product = isinstance(step, Elementwise) and step.row is ops.mul
        if product and (self._is_zero(step) or self._must_be_zero(step)):
            return ZERO
        if isinstance(step, Sum) and step.constant == 0.0:
            before = dict(self.state)
            if all(self._is_zero(term) or self._must_be_zero(term) for term in step.terms):
                return ZERO
            self.state = before
        return ANY


def orders(term: Any) -> list[Any]:
    """A product, and the same with its factors the other way round."""
    if isinstance(term, Term) and term.y is not None:
        return [term, Term(term.scale, term.y, term.x, over=term.over)]
    if isinstance(term, Contraction):
        turned = Contraction(term.scale, term.y, term.x, term.letters)
        turned.x, turned.y = term.y, term.x
        return [term, turned]
    return [term]
