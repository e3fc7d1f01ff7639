"""Small numbers that keep a logarithm or a quotient finite: a script is read as it would be without them.

cost = -np.mean(y * np.log(a + 1e-8))      dz = a - y is the gradient of the cost without 1e-8
da = -y / (a + 1e-8)                       and this one that of the other cost, to all digits that count

People write them in one of the two passes, or in both, and mean the same. Those of optimisers and of normalisation,
which stand beside a root, are left as they are.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from typing import Any

from nn.handwritten.proofreading.statements import targets
from nn.handwritten.proofreading.terms import NAMED, called, copied, every, placed

MOST = 1e-5  # above it a number is a part of the function
ROOTED = re.compile(r"sqrt|\*\* ?\(?(0?\.5|1 ?/ ?2)|\b(std|var|norm|rms)")
MACHINE = re.compile(r"\w+\.finfo\(.*\)\.(eps|tiny)|sys\.float_info\.epsilon")


def epsilons_in(tree: ast.AST) -> frozenset[str]:
    r"""Return what is a small number and nothing else in a script: names, arguments by their defaults, attributes.

    >>> sorted(epsilons_in(ast.parse("tiny = 1e-9\nclass A:\n def __init__(self, eps=1e-7): self.e = eps")))
    ['eps', 'self.e', 'tiny']
    """
    given: dict[str, list[ast.expr]] = {}
    for made in every(tree, ast.Assign):
        for target, value in _pairs(made):
            given.setdefault(ast.unparse(target), []).append(value)
    for arguments in every(tree, ast.arguments):
        for each, value in zip(arguments.args[::-1], arguments.defaults[::-1], strict=False):
            given.setdefault(each.arg, []).append(value)
    found: frozenset[str] = frozenset()
    for _ in range(2):  # self.eps = eps
        found = frozenset(name for name, values in given.items() if all(is_small(each, found) for each in values))
    return found


def _pairs(made: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    """Return what is assigned, each with its value: of a, b = x, y two."""
    found = targets(made)
    is_tuple = isinstance(made.value, ast.Tuple) and len(made.value.elts) == len(found)
    values = made.value.elts if is_tuple and isinstance(made.value, ast.Tuple) else [made.value] * len(found)
    return list(zip(found, values, strict=True))


def is_small(node: ast.expr, names: Collection[str] = ()) -> bool:
    """Return whether an expression is a small number, or the name of one.

    >>> [is_small(ast.parse(text, mode="eval").body) for text in ("1e-8", "10**-8", "0.1", "np.finfo(float).eps")]
    [True, True, False, True]
    """
    match node:
        case ast.Constant(value):
            return isinstance(value, float) and 0 < value <= MOST
        case ast.BinOp(ast.Constant(10 | 10.0), ast.Pow(), ast.UnaryOp(ast.USub(), ast.Constant(power))):
            return isinstance(power, int | float) and 10.0 ** -float(power) <= MOST
    text = ast.unparse(node)
    return (isinstance(node, NAMED) and text in names) or MACHINE.fullmatch(text) is not None


def without_epsilons(tree: Any, names: Collection[str], rooted: Collection[str]) -> Any:
    r"""Return a copy of a tree without small numbers in logarithms, and below what is divided.

    >>> tree = ast.parse("c = t * np.log(1 - a + 1e-8) / (a + e)\nw -= m / (np.sqrt(v) + e)")
    >>> print(ast.unparse(without_epsilons(tree, {"e"}, rooted_in(tree))))
    c = t * np.log(1 - a) / a
    w -= m / (np.sqrt(v) + e)
    """
    return placed(_Without(names, rooted).visit(copied(tree)))


def rooted_in(tree: ast.AST) -> frozenset[str]:
    """Return the names of roots and of what is normalised by: std = np.sqrt(v)."""
    made = every(tree, ast.Assign)
    return frozenset(ast.unparse(t) for each in made if ROOTED.search(ast.unparse(each.value)) for t in each.targets)


class _Without(ast.NodeTransformer):
    def __init__(self, names: Collection[str], rooted: Collection[str]) -> None:
        self.names, self.rooted = names, rooted

    def visit_Call(self, node: ast.Call) -> ast.AST:  # the names that ast gives
        self.generic_visit(node)
        if called(node.func) in ("log", "log2", "log10") and node.args:
            node.args[0] = self.freed(node.args[0])
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Div) and not self.is_rooted(node.right):
            node.right = self.freed(node.right)
        return node

    def is_rooted(self, node: ast.expr) -> bool:
        """Return whether a root stands in an expression, or the name of one."""
        return bool(ROOTED.search(ast.unparse(node))) or any(ast.unparse(n) in self.rooted for n in every(node, NAMED))

    def freed(self, node: ast.expr) -> ast.expr:
        """Return a sum, or a product of sums, without the small numbers among the terms."""
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            return node
        if not isinstance(node.op, ast.Mult) and is_small(node.right, self.names):
            return self.freed(node.left)
        if isinstance(node.op, ast.Add) and is_small(node.left, self.names):
            return self.freed(node.right)
        node.left, node.right = self.freed(node.left), self.freed(node.right)
        return node
