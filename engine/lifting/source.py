"""Last step of lifting: the lines of the program, forward and backward, with what each of them stands for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from textwrap import wrap
from typing import Any

import numpy as np

from engine.lifting.code import Code, literal, total
from engine.lifting.formula import Formula, equation, plain
from engine.lifting.placement import Placement
from engine.lifting.steps import Share, share
from engine.lifting.views import Array, View, filled, shape_text
from engine.table.symbol import ATOM, PRODUCT


@dataclass(frozen=True)
class Line:
    """One line of the source: what it assigns, its text, and its comment. `array` is what it computes, or the
    gradient of what, if `gradient` is set.
    """

    text: str
    comment: str = ""
    array: Array | None = None
    gradient: bool = False


def forward_lines(groups: Placement) -> list[Line]:
    """A line for each step."""
    lines = []
    for step in groups.steps:
        out = step.out
        code = step.forward()
        text = code if code.shape == out.full else filled(code, out.full)
        formula = entry_formula(out.called(out.name).formula, "=", code)
        lines.append(Line(f"{out.name} = {text.text}", commented(out.full, formula), out))
    return lines


def entry_formula(target: Formula, sign: str, code: Code, *, first: str = "target") -> str:
    """The formula of one entry, if it says more than the line."""
    return "" if plain(code.formula) == code.text else equation(target, sign, code.formula, first=first)


def commented(shape: tuple[Any, ...], formula: str) -> str:
    """A comment: the shape, and a formula."""
    return "  ".join(part for part in (shape_text(shape) if shape else "", formula) if part)


def backward_lines(groups: Placement, root: View, seed: Code, batched: bool) -> list[Line]:
    """The chain rule, from the loss back to the parameters: a line for each array that carries gradient."""
    shares: dict[int, list[tuple[str, Code]]] = {id(array): [] for array in groups.arrays}
    lines: list[Line] = []

    def give(given: Iterable[Share]) -> None:
        for array, part, code in given:
            shares[id(array)].append((part, code))

    def take(array: Array) -> Code:
        made, d = gradient_lines(array, shares[id(array)])
        lines.extend(made)
        return d

    finished = params_by_first_use(groups)
    give(share(root, seed, batched))
    for i, step in reversed([*enumerate(groups.steps)]):
        if step.out.moving and shares[id(step.out)]:
            give(step.backward(take(step.out)))
        for param in finished.get(i, ()):
            take(param)
    for param in finished.get(-1, ()):
        take(param)
    return lines


def params_by_first_use(groups: Placement) -> dict[int, list[Array]]:
    """After which step, on the way back, the gradient of a parameter is complete; -1 where no step uses it."""
    first: dict[int, int] = {}
    for i, step in enumerate(groups.steps):
        for view in step.views():
            first.setdefault(id(view.array), i)
    found: dict[int, list[Array]] = {}
    for array in groups.arrays:
        if array.kind == "param":
            found.setdefault(first.get(id(array), -1), []).append(array)
    return found


def gradient_lines(array: Array, shares: list[tuple[str, Code]]) -> tuple[list[Line], Code]:
    """The lines that add up the shares of an array's gradient, and how it is called afterwards."""
    name = f"d{array.name}"
    whole = [code for part, code in shares if not part]
    parts = [(part, code) for part, code in shares if part]
    summed = added(whole)
    if summed is not None and not parts:
        if array.kind == "param":
            summed = owned(summed, array)
        elif summed.number is not None or (summed.text.isidentifier() and not array.labelled):
            return [], summed  # it would only be another name
        d = array.called(name, summed.shape)
        comment = commented(summed.shape, entry_formula(d.formula, "=", summed, first="formula"))
        if summed.text == MEAN:
            comment = "the mean divides by the number of samples, here and nowhere else"
        return [Line(f"{name} = {summed.text}", comment, array, True)], d
    d = array.called(name)
    start = Code(f"np.zeros({shape_text(array.full)})")
    lines = [Line(f"{name} = {start.text}", shape_text(array.full) if array.shape else "", array, True)]
    if summed is not None:
        lines.append(
            Line(f"{name} += {summed.text}", entry_formula(d.formula, "+=", summed, first="formula"), array, True)
        )
    for part, code in parts:
        if part.startswith("["):
            comment = entry_formula(code.target, "+=", code, first="formula") if code.target else ""
            lines.append(Line(f"{name}{part} += {code.text}", comment, array, True))
        else:
            lines.append(
                Line(f"np.add.at({name}, {part}, {code.text})", "rows may repeat: their shares add up", array, True)
            )
    return lines, d


def added(codes: list[Code]) -> Code | None:
    """The sum of shares; those that are written alike are multiplied."""
    same: dict[str, list[Code]] = {}
    for code in codes:
        same.setdefault(code.text, []).append(code)
    terms = []
    for code, *others in same.values():
        terms.append(literal(1.0 + len(others)) * code)
    return total(terms) if terms else None


def owned(d: Code, array: Array) -> Code:
    """The gradient of a parameter in its full shape, and no other array's memory."""
    if d.shape != array.full:
        text = repr(d.number) if d.number is not None and isfinite(d.number) else d.text
        return Code(f"np.full({shape_text(array.full)}, {text})", array.full).of(d.formula.filled(array.full))
    if array.shape and d.binding == ATOM and not FRESH.search(d.text):
        return Code(f"{d.text}.copy()", d.shape).of(d.formula)
    return d


FRESH = re.compile(r"\.sum\([^()]*\)$|^np\.(bincount|einsum|outer|where)\(|^scatter\(")
"""What makes an array of its own; anything else without an operator may be a view of another one."""


def loss_code(root: View, batch: str | None) -> tuple[Code, Code]:
    """The code of the loss, and of ∂loss/∂root."""
    code = root.code()
    if batch is None:
        return code, literal(1.0)
    if not code.shape:  # it depends on no input: each sample has the same loss
        return (code, literal(1.0)) if batch == "mean" else (code * Code("N"), Code("N"))
    if batch == "mean":
        return Code(f"{code.text}.mean()"), Code(MEAN, (), PRODUCT)
    return Code(f"{code.text}.sum()"), literal(1.0)


MEAN = "1 / N"
"""The gradient of each sample's loss, if their mean is taken."""


def laid_out(lines: Sequence[Line], indent: str = "    ") -> list[str]:
    """Lines with their comments in one column."""
    longest = max((len(line.text) for line in lines), default=0)
    width = min(-(-longest // 4) * 4 + 2, 46)
    return [
        f"{indent}{line.text:<{width}}  # {line.comment}" if line.comment else f"{indent}{line.text}" for line in lines
    ]


def wrapped(sentence: str, indent: str = "    ") -> list[str]:
    """A sentence as lines of comment."""
    mark = f"{indent}# "
    return wrap(sentence, 110, initial_indent=mark, subsequent_indent=mark, break_long_words=False)


def constants_text(groups: Placement) -> str:
    """The arrays of numbers that the source needs."""
    lines = []
    for array in groups.arrays:
        if array.kind == "constant":
            lines.append(f"{array.name} = np.array({numbers_text(array.data.tolist())})")
    return "\n".join(lines)


def numbers_text(numbers: Any) -> str:
    """Nested lists of numbers as Python reads them."""
    if isinstance(numbers, list):
        return f"[{', '.join(map(numbers_text, numbers))}]"
    return (
        str(numbers)
        if isinstance(numbers, int)
        else literal(numbers).text
        if not np.isfinite(numbers)
        else repr(numbers)
    )
