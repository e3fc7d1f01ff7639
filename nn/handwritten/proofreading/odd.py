"""Expressions that no person would write: what is proved with one is no fix."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from nn.handwritten.proofreading.terms import every, names_in

FACTORS = ast.Mult | ast.Div | ast.Pow
"""The operators with which an expression computes with a number."""
PARTS = ".T.T", "size.T", "[0].T"


def oddities(expression: ast.AST) -> set[str]:
    """Return what stands in an expression that no person would write, as text.

    >>> sorted(oddities(ast.parse("0.5 * 1.0 * (p + p)", mode="eval").body))
    ['0.5 * 1.0', 'p + p']
    """
    text = ast.unparse(expression).replace("self.T", "self.t")  # an array that is called T
    kinds = _is_once, _adds_nothing, _steps_by_one, _repeats, _undoes
    found = {ast.unparse(node) for node in ast.walk(expression) if any(is_odd(node) for is_odd in kinds)}
    is_added = "zeros" in text and isinstance(expression, ast.BinOp)
    return {*found, *(part for part in PARTS if part in text), *(["zeros"] if is_added else [])}


def _is_once(node: ast.AST) -> bool:
    return has_factor(node, 1.0)


def _adds_nothing(node: ast.AST) -> bool:
    """Return whether an expression adds or takes a 0 that is written there, as t + 0 does."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and ast.unparse(node.right) == "0"


def _steps_by_one(node: ast.AST) -> bool:
    """Return whether a slice has a step that it need not have, as a[::1] or a[::--1]."""
    step = node.step if isinstance(node, ast.Slice) else None
    return step is not None and ast.unparse(step) in ("1", "--1", "- -1")


def has_factor(expression: ast.AST, number: float) -> bool:
    """Return whether an expression is a product with a number that is written there, as in a * 0.5 or a / 2."""
    if not isinstance(expression, ast.BinOp) or not isinstance(expression.op, ast.Mult | ast.Div):
        return False
    size: Any = getattr(expression.right, "value", None)
    if not isinstance(size, int | float) or not size:
        return False
    return (size if isinstance(expression.op, ast.Mult) else 1 / size) == number


def _undoes(node: ast.AST) -> bool:
    """Return whether a product is divided by what it was just multiplied by, as a * b / b is."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.left, ast.BinOp):
        return False
    kinds = {type(node.op), type(node.left.op)}
    return kinds == {ast.Mult, ast.Div} and ast.unparse(node.left.right) == ast.unparse(node.right)


def _repeats(node: ast.AST) -> bool:
    """Return whether an expression adds or takes the same term twice, as counts - p - p does."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub):
        return False
    last = node.left.right if isinstance(node.left, ast.BinOp) else node.left
    is_same = not isinstance(node.left, ast.BinOp) or isinstance(node.left.op, ast.Add | ast.Sub)
    return is_same and ast.unparse(last) == ast.unparse(node.right)


def counters(statements: Sequence[ast.stmt], turns: Sequence[tuple[int, int]]) -> set[str]:
    """Return the names of the loops around a pass, and those to which a line only adds a number: epoch += 1."""
    loops = [statements[site] for site, _ in turns]
    sums = [each for each in statements if isinstance(each, ast.AugAssign) and isinstance(each.value, ast.Constant)]
    named = {name for loop in loops if isinstance(loop, ast.For) for name in names_in(loop.target)}
    return named | {each.target.id for each in sums if isinstance(each.target, ast.Name)}


def counted(node: ast.AST) -> set[str]:
    """Return the names that are factors or powers by themselves: n of x / n, and not of x[n] or of n % 10."""
    products = [each for each in every(node, ast.BinOp) if isinstance(each.op, FACTORS)]
    return {side.id for each in products for side in (each.left, each.right) if isinstance(side, ast.Name)}
