"""An operation and its local derivatives as formulas with the names of the values: the table's rows, run on symbols."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeAlias

from engine.explanation.names import Names
from engine.explanation.pieces import Piece, factor, words
from engine.explanation.routes import Edge
from engine.ops import OPERATORS
from engine.table import symbol
from engine.table.primitive import ListOp, Op
from engine.value import Value

LONGEST_LIST, LONGEST_DOT = 100, 3000
"""Of how many operands a formula is asked for: those of a product grow with the square of it, those of a dot do not."""

LONGEST_FORMULA = 56
"""How many characters of a formula are shown."""

DEPTH = 3
"""How many levels down a value without a name is shown as a formula."""

PRIVATE = "\ue000-\uf8ff"
Known: TypeAlias = dict[str, Callable[[], Piece]]
"""What to call for the name that a character stands for; a value that is not shown needs no name."""

FIRST = 0xE000  # characters for private use stand for the names, so that no label is taken for a piece of formula


def operation(value: Value, names: Names) -> Piece:
    """How a value was made, such as a · b; of a long list, only how long it is."""
    row = value._row
    assert row is not None  # a leaf was made by no operation
    if len(value.operands) <= LONGEST_LIST:
        for depth in reversed(range(DEPTH + 1)):
            operands, known = symbols(value, names, depth)
            formula = written(applied(row, operands[:-1]), known)
            if len(formula.text) <= LONGEST_FORMULA:
                return formula
    return words(f"{row.name} of {len(value.operands)} operands")


def derivative(edge: Edge, names: Names) -> Piece | None:
    """The local derivative as the row has it, such as b or 1 − y²; None where it is too long to read."""
    row = edge.result._row
    assert row is not None  # an edge starts at the result of an operation
    if is_long(edge.result):
        return None
    operands, known = symbols(edge.result, names)
    try:
        found = symbol.symbol(partial_of(row, edge.position, operands))
    except (ValueError, ArithmeticError):
        return None  # numbers for which the formula has a limit only
    formula = written(found, known)
    return formula if len(formula.text) <= LONGEST_FORMULA else None


def is_long(value: Value) -> bool:
    """Whether an operation has too many operands for a formula."""
    return len(value.operands) > (LONGEST_DOT if value.op == "dot" else LONGEST_LIST)


def other_factor(edge: Edge, names: Names) -> Value | None:
    """The value that a local derivative is, as y is for x · y; None where it is a formula or a constant."""
    if edge.result._row is None or is_long(edge.result):
        return None
    operands, _ = symbols(edge.result, names)
    found = symbol.symbol(partial_of(edge.result._row, edge.position, operands))
    values = (*edge.result.operands, edge.result)
    return next((x for x, sign in zip(values, operands, strict=True) if sign is found and isinstance(x, Value)), None)


def partial_of(row: Op, position: int, operands: list[Any]) -> Any:
    """One partial, in the algebra of the operands; the last of these is the result."""
    if isinstance(row, ListOp):
        return row.rule(0)(*row.split(operands[:-1]), operands[-1])[position]
    return row.rule(position)(*operands)


def symbols(value: Value, names: Names, depth: int = DEPTH) -> tuple[list[Any], Known]:
    """Operands and result of an operation as symbols; and which character stands for which name.

    A constant is its number. A value without a name is its formula, or its number where that would be long.
    """
    signs = Signs(names)
    return [*(signs.of(x, depth) for x in value.operands), signs.of(value, 0)], signs.known


class Signs:
    """A character for each name, so that no label is taken for a piece of formula."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.signs: dict[Value, symbol.Symbol] = {}
        self.known: Known = {}

    def of(self, x: Any, depth: int) -> Any:
        """The symbol of an operand; below a value without a name, those of its operands, so many levels down."""
        if not isinstance(x, Value) or not (x.requires_grad or x.label):
            return x.data if isinstance(x, Value) else x
        if x in self.signs:
            return self.signs[x]
        if self.names.knows(x):
            return self.sign(x, partial(self.names.in_formula, x))
        if x._row and depth and len(x.operands) <= 2:
            return applied(x._row, [self.of(y, depth - 1) for y in x.operands])
        return self.sign(x, partial(factor, x.data))

    def sign(self, x: Value, name: Callable[[], Piece]) -> symbol.Symbol:
        """A new character for a name."""
        self.signs[x] = symbol.Symbol(chr(FIRST + len(self.signs)))
        self.known[self.signs[x].text] = name
        return self.signs[x]


def applied(row: Op, operands: list[Any]) -> symbol.Symbol:
    """An operation on symbols."""
    if row.name in OPERATORS and row.name != "pow" and any(isinstance(x, symbol.Symbol) for x in operands):
        return symbol.symbol(row.function(*operands))
    if row.name == "pow":
        return symbol.infix(operands[0], "**", operands[1], symbol.POWER)
    return symbol.Symbol._apply(row, tuple(operands))


@cache
def always_one(row: Op, position: int) -> bool:
    """Whether a partial is 1 whatever the operands are, as those of a sum."""
    return symbol.formulas(row)[0 if isinstance(row, ListOp) else position] == "1.0"


def written(found: symbol.Symbol, known: Known) -> Piece:
    """A formula as it is read: short numbers, · and −, squares, and the names in place of their characters."""
    text, latex = (re.sub(r"\d+\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+", short, x) for x in (found.text, found.latex))
    text = text.replace(" ** ", "^").replace(" * ", " · ").replace("-", "−")
    text = re.sub(rf"([{PRIVATE}]) · \1(?!\^)", r"\1²", text)
    text = re.sub(r"\^1(?![\d.])", "", re.sub(r"\^2(?![\d.])", "²", text))
    text = re.sub(r"(?<=[+·/−] )(−[\d.]+)", r"(\1)", text)
    latex = re.sub(r" \\, (?=-?\d)", r" \\cdot ", latex)  # a number after a space would not read as a factor
    latex = re.sub(r"(?<=\d)e([+-]\d+)", lambda power: rf" \times 10^{{{int(power[1])}}}", latex)
    latex = latex.replace("^{1}", "").replace(r"\lvert", r"\vert").replace(r"\rvert", r"\vert")

    def named(match: re.Match[str]) -> str:
        name = known[match[1] or match[2]]().latex
        if match[3]:
            return (rf"\left({name}\right)" if "^" in name else name) + "^"
        return f"{{{name}}}" if match[1] else name

    return Piece(
        re.sub(f"[{PRIVATE}]", lambda match: known[match[0]]().text, text),
        re.sub(rf"(?:{{([{PRIVATE}])}}|([{PRIVATE}]))(\^?)", named, latex),
    )


def short(digits: re.Match[str]) -> str:
    """A number in a formula: as it is if it is short, else with four digits."""
    return f"{float(digits[0]):.4g}" if len(digits[0]) > 8 else f"{float(digits[0]):.8g}"
