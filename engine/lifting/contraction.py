"""Sums of products over one axis: matrix products wherever they are, `np.einsum` where they are not.

Each factor, and the result, has a letter for each of its axes, as in Einstein's notation; j is summed over. What the
engine did one product at a time, s_ni = Σ_j x_nj w_ji, is X @ W; and ∂L/∂w_ji = Σ_n x_nj δ_ni is X.T @ δ.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from engine.lifting.steps import Share, share, with_axis
from engine.lifting.text.code import Code, N, Shape, literal
from engine.lifting.text.formula import contracted
from engine.lifting.views import BATCH, SUMMED, Array, View, filled, permuted, summed
from engine.table.symbol import ATOM, PRODUCT


@dataclass
class Lettered:
    """A piece of code with a letter for each of its axes."""

    letters: str
    code: Code

    def ordered(self, letters: str) -> Code:
        """Return the code with its axes in another order."""
        return self.code.reordered([self.letters.index(x) for x in letters])

    def rows(self, letters: str) -> Code:
        """Return the code with its first axes, those of these letters, as one; at most one more follows."""
        last = self.code.shape[len(letters) :]
        text = "ravel()" if not last else f"reshape(-1, {last[0]})"
        return Code(f"{self.code.inside(ATOM)}.{text}", (N, *last))


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

    @property
    def operand(self) -> Lettered:
        """It as code."""
        return Lettered(self.all, self.view.code(exact=True))

    @property
    def own(self) -> str:
        """Its letters in the order in which its array has them."""
        if self.view.reshaped:
            return self.letters
        found = [(axis[0] if axis else -1, x) for axis, x in zip(self.view.axes, self.letters, strict=True)]
        return "".join(x for _, x in sorted(found))

    def share(self, d: Code, batched: bool) -> Iterator[Share]:
        """Yield what d, with its axes in the order of the array, adds to the gradient of the array."""
        own = self.own != self.letters
        return share(permuted(self.view, [self.letters.index(x) for x in self.own]) if own else self.view, d, batched)


@dataclass
class Contraction:
    """scale · Σ_j x · y, one of the terms of a sum."""

    scale: float
    x: Factor
    y: Factor
    letters: str

    def __post_init__(self) -> None:
        in_order = self.x.outer == self.all[: len(self.x.outer)]
        if self.x.letters != SUMMED and (self.y.letters == SUMMED or not in_order):
            self.x, self.y = self.y, self.x
        if self.x.all == SUMMED and len(self.y.own) == 2 and self.y.own[-1] == SUMMED:
            self.x, self.y = self.y, self.x  # A @ x, where that needs no transpose

    def views(self) -> list[View]:
        """Return what it reads."""
        return [self.x.view, self.y.view]

    @property
    def all(self) -> str:
        """The letters of the result, with that of the batch."""
        return BATCH * (self.x.view.array.batched or self.y.view.array.batched) + self.letters

    def shape(self, letters: str) -> Shape:
        """Return the sizes of the axes with these letters."""
        sizes: dict[str, Any] = {BATCH: N} if len(self.all) > len(self.letters) else {}
        for factor in (self.x, self.y):
            sizes |= dict(zip(factor.letters, factor.view.target, strict=True))
        return tuple(sizes[a] for a in letters)

    def forward(self, out: Array) -> Code:
        """Return X @ Y, or the nearest thing that NumPy has."""
        return literal(self.scale) * contract(self.x.operand, self.y.operand, self.all, self.shape(self.all))

    def backward(self, d: Code, out: Array) -> Iterator[Share]:
        """Yield the gradients of both factors: products of d with the other one."""
        d, batched = literal(self.scale) * d, out.batched and BATCH in self.all
        if out.batched and not batched:  # each sample has the same sum: its gradient is that of all of them
            d = summed(d, [0]) if len(d.shape) > len(out.shape) else d * Code(N)
        d = filled(d, self.shape(self.all))
        for factor, other in ((self.x, self.y), (self.y, self.x)):
            if not factor.view.array.moving:
                continue
            own = BATCH * factor.view.array.batched + factor.own
            code = contract(Lettered(self.all, d), other.operand, own, self.shape(own))
            # Without a batch axis it is summed already.
            yield from factor.share(code, batched and factor.view.array.batched)


def contract(a: Lettered, b: Lettered, out: str, shape: Shape) -> Code:
    """Return the sum of a · b over the letters that `out` lacks: a @ b in some order, or else an einsum."""
    factors = [each for each in (a, b) if each.letters or each.code.number != 1]
    product = product_of(a, b, out, shape)
    if product is a.code or product is b.code:  # 1 · x is x: its own formula stays what it is
        product = copy(product)
    return product.of(lambda: contracted([(each.letters, each.code.formula) for each in factors], out))


def product_of(a: Lettered, b: Lettered, out: str, shape: Shape) -> Code:
    """Return the same without a formula for one entry."""
    both = "".join(x for x in a.letters if x in b.letters)
    stack, gone = "".join(x for x in both if x in out), "".join(x for x in both if x not in out)
    p, q = ("".join(x for x in each.letters if x not in both) for each in (a, b))
    rule = f'"{a.letters},{b.letters}->{out}", {a.code.text}, {b.code.text}'
    if (out == stack + q + p != stack + p + q) or (gone and not q and p and a.letters == gone + p):
        a, b, p, q = b, a, q, p
    if out == stack + p + q and not both and len(q) <= 1:
        if len(p) == len(q) == 1:
            return Code(f"np.outer({a.code.text}, {b.code.text})", shape)
        return (with_axis(a.code) if q else a.code) * b.code
    sizes = len(p), len(q), len(gone)
    in_rows = (a.letters, b.letters) == (gone + p, gone + q) and max(sizes[:2]) == 1
    is_product = sizes == (1, 1, 1) if stack else sizes[1] < 2 and (sizes[2] == 1 or (gone and in_rows))
    if out != stack + p + q or not is_product:
        return Code(f"np.einsum({rule})", shape)
    if len(gone) > 1:
        a, b = (Lettered("r" + rest, each.rows(gone)) for each, rest in ((a, p), (b, q)))
        gone = "r"
    x, y = a.ordered(stack + p + gone), b.ordered(stack + gone + q)
    return Code(f"{x.inside(PRODUCT)} @ {y.inside(PRODUCT + 1)}", shape, PRODUCT)
