"""A row's formula as Python reads it, as people read it, and in LaTeX: run the row on symbols instead of numbers.

>>> from engine import ops
>>> formulas(ops.div)
['1 / y', '-out / y']
"""

from typing import Any, Self

from engine.table.notation import MINUS
from engine.table.primitive import ListOp, Op

# How tightly Python binds: an operand is put in parentheses where it binds less tightly.
SUM, PRODUCT, NEGATION, POWER, ATOM = range(5)


class Algebra:
    """What combines by + - * / ** as numbers do; a subclass says in `infix` what comes of it."""

    __slots__ = ()

    @classmethod
    def infix(cls, left: Any, sign: str, right: Any, binding: int) -> Self:
        """Return `left sign right`; `binding` says how tightly the sign binds."""
        raise NotImplementedError

    # fmt: off
    def __add__(self, other: Any) -> Self: return self.infix(self, "+", other, SUM)
    def __radd__(self, other: Any) -> Self: return self.infix(other, "+", self, SUM)
    def __sub__(self, other: Any) -> Self: return self.infix(self, "-", other, SUM)
    def __rsub__(self, other: Any) -> Self: return self.infix(other, "-", self, SUM)
    def __mul__(self, other: Any) -> Self: return self.infix(self, "*", other, PRODUCT)
    def __rmul__(self, other: Any) -> Self: return self.infix(other, "*", self, PRODUCT)
    def __truediv__(self, other: Any) -> Self: return self.infix(self, "/", other, PRODUCT)
    def __rtruediv__(self, other: Any) -> Self: return self.infix(other, "/", self, PRODUCT)
    def __pow__(self, other: Any) -> Self: return self.infix(self, "**", other, POWER)
    def __rpow__(self, other: Any) -> Self: return self.infix(other, "**", self, POWER)
    # fmt: on


class Symbol(Algebra):
    """A piece of formula, as Python reads it and as people do, and how tightly the outermost operation binds.

    text     as Python reads it: 2.0 * x ** 2
    formula  as people read it in text: 2 · x²
    latex    the same in LaTeX, with a binding of its own
    """

    __slots__ = ("binding", "formula", "latex", "latex_binding", "text")

    def __init__(
        self, text: str, binding: int = ATOM, latex: str = "", latex_binding: int | None = None, formula: str = ""
    ) -> None:
        self.text, self.formula, self.latex = text, formula or text, latex or text
        self.binding = binding
        self.latex_binding = binding if latex_binding is None else latex_binding

    def __repr__(self) -> str:
        return self.text

    def __neg__(self) -> Self:
        read = MINUS + inside(self, NEGATION, "formula")
        return type(self)(f"-{inside(self, NEGATION)}", NEGATION, f"-{latex_inside(self, NEGATION)}", formula=read)

    @staticmethod
    def _apply(op: Op, operands: tuple[Any, ...]) -> "Symbol":
        """Return a row used as a function inside another row's formula."""
        text, formula = (op.written(*[inside(x, SUM, form) for x in operands]) for form in ("text", "formula"))
        return Symbol(text, latex=latex_of(op, *operands), formula=formula)

    @classmethod
    def infix(cls, left: Any, sign: str, right: Any, binding: int) -> Self:
        """Return `left sign right`; Python groups sums and products from the left, powers from the right."""
        tight = binding + 1
        sides = (tight, binding) if sign == "**" else (binding, tight)
        text = f"{inside(left, sides[0])} {sign} {inside(right, sides[1])}"
        latex, latex_binding = latex_infix(left, sign, right, sides)
        return cls(text, binding, latex, latex_binding, formula_infix(left, sign, right, sides))


class NumPySymbol(Symbol):
    """A symbol whose text is a line of NumPy: a function is written as its row says."""

    __slots__ = ()

    @staticmethod
    def _apply(op: Op, operands: tuple[Any, ...]) -> "NumPySymbol":
        texts = [inside(x, SUM) for x in operands]
        return NumPySymbol(op.numpy.format(*texts) if op.numpy else op.written(*texts))


def symbol(x: Any) -> Symbol:
    """Return x as a symbol: a number is its digits, shortened for people, or in LaTeX its name if it has one."""
    if isinstance(x, Symbol):
        return x
    digits = repr(x)
    exact = not {".", "e"} & set(digits)
    short = digits if exact else f"{x:.4g}" if len(digits.removeprefix("-")) > 8 else f"{x:.8g}"
    mantissa, e, exponent = short.partition("e")
    latex = getattr(x, "latex", "") or (rf"{mantissa} \times 10^{{{int(exponent)}}}" if e else short)
    return Symbol(digits, NEGATION if x < 0 else ATOM, latex, formula=short.replace("-", MINUS))


def inside(x: Any, binding: int, form: str = "text") -> str:
    """Return x as an operand, for Python or in the form for people; in parentheses where it binds less tightly."""
    found = symbol(x)
    shown: str = getattr(found, form)
    return shown if found.binding >= binding else f"({shown})"


def latex_inside(x: Any, binding: int) -> str:
    """Return the same in LaTeX."""
    found = symbol(x)
    return found.latex if found.latex_binding >= binding else rf"\left({found.latex}\right)"


def formula_infix(left: Any, sign: str, right: Any, sides: tuple[int, int]) -> str:
    """Return left sign right as people read it: a · b, x², a + (−2)."""
    x, y = inside(left, sides[0], "formula"), inside(right, sides[1], "formula")
    if sign == "**":
        return x + {"1": "", "2": "²"}.get(y, f"^{y}")
    if sign == "*" and isinstance(right, Symbol) and len(y) == 1 and (x == y or x.endswith((f"· {y}", MINUS + y))):
        return f"{x}²"
    if y[0] == MINUS and y[1].isdigit():
        number, space, more = y.partition(" ")
        y = f"({number}){space}{more}"
    return f"{x} { {'*': '·', '-': MINUS}.get(sign, sign) } {y}"


def latex_infix(left: Any, sign: str, right: Any, sides: tuple[int, int]) -> tuple[str, int]:
    """Return left sign right in LaTeX, and how tightly it binds; the bar of a fraction groups without parentheses."""
    x, y = latex_inside(left, sides[0]), latex_inside(right, sides[1])
    if sign == "/":
        return rf"\frac{{{latex_inside(left, SUM)}}}{{{latex_inside(right, SUM)}}}", PRODUCT
    if sign == "**":
        exponent = latex_inside(right, SUM)
        return (x if exponent == "1" else f"{x}^{{{exponent}}}"), POWER
    if sign == "*" and symbol(left).latex == symbol(right).latex:
        return f"{latex_inside(left, ATOM)}^{{2}}", POWER
    if sign == "*":  # a number after a space would not read as a factor
        return x + (r" \cdot " if y.removeprefix("-")[0].isdigit() else r" \, ") + y, PRODUCT
    return f"{x} {sign} {y}", SUM


def latex_of(op: Op, *operands: Any) -> str:
    """Return an operation with its operands in LaTeX, in parentheses where the row's notation does not enclose them."""
    if isinstance(op, ListOp):
        return op.latex.format(*[", ".join(latex_inside(x, SUM) for x in each) for each in op.split(operands)])
    encloses = "{{{}}}" in op.latex or r"\left" in op.latex
    return op.latex.format(*[latex_inside(x, SUM if encloses else ATOM) for x in operands])


def names(op: Op) -> list[str]:
    """Return what the operands are called in a formula: as in the row's own rules; of a list x0, x1, x2."""
    if isinstance(op, ListOp):
        return [f"{name}{j}" for name in ("x", "y")[: op.lists] for j in range(3)]
    code = next(rule for rule in op.partials if rule is not None).__code__
    given = code.co_varnames[: code.co_argcount - 1]  # the last one is out
    return list(given) if len(given) == len(op.partials) else ["x", "y"][: len(op.partials)]


def operand_symbol(name: str) -> Symbol:
    """Return an operand: x, x_0 for x0, a Greek letter or a word in LaTeX."""
    latex = f"{name[0]}_{name[1:]}" if name[1:].isdigit() else name
    return Symbol(name, latex={"alpha": r"\alpha"}.get(name, rf"\mathrm{{{name}}}" if len(name) > 2 else latex))


def formulas(op: Op) -> list[str]:
    """Return the partial of `op` for each of its operands, as Python would read it; "" where there is none.

    >>> from engine import ops
    >>> formulas(ops.dot)
    ['y0', 'y1', 'y2', 'x0', 'x1', 'x2']
    """
    return ["" if partial is None else inside(partial, SUM) for partial in partials(op)]


def latex_formulas(op: Op) -> list[str]:
    r"""Return the same in LaTeX.

    >>> from engine import ops
    >>> print(*latex_formulas(ops.div))
    \frac{1}{y} \frac{-\mathrm{out}}{y}
    """
    return ["" if partial is None else latex_inside(partial, SUM) for partial in partials(op)]


def partials(op: Op) -> list[Any]:
    """Return the rules of `op`, run on symbols."""
    symbols, out = list(map(operand_symbol, names(op))), operand_symbol("out")
    if isinstance(op, ListOp):
        return list(op.rule(0)(*op.split(symbols), out))
    return [None if rule is None else rule(*symbols, out) for rule in op.partials]
