"""Sums of which one term lacks a factor, or is missing: x - s / N where x - s stands, (up + later) * s for up * s.

An expression is linear in each of its terms nearly everywhere: with a term left out it has one value, as it stands
another one, and the right value says how often the term is needed.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nn.handwritten.proofreading.edits import Renamed, everywhere, with_field
from nn.handwritten.proofreading.recording import Array
from nn.handwritten.proofreading.scope import Scope, evaluated, parsed
from nn.handwritten.proofreading.steps import multiple, near

TIMES = "_pr_times"
"""The name of how often a term is taken."""
COST = 1.2
MORE = 1.7


def scaled_terms(
    expression: ast.expr, names: Mapping[str, Any], target: Array, scope: Scope
) -> Iterator[tuple[float, ast.expr]]:
    """Yield the expression with a factor at one of its terms, as (cost, expression), where that gives the right value.

    >>> names = {"x": np.array([3.0, 5.0]), "s": np.array([4.0, 2.0]), "N": 2}
    >>> scope = Scope({"x": (2,), "s": (2,)}, {"N": 2.0})
    >>> [ast.unparse(new) for _, new in scaled_terms(parsed("3 * (x - s)"), names, np.array([3.0, 12.0]), scope)]
    ['3 * (x - s / N)', '3 * (x - 0.5 * s)']
    """
    held = evaluated(expression, names)
    if held is None or held.shape != target.shape:
        return
    for _, made in everywhere(expression, _taken):
        without = evaluated(made, {**names, TIMES: 0.0})
        factor = multiple(target - without, held - without) if without is not None else None
        for more, new in _factored(factor, scope) if factor and not np.isnan(factor) else ():
            whole = _Put(new).visit(copy.deepcopy(made))
            value = evaluated(whole, names)
            if value is not None and np.allclose(value, target, rtol=1e-9, atol=1e-12):
                yield COST + more, whole


def missing_terms(
    expression: ast.expr, names: Mapping[str, Any], target: Array, terms: Iterator[tuple[ast.expr, Array]]
) -> Iterator[tuple[float, ast.expr]]:
    """Yield the expression with a term more in one factor of a product, where that gives the right value.

    >>> names = {"up": np.array([3.0, 5.0]), "s": np.array([4.0, 2.0]), "later": np.array([1.0, 7.0])}
    >>> terms = iter([(parsed(name), names[name]) for name in ("s", "later")])
    >>> [ast.unparse(new) for _, new in missing_terms(parsed("up * s"), names, np.array([16.0, 24.0]), terms)]
    ['(up + later) * s']
    """
    held, known = evaluated(expression, names), list(terms)
    if held is None or held.shape != target.shape:
        return
    for _, made in everywhere(expression, _more):
        slope = evaluated(made, {**names, TIMES: 1.0})
        if slope is None or slope.shape != target.shape or np.any(slope == held):
            continue
        needed = (target - held) / (slope - held)
        for term, value in known:
            if value.shape == needed.shape and np.allclose(value, needed, rtol=1e-9, atol=1e-12):
                yield MORE, Renamed(TIMES, term).visit(copy.deepcopy(made))


def _more(node: ast.expr) -> Iterator[tuple[float, ast.expr]]:
    """Yield a product with a term more in one of its factors."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for side in ("left", "right"):
            if not isinstance(getattr(node, side), ast.Constant):
                more = ast.BinOp(getattr(node, side), ast.Add(), ast.Name(TIMES, ast.Load()))
                yield 0.0, with_field(node, side, more)


def _taken(node: ast.expr) -> Iterator[tuple[float, ast.expr]]:
    """Yield a sum with one of its terms taken so many times."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        for side in ("left", "right"):
            times = ast.BinOp(ast.Name(TIMES, ast.Load()), ast.Mult(), getattr(node, side))
            yield 0.0, with_field(node, side, times)


def _factored(factor: float, scope: Scope) -> Iterator[tuple[float, Any]]:
    """Yield how a factor is written at a term, as (cost, what makes the product)."""
    for text, number in scope.numbers.items():
        more = 0.2 * (text in scope.made)
        if near(factor, 1 / number):
            yield more, lambda term, text=text: ast.BinOp(term, ast.Div(), parsed(text))
        if near(factor, number):
            yield more, lambda term, text=text: ast.BinOp(parsed(text), ast.Mult(), term)
    for size in (2, 0.5):
        if near(factor, size):
            yield 0.1, lambda term, size=size: ast.BinOp(ast.Constant(size), ast.Mult(), term)


class _Put(ast.NodeTransformer):
    """Puts a factor in the place of the name for it."""

    def __init__(self, make: Any) -> None:
        self.make = make

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Return the product, if it is that of the name."""
        if isinstance(node.left, ast.Name) and node.left.id == TIMES:
            made: ast.AST = self.make(node.right)
            return made
        return self.generic_visit(node)
