"""Edits of products with a sum over an axis: the sum of a product for a product of sums, and the way through a softmax.

What comes back through p = softmax(z) is p * (g - sum(g * p)): people write the slope of a sigmoid, p * (1 - p) * g, or
leave the sum out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from nn.handwritten.proofreading.scope import parsed

SUMS = ("sum", "mean")
AXES = (-1, 0)


def reduced(node: ast.expr, is_rich: bool) -> Iterator[tuple[float, ast.expr]]:
    """Yield the edits of a product, as (cost, expression); the sum of a softmax everywhere only where it is cheap.

    >>> [ast.unparse(new) for _, new in reduced(parsed("np.sum(x, axis=0) * np.sum(g, axis=0)"), False)]
    ['np.sum(x * g, axis=0)']
    >>> [ast.unparse(new) for _, new in reduced(parsed("np.outer(p, 1 - p)"), False)]
    ['np.diag(p) - np.outer(p, p)']
    >>> [ast.unparse(new) for _, new in reduced(parsed("g * p * (1 - p)"), False)][0]
    'p * (g - np.sum(g * p, axis=-1, keepdims=True))'
    """
    if isinstance(node, ast.Call):
        yield from _jacobian(node)
        return
    factors = _factors(node)
    texts = [ast.unparse(factor) for factor in factors]
    if len(factors) == 2 and (made := _of_sums(*factors)) is not None:
        yield 1.2, made
    for p in texts:
        if f"1 - {p}" in texts and len(factors) > 2:
            rest = [text for text in texts if text not in (p, f"1 - {p}")]
            yield from ((1.2, made) for made in _through_softmax(p, " * ".join(map(_bracketed, rest))))
    is_sum = [isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.Add | ast.Sub) for factor in factors]
    if is_rich and len(factors) == 2 and not any(is_sum):
        for p, g in (texts, texts[::-1]):
            yield from ((1.8, made) for made in _through_softmax(_bracketed(p), _bracketed(g)))


def _factors(node: ast.expr) -> list[ast.expr]:
    """Return the factors of a product."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def _through_softmax(p: str, g: str) -> Iterator[ast.expr]:
    """Yield what comes back through a softmax over the last axis, or the first."""
    if g:
        yield from (parsed(f"{p} * ({g} - np.sum({g} * {p}, axis={axis}, keepdims=True))") for axis in AXES)


def _jacobian(node: ast.Call) -> Iterator[tuple[float, ast.expr]]:
    """Yield the Jacobian of a softmax for what looks like one."""
    texts = list(map(ast.unparse, node.args))
    name = getattr(node.func, "attr", "")
    if name == "outer" and len(texts) == 2 and f"1 - {texts[0]}" == texts[1]:
        yield 1.2, parsed(f"np.diag({texts[0]}) - np.outer({texts[0]}, {texts[0]})")
    if name == "diag" and len(texts) == 1:
        inside = [ast.unparse(factor) for factor in _factors(node.args[0])]
        for p in inside[:1]:
            if len(inside) < 2 or inside[1] == f"1 - {p}":
                yield 1.2 + 0.3 * (len(inside) < 2), parsed(f"np.diag({p}) - np.outer({p}, {p})")


def _of_sums(a: Any, b: Any) -> ast.expr | None:
    """Return the sum of a product for a product of two sums over the same axis; None for all else."""
    if not (isinstance(a, ast.Call) and isinstance(b, ast.Call)):
        return None
    names = [getattr(each.func, "attr", "") for each in (a, b)]
    words = [[ast.unparse(word) for word in each.keywords] for each in (a, b)]
    if names[0] != names[1] or names[0] not in SUMS or words[0] != words[1]:
        return None
    (x, *rest), (y, *others) = _summed(a), _summed(b)
    if [ast.unparse(each) for each in rest] != [ast.unparse(each) for each in others]:
        return None
    args = [ast.unparse(ast.BinOp(x, ast.Mult(), y)), *map(ast.unparse, rest), *words[0]]
    return parsed(f"np.{names[0]}({', '.join(args)})")


def _summed(call: Any) -> list[ast.expr]:
    """Return what is summed, and the other arguments: of np.sum(x, 0) and of x.sum(0)."""
    is_module = isinstance(call.func.value, ast.Name) and call.func.value.id in ("np", "numpy")
    return list(call.args) if is_module else [call.func.value, *call.args]
