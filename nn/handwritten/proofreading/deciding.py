"""Numbers decide which way a script goes on, what a mask covers, or stand in a text: on Values, the data of each.

if gradient == 0:                    becomes      if _pr_plain(gradient) == _pr_plain(0):
    continue                                          continue
mask = np.triu(S, 1).astype(bool)                 mask = _pr_plain(np.triu(S, 1)).astype(bool)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from typing import Any

from nn.handwritten.proofreading.terms import NAMED, called, copied, placed


def deciding(tree: ast.Module, constants: Collection[str] = (), lines: Collection[int] = ()) -> ast.Module:
    """Return a copy of a tree in which == and !=, and what alone is asked for being true, see plain numbers.

    So do a text with numbers in it, those names that count as constants, and the assignments of some lines.

    >>> ast.unparse(deciding(ast.parse("if not g or x[i] == 0: f(x < y)"))).partition(":")[0]
    'if not _pr_plain(g) or _pr_plain(x[i]) == _pr_plain(0)'
    >>> ast.unparse(deciding(ast.parse("m, n = h.astype(bool), h.astype(float)")))
    'm, n = (_pr_plain(h).astype(bool), h.astype(float))'
    >>> ast.unparse(deciding(ast.parse("print(np.exp(w).round(3))")))
    'print(_pr_plain(np.exp(w)).round(3))'
    >>> ast.unparse(deciding(ast.parse("adv = G - v"), {"adv"}))
    'adv = _pr_plain(G - v)'
    >>> ast.unparse(deciding(ast.parse("print('%d: %f' % (i, loss))")))
    "print('%d: %f' % (_pr_plain(i), _pr_plain(loss)))"
    >>> ast.unparse(deciding(ast.parse("d = g.T @ h[t] / np.exp(z)"), lines={1}))
    'd = _pr_plain(g.T) @ _pr_plain(h[t]) / _pr_plain(np).exp(_pr_plain(z))'
    """
    made: ast.Module = copied(tree)
    _Deciding(constants, lines).visit(made)
    return placed(made)


class _Deciding(ast.NodeTransformer):
    def __init__(self, constants: Collection[str], lines: Collection[int]) -> None:
        self.constants, self.lines = constants, lines

    def visit(self, node: ast.AST) -> Any:
        self.generic_visit(node)
        if isinstance(node, ast.Assign | ast.AugAssign) and node.lineno in self.lines:
            node.value = _Numbers().visit(node.value)
        elif isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            node.left, *node.comparators = map(_plain, (node.left, *node.comparators))
        elif isinstance(node, ast.Assign) and any(ast.unparse(target) in self.constants for target in node.targets):
            node.value = _plain(node.value)
        elif isinstance(node, ast.If | ast.While | ast.IfExp) and isinstance(node.test, NAMED):
            node.test = _plain(node.test)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = _plain(node.operand)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_to_whole(node):
            node.func.value = _plain(node.func.value)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_text(node.left):
            shown = node.right
            if isinstance(shown, ast.Tuple):
                shown.elts = [*map(_plain, shown.elts)]
            else:
                node.right = _plain(shown)
        return node


class _Numbers(ast.NodeTransformer):
    """Puts plain numbers in the place of all that an expression reads; a module is left as it is by that."""

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, NAMED):
            return _plain(node)
        if not isinstance(node, ast.Call):
            return self.generic_visit(node)
        if isinstance(node.func, ast.Attribute):
            node.func.value = self.visit(node.func.value)
        node.args, node.keywords = [*map(self.visit, node.args)], [*map(self.visit, node.keywords)]
        return node


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


WHOLE = re.compile(r"(np\.|numpy\.)?(bool|int|u?int8|int32|int64)_?")


def _is_to_whole(call: ast.Call) -> bool:
    """Return whether a call makes an array one of truths or rounded numbers, through which no gradient goes."""
    if called(call.func) == "round" and ast.unparse(call.func) not in ("np.round", "numpy.round"):
        return True
    is_plain = called(call.func) == "astype" and len(call.args) == 1
    return is_plain and WHOLE.fullmatch(ast.unparse(call.args[0]).strip("'")) is not None


def _plain(node: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("_pr_plain", ast.Load()), [node], [])
