"""Assignments inside an expression, read as lines of their own.

while (loss := cost(w)) > tol:      becomes      while True:
    w = w - lr * grad(w)                             loss = cost(w)
                                                     if not loss > tol: break
                                                     w = w - lr * grad(w)
"""

from __future__ import annotations

import ast
from typing import Any

from nn.handwritten.proofreading.terms import every

UNSURE = ast.BoolOp | ast.IfExp | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.Lambda
"""Where an assignment may run later, more than once, or not at all: there it stays."""


class WithoutInlineAssignments(ast.NodeTransformer):
    """Puts the assignments inside of each statement in front of it, and those of a while into its body."""

    def __init__(self) -> None:
        self.before: list[ast.stmt] = []

    def visit(self, node: ast.AST) -> Any:
        """Return a statement with the assignments that stand in its expressions in front of it; all else without."""
        if not isinstance(node, ast.stmt):
            return super().visit(node) if not isinstance(node, UNSURE) else self.first_of(node)
        outer, self.before = self.before, []
        made = super().visit(node)
        found, self.before = self.before, outer
        return [*found, made] if found else made

    def first_of(self, node: Any) -> Any:
        """Return an expression without the assignments in what of it runs in any case: the first of `a and b`."""
        if isinstance(node, ast.BoolOp):
            node.values[0] = self.visit(node.values[0])
        return node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:  # the names that ast gives
        """Return the name that is assigned."""
        value = self.visit(node.value)
        self.before.append(ast.copy_location(ast.Assign([node.target], value), node))
        return ast.copy_location(ast.Name(node.target.id, ast.Load()), node)

    def visit_While(self, node: ast.While) -> ast.AST:
        """Return a loop whose test is a line of its body, if it assigns something."""
        if node.orelse or not every(node.test, ast.NamedExpr):
            return self.generic_visit(node)
        end = ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Break()], [])
        for part in (end, end.test, end.body[0]):
            ast.copy_location(part, node.test)
        node.body = [end, *node.body]
        node.test = ast.copy_location(ast.Constant(True), node.test)
        return self.generic_visit(node)
