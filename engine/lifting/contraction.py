"""Sums of products over one axis: matrix products wherever they are, `np.einsum` where they are not.

Each factor, and the result, has a letter for each of its axes, as in Einstein's notation; j is summed over. What the
engine did one product at a time, s_ni = Σ_j x_nj w_ji, is X @ W; and ∂L/∂w_ji = Σ_n x_nj δ_ni is X.T @ δ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.lifting.code import Code, N, Shape, literal
from engine.lifting.formula import Formula, contracted
from engine.lifting.steps import Share, share, with_axis
from engine.lifting.views import BATCH, SUMMED, Array, View, filled, permuted, summed
from engine.table.symbol import ATOM, PRODUCT


@dataclass
class Factor:
    """A factor and the letters of its axes, j among them."""

    view: View
    letters: str

    @property
    def all(self) -> str:
        """Its letters with that of the batch."""
        return BATCH * self.view.array.batched + self.letters

    @property
    def outer(self) -> str:
        """Its letters without the one that is summed over."""
        return self.all.replace(SUMMED, "")

    def ordered(self, letters: str) -> Code:
        """Its code with the axes in another order."""
        if letters == self.letters:
            return self.view.code(exact=True)
        order = [self.letters.index(x) for x in letters]
        if not self.view.reshaped:
            return permuted(self.view, order).code(exact=True)
        code, lead = self.view.code(exact=True), self.view.array.batched
        axes = [*range(lead), *[lead + i for i in order]]
        shape = tuple(code.shape[a] for a in axes)
        return Code(f"{code.text}.transpose({', '.join(map(str, axes))})", shape).of(code.formula.reordered(axes))

    @property
    def own(self) -> str:
        """Its letters in the order in which its array has them."""
        if self.view.reshaped:
            return self.letters
        found = [(axis[0] if axis else -1, x) for axis, x in zip(self.view.axes, self.letters, strict=True)]
        return "".join(x for _, x in sorted(found))

    def share(self, letters: str, d: Code, batched: bool) -> Iterator[Share]:
        """What d, with its axes in this order, adds to the gradient of the array."""
        if letters == self.letters:
            return share(self.view, d, batched)
        return share(permuted(self.view, [self.letters.index(x) for x in letters]), d, batched)


@dataclass
class Contraction:
    """scale · Σ_j x · y, one of the terms of a sum."""

    scale: float
    x: Factor
    y: Factor
    letters: str

    def __post_init__(self) -> None:
        if (
            not self.stacked
            and self.x.letters != SUMMED
            and (self.y.letters == SUMMED or not self._in_order(self.x, self.y))
        ):
            self.x, self.y = self.y, self.x
        if self.x.all == SUMMED and len(self.y.own) == 2 and self.y.own[-1] == SUMMED:
            self.x, self.y = self.y, self.x  # A @ x, where that needs no transpose

    def views(self) -> list[View]:
        """What it reads."""
        return [self.x.view, self.y.view]

    @property
    def all(self) -> str:
        """The letters of the result, with that of the batch."""
        return BATCH * (self.x.view.array.batched or self.y.view.array.batched) + self.letters

    def _in_order(self, x: Factor, y: Factor) -> bool:
        return self.all == x.outer + y.outer

    @property
    def is_product(self) -> bool:
        """Whether it is X @ Y: the axes of the result are those of x, then at most one of y."""
        one = len(self.y.outer) <= 1 and not self.y.view.array.batched
        return self._in_order(self.x, self.y) and one

    @property
    def stacked(self) -> str:
        """The letters in front that both have, if it is a stack of X @ Y; else none."""
        shared = "".join(a for a in self.x.outer if a in self.y.outer)
        p, q = (f.outer[len(shared) :] for f in (self.x, self.y))
        fits = self.x.outer == shared + p and self.y.outer == shared + q and self.all == shared + p + q
        last = self.x.letters[-1] == SUMMED and SUMMED in self.y.letters[-2:]
        return shared if fits and last and len(p) == len(q) == 1 else ""

    def sizes(self) -> dict[str, Any]:
        """How many entries each letter counts."""
        found: dict[str, Any] = {BATCH: N} if self.all[:1] == BATCH and len(self.all) > len(self.letters) else {}
        for factor in (self.x, self.y):
            found |= dict(zip(factor.letters, factor.view.target, strict=True))
        return found

    def shape(self, letters: str) -> Shape:
        """The shape that goes with letters."""
        sizes = self.sizes()
        return tuple(sizes[a] for a in letters)

    # --- the code ----------------------------------------------------------------------------

    def forward(self, out: Array) -> Code:
        """X @ Y, or what comes closest."""
        x, y = self.x, self.y
        if self.is_product:
            code = matmul(x.ordered(outer(x) + SUMMED), y.ordered(SUMMED + outer(y)), self.shape(self.all))
        elif self.stacked:
            second = y.view.code(exact=True)
            second = swapped(second) if y.letters[-1] == SUMMED else second
            code = matmul(x.view.code(exact=True), second, self.shape(self.all))
        else:
            code = einsum(
                [(x.all, x.view.code(exact=True)), (y.all, y.view.code(exact=True))], self.all, self.shape(self.all)
            )
        parts = [(x.all, x.view.formula()), (y.all, y.view.formula())]
        return literal(self.scale) * code.of(contracted(parts, self.all))

    def backward(self, d: Code, out: Array) -> Iterator[Share]:
        """The gradients of both factors: products of d with the other one."""
        d, batched = literal(self.scale) * d, out.batched and BATCH in self.all
        if out.batched and not batched:  # each sample has the same sum: its gradient is that of all of them
            d = summed(d, [0]) if len(d.shape) > len(out.shape) else d * Code(N)
        wanted = [f for f in (self.x, self.y) if f.view.array.moving]
        if d.shape != self.shape(self.all) and wanted:
            d = filled(d, self.shape(self.all))
        for factor in wanted:
            other = self.y if factor is self.x else self.x
            if self.is_product:
                yield from self._left(d, batched) if factor is self.x else self._right(d, batched)
            elif self.stacked:
                side, second, turned_y = d, other.view.code(exact=True), self.y.letters[-1] != SUMMED
                if factor is self.y:
                    side, second = (swapped(second), d) if turned_y else (swapped(d), second)
                elif turned_y:
                    second = swapped(second)
                code = matmul(side, second, self.shape(factor.all))
                yield from share(factor.view, code.of(self._handed_back(factor, d, factor.all)), batched)
            else:
                letters = factor.own
                every = BATCH * factor.view.array.batched + letters
                code = einsum([(self.all, d), (other.all, other.view.code(exact=True))], every, self.shape(every))
                found = code.of(self._handed_back(factor, d, every))
                yield from factor.share(letters, found, batched and factor.view.array.batched)

    def _left(self, d: Code, batched: bool) -> Iterator[Share]:
        """dX = d @ Y.T, Σ_i d_ni y_ji."""
        x, y = self.x, self.y
        shape = self.shape(x.outer + SUMMED)
        towards_x = y.ordered(outer(y) + SUMMED)
        code = matmul(d, towards_x, shape) if outer(y) else with_axis(d) * towards_x
        if not outer(y) and len(d.shape) == len(towards_x.shape) == 1:
            code = Code(f"np.outer({d.text}, {towards_x.text})", shape)
        yield from x.share(outer(x) + SUMMED, code.of(self._handed_back(x, d, x.outer + SUMMED)), batched)

    def _right(self, d: Code, batched: bool) -> Iterator[Share]:
        """dY = X.T @ d, Σ_n x_nj d_ni, in the order in which the array of Y has its axes."""
        x, y = self.x, self.y
        letters, lead = y.own, len(x.outer)
        found = self._handed_back(y, d, letters)
        shape = self.shape(letters)
        seen = x.ordered(outer(x) + SUMMED)
        if lead > 1:
            seen = Code(f"{seen.inside(ATOM)}.reshape(-1, {self.sizes()[SUMMED]})", (N, self.sizes()[SUMMED]))
            rows = f".reshape(-1, {self.sizes()[outer(y)]})" if outer(y) else ".ravel()"
            d = Code(f"{d.inside(ATOM)}{rows}", (N, *shape[1:]))
        if not lead:
            first, second = (seen, d) if letters[0] == SUMMED else (d, seen)
            code = Code(f"np.outer({first.text}, {second.text})", shape) if outer(y) else d * seen
        elif not outer(y):
            code = matmul(d, seen, shape)
        elif letters[0] == SUMMED:
            code = matmul(turned(seen), d, shape)
        else:
            code = matmul(turned(d), seen, shape)
        yield from y.share(letters, code.of(found), batched and y.view.array.batched)  # else it is summed over already

    def _handed_back(self, factor: Factor, d: Code, letters: str) -> Formula:
        """One entry of the gradient of a factor, its axes in this order: Σ d · the other factor."""
        other = self.y if factor is self.x else self.x
        parts = [(self.all, d.formula), (other.all, other.view.formula())]
        return contracted(parts[1:] if d.number == 1 and not self.all else parts, letters)


def outer(factor: Factor) -> str:
    """The letters of a factor without batch and without the one that is summed over."""
    return factor.letters.replace(SUMMED, "")


def matmul(x: Code, y: Code, shape: Shape) -> Code:
    """x @ y."""
    return Code(f"{x.inside(PRODUCT)} @ {y.inside(PRODUCT + 1)}", shape, PRODUCT)


def turned(x: Code) -> Code:
    """The transpose of a matrix; of a transpose the matrix."""
    shape = x.shape[::-1]
    return Code(x.text[:-2], shape) if x.text.endswith(".T") else Code(f"{x.inside(ATOM)}.T", shape)


def swapped(x: Code) -> Code:
    """The transpose of each matrix of a stack; of such a transpose the stack."""
    shape = (*x.shape[:-2], x.shape[-1], x.shape[-2])
    for turned in (".transpose(0, 2, 1)", ".swapaxes(1, 2)", ".swapaxes(-1, -2)"):
        if len(x.shape) == 3 and x.text.endswith(turned):
            return Code(x.text.removesuffix(turned), shape)
    return Code(f"{x.inside(ATOM)}.swapaxes(-1, -2)", (*x.shape[:-2], x.shape[-1], x.shape[-2]))


def einsum(operands: list[tuple[str, Code]], letters: str, shape: Shape) -> Code:
    """np.einsum in these letters."""
    rule = ",".join(given for given, _ in operands) + "->" + letters
    return Code(f'np.einsum("{rule}", {", ".join(code.text for _, code in operands)})', shape)
