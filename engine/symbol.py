"""A row's formula as text: run the row on symbols instead of numbers, and read what they recorded.

>>> from engine import ops
>>> [formula(ops.div, i) for i in range(2)]
['1 / y', '-out / y']
"""

from typing import Any

from engine.primitive import Op

# How tightly Python binds: an operand is put in parentheses where it binds less tightly.
SUM, PRODUCT, NEGATION, POWER, ATOM = range(5)


class Symbol:
    """A piece of formula: its text, and how tightly its outermost operation binds."""

    __slots__ = ("binding", "text")

    def __init__(self, text: str, binding: int = ATOM) -> None:
        self.text = text
        self.binding = binding

    def __repr__(self) -> str:
        return self.text

    def __add__(self, other: Any) -> "Symbol":
        return infix(self, "+", other, SUM)

    def __radd__(self, other: Any) -> "Symbol":
        return infix(other, "+", self, SUM)

    def __sub__(self, other: Any) -> "Symbol":
        return infix(self, "-", other, SUM)

    def __rsub__(self, other: Any) -> "Symbol":
        return infix(other, "-", self, SUM)

    def __mul__(self, other: Any) -> "Symbol":
        return infix(self, "*", other, PRODUCT)

    def __rmul__(self, other: Any) -> "Symbol":
        return infix(other, "*", self, PRODUCT)

    def __truediv__(self, other: Any) -> "Symbol":
        return infix(self, "/", other, PRODUCT)

    def __rtruediv__(self, other: Any) -> "Symbol":
        return infix(other, "/", self, PRODUCT)

    def __pow__(self, other: Any) -> "Symbol":
        return infix(self, "**", other, POWER)

    def __rpow__(self, other: Any) -> "Symbol":
        return infix(other, "**", self, POWER)

    def __neg__(self) -> "Symbol":
        return Symbol(f"-{inside(self, NEGATION)}", NEGATION)

    @staticmethod
    def _apply(op: Op, operands: tuple[Any, ...]) -> "Symbol":
        """A row used as a function inside another row's formula."""
        return Symbol(op.text.format(*[inside(x, SUM) for x in operands]))


def inside(x: Any, binding: int) -> str:
    """The text of x as an operand, in parentheses where it binds less tightly than `binding`."""
    symbol = x if isinstance(x, Symbol) else Symbol(repr(x), NEGATION if repr(x).startswith("-") else ATOM)
    return symbol.text if symbol.binding >= binding else f"({symbol.text})"


def infix(left: Any, sign: str, right: Any, binding: int) -> Symbol:
    """left sign right; Python groups sums and products from the left, powers from the right."""
    tight = binding + 1
    sides = (tight, binding) if sign == "**" else (binding, tight)
    return Symbol(f"{inside(left, sides[0])} {sign} {inside(right, sides[1])}", binding)


def formula(op: Op, index: int) -> str:
    """The partial of `op` with respect to operand `index`, in x, y and out, as Python would read it."""
    names = [Symbol(name) for name in ("x", "y", "z")[: len(op.partials)]]
    return inside(op.partials[index](*names, Symbol("out")), SUM)
