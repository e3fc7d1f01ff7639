"""A row's formula as text and as LaTeX: run the row on symbols instead of numbers, and read what they recorded.

>>> from engine import ops
>>> formulas(ops.div)
['1 / y', '-out / y']
"""

from typing import Any

from engine.table.primitive import ListOp, Op

# How tightly Python binds: an operand is put in parentheses where it binds less tightly.
SUM, PRODUCT, NEGATION, POWER, ATOM = range(5)


class Symbol:
    """A piece of formula: its text and its LaTeX, and how tightly the outermost operation binds in each."""

    __slots__ = ("binding", "latex", "latex_binding", "text")

    def __init__(self, text: str, binding: int = ATOM, latex: str = "", latex_binding: int | None = None) -> None:
        self.text = text
        self.binding = binding
        self.latex = latex or text
        self.latex_binding = binding if latex_binding is None else latex_binding

    def __repr__(self) -> str:
        return self.text

    # fmt: off
    def __add__(self, other: Any) -> "Symbol": return infix(self, "+", other, SUM)
    def __radd__(self, other: Any) -> "Symbol": return infix(other, "+", self, SUM)
    def __sub__(self, other: Any) -> "Symbol": return infix(self, "-", other, SUM)
    def __rsub__(self, other: Any) -> "Symbol": return infix(other, "-", self, SUM)
    def __mul__(self, other: Any) -> "Symbol": return infix(self, "*", other, PRODUCT)
    def __rmul__(self, other: Any) -> "Symbol": return infix(other, "*", self, PRODUCT)
    def __truediv__(self, other: Any) -> "Symbol": return infix(self, "/", other, PRODUCT)
    def __rtruediv__(self, other: Any) -> "Symbol": return infix(other, "/", self, PRODUCT)
    def __pow__(self, other: Any) -> "Symbol": return infix(self, "**", other, POWER)
    def __rpow__(self, other: Any) -> "Symbol": return infix(other, "**", self, POWER)
    # fmt: on

    def __neg__(self) -> "Symbol":
        return Symbol(f"-{inside(self, NEGATION)}", NEGATION, f"-{latex_inside(self, NEGATION)}")

    @staticmethod
    def _apply(op: Op, operands: tuple[Any, ...]) -> "Symbol":
        """A row used as a function inside another row's formula."""
        return Symbol(op.written(*[inside(x, SUM) for x in operands]), latex=latex_of(op, *operands))


def symbol(x: Any) -> Symbol:
    """x as a symbol: a number is its digits, or in LaTeX its name if it has one, and whole numbers lose their ".0"."""
    if isinstance(x, Symbol):
        return x
    digits = repr(x)
    return Symbol(digits, NEGATION if x < 0 else ATOM, getattr(x, "latex", "") or digits.removesuffix(".0"))


def inside(x: Any, binding: int) -> str:
    """The text of x as an operand, in parentheses where it binds less tightly than `binding`."""
    found = symbol(x)
    return found.text if found.binding >= binding else f"({found.text})"


def latex_inside(x: Any, binding: int) -> str:
    """The same in LaTeX."""
    found = symbol(x)
    return found.latex if found.latex_binding >= binding else rf"\left({found.latex}\right)"


def infix(left: Any, sign: str, right: Any, binding: int) -> Symbol:
    """left sign right; Python groups sums and products from the left, powers from the right."""
    tight = binding + 1
    sides = (tight, binding) if sign == "**" else (binding, tight)
    text = f"{inside(left, sides[0])} {sign} {inside(right, sides[1])}"
    if sign == "/":  # the bar of a fraction groups, so that nothing needs parentheses
        return Symbol(text, binding, rf"\frac{{{latex_inside(left, SUM)}}}{{{latex_inside(right, SUM)}}}")
    if sign == "**":
        return Symbol(text, binding, f"{latex_inside(left, tight)}^{{{latex_inside(right, SUM)}}}")
    if sign == "*" and symbol(left).latex == symbol(right).latex:
        return Symbol(text, binding, f"{latex_inside(left, ATOM)}^{{2}}", POWER)
    between = r" \, " if sign == "*" else f" {sign} "
    return Symbol(text, binding, latex_inside(left, sides[0]) + between + latex_inside(right, sides[1]))


def latex_of(op: Op, *operands: Any) -> str:
    """An operation in LaTeX, with its operands; in parentheses where the row's notation does not enclose them."""
    if isinstance(op, ListOp):
        return op.latex.format(*[", ".join(latex_inside(x, SUM) for x in each) for each in op.split(operands)])
    encloses = "{{{}}}" in op.latex or r"\left" in op.latex
    return op.latex.format(*[latex_inside(x, SUM if encloses else ATOM) for x in operands])


def names(op: Op) -> list[str]:
    """What the operands are called in a formula: as in the row's own rules; of a list x0, x1, x2."""
    if isinstance(op, ListOp):
        return [f"{name}{j}" for name in ("x", "y")[: op.lists] for j in range(3)]
    code = next(rule for rule in op.partials if rule is not None).__code__
    given = code.co_varnames[: code.co_argcount - 1]  # the last one is out
    return list(given) if len(given) == len(op.partials) else ["x", "y"][: len(op.partials)]


def named(name: str) -> Symbol:
    """An operand: x, x_0 for x0, a Greek letter or a word in LaTeX."""
    latex = f"{name[0]}_{name[1:]}" if name[1:].isdigit() else name
    return Symbol(name, latex={"alpha": r"\alpha"}.get(name, rf"\mathrm{{{name}}}" if len(name) > 2 else latex))


def formulas(op: Op) -> list[str]:
    """The partial of `op` for each of its operands, as Python would read it; "" where there is none.

    >>> from engine import ops
    >>> formulas(ops.dot)
    ['y0', 'y1', 'y2', 'x0', 'x1', 'x2']
    """
    return ["" if partial is None else inside(partial, SUM) for partial in partials(op)]


def latex_formulas(op: Op) -> list[str]:
    r"""The same in LaTeX.

    >>> from engine import ops
    >>> print(*latex_formulas(ops.div))
    \frac{1}{y} \frac{-\mathrm{out}}{y}
    """
    return ["" if partial is None else latex_inside(partial, SUM) for partial in partials(op)]


def partials(op: Op) -> list[Any]:
    """The rules of `op`, run on symbols."""
    symbols, out = list(map(named, names(op))), named("out")
    if isinstance(op, ListOp):
        return list(op.rule(0)(*op.split(symbols), out))
    return [None if rule is None else rule(*symbols, out) for rule in op.partials]
