"""What an assignment to a name does to the array that had the name: it may take a step in two lines, or move nothing.

W_new = W - lr * dW          the step of W, if W_new becomes W afterwards
W = W_new

W = p["W"] - lr * g["dW"]    the step of p["W"], if W stands under that key in a dict that is made anew
return {"W": W, "b": b}

def move(W, dW):             the step of W, if W, b = move(W, dW) is what it is called for
    W_new = W - lr * dW
    return W_new, …

W = lr * dW                  a step in the place of the array that should take it: W was there, and was read before

for p, g in zip(params, grads):
    p = p - lr * g           p is another array from here on; the one in params stays as it was
    p = -lr * g              the same, and p was to be moved by it
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.terms import NAMED, factors_of, names_in

LOOPS = (ast.For, ast.While)


def note_bindings(tree: ast.Module) -> None:
    """Give assignments `moves`, what takes their step under another name, and `is_lost`, whether they move nothing.

    These notes, and `is_overwritten`, stay with every copy of a statement; `marking` and the fixes read them.
    """
    assigned: list[Any] = [s for s in ast.walk(tree) if isinstance(s, ast.Assign) and len(s.targets) == 1]
    made = {ast.unparse(s.targets[0]): s for s in assigned if isinstance(s.value, ast.BinOp)}
    for statement in assigned:
        maker = made.get(ast.unparse(statement.value)) if isinstance(statement.value, NAMED) else None
        is_before = maker is not None and maker.lineno < statement.lineno
        if maker is not None and is_before and _is_term(maker.value, ast.unparse(statement.targets[0])):
            maker.moves = statement.targets[0]
    for statement in assigned:
        statement.is_overwritten = _is_overwritten(statement, tree)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in (*functions, tree):
        _note_new_dicts(function)
    for function in functions:
        _note_given_back(function, assigned)
    for path in _paths(tree, ()):
        statement = path[-1]
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if isinstance(target, ast.Name):
            is_step, is_rated = _is_term(statement.value, target.id), _is_rated(statement.value)
            is_given = any(target.id in _given(node) for node in path)
            statement.is_lost = (is_step or (is_rated and is_given)) and is_lost(path, target.id)
            statement.is_overwritten |= statement.is_lost and not is_step


def _is_overwritten(statement: ast.Assign, tree: ast.Module) -> bool:
    """Return whether a rate times something takes the place of an array that was made, and read without a rate."""
    target = statement.targets[0]
    if not isinstance(target, ast.Name | ast.Attribute) or not _is_rated(statement.value):
        return False
    name = ast.unparse(target)
    others = [s for s in ast.walk(tree) if isinstance(s, ast.Assign | ast.Return) and s is not statement]
    made = [s for s in others if isinstance(s, ast.Assign) and name in _assigned(s) and s.lineno < statement.lineno]
    reads = [
        s for s in others if s.value is not None and name in _read(s.value) and not RATE.search(ast.unparse(s.value))
    ]
    is_read = any(isinstance(target, ast.Attribute) or s.lineno < statement.lineno for s in reads)
    return bool(made) and is_read and name not in _read(statement.value)


def _is_rated(value: ast.expr) -> bool:
    """Return whether an expression is a product with a rate: eta * dW, -0.1 * dW."""
    factors = [factor for factor, is_below in factors_of(value) if not is_below]
    rates = [f for f in factors if RATE.fullmatch(ast.unparse(f).rpartition(".")[2]) or _is_float(f)]
    return len(factors) > 1 and bool(rates)


def _is_float(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and isinstance(expression.value, float)


def _assigned(statement: ast.Assign) -> list[str]:
    """Return what a statement assigns, as text."""
    return [ast.unparse(each) for target in statement.targets for each in getattr(target, "elts", [target])]


def _read(value: ast.expr) -> list[str]:
    """Return the names and attributes in an expression."""
    return [ast.unparse(node) for node in ast.walk(value) if isinstance(node, ast.Name | ast.Attribute)]


def _makers(body: ast.AST) -> dict[str, Any]:
    """Return the sums and differences under new names, by their names."""
    found = [s for s in ast.walk(body) if isinstance(s, ast.Assign) and len(s.targets) == 1 and not hasattr(s, "moves")]
    sums = [s for s in found if isinstance(s.value, ast.BinOp) and isinstance(s.value.op, ast.Add | ast.Sub)]
    return {s.targets[0].id: s for s in sums if isinstance(s.targets[0], ast.Name)}


def _terms(value: Any) -> list[Any]:
    """Return what may have been moved by a sum or a difference."""
    return [value.left, value.right] if isinstance(value.op, ast.Add) else [value.left]


def _note_new_dicts(body: ast.AST) -> None:
    """Note the steps of the entries of a dict that is made anew with the same keys."""
    made = _makers(body)
    for display in [node for node in ast.walk(body) if isinstance(node, ast.Dict)]:
        keys = [key.value for key in display.keys if isinstance(key, ast.Constant)]
        for maker in [made[v.id] for v in display.values if isinstance(v, ast.Name) and v.id in made]:
            entries = [term for term in _terms(maker.value) if isinstance(term, ast.Subscript)]
            moved = [e for e in entries if isinstance(e.slice, ast.Constant) and e.slice.value in keys]
            if len(moved) == 1 and isinstance(moved[0].value, ast.Name | ast.Attribute):
                maker.moves = moved[0]


def _note_given_back(function: ast.FunctionDef, assigned: Sequence[ast.Assign]) -> None:
    """Note the steps of what a function is given, and gives back to what it was given for."""
    given = [argument.arg for argument in function.args.args]
    own: set[str] = set()
    for statement in assigned:
        call = statement.value
        if isinstance(call, ast.Call) and ast.unparse(call.func) == function.name:
            pairs = zip(given, call.args, strict=False)
            own |= {name for name, each in pairs if _is_among(each, statement.targets[0])}
    returned = {n.id for s in ast.walk(function) if isinstance(s, ast.Return) for n in _elements(s.value)}
    for name, maker in _makers(function).items():
        moved = [term for term in _terms(maker.value) if isinstance(term, ast.Name) and term.id in own]
        if name in returned and len(moved) == 1 and moved[0].id != name:
            maker.moves = moved[0]


def _elements(value: Any) -> list[Any]:
    """Return the names that an expression is, or is a tuple of."""
    return [each for each in getattr(value, "elts", [value]) if isinstance(each, ast.Name)]


def _is_among(expression: ast.expr, target: ast.expr) -> bool:
    """Return whether what is assigned has an expression as one of its parts."""
    return ast.unparse(expression) in map(ast.unparse, getattr(target, "elts", [target]))


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


def _given(node: Any) -> set[str]:
    """Return the names that a loop or a function gives to what it goes through, or is called with."""
    if isinstance(node, ast.FunctionDef):
        return {each.arg for each in node.args.args}
    return names_in(node.target) if isinstance(node, ast.For) else set()


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
        if isinstance(node, ast.For) and name in names_in(node.target):
            return not later
        if isinstance(node, LOOPS) and len(_loads(node, name)) > len(_loads(statement, name)):
            return False
        if isinstance(node, ast.FunctionDef):
            shared = [n for n in ast.walk(node) if isinstance(n, ast.Global | ast.Nonlocal) and name in n.names]
            return not later and not shared
    return False


def _loads(node: ast.AST, name: str) -> list[Any]:
    """Return where a name is read."""
    loads = [n for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    return [n for n in loads if n.id == name]
