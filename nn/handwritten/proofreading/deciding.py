"""Numbers decide which way a script goes on: on Values, the data of each.

if gradient == 0:                    becomes      if _pr_plain(gradient) == _pr_plain(0):
    continue                                          continue
"""

from __future__ import annotations

import ast
import copy
from typing import Any

from nn.handwritten.proofreading.terms import NAMED


def deciding(tree: ast.Module) -> ast.Module:
    """Return a copy of a tree in which == and !=, and what alone is asked for being true, see plain numbers.

    >>> ast.unparse(deciding(ast.parse("if not g or x[i] == 0: f(x < y)"))).partition(":")[0]
    'if not _pr_plain(g) or _pr_plain(x[i]) == _pr_plain(0)'
    """
    return ast.fix_missing_locations(_Deciding().visit(copy.deepcopy(tree)))  # type: ignore[no-any-return]  # a module


class _Deciding(ast.NodeTransformer):
    def visit(self, node: ast.AST) -> Any:
        self.generic_visit(node)
        if isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            node.left, *node.comparators = map(_plain, (node.left, *node.comparators))
        elif isinstance(node, ast.If | ast.While | ast.IfExp) and isinstance(node.test, NAMED):
            node.test = _plain(node.test)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = _plain(node.operand)
        return node


def _plain(node: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("_pr_plain", ast.Load()), [node], [])
