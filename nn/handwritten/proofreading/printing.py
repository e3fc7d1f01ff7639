"""What a line prints or appends: the number in print("Loss: " + str(np.mean(d**2))), which has no name."""

from __future__ import annotations

import ast
import re
from typing import Any

from nn.handwritten.proofreading.terms import called, every

MEAN = re.compile(r"(mean|sum|average)\(.*(square\(|\*\* ?2|\*\* ?2\.0|log\()")
"""What a loss is written with that has no name."""


def told(argument: ast.expr) -> ast.expr:
    """Return what a printed argument tells of a loss: of "Loss: " + str(np.mean(d**2)) the mean; all else as it is.

    >>> ast.unparse(told(ast.parse('f"step {i}: {np.mean(d**2):.4f}"', mode="eval").body))
    'np.mean(d ** 2)'
    """
    words = [node for node in every(argument, ast.Constant) if isinstance(node.value, str)]
    is_text = isinstance(argument, ast.JoinedStr) or bool(words)
    return next(iter(means_in(argument)), argument) if is_text else argument


def means_in(expression: ast.expr) -> list[Any]:
    """Return the means and sums in an expression that a loss may be."""
    parts = every(expression, ast.Call | ast.BinOp)
    return [part for part in parts if MEAN.match(ast.unparse(part).removeprefix("-").removeprefix("np."))]


def is_list_call(statement: ast.stmt) -> bool:
    """Return whether a statement appends to a list, or prints: then its last argument is what it is about."""
    call: Any = getattr(statement, "value", None)
    name = called(getattr(call, "func", None))
    is_named = name in ("append", "insert", "print") and isinstance(statement, ast.Expr)
    return is_named and bool(call.args) and not isinstance(call.args[-1], ast.Starred)
