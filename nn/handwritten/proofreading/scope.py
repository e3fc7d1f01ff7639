"""What can be put into an edited expression: the arrays, numbers and factors of the script that are in scope there."""

from __future__ import annotations

import ast
import re
import types
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.recording import Array

NUMBERS = np.ndarray, np.generic, int, float, list, tuple
"""What is, or may hold, numbers."""
NAMED = ast.Name | ast.Attribute | ast.Subscript
MOST_DICTS = 3
KEPT = re.compile(r"drop|keep|rate|prob|(^|\.)p$", re.IGNORECASE)
"""What people call the share that a mask lets through, or takes away."""
MOST_MEMBERS = 16
"""How many entries of a dict can be put in."""


SLOPE = re.compile(r"prime|deriv|slope|^d_?(sig|tanh|relu|act)|_d$", re.IGNORECASE)
"""What people call the slope of an activation."""


@dataclass(frozen=True, eq=False)
class Scope:
    """What can be put into an expression: expressions of the script that give arrays or numbers, and its own forms.

    dot       how the script writes products
    lists     lists and dicts of arrays
    turned    how the script writes transposes of arrays of more than two axes, with {} for the array
    zeros     names of whole numbers that are 0 here, such as an index: no factors
    made      numbers that the script has no expression for
    literals  numbers with a fraction that are written somewhere in the script, as the 0.2 of a leaky slope
    is_rich   whether factors are put at every part: many edits, for where each is only evaluated
    is_wide   whether arrays are put around the whole: most of the edits, and the last ones of a search
    """

    arrays: Mapping[str, tuple[int, ...]]
    numbers: Mapping[str, float]
    factors: Sequence[ast.expr] = ()
    dot: str = "@"
    is_rich: bool = True
    is_wide: bool = True
    lists: Sequence[str] = ()
    made: Collection[str] = ()
    turned: Sequence[str] = ()
    zeros: Collection[str] = ()
    literals: Collection[float] = ()


def parsed(text: str) -> ast.expr:
    """Return an expression from its text."""
    return ast.parse(text, mode="eval").body


def located(expression: ast.expr) -> ast.expr:
    """Give every part of an expression some place in a text, in half the time that ast's own function takes."""
    parts: list[ast.AST] = [expression]
    for node in parts:
        if isinstance(node, ast.expr | ast.keyword) and not hasattr(node, "lineno"):
            node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = 1, 0, 1, 0
        for child in vars(node).values():
            if isinstance(child, ast.AST):
                parts.append(child)
            elif type(child) is list:
                parts += child
    return expression


def evaluated(expression: ast.expr, names: Mapping[str, Any]) -> Array | None:
    """Return the value of an expression where the script is paused; None if it has none."""
    try:
        code = compile(ast.Expression(located(expression)), "<edit>", "eval")
        made = eval(code, dict(names))
        value = np.asarray(made) if isinstance(made, NUMBERS) else None  # np.c_ would be asked for entries for ever
        return value.astype(float) if value is not None and value.dtype.kind in "fiub" else None
    except Exception:  # shapes that do not fit, names that are not there
        return None


def scope_of(names: Mapping[str, Any], tree: ast.AST, near: str = "") -> Scope:
    """Return what can be put in where a script is paused: its own arrays and numbers; `near` stands first."""
    arrays: dict[str, tuple[int, ...]] = {}
    numbers: dict[str, float] = {}
    factors: dict[str, ast.expr] = {}
    lists: dict[str, None] = {}
    dots = {"@": 0}
    names = {**names, **_of_comprehensions(tree, names)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            _sort(ast.unparse(node), names, arrays, numbers, lists)
        if isinstance(node, ast.arg):  # also where no line uses it
            _sort(node.arg, names, arrays, numbers, lists)
        if isinstance(node, ast.Call) and (ast.unparse(node.func) == "len" or _is_own(node, names)):
            _sort(ast.unparse(node), names, arrays, numbers, lists)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sqrt"):
            _sort_number(ast.unparse(node), names, numbers)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for side in (node.left, node.right):
                if not isinstance(side, ast.Name | ast.Constant | ast.Attribute):
                    factors[ast.unparse(side)] = side
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            dots["@"] += 1
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.dot", "np.matmul", "dot", "numpy.dot"):
            name = ast.unparse(node.func)
            dots[name] = dots.get(name, 0) + 1
    for text in _members(names, near):
        _sort(text, names, arrays, numbers, lists)
    for text in [t for t, number in numbers.items() if number in (0.5, 2.0) and RATE.search(t) and t not in "lL"]:
        del numbers[text]  # a rate of 0.5 is not why a 2 is missing; l is a layer here
    nearest = sorted(arrays.items(), key=lambda each: each[0] not in near)
    own = set(numbers)
    for text, shape in nearest:  # the number of rows, where the script has no name for it; 2 is a 2
        if shape and shape[0] > 2 and float(shape[0]) not in numbers.values():
            numbers[f"len({text})"] = float(shape[0])
    for text in [text for text in own if KEPT.search(text) and 0 < numbers[text] < 1]:
        numbers[f"1 - {text}"] = 1 - numbers[text]
    moved = [*factors.values(), *_moved(factors.values(), arrays), *_of_entries(tree, names)]
    dot = max(dots, key=lambda d: dots[d])
    held = {node.id: names.get(node.id) for node in ast.walk(tree) if isinstance(node, ast.Name)}
    zeros = [
        text for text, value in held.items() if isinstance(value, int | np.integer) and value is not False and not value
    ]
    return Scope(arrays, numbers, moved, dot, True, True, tuple(lists), set(numbers) - own, _turned(tree), zeros)


def _turned(tree: ast.AST) -> tuple[str, ...]:
    """Return the forms in which axes are exchanged: {}.transpose(0, 2, 1), np.swapaxes({}, 1, 2)."""
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("transpose", "swapaxes") and node.args:
            own = node.func.value  # type: ignore[attr-defined]  # it has a name
            array = ast.unparse(node.args[0] if ast.unparse(own) in ("np", "numpy") else own)
            found[ast.unparse(node).replace(array, "{}", 1)] = None
    return tuple(found)


def literals(tree: ast.AST) -> set[float]:
    """Return the numbers with a fraction that are written in a script."""
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)}
    return {number for number in found if not number.is_integer()}


def _is_own(call: ast.Call, names: Mapping[str, Any]) -> bool:
    """Return whether a function of the script is called with one name: sigmoid(z), sigmoid_prime(zs[-l])."""
    own = names.get(call.func.id) if isinstance(call.func, ast.Name) else None
    is_plain = len(call.args) == 1 and not call.keywords and isinstance(call.args[0], NAMED)
    return is_plain and isinstance(own, types.FunctionType)


def _of_entries(tree: ast.AST, names: Mapping[str, Any]) -> Iterator[ast.expr]:
    """Yield the script's own functions of an entry of a list, for each list and index: sigmoid_prime(zs[-1])."""
    parts = [node for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    lists = {ast.unparse(n.value) for n in parts if isinstance(_value(ast.unparse(n.value), names), list)}
    indices = {ast.unparse(node.slice) for node in parts if ast.unparse(node.value) in lists}
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _is_own(n, names)]
    own = {ast.unparse(n.func) for n in calls if isinstance(n.args[0], ast.Subscript)}
    own |= {name for name, thing in names.items() if isinstance(thing, types.FunctionType) and SLOPE.search(name)}
    for text in (f"{own_}({held}[{i}])" for own_ in sorted(own) for held in sorted(lists) for i in sorted(indices)):
        if isinstance(_value(text, names), np.ndarray):
            yield parsed(text)


def _of_comprehensions(tree: ast.AST, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the names of comprehensions are in their first turn, where that can be seen."""
    found: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.comprehension):
            first = _value(f"next(iter({ast.unparse(node.iter)}))", names)
            members = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
            made = first if isinstance(node.target, ast.Tuple) else (first,)
            if isinstance(made, tuple) and len(made) == len(members):
                found |= {n.id: x for n, x in zip(members, made, strict=True) if isinstance(n, ast.Name)}
    return {name: thing for name, thing in found.items() if name not in names}


def _value(text: str, names: Mapping[str, Any]) -> Any:
    """Return what an expression is where the script is paused; None if it is not there."""
    try:
        return eval(text, dict(names))
    except Exception:  # a name that is not there at this point
        return None


def _members(names: Mapping[str, Any], near: str) -> Iterator[str]:
    """Yield what objects keep, and dicts of arrays, also where this function does not name them: bn.dbeta.

    The objects are that of a method, and those of which an expression reads something, and not only calls it.
    """
    for owner in dict.fromkeys(["self", *re.findall(r"\b([A-Za-z_]\w*)\.\w+(?![\w(])", near)]):
        thing = names.get(owner)
        kept = vars(thing) if hasattr(thing, "__dict__") and not isinstance(thing, types.ModuleType) else {}
        yield from [f"{owner}.{name}" for name in kept][:MOST_MEMBERS]
    dicts = [name for name, thing in names.items() if isinstance(thing, dict) and not name.startswith("_")]
    yield from [name for name in dicts if any(isinstance(x, np.ndarray) for x in names[name].values())][:MOST_DICTS]


def _sort(
    text: str,
    names: Mapping[str, Any],
    arrays: dict[str, tuple[int, ...]],
    numbers: dict[str, float],
    lists: dict[str, None],
) -> None:
    if text.endswith(".T") or text in arrays or text in numbers or text in lists or text.startswith("_pr_"):
        return
    value = _value(text, names)
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        arrays[text] = value.shape
    elif isinstance(value, int | float | np.number) and not isinstance(value, bool) and value != 0:
        numbers[text] = float(value)
    elif isinstance(value, list | dict) and value and len(lists) < 12:
        lists[text] = None
        for key in list(value)[:MOST_MEMBERS] if isinstance(value, dict) else ():  # also one that no line uses
            _sort(f"{text}[{key!r}]", names, arrays, numbers, lists)


def _sort_number(text: str, names: Mapping[str, Any], numbers: dict[str, float]) -> None:
    """Note an expression that is a plain number, as np.sqrt(d) is."""
    value = _value(text, names)
    if isinstance(value, int | float | np.number) and not isinstance(value, bool) and value not in (0, 1):
        numbers[text] = float(value)


def _moved(factors: Any, arrays: Mapping[str, tuple[int, ...]]) -> Iterator[ast.expr]:
    """Yield the factors of other lines with another name in them: derv_sigmoid(a1) where there is derv_sigmoid(a2)."""
    for factor in factors:
        held = {ast.unparse(n) for n in ast.walk(factor) if isinstance(n, ast.Name | ast.Subscript | ast.Attribute)}
        inside = [text for text in held if text in arrays]
        for text in inside if len(inside) < 3 else ():
            for other in arrays:
                is_sister = re.sub(r"\d", "", other) == re.sub(r"\d", "", text)  # of another layer, and another size
                if other != text and (is_sister or arrays[other] == arrays[text]):
                    yield parsed(re.sub(rf"\b{re.escape(text)}(?!\w)", other, ast.unparse(factor)))
