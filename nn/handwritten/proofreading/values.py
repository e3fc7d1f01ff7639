"""What expressions are where a script is paused; a part that many edits share is computed once.

A search evaluates thousands of edits of one line, each of which differs from the line in one part. To compile one takes
longer than to compute it, so the tree is walked: what it shares with the edits before is remembered there.
"""

from __future__ import annotations

import ast
import builtins
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nn.handwritten.proofreading.clock import EVALUATION, work
from nn.handwritten.proofreading.recording import Array, Names

NUMBERS = np.ndarray, np.generic, int, float, list, tuple  # what is, or may hold, numbers
CHANGES = "an expression that changes an array is not evaluated"  # as np.add.at does
OPERATORS: Mapping[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def parsed(text: str) -> ast.expr:
    """Return an expression from its text."""
    return ast.parse(text, mode="eval").body


def located(expression: ast.expr) -> ast.expr:
    """Give every part of an expression some place in a text, in half the time that ast's own function takes."""
    parts: list[ast.AST] = [expression]
    for node in parts:
        if isinstance(node, ast.expr | ast.keyword) and not hasattr(node, "lineno"):
            node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = 1, 0, 1, 0
        for child in vars(node).values():
            if isinstance(child, ast.AST):
                parts.append(child)
            elif type(child) is list:
                parts += child
    return expression


class _Paused:
    """The names where a script is paused, and the parts of expressions that were evaluated with them."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.known: dict[int, tuple[ast.AST, Any]] = {}

    def value(self, node: Any) -> Any:
        """Return what a part of an expression is; what cannot be evaluated raises what Python would raise."""
        known = self.known.get(id(node))
        if known is None:
            known = self.known[id(node)] = node, self.made(node)  # the node is kept, so that its number stays its own
        return known[1]

    def made(self, node: Any) -> Any:
        """Evaluate a part of an expression; what is not spelled out here is compiled."""
        value = self.value
        match node:
            case ast.Name():
                return self.names[node.id] if node.id in self.names else getattr(builtins, node.id)
            case ast.Constant():
                return node.value
            case ast.BinOp() if type(node.op) in OPERATORS:
                return OPERATORS[type(node.op)](value(node.left), value(node.right))
            case ast.UnaryOp():
                return OPERATORS[type(node.op)](value(node.operand))
            case ast.Compare(ops=[op]) if type(op) in OPERATORS:
                return OPERATORS[type(op)](value(node.left), value(node.comparators[0]))
            case ast.Attribute() if node.attr == "at":
                raise ValueError(CHANGES)
            case ast.Attribute():
                return getattr(value(node.value), node.attr)
            case ast.Subscript():
                return value(node.value)[value(node.slice)]
            case ast.Slice():
                return slice(*(value(end) if end is not None else None for end in (node.lower, node.upper, node.step)))
            case ast.Tuple() | ast.List() if not any(isinstance(each, ast.Starred) for each in node.elts):
                return (tuple if isinstance(node, ast.Tuple) else list)(map(value, node.elts))
            case ast.Call() if not any(isinstance(each, ast.Starred) for each in node.args):
                if all(word.arg is not None for word in node.keywords):
                    called, given = value(node.func), [value(each) for each in node.args]
                    return called(*given, **{str(word.arg): value(word.value) for word in node.keywords})
        return self.compiled(node)

    def compiled(self, node: ast.expr) -> Any:
        """Evaluate a part of an expression as Python does."""
        code = compile(ast.Expression(located(node)), "<edit>", "eval")
        if "at" in code.co_names:
            raise ValueError(CHANGES)
        return eval(code, dict(self.names))


_LAST = [_Paused({})]  # where the last expression was evaluated: the next one is mostly evaluated there, too


def evaluated(expression: ast.expr, names: Names) -> Array | None:
    """Return the value of an expression where the script is paused; None if it has none, as a call for its effect."""
    work(EVALUATION)
    if _LAST[0].names is not names:
        _LAST[0] = _Paused(names)
    try:
        made = _LAST[0].value(expression)
        value = np.asarray(made) if isinstance(made, NUMBERS) else None  # np.c_ would be asked for entries for ever
        return value.astype(float) if value is not None and value.dtype.kind in "fiub" else None
    except Exception:  # an edit may raise anything: its shapes do not fit, a name is not there, a function refuses it
        return None
