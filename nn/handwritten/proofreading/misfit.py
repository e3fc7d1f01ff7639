"""Which two arrays do not fit where a script stops: their expressions and shapes, instead of NumPy's own message."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from nn.handwritten.proofreading.recording import Array
from nn.handwritten.proofreading.running import frames_of
from nn.handwritten.proofreading.scope import evaluated, parsed
from nn.handwritten.proofreading.terms import every

NAMED = {"dot": "@", "matmul": "@", "multiply": "*", "add": "+", "subtract": "-"}
"""Functions of two arrays, and the operators that do the same."""


def said_of(error: BaseException, tree: ast.Module) -> str:
    """Return what stops a script: the two shapes that do not fit, or else the message of the error."""
    said = " ".join(str(error).split()) or "no message"
    frame, line = [(None, 0), *frames_of(error)][-1]
    if frame is None or not isinstance(error, ValueError):
        return said
    names = {**frame.f_globals, **frame.f_locals}
    for whole, left, kind, right in sorted(_operations(tree, line), key=lambda each: len(each[0])):
        a, b = evaluated(parsed(left), names), evaluated(parsed(right), names)
        if a is not None and b is not None and _misfits(kind, a, b):
            return f"{left} is {a.shape} and {right} is {b.shape}, which do not fit in {whole}"
    return said


def _operations(tree: ast.Module, line: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield (whole, left, operator, right) of what a line does with two arrays; the operator of W -= step is "="."""
    for node in every(tree, ast.expr | ast.AugAssign):
        if not node.lineno <= line <= (node.end_lineno or line):
            continue
        whole = ast.unparse(node)
        if isinstance(node, ast.BinOp):
            yield (
                whole,
                ast.unparse(node.left),
                "@" if isinstance(node.op, ast.MatMult) else "*",
                ast.unparse(node.right),
            )
        elif isinstance(node, ast.AugAssign):
            yield whole, ast.unparse(node.target), "=", ast.unparse(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            owner, _, name = ast.unparse(node.func).rpartition(".")
            sides = [*map(ast.unparse, node.args)] if len(node.args) == 2 else [owner, *map(ast.unparse, node.args)]
            if name in NAMED and len(sides) == 2 and sides[0]:
                yield whole, sides[0], NAMED[name], sides[1]


def _misfits(kind: str, a: Array, b: Array) -> bool:
    """Return whether two arrays do not fit in an operation."""
    if kind == "@":
        return a.ndim > 0 and b.ndim > 0 and a.shape[-1] != b.shape[max(b.ndim - 2, 0)]
    try:
        made = np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        return True
    return kind == "=" and made != a.shape
