"""The terms of a sum, the factors of a product, and whether a step is a plain one: a number times a gradient."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator


def terms_of(value: ast.expr | None) -> Iterator[ast.expr]:
    """Yield the terms of a sum, or the expression itself."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        yield from terms_of(value.left)
        yield from terms_of(value.right)
    elif value is not None:
        yield value


def factors_of(expression: ast.expr, is_below: bool = False) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the factors of a product, each with whether it is divided by."""
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Mult | ast.MatMult):
        yield from factors_of(expression.left, is_below)
        yield from factors_of(expression.right, is_below)
    elif isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Div):
        yield from factors_of(expression.left, is_below)
        yield from factors_of(expression.right, not is_below)
    elif isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        yield from factors_of(expression.operand, is_below)
    else:
        yield expression, is_below


LINEAR = (
    *("dot", "matmul", "sum", "outer", "mean", "reshape", "transpose", "len", "multiply", "float", "einsum", "kron"),
    *("squeeze", "ravel", "flatten", "array", "asarray", "divide", "average", "zip", "range", "str"),
)
"""Functions that a step may call and still be a multiple of what goes in."""


def is_linear(expression: ast.AST) -> bool:
    """True if a step is a plain one: no root, no sign, no clipping; a function of the gradient is the gradient."""
    calls = [n.func for n in ast.walk(expression) if isinstance(n, ast.Call)]
    names = [getattr(each, "attr", getattr(each, "id", "")) for each in calls]
    return all(name in LINEAR or re.match(r"(?!.*(clip|norm)).*(grad|deriv|nabla)", name) for name in names)
