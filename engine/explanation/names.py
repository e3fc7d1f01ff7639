"""What values are called in an explanation: by their labels, and where they have none v1, v2, … in order.

A label that several values share (neuron s1[0] of every sample in a batch) gets a number, counted from 0 in the
order of the graph: s1[0]⁽⁰⁾, s1[0]⁽¹⁾, …
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from engine.explanation.pieces import Piece, join, num
from engine.explanation.routes import Graph
from engine.table.notation import one_line
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
SIMPLE = re.compile(r"[\w.]+(\[[\w, ]*\])?")


class Names:
    """The names of all values of a graph.

    copies     for each label that several values share, those values in order
    used_copy  whether a name with a number was asked for
    """

    def __init__(self, graph: Graph, w: Value) -> None:
        self.loss = graph.loss
        self.copies: dict[str, list[Value]] = {}
        for value in labelled(graph):
            self.copies.setdefault(one_line(str(value.label)), []).append(value)
        self.number = {value: n for same in self.copies.values() for n, value in enumerate(same)}
        self.given: dict[Value, Piece] = {}
        self.letter = next(
            c for c in "vuzqtnm" if not any(re.fullmatch(rf"{c}\d+", x) for x in self.copies) or c == "m"
        )
        for value, name in ((graph.loss, "L"), (w, "w")):
            if not value.label and value not in self.given and name not in self.copies:
                self.given[value] = Piece(name, name)
        self.unnamed = 0
        self.used_copy = False

    def number_in_order(self, values: Iterable[Value]) -> None:
        """Call those without a label v1, v2, and so on."""
        for value in values:
            if not value.label and value not in self.given and value.requires_grad:
                self.unnamed += 1
                self.given[value] = Piece(f"{self.letter}{self.unnamed}", f"{self.letter}_{{{self.unnamed}}}")

    def knows(self, value: Value) -> bool:
        """Whether a value has a name, or can have one because it is a leaf; or is a constant."""
        return bool(value.label) or value in self.given or value.is_leaf

    def of(self, value: Value) -> Piece:
        """The name of a value; of a constant without a label, its number."""
        if value.label:
            return labelled_name(value, self.copy(value))
        if not value.requires_grad:
            return num(value.data)
        self.number_in_order([value])
        return self.given[value]

    def in_formula(self, value: Value) -> Piece:
        """The same, in parentheses where a label is no plain name: it might read as part of the formula."""
        name = self.of(value)
        return name if SIMPLE.match(name.text) else join("(", name, ")")

    def delta(self, value: Value) -> Piece:
        """The name of ∂L/∂s for a pre-activation s: δ with the same indices."""
        place = place_of(value)
        return placed_name("δ", r"\delta", place.layer, place.neuron, None, self.copy(value))

    def copy(self, value: Value) -> int | None:
        """Which one it is of the values that share its label; None if it has its label for itself."""
        same = self.copies.get(one_line(str(value.label)), ())
        if len(same) < 2 or value not in self.number:
            return None
        self.used_copy = True
        return self.number[value]


def labelled(graph: Graph) -> Iterable[Value]:
    """Every value of a graph that has a label, once, in the order of the graph."""
    seen = set()
    for value in [*graph.order, graph.loss]:
        for x in (*value.operands, value):
            if isinstance(x, Value) and x.label and x not in seen and (x is value or x.is_leaf):
                seen.add(x)
                yield x


def place_of(value: Value) -> Any:
    """Where in a network a value stands, as its label says; None if it does not."""
    return getattr(value.label, "place", None)


def role_of(value: Value) -> str:
    """What a value is in its neuron: "w", "b", "x", "s" or "a"; "" if it has no place."""
    return str(getattr(place_of(value), "role", ""))


def labelled_name(value: Value, copy: int | str | None) -> Piece:
    """A label as text and as LaTeX."""
    place = place_of(value)
    if place is not None:
        return placed_name(place.role, place.role, place.layer, place.neuron, place.index, copy)
    text = one_line(str(value.label))
    latex = label_in_latex(text)
    if copy is None:
        return Piece(text, latex)
    return Piece(f"{text}{raised(copy)}", f"{{{latex}}}^{{({copy})}}")


def placed_name(letter: str, latex: str, layer: Any, neuron: Any, index: Any, copy: int | str | None) -> Piece:
    """w1[1,0] and w^{(1)}_{1,0}: layer, neuron and input; and which sample, where there are several."""
    inside = f"{neuron}" if index is None else f"{neuron},{index}"
    sample = "" if copy is None else "n" if copy == "n" else f"n={copy}"
    above = f"({layer})" if layer is not None else ""
    above += rf",\,{sample}" if above and sample else f"({sample})" if sample else ""
    power = f"^{{{above}}}" if above else ""
    text = f"{letter}{'' if layer is None else layer}[{inside}]{'' if copy is None else raised(copy)}"
    return Piece(text, f"{latex}{power}_{{{inside}}}")


def raised(copy: int | str) -> str:
    """A number in raised parentheses."""
    return f"⁽{str(copy).translate(SUPERSCRIPT)}⁾"


def label_in_latex(text: str) -> str:
    r"""A label in mathematics mode: letters stay letters, x1 and x[0,1] get indices, all else is upright text.

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
