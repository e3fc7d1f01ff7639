"""What a step adds, in the names of arrays: a member by what a loop goes through, a name by the line that scales it.

theta = [p + v for p, v in zip(theta, velocity)]      adds velocity

d = 0.02 * g                                          what W -= d adds is 0.02 * g
W -= d
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, cast

from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.terms import NAMED, called, comprehension, copied, enclosing, factors_of, inner

HANDED_ON = ("reversed", "list", "tuple", "values", "items")
"""What a loop may call on an array or a list and still go through its members."""


def spelled(expression: ast.expr, members: Mapping[str, ast.expr]) -> ast.expr:
    """Return an expression with what a loop goes through in the place of its members.

    >>> line = ast.parse("theta = [p + v for p, v in zip(theta, velocity)]").body[0]
    >>> ast.unparse(spelled(line.value.elt, members_of(line, line)))
    'theta + velocity'
    """
    made: ast.expr = _Names(members).visit(copied(expression))
    return made


def members_of(tree: ast.AST, statement: ast.stmt, with_first: bool = False) -> dict[str, ast.expr]:
    """Return what the loops around a statement, and its own comprehension, go through, for each of their names.

    Of a list that has no name, as [vW, vb], this may be the first member.
    """
    around = enclosing(tree, ast.For).get(statement, [])
    value = getattr(statement, "value", None)
    own: list[ast.comprehension] = getattr(comprehension(value), "generators", [])
    loops: list[ast.For | ast.comprehension] = [*around, *own]
    return {name: through for loop in loops for name, through in _pairs(loop.target, loop.iter, with_first)}


def _pairs(target: ast.expr, through: ast.expr, with_first: bool = False) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names of a loop, each with what it goes through if that has a name.

    >>> loop = ast.parse("for i, (p, (k, g)) in enumerate(zip(W, grads.items())): pass").body[0]
    >>> [(name, ast.unparse(each)) for name, each in _pairs(loop.target, loop.iter)]
    [('p', 'W'), ('g', 'grads')]
    """
    word = called(through.func) if isinstance(through, ast.Call) else ""
    parts = target.elts if isinstance(target, ast.Tuple | ast.List) else []
    if isinstance(through, ast.Call) and word == "zip" and len(parts) == len(through.args):
        for part, each in zip(parts, through.args, strict=True):
            yield from _pairs(part, each, with_first)
    elif isinstance(through, ast.Call) and word == "enumerate" and len(parts) == 2:
        yield from _pairs(parts[1], through.args[0], with_first)
    elif isinstance(through, ast.Call) and word in HANDED_ON and (word != "items" or len(parts) == 2):
        owner = through.func.value if isinstance(through.func, ast.Attribute) else next(iter(through.args), None)
        if owner is not None:
            yield from _pairs(parts[1] if word == "items" else target, owner, with_first)
    elif with_first and isinstance(through, ast.List | ast.Tuple) and through.elts:
        yield from _pairs(target, through.elts[0])
    elif isinstance(target, ast.Name) and isinstance(through, NAMED):
        yield target.id, through


class _Names(ast.NodeTransformer):
    """Puts what a loop goes through in the place of its members, but not where they are keys, as in mem[key]."""

    def __init__(self, members: Mapping[str, ast.expr]) -> None:
        self.members = members

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return ast.Subscript(self.visit(node.value), node.slice, node.ctx)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return cast("ast.expr", copied(self.members.get(node.id, node)))


def scaled_name(value: Any) -> ast.expr | None:
    """Return the array that a line only takes a multiple of, a number or a rate; None of any other line.

    >>> lines = ("0.02 * g", "[-0.1 * g for g in grads]", "x.T @ d", "0.9 * v", "g", "2 * g / n", "eta['W'] * g")
    >>> [found and ast.unparse(found) for line in lines for found in [scaled_name(ast.parse(line).body[0].value)]]
    ['g', 'g', None, 'v', None, None, 'g']
    """
    factors = list(factors_of(inner(value))) if isinstance(value, ast.expr) else []
    scales = [isinstance(factor, ast.Constant) or RATE.search(ast.unparse(factor)) for factor, _ in factors]
    numbers = [is_below for (_, is_below), is_scale in zip(factors, scales, strict=True) if is_scale and not is_below]
    others = [factor for (factor, _), is_scale in zip(factors, scales, strict=True) if not is_scale]
    is_one = len(others) == 1 and isinstance(others[0], NAMED) and len(numbers) == len(factors) - 1 > 0
    return others[0] if is_one else None
