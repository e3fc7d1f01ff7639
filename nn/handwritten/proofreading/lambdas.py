"""Functions without a name, read as functions with one: what a lambda returns is then seen and edited as a line.

return y, lambda d: d @ W.T      becomes      def _lambda1(d):
return d @ W.T
return y, _lambda1
"""

from __future__ import annotations

import ast
from typing import Any

from nn.handwritten.proofreading.notes import notes_of


class WithoutLambdas(ast.NodeTransformer):
    """Puts the lambdas of each statement in front of it; those in a comprehension stay, since they use its names."""

    def __init__(self) -> None:
        self.count = 0
        self.before: list[ast.stmt] = []

    def visit(self, node: ast.AST) -> Any:
        """Return a statement with the functions that its lambdas have become; all else without its lambdas."""
        if not isinstance(node, ast.stmt):
            kept = isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp)
            return node if kept else super().visit(node)
        outer, self.before = self.before, []
        made = super().visit(node)
        found, self.before = self.before, outer
        return [*found, made] if found else made

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:  # the names that ast gives
        """Return the name of the function that a lambda has become."""
        self.count += 1
        name = f"_lambda{self.count}"
        self.before.append(self.function(name, node))
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    def visit_Assign(self, node: ast.Assign) -> Any:
        """Return f = lambda x: … as a function of that name."""
        target = node.targets[0]
        if len(node.targets) == 1 and isinstance(target, ast.Name) and isinstance(node.value, ast.Lambda):
            return self.function(target.id, node.value)
        return self.generic_visit(node)

    def function(self, name: str, node: ast.Lambda) -> Any:
        """Return a lambda as a function; what it returns stands where its expression does."""
        made: Any = ast.copy_location(ast.parse(f"def {name}(): pass").body[0], node)
        returned: Any = ast.copy_location(ast.Return(node.body), node.body)
        notes_of(returned).is_lambda = True
        made.args, made.body = node.args, [returned]
        return self.visit(made)
