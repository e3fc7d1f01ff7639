"""What stands elsewhere in a script, put in the place of a part of a wrong line, or beside it.

People forget a whole factor, such as a slope, or take the expression of another line. Each part of the line is compiled
once with a name in its place, and each candidate is evaluated once: so there is time for many pairs.
"""

from __future__ import annotations

import ast
import copy
import time
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import ops
from nn.handwritten.proofreading.edits import SLOPES, Edited, Renamed, everywhere
from nn.handwritten.proofreading.recording import Array
from nn.handwritten.proofreading.scope import Scope, evaluated, parsed
from nn.handwritten.proofreading.steps import multiple
from nn.handwritten.proofreading.terms import called, every, texts_in

SECONDS = 0.6
MOST = 600
"""How many candidates are tried."""
PART = "_pr_part"
PURE = {*("sum", "mean", "dot", "outer", "matmul", "einsum", "where", "flip", "diag", "ones_like", "sign", "square")}
PURE |= {row.numpy.partition("(")[0].partition(".")[2] for row in vars(ops).values() if getattr(row, "numpy", None)}
FUNCTIONS = (
    "np.tanh({})",
    "np.sign({})",
    "np.exp({})",
    "np.exp(-{})",
    "np.cos({})",
    "np.sin({})",
    "np.log({})",
    "np.sqrt({})",
)
FORMS = (*SLOPES, "{}**2", "{} == 0", "{}[::-1]", "np.flip({})")
RATIO = "{} / ({} - 1)"
JOINED: tuple[tuple[float, type[ast.operator], np.ufunc], ...] = (
    (0.1, ast.Mult, np.multiply),
    (0.2, ast.Sub, np.subtract),
    (0.2, ast.Add, np.add),
    (0.3, ast.Div, np.divide),
)
"""How a part and what stands beside it are joined: (cost, as it is written, as it is computed)."""


@dataclass(frozen=True, eq=False)
class _Candidate:
    """An expression that can be put in, its value, and its cost."""

    cost: float
    node: ast.expr
    value: Array


def from_elsewhere(
    expression: ast.expr, scope: Scope, tree: ast.AST, names: Mapping[str, Any], target: Array
) -> list[Edited]:
    """Return the expression with a part exchanged, or with a factor or a term beside it, if that gives a right value.

    Args:
        expression: what is edited.
        scope: the names in scope.
        tree: the function around it, whose own expressions are candidates.
        names: their values where the script is paused.
        target: the right value of the expression, or a multiple of it.
    """
    until = time.process_time() + SECONDS
    known, found = dict(names), list[Edited]()
    candidates = _candidates(expression, scope, tree, known, until - SECONDS / 2)
    for part, made in _parts(expression):
        held = evaluated(part, known)
        code = compile(ast.fix_missing_locations(ast.Expression(made)), "<edit>", "eval")
        for cost, new, known[PART] in _put(part, held, candidates, isinstance(made, ast.Name)):
            if time.process_time() > until:
                return found
            if _gives(code, known, target):
                found.append(
                    (
                        cost + (0.2 if isinstance(part, ast.Name) else 0.0),
                        Renamed(PART, new).visit(copy.deepcopy(made)),
                    )
                )
    return found


def _candidates(
    expression: ast.expr, scope: Scope, tree: ast.AST, names: dict[str, Any], until: float
) -> list[_Candidate]:
    """Return what can be put in, the simplest first; each value once."""
    found: dict[tuple[tuple[int, ...], bytes], _Candidate] = {}
    for cost, node in _texts(expression, scope, tree):
        if time.process_time() > until or len(found) == MOST:
            break
        value = evaluated(node, names)
        if value is not None and np.isfinite(value).all():
            found.setdefault((value.shape, value.tobytes()), _Candidate(cost, node, value))
    return sorted(found.values(), key=lambda each: each.cost)


def _texts(expression: ast.expr, scope: Scope, tree: ast.AST) -> Iterator[Edited]:
    """Yield the expressions that can be put in: names, the script's own ones, and forms of them."""
    yield from ((0.0, parsed(text)) for text in (*scope.arrays, *scope.numbers))
    own = {ast.unparse(node): node for node in every(tree, ast.expr) if _is_pure(node)}
    yield from ((_size(node), node) for node in own.values())
    yield from ((_size(factor), factor) for factor in scope.factors if _is_pure(factor))
    near = texts_in(expression, ast.AST)
    arrays = sorted((text for text, shape in scope.arrays.items() if shape), key=lambda text: text not in near)
    entries = [text for text in scope.numbers if text.endswith("]")]  # h[j], where all goes number by number
    for form in FORMS:
        yield from ((0.2, parsed(form.replace("{}", text))) for text in (*arrays, *entries))
    whole = [text for text, number in scope.numbers.items() if number.is_integer() and text not in scope.made]
    yield from ((0.3, parsed(RATIO.replace("{}", text))) for text in whole)
    for text in arrays:
        yield from ((0.3, parsed(form.replace("{}", text))) for form in FUNCTIONS)


def _size(node: ast.expr) -> float:
    """Return the cost of an expression: it grows with the operations in it."""
    return 0.1 * len(every(node, ast.BinOp | ast.Call))


def _is_pure(node: ast.AST) -> bool:
    """Return whether an expression can be evaluated without a change of anything."""
    if not isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare | ast.Subscript | ast.Attribute | ast.Call):
        return False
    return all(called(call.func) in PURE for call in every(node, ast.Call))


def _parts(expression: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each part of an expression, with the whole in which a name stands for it; then what is left alone."""
    parts: list[ast.expr] = []

    def marked(node: ast.expr) -> Iterator[Edited]:
        if isinstance(
            node, ast.BinOp | ast.UnaryOp | ast.Compare | ast.Subscript | ast.Attribute | ast.Call | ast.Name
        ):
            parts.append(node)
            yield 0.0, ast.Name(PART, ast.Load())

    for _, made in everywhere(expression, marked):
        yield parts[-1], made
    yield from ((part, ast.Name(PART, ast.Load())) for part in parts[1:] if not isinstance(part, ast.BinOp))


def _put(
    part: ast.expr, held: Array | None, candidates: list[_Candidate], is_whole: bool
) -> Iterator[tuple[float, ast.expr, Array]]:
    """Yield what can stand for a part, as (cost, expression, value): a candidate, or the part with one beside it."""
    for each in candidates:
        if held is None or each.value.shape == held.shape:
            yield 1.5 + each.cost, each.node, each.value
    if held is None:
        return
    for each in candidates:
        if each.value.ndim > held.ndim or not each.value.any():
            continue
        if each.value.ndim and isinstance(part, ast.Name) and not is_whole:
            continue  # what a name lacks, the line lacks that makes it
        for cost, op, function in JOINED:
            try:
                value = np.asarray(function(held, each.value))
            except ValueError:  # shapes that do not fit
                break
            if value.shape != held.shape:
                break
            yield 1.6 + cost + each.cost, ast.BinOp(part, op(), each.node), value


def _gives(code: types.CodeType, names: dict[str, Any], target: Array) -> bool:
    """Return whether an expression gives a multiple of a value."""
    try:
        value = np.asarray(eval(code, names), dtype=float)
    except Exception:  # shapes that do not fit
        return False
    return bool(multiple(value, target)) if value.shape == target.shape else False
