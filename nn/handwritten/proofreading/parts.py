"""An expression with calls put in, so that a run on Values sees its parts, and each use of an array by itself.

A @ W + b      becomes      _pr_part(7, "A @ W", _pr_use(7, "A", A) @ _pr_use(7, "W", W)) + _pr_use(7, "b", b)
"""

from __future__ import annotations

import ast
from typing import Any

from nn.handwritten.proofreading.terms import NAMED, copied, placed

PRODUCTS = ("dot", "matmul", "outer", "multiply", "einsum", "sum", "mean", "exp", "log", "tanh", "maximum", "square")
"""Functions whose arguments are operands like those of +, *, @."""
JOINS = ("concatenate", "hstack", "vstack", "stack", "column_stack")  # functions that take a list of operands


def hook(name: str, *arguments: ast.expr | int | str) -> ast.Call:
    """Return a call of one of the functions that a recorder gives to a marked script."""
    given = [each if isinstance(each, ast.expr) else ast.Constant(each) for each in arguments]
    return ast.Call(ast.Name(f"_pr_{name}", ast.Load()), given, [])


def seen(expression: ast.expr, site: int) -> ast.expr:
    """Return a copy of an expression of a statement whose parts, and uses of arrays, are seen on Values."""
    return _PartMarker(site).inside(expression)


def with_parts(expression: ast.Expression, site: int) -> ast.Expression:
    """Return the same of an objective, also of what stands in its loops."""
    return placed(ast.Expression(_PartMarker(site, with_loops=True).inside(expression.body)))


def _kept(node: ast.expr) -> ast.expr:
    """Return `x.item()` as a call that leaves a Value one; all else as it is."""
    match node:
        case ast.Call(ast.Attribute(array, "item"), []):
            return hook("item", array)
    return node


class _PartMarker(ast.NodeTransformer):
    """Shows the parts of an expression, each with its text."""

    def __init__(self, site: int, with_loops: bool = False) -> None:
        self.site, self.with_loops = site, with_loops

    def inside(self, expression: ast.expr) -> ast.expr:
        """Return a copy of an expression whose parts are shown, but not the whole."""
        found = copied(expression)
        self.generic_visit(found)
        self.operands(found)
        return _kept(found)

    def visit(self, node: ast.AST) -> Any:
        text = ast.unparse(node) if isinstance(node, ast.BinOp | ast.Call) else ""
        if isinstance(node, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.DictComp) and not self.with_loops:
            return node
        if isinstance(node, ast.Subscript):  # what stands in its brackets is an index
            node.value = self.visit(node.value)
            return node
        self.generic_visit(node)
        self.operands(node)
        return hook("part", self.site, text, _kept(node)) if isinstance(node, ast.BinOp | ast.Call) else node

    def operands(self, node: ast.AST) -> None:
        """Show each operand of an operator or a product."""
        if isinstance(node, ast.BinOp):
            node.left, node.right = self.used(node.left), self.used(node.right)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in PRODUCTS:
            node.args = [self.used(each) for each in node.args]
            if isinstance(node.func, ast.Attribute):
                node.func = ast.Attribute(self.used(node.func.value), node.func.attr, ast.Load())
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in JOINS:
            for joined in node.args[:1]:
                if isinstance(joined, ast.Tuple | ast.List):
                    joined.elts = [self.used(each) for each in joined.elts]

    def used(self, node: ast.expr) -> ast.expr:
        """Return an operand with a call around it, so that this one use of an array has an adjoint of its own."""
        if isinstance(node, ast.Attribute) and node.attr == "T":
            return ast.Attribute(self.used(node.value), "T", ast.Load())
        return hook("use", self.site, ast.unparse(node), node) if isinstance(node, NAMED) else node
