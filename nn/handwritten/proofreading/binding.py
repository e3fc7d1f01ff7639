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
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.statements import is_written_as
from nn.handwritten.proofreading.terms import (
    NAMED,
    called,
    every,
    factors_of,
    inner,
    names_in,
    names_of_members,
    scattered,
    signed_terms,
    terms_of,
    texts_in,
)

LOOPS = (ast.For, ast.While)
NAMES = ast.Name | ast.Attribute


def note_bindings(tree: ast.Module) -> None:
    """Note what takes the step of an assignment under another name, and which move nothing (see `notes`)."""
    assigned: list[Any] = [s for s in every(tree, ast.Assign) if len(s.targets) == 1]
    made = {ast.unparse(s.targets[0]): s for s in assigned if isinstance(s.value, ast.BinOp)}
    _note_moves(assigned, made)
    others, sums = every(tree, ast.Assign | ast.Return), every(tree, ast.AugAssign)
    for each in assigned:
        above = made.get(ast.unparse(each.value)) if isinstance(each.value, NAMED) else None
        notes_of(each).is_overwritten = _is_overwritten(each, others, sums, above)
    functions = every(tree, ast.FunctionDef)
    for function in (*functions, tree):
        _note_new_dicts(function)
    for function in functions:
        _note_given_back(function, assigned)
        _note_handed_back(function)
    for path in _paths(tree, ()):
        statement = path[-1]
        only = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
        if isinstance(only, ast.Name):
            is_step, is_rated = _is_term(statement.value, only.id), _is_rated(statement.value)
            is_given = any(only.id in _given(node) for node in path)
            notes = notes_of(statement)
            notes.is_lost = (is_step or (is_rated and is_given)) and is_lost(path, only.id)
            notes.is_overwritten |= notes.is_lost and not is_step


def _note_moves(assigned: Sequence[ast.Assign], made: Mapping[str, ast.Assign]) -> None:
    """Note the lines that take a step under another name, new = W - lr * dW before W = new, or entry by entry."""
    for statement in assigned:
        for target, value in _pairs(statement):
            maker = made.get(ast.unparse(value)) if isinstance(value, NAMED) else None
            kept = {ast.unparse(term) for sign, term in signed_terms(maker.value) if sign > 0} if maker else ()
            if maker is not None and maker.lineno < statement.lineno and ast.unparse(target) in kept:
                notes_of(maker).moves = target
        if (filler := _filler(statement, made)) is not None:
            notes_of(statement).moves, notes_of(statement).made_by = statement.targets[0], filler


def _pairs(statement: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    """Return what a line assigns, each with its value: before, w = w, new gives w the value of new."""
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return [*zip(target.elts, value.elts, strict=True)]
    return [(target, value)]


def _filler(statement: ast.Assign, made: Mapping[str, ast.Assign]) -> ast.Assign | None:
    """Return the line that takes the steps of an array in another one: new[j] = w[j] - eta * g[j], before w = new."""
    if not isinstance(statement.value, NAMES) or not isinstance(statement.targets[0], NAMES):
        return None
    name, own = ast.unparse(statement.value), ast.unparse(statement.targets[0])
    entries = [(each, own + text.removeprefix(name)) for text, each in made.items() if text.startswith(f"{name}[")]
    return next((each for each, entry in entries if _is_term(each.value, entry)), None)


def _is_overwritten(
    statement: ast.Assign, others: Sequence[Any], sums: Sequence[ast.AugAssign], maker: ast.Assign | None
) -> bool:
    """Return whether a rate times something takes the place of an array that was made, and read without a rate.

    Or a momentum does, which `maker` adds up: v = mu * v - lr * dW; W = v. Or what a line beside it adds to another one
    that was no zeros: W1 = X.T @ d1 beside W2 += h.T @ d2.
    """
    target = statement.targets[0]
    is_momentum = maker is not None and ast.unparse(statement.value) in texts_in(maker.value, NAMES)
    is_step = is_momentum and maker is not None and any(map(_is_rated, terms_of(maker.value)))
    if not isinstance(target, ast.Name | ast.Attribute):
        return False
    name, is_rated, is_beside = ast.unparse(target), _is_rated(statement.value), _is_beside_sum(statement, sums)
    if not (is_step or is_beside or is_rated):
        return False
    above = [s for s in others if isinstance(s, ast.Assign) and s.lineno < statement.lineno and s is not statement]
    made = [s for s in above if name in _assigned(s)]
    if not (is_step or is_rated) and any("zeros" in ast.unparse(s.value) for s in made):
        return False
    values = [s for s in others if s is not statement and s.value and not RATE.search(ast.unparse(s.value))]
    reads = [s for s in values if name in texts_in(s.value, NAMES)]
    is_read = any(isinstance(target, ast.Attribute) or s.lineno < statement.lineno for s in reads)
    return bool(made) and is_read and name not in texts_in(statement.value, NAMES)


def _is_beside_sum(statement: ast.Assign, sums: Sequence[ast.AugAssign]) -> bool:
    """Return whether the line above or below adds to another name what is written as this value is, but for names."""
    beside = [s for s in sums if abs(s.lineno - statement.lineno) == 1]
    name = ast.unparse(statement.targets[0]) if beside else ""
    texts = [ast.unparse(each).replace(" -= ", " += ") for each in beside if ast.unparse(each.target) != name]
    return any(is_written_as(f"{name} += {ast.unparse(statement.value)}", text) for text in texts)


def _is_rated(value: ast.expr) -> bool:
    """Return whether an expression is a product with a rate: eta * dW, -0.1 * dW."""
    factors = [factor for factor, is_below in factors_of(value) if not is_below]
    names = [ast.unparse(factor).rpartition(".")[2] for factor in factors]
    is_float = any(isinstance(getattr(factor, "value", None), float) for factor in factors)
    return len(factors) > 1 and (is_float or any(map(RATE.fullmatch, names)))


def _assigned(statement: ast.Assign) -> list[str]:
    """Return what a statement assigns, as text."""
    return [ast.unparse(each) for target in statement.targets for each in getattr(target, "elts", [target])]


def _makers(body: ast.AST) -> dict[str, Any]:
    """Return the sums and differences under new names, by their names."""
    found = [s for s in every(body, ast.Assign) if len(s.targets) == 1 and notes_of(s).moves is None]
    sums = [s for s in found if isinstance(s.value, ast.BinOp) and isinstance(s.value.op, ast.Add | ast.Sub)]
    return {s.targets[0].id: s for s in sums if isinstance(s.targets[0], ast.Name)}


def _terms(value: Any) -> list[Any]:
    """Return what may have been moved by a sum or a difference."""
    return [value.left, value.right] if isinstance(value.op, ast.Add) else [value.left]


def _note_new_dicts(body: ast.AST) -> None:
    """Note the steps of the entries of a dict that is made anew with the same keys."""
    made = _makers(body)
    for display in every(body, ast.Dict):
        keys = [key.value for key in display.keys if isinstance(key, ast.Constant)]
        for maker in [made[v.id] for v in display.values if isinstance(v, ast.Name) and v.id in made]:
            terms = _terms(maker.value)
            factors = [factor for factor, is_below in factors_of(terms[0]) if not is_below]
            entries = [term for term in terms if isinstance(term, ast.Subscript)] or factors  # W * lr - dW
            entries = [each for each in entries if isinstance(each, ast.Subscript)]
            moved = [e for e in entries if isinstance(e.slice, ast.Constant) and e.slice.value in keys]
            if len(moved) == 1 and isinstance(moved[0].value, ast.Name | ast.Attribute):
                notes_of(maker).moves = moved[0]


def _note_given_back(function: ast.FunctionDef, assigned: Sequence[ast.Assign]) -> None:
    """Note the steps of what a function is given, and gives back to what it was given for."""
    given = [argument.arg for argument in function.args.args]
    own: set[str] = set()
    for statement in assigned:
        call = statement.value
        if isinstance(call, ast.Call) and ast.unparse(call.func) == function.name:
            pairs = zip(given, call.args, strict=False)
            own |= {name for name, each in pairs if ast.unparse(each) in _assigned(statement)}
    ends = [each for s in every(function, ast.Return) for each in getattr(s.value, "elts", [s.value])]
    returned = {each.id for each in ends if isinstance(each, ast.Name)}
    for name, maker in _makers(function).items():
        moved = [term for term in _terms(maker.value) if isinstance(term, ast.Name) and term.id in own]
        if name in returned and len(moved) == 1 and moved[0].id != name:
            notes_of(maker).moves = moved[0]


def _note_handed_back(function: ast.FunctionDef) -> None:
    """Note the lines that return what the function was given, as it was given: they may lack a slope."""
    given = {argument.arg for argument in function.args.args}
    stored = [n for n in ast.walk(function) if isinstance(getattr(n, "ctx", None), ast.Store)]
    made = {ast.unparse(n).partition("[")[0] for n in stored}
    for statement in every(function, ast.Return):
        if isinstance(statement.value, ast.Name):
            notes_of(statement).hands_back = statement.value.id in given - made


def adds(statement: ast.stmt) -> bool:
    """Return whether a line adds to what it assigns, W -= …, or to its members, [w - … for w in W]; or may do so."""
    if isinstance(statement, ast.AugAssign):
        return isinstance(statement.op, ast.Add | ast.Sub)
    if not isinstance(statement, ast.Assign):
        return scattered(statement) is not None
    own, names = ast.unparse(statement.targets[0]), names_of_members(statement.value)
    pairs = [(statement.value, own), *((each, name) for each in _held(statement.value) for name in names)]
    if any(_is_term(*pair) or _is_decayed(*pair) for pair in pairs):
        return True
    sums = [each for each in _held(statement.value) if isinstance(each, ast.BinOp) and each is not statement.value]
    return any(_owner(term) == own for each in sums for term in _terms(each)) or _is_given(statement.value, own)


def _is_given(value: Any, own: str) -> bool:
    """Return whether a function of the script is given what its result replaces: params = update(params, grads)."""
    if not isinstance(value, ast.Call):
        return False
    is_own = isinstance(value.func, ast.Name) or ast.unparse(value.func).startswith("self.")
    return is_own and own in map(ast.unparse, value.args)


def _held(value: Any) -> list[Any]:
    """Return what a list, a dict or a record is made of, or a comprehension of each member; the value of all else."""
    made = inner(inner(value))
    if isinstance(made, ast.Call) and called(made.func)[:1].isupper():
        return [*made.args, *(each.value for each in made.keywords)]
    return getattr(made, "elts", getattr(made, "values", [made]))


def _owner(term: ast.expr) -> str:
    """Return what an entry or an attribute belongs to: params of params[k], net of net.W; "" for all else."""
    return ast.unparse(term.value) if isinstance(term, ast.Subscript | ast.Attribute) else ""


def _is_term(value: Any, name: str) -> bool:
    """Return whether an array stands by itself in a sum or a difference."""
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add | ast.Sub):
        return False
    return any(ast.unparse(term) == name for term in _terms(value))


def _is_decayed(value: Any, name: str) -> bool:
    """Return whether something is taken off an array that is made smaller by a part of it: (1 - c) * W - lr * dW."""
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Sub):
        return False
    factors = [factor for factor, is_below in factors_of(value.left) if not is_below]
    rest = [factor for factor in factors if ast.unparse(factor) != name]
    return len(rest) == len(factors) - 1 and any(ast.unparse(each).startswith(("1 - ", "1.0 - ")) for each in rest)


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
            shared = [n for n in every(node, ast.Global | ast.Nonlocal) if name in n.names]
            return not later and not shared
    return False


def _loads(node: ast.AST, name: str) -> list[Any]:
    """Return where a name is read."""
    return [n for n in every(node, ast.Name) if isinstance(n.ctx, ast.Load) and n.id == name]
