"""The names of values, operations and local derivatives in an explanation.

A value has its label, and where it has none v1, v2, … by its place in the graph, as in pictures. A label that several
values share (neuron s1[0] of every sample in a batch) gets a number, counted from 0 in the order of the graph:
s1[0]⁽⁰⁾, s1[0]⁽¹⁾, … An operation and its derivatives are the table's rows, run on symbols that stand for these names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from engine.explanation.document import factor, num
from engine.explanation.document import partial as partial_name
from engine.explanation.routes import Edge, RouteGraph
from engine.graph import with_leaves
from engine.ops import OPERATORS
from engine.recording.numbering import free_letter, invented_names
from engine.recording.places import place_of
from engine.table import symbol
from engine.table.notation import one_line
from engine.table.primitive import ListOp, Op
from engine.table.reports import Piece, words
from engine.value import Value

GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi"),
    *("pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
}
SUPERSCRIPT = str.maketrans("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")
ESCAPED = {
    **{c: "\\" + c for c in "{}$%_ "},
    "\\": r"\backslash ",
    "^": r"\hat{\ }",
    "~": r"\sim ",
    "<": "{<}",
    ">": "{>}",
    "#": r"}\#\mathrm{",
    "&": r"}\text{\&}\mathrm{",
    '"': "”",
    "`": "‘",
    "'": "’",
}
SIMPLE = re.compile(r"[\w.\u0300-\u036f]+(\[[\w, ]*\])?['’′]*(⁽\w+⁾)?")
"""What can stand in a formula as it is: a word, with indices, primes, and the number of a copy."""


class Names:
    """The names of all values of a graph."""

    def __init__(self, graph: RouteGraph, w: Value) -> None:
        self.loss = graph.loss
        self.copies: dict[str, list[Value]] = {}  # for each label that several values share, those values in order
        for value in with_leaves(graph.loss):
            if value.label:
                self.copies.setdefault(one_line(str(value.label)), []).append(value)
        self.number = {value: n for same in self.copies.values() for n, value in enumerate(same)}
        self.given: dict[Value, Piece] = {}
        self.invented = invented_names(graph.loss)  # the same as in pictures
        for value, name in ((graph.loss, "L"), (w, "w")):
            if not value.label and value not in self.given and name not in self.copies:
                self.given[value] = Piece(name, name)
        self.used_copy = False  # whether a name with a number was asked for

    def invent(self, values: Iterable[Value]) -> None:
        """Call those without a label v1, v2, and so on, by their place in the graph."""
        for value in values:
            if not value.label and value not in self.given and value.requires_grad:
                beyond = f"{free_letter(self.copies)}{len(self.invented) + 1}"  # for one that is not in the graph
                name = self.invented.setdefault(value, beyond)
                self.given[value] = Piece(name, f"{name[0]}_{{{name[1:]}}}")

    def knows(self, value: Value) -> bool:
        """Return whether a value has a name, or can have one because it is a leaf; or is a constant."""
        return bool(value.label) or value in self.given or value.is_leaf

    def of(self, value: Value) -> Piece:
        """Return the name of a value; of a constant without a label, its number."""
        if not value.label and not value.requires_grad:
            return num(value.data)
        if not value.label:
            self.invent([value])
            return self.given[value]
        copy, place = self.copy(value), place_of(value)
        if place is not None:
            return placed_name(place.role, place.role, place.layer, place.neuron, place.index, copy)
        text = one_line(str(value.label))
        latex = label_in_latex(text)
        return Piece(text, latex) if copy is None else Piece(f"{text}{raised(copy)}", f"{{{latex}}}^{{({copy})}}")

    def in_formula(self, value: Value) -> Piece:
        """Return the same, in parentheses where a label is no plain name: it might read as part of the formula."""
        name = self.of(value)
        return name if SIMPLE.fullmatch(name.text) else "(" + name + ")"

    def delta(self, value: Value) -> Piece:
        """Return the name of ∂L/∂s for a pre-activation s: δ with the same indices."""
        place = place_of(value)
        return placed_name("δ", r"\delta", place.layer, place.neuron, None, self.copy(value))

    def gradient(self, value: Value) -> Piece:
        """Return ∂L/∂value."""
        return partial_name(self.in_formula(self.loss), self.in_formula(value))

    def copy(self, value: Value) -> int | None:
        """Return which one it is of the values that share its label; None if it has its label for itself."""
        same = self.copies.get(one_line(str(value.label)), ())
        if len(same) < 2 or value not in self.number:
            return None
        self.used_copy = True
        return self.number[value]


def placed_name(letter: str, latex: str, layer: Any, neuron: Any, index: Any, copy: int | str | None) -> Piece:
    """Return w1[1,0] and w^{(1)}_{1,0}: layer, neuron and input; and which sample, where there are several."""
    inside = f"{neuron}" if index is None else f"{neuron},{index}"
    sample = "" if copy is None else "n" if copy == "n" else f"n={copy}"
    above = f"({layer})" if layer is not None else ""
    above += rf",\,{sample}" if above and sample else f"({sample})" if sample else ""
    power = f"^{{{above}}}" if above else ""
    text = f"{letter}{'' if layer is None else layer}[{inside}]{'' if copy is None else raised(copy)}"
    return Piece(text, f"{latex}{power}_{{{inside}}}")


def raised(copy: int | str) -> str:
    """Return a number in raised parentheses."""
    return f"⁽{str(copy).translate(SUPERSCRIPT)}⁾"


def label_in_latex(text: str) -> str:
    r"""Return a label in mathematics mode: letters stay letters, x1 and x[0,1] get indices, all else is upright text.

    >>> [label_in_latex(x) for x in ("a", "x1", "alpha", "W[0,1]", "learning rate")]
    ['a', 'x_{1}', '\\alpha', 'W_{0,1}', '\\mathrm{learning\\ rate}']
    """
    parts = re.fullmatch(r"([A-Za-z]+)(?:_?(\d+)|\[(\d+(?:, ?\d+)*)\])?", text)
    if not parts:
        upright = "".join(ESCAPED.get(c, c) for c in text)
        return rf"\mathrm{{{upright}}}".replace(r"\mathrm{}", "")
    name, *indices = parts.groups(default="")
    letters = name if len(name) == 1 else f"\\{name}" if name in GREEK else rf"\mathrm{{{name}}}"
    index = "".join(indices)
    return f"{letters}_{{{index}}}" if index else letters


# --- operations and their derivatives -------------------------------------------------------------

LONGEST_LIST, LONGEST_DOT = 100, 3000  # up to so many operands a formula is made; a product's grow with their square

LONGEST_FORMULA = 56  # how many characters of a formula are shown

DEPTH = 3  # how many levels down a value without a name is shown as a formula

PRIVATE = "\ue000-\uf8ff"
Known: TypeAlias = dict[Value, symbol.Symbol]
FIRST = 0xE000  # characters for private use stand for the names, so that no label is taken for a piece of formula


def operation(value: Value, names: Names) -> Piece:
    """Return how a value was made, such as a · b; of a long list, only how long it is."""
    row = value._row
    assert row is not None  # a leaf was made by no operation
    if len(value.operands) <= LONGEST_LIST:
        for depth in reversed(range(DEPTH + 1)):
            operands, known = symbols(value, names, depth)
            formula = with_names(applied(row, operands[:-1]), known, names)
            if len(formula.text) <= LONGEST_FORMULA:
                return formula
    return words(f"{row.name} of {len(value.operands)} operands")


def derivative(edge: Edge | None, names: Names) -> Piece | None:
    """Return the local derivative as the row has it, such as b or 1 − y²; None without an edge, or if that is long."""
    if edge is None or is_long(edge.result):
        return None
    operands, known = symbols(edge.result, names)
    try:
        formula = with_names(symbol.symbol(partial_of(edge, operands)), known, names)
    except (ValueError, ArithmeticError):
        return None  # numbers for which the formula has a limit only
    return formula if len(formula.text) <= LONGEST_FORMULA else None


def is_long(value: Value) -> bool:
    """Return whether an operation has too many operands for a formula."""
    return len(value.operands) > (LONGEST_DOT if value.op == "dot" else LONGEST_LIST)


def other_factor(edge: Edge | None, names: Names) -> Value | None:
    """Return the value that a local derivative is, as y is for x · y; None where it is a formula or a constant."""
    if edge is None or is_long(edge.result):
        return None
    operands, _ = symbols(edge.result, names)
    found = symbol.symbol(partial_of(edge, operands))
    values = (*edge.result.operands, edge.result)
    return next((x for x, sign in zip(values, operands, strict=True) if sign is found and isinstance(x, Value)), None)


def partial_of(edge: Edge, operands: list[Any]) -> Any:
    """Return the partial of an edge, in the algebra of the operands; the last of these is the result."""
    row = edge.result._row
    assert row is not None  # an edge starts at the result of an operation
    if isinstance(row, ListOp):
        return row.rule(0)(*row.split(operands[:-1]), operands[-1])[edge.position]
    return row.rule(edge.position)(*operands)


def symbols(value: Value, names: Names, depth: int = DEPTH) -> tuple[list[Any], Known]:
    """Return operands and result of an operation as symbols; and the symbol of each value.

    A constant is its number. A value without a name is its formula, so many levels down, or its number.
    """
    known: Known = {}
    return [*(symbol_for(x, depth, names, known) for x in value.operands), symbol_for(value, 0, names, known)], known


def symbol_for(x: Any, depth: int, names: Names, known: Known) -> Any:
    """Return the symbol of an operand, or its number."""
    if not isinstance(x, Value) or not (x.requires_grad or x.label):
        return x.data if isinstance(x, Value) else x
    if depth and x not in known and x._row and len(x.operands) <= 2 and not names.knows(x):
        return applied(x._row, [symbol_for(y, depth - 1, names, known) for y in x.operands])
    return known.setdefault(x, symbol.Symbol(chr(FIRST + len(known))))


def applied(row: Op, operands: list[Any]) -> symbol.Symbol:
    """Return an operation on symbols."""
    if row.name in OPERATORS and row.name != "pow" and any(isinstance(x, symbol.Symbol) for x in operands):
        return symbol.symbol(row.function(*operands))
    if row.name == "pow":
        return symbol.Symbol.infix(operands[0], "**", operands[1], symbol.POWER)
    return symbol.Symbol._apply(row, tuple(operands))


def with_names(found: symbol.Symbol, known: Known, names: Names) -> Piece:
    """Return a formula with the names in place of their characters."""
    values = {sign.text: x for x, sign in known.items()}

    def name(character: str) -> Piece:
        x = values[character]
        return names.in_formula(x) if names.knows(x) else factor(x.data)

    def latex_of(match: re.Match[str]) -> str:
        latex = name(match[1] or match[2]).latex
        if match[3]:
            return (rf"\left({latex}\right)" if "^" in latex else latex) + "^"
        return f"{{{latex}}}" if match[1] else latex

    latex = found.latex.replace(r"\lvert", r"\vert").replace(r"\rvert", r"\vert")  # mathtext has no \lvert
    return Piece(
        re.sub(f"[{PRIVATE}]", lambda match: name(match[0]).text, found.formula),
        re.sub(rf"(?:{{([{PRIVATE}])}}|([{PRIVATE}]))(\^?)", latex_of, latex),
    )


def is_number(formula: Piece) -> bool:
    """Return whether a formula is nothing but a number, which need not be said twice."""
    return all(c in "0123456789.−e+" for c in formula.text)


def edge_name(edge: Edge, names: Names) -> Piece:
    """Return ∂result/∂operand; where the operand stands there more than once, also which one is meant."""
    operand = names.in_formula(edge.operand)
    same = [i for i, x in enumerate(edge.result.operands) if x is edge.operand]
    if len(same) > 1:
        nth = ordinal(same.index(edge.position) + 1)
        operand = Piece(f"({nth} {operand.text})", rf"{{{operand.latex}}}_{{\mathrm{{{nth}}}}}")
    return partial_name(names.in_formula(edge.result), operand)


def ordinal(n: int) -> str:
    """Return the number with its ending.

    >>> [ordinal(n) for n in (1, 2, 3, 11, 22)]
    ['1st', '2nd', '3rd', '11th', '22nd']
    """
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
