"""What an assignment to a name does to the array that had the name: it may take a step in two lines, or move nothing.

W_new = W - lr * dW          the step of W, if W_new becomes W afterwards
W = W_new

for p, g in zip(params, grads):
    p = p - lr * g           p is another array from here on; the one in params stays as it was
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

LOOPS = (ast.For, ast.While)
NAMED = (ast.Name, ast.Attribute, ast.Subscript)


def note_bindings(tree: ast.Module) -> None:
    """Give assignments `moves`, what takes their step under another name, and `is_lost`, whether they move nothing."""
    assigned = [s for s in ast.walk(tree) if isinstance(s, ast.Assign) and len(s.targets) == 1]
    made = {ast.unparse(s.targets[0]): s for s in assigned if isinstance(s.value, ast.BinOp)}
    for statement in assigned:
        maker = made.get(ast.unparse(statement.value)) if isinstance(statement.value, NAMED) else None
        is_before = maker is not None and maker.lineno < statement.lineno
        if maker is not None and is_before and _is_term(maker.value, ast.unparse(statement.targets[0])):
            maker.moves = statement.targets[0]  # type: ignore[attr-defined]  # read by `marking`
    for path in _paths(tree, ()):
        statement = path[-1]
        if isinstance(statement, ast.Assign) and isinstance(target := statement.targets[0], ast.Name):
            is_step = _is_term(statement.value, target.id)
            statement.is_lost = is_step and is_lost(path, target.id)  # type: ignore[attr-defined]  # read by `marking`


def adds(statement: ast.stmt) -> bool:
    """Return whether a line adds to what it assigns: W -= …, or W = W - …."""
    if isinstance(statement, ast.AugAssign):
        return isinstance(statement.op, ast.Add | ast.Sub)
    return isinstance(statement, ast.Assign) and _is_term(statement.value, ast.unparse(statement.targets[0]))


def _is_term(value: Any, name: str) -> bool:
    """Return whether an array stands by itself in a sum or a difference."""
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add | ast.Sub):
        return False
    terms = [value.left, value.right] if isinstance(value.op, ast.Add) else [value.left]
    return any(ast.unparse(term) == name for term in terms)


def _paths(node: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield each statement with the nodes around it, the outermost first."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield (*above, node, child)
        if isinstance(child, ast.stmt | ast.ExceptHandler):
            yield from _paths(child, (*above, node))


def is_lost(path: Sequence[Any], name: str) -> bool:
    """True if no line reads a name after it was assigned in the last statement of a path, before it is bound anew."""
    statement = path[-1]
    for node in reversed(path[:-1]):
        later = [n for n in _loads(node, name) if n.lineno > statement.end_lineno]
        if isinstance(node, ast.For) and name in _names(node.target):
            return not later
        if isinstance(node, LOOPS) and len(_loads(node, name)) > len(_loads(statement, name)):
            return False
        if isinstance(node, ast.FunctionDef):
            shared = [n for n in ast.walk(node) if isinstance(n, ast.Global | ast.Nonlocal) and name in n.names]
            return not later and not shared
    return False


def _names(target: ast.AST) -> list[str]:
    return [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]


def _loads(node: ast.AST, name: str) -> list[Any]:
    """Return where a name is read."""
    loads = [n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    return [n for n in loads if n.id == name]
