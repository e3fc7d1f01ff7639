"""Expressions that no person would write: what is proved with one is no fix."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from nn.handwritten.proofreading.terms import every, names_in

FACTORS = ast.Mult | ast.Div | ast.Pow  # the operators with which an expression computes with a number
PARTS = ".T.T", "size.T", "[0].T"


def oddities(expression: ast.AST) -> set[str]:
    """Return what stands in an expression that no person would write, as text.

    >>> sorted(oddities(ast.parse("0.5 * 1.0 * (p + p)", mode="eval").body))
    ['0.5 * 1.0', 'p + p']
    """
    text = ast.unparse(expression).replace("self.T", "self.t")  # an array that is called T
    found = {ast.unparse(node) for node in every(expression, ast.Slice | ast.BinOp) if _is_odd(node)}
    is_added = "zeros" in text and isinstance(expression, ast.BinOp)
    return {*found, *(part for part in PARTS if part in text), *(["zeros"] if is_added else [])}


def _is_odd(node: Any) -> bool:
    """Return whether a slice or an operation does nothing, or the same twice: a[::1], t + 0, a - p - p, a * b / b."""
    if isinstance(node, ast.Slice):
        return node.step is not None and ast.unparse(node.step) in ("1", "--1", "- -1")
    inner, right = node.left if isinstance(node.left, ast.BinOp) else None, ast.unparse(node.right)
    if isinstance(node.op, ast.Add | ast.Sub):
        last = node.left if inner is None else inner.right if isinstance(inner.op, ast.Add | ast.Sub) else None
        return right == "0" or (last is not None and ast.unparse(last) == right)
    kinds = {type(node.op), type(inner.op)} if inner is not None and ast.unparse(inner.right) == right else set()
    return kinds == {ast.Mult, ast.Div} or has_factor(node, 1.0)


def has_factor(expression: ast.AST, number: float) -> bool:
    """Return whether an expression is a product with a number that is written there, as in a * 0.5 or a / 2."""
    if not isinstance(expression, ast.BinOp) or not isinstance(expression.op, ast.Mult | ast.Div):
        return False
    size: Any = getattr(expression.right, "value", None)
    if not isinstance(size, int | float) or not size:
        return False
    return (size if isinstance(expression.op, ast.Mult) else 1 / size) == number


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
