"""What a statement of a script is: what it assigns, what it adds to a parameter, whether it only hands something on.

All of it is read off the tree; nothing runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from nn.handwritten.proofreading.naming import RATE, is_gradient, plain, says, stem
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.terms import (
    NAMED,
    called,
    every,
    factors_of,
    inner,
    scattered,
    terms_of,
    texts_in,
)


def targets(statement: ast.stmt) -> list[ast.expr]:
    """Return what a statement assigns, one by one: names, attributes and entries; or moves by np.subtract.at.

    >>> lines = "a, (b.c, d[0]) = f()", "np.subtract.at(E, ids, lr * g)"
    >>> [[ast.unparse(each) for each in targets(ast.parse(line).body[0])] for line in lines]
    [['a', 'b.c', 'd[0]'], ['E']]
    """
    if isinstance(statement, ast.Assign):
        return [part for target in statement.targets for part in _flat(target)]
    if isinstance(statement, ast.AugAssign) or (isinstance(statement, ast.AnnAssign) and statement.value):
        return [statement.target]
    return [call.args[0]] if (call := scattered(statement)) is not None else []


def _flat(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _flat(part)
    elif not isinstance(target, ast.Starred):
        yield target


def root(target: ast.AST) -> str:
    """Return the name that an attribute or an entry belongs to: `self.W` of `self.W[0][1]`.

    >>> root(ast.parse("self.W[0][1]", mode="eval").body)
    'self.W'
    """
    while isinstance(target, ast.Subscript):
        target = target.value
    return ast.unparse(target)


def mentions(expression: ast.AST | None, text: str) -> bool:
    """Return whether a name or an attribute stands somewhere in an expression."""
    return expression is not None and text in texts_in(expression, ast.Name | ast.Attribute)


def step_of(statement: ast.stmt, part: int = 0, path: str = "") -> ast.expr | None:
    """Return what a line adds to a parameter: lr * dW of W -= lr * dW, of W = W - lr * dW and of [w - lr * g for …].

    The parameter may be at a path in what the line makes: the b of [(W - lr * dW, b - lr * db) for …] at [0][1].

    >>> lines = ("W = W - lr * dW", "s = max(s - lr * ds, 1e-3)", "W = np.clip(W - lr * dW, -1, 1)")
    >>> [ast.unparse(step_of(ast.parse(line).body[0])) for line in lines]
    ['lr * dW', 'lr * ds', 'lr * dW']
    """
    if isinstance(statement, ast.AugAssign):
        return statement.value if isinstance(statement.op, ast.Add | ast.Sub) or scales(statement) else None
    if (call := scattered(statement)) is not None:
        return call.args[2]
    if (maker := notes_of(statement).made_by) is not None:
        return step_of(maker)
    value = getattr(statement, "value", None)
    found = targets(statement)
    if isinstance(value, ast.Tuple) and len(value.elts) == len(found):
        value = value.elts[part]
    value = _in_bounds(inner(inner(value)))  # of a list of rows the numbers
    member = int(path[-2]) if re.search(r"\[\d\]$", path) else 0
    if isinstance(value, ast.Tuple | ast.List) and path and member < len(value.elts):
        value = value.elts[member]
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add | ast.Sub):
        return value if overwrites(statement) or scales(statement) else None
    if isinstance(value.op, ast.Add) and ast.unparse(value.right) == ast.unparse(found[min(part, len(found) - 1)]):
        return value.left
    return value.right


def _in_bounds(value: ast.expr | None) -> ast.expr | None:
    """Return what is kept in bounds: w - step of max(w - step, 0) and of np.clip(w - step, -1, 1)."""
    while isinstance(value, ast.Call) and called(value.func) in ("min", "max", "clip", "minimum", "maximum"):
        sums = [each for each in value.args if isinstance(each, ast.Call | ast.BinOp)]
        if len(sums) != 1:
            break
        value = sums[0]
    return value


def overwrites(statement: ast.stmt) -> bool:
    """Return whether a line puts a step in the place of the array that should take it: W = -lr * dW, V[i] = eta * err.

    >>> lines = ("W = -lr * dW", "W = W - lr * dW", "W = lr * (dW - decay * W)", "h = rate * (x - h)")
    >>> [overwrites(ast.parse(line).body[0]) for line in lines]
    [True, False, True, False]
    """
    if notes_of(statement).is_overwritten or notes_of(statement).moves is not None:
        return notes_of(statement).is_overwritten
    found, value = targets(statement), getattr(statement, "value", None)
    is_plain = isinstance(statement, ast.Assign) and isinstance(value, ast.BinOp | ast.UnaryOp)
    if len(found) != 1 or not is_plain or value is None:
        return False
    name = ast.unparse(found[0])
    read = texts_in(value)
    factors = [factor for term in terms_of(value) for factor, _ in factors_of(term)]
    is_rated = any(RATE.fullmatch(ast.unparse(factor).rpartition(".")[2]) for factor in factors)
    if name in read:
        return is_rated and not any(_is_whole_in(factor, name) for factor, _ in factors_of(value))
    if root(found[0]) in read:
        return False
    holds = any(isinstance(term, NAMED) and not is_gradient(stem(ast.unparse(term))) for term in terms_of(value))
    is_step = is_rated and isinstance(found[0], ast.Subscript) and not holds  # net[i] = W - lr * dW, W being net[i]
    return is_step or any(plain(each) != stem(each).lower() and says(each, name) for each in read)


def _is_whole_in(factor: ast.expr, name: str) -> bool:
    """Return whether a name is a term of its own, and not only one that is decayed: c * W."""
    return any(ast.unparse(term) == name for term in terms_of(factor))


def scales(statement: Any) -> bool:
    """Return whether a line multiplies an array by the step that it should take: W *= lr * dW, W = W * lr * dW.

    >>> [scales(ast.parse(line).body[0]) for line in ("W *= lr * dW", "W = W * lr * dW", "W *= 1 - lr * decay")]
    [True, True, False]
    """
    found, value = targets(statement), getattr(statement, "value", None)
    if len(found) != 1 or value is None:
        return False
    factors = [ast.unparse(factor) for factor, _ in factors_of(value)]
    is_scaled = isinstance(getattr(statement, "op", None), ast.Mult | ast.Div) or ast.unparse(found[0]) in factors
    is_rated = any(RATE.fullmatch(factor.rpartition(".")[2]) for factor in factors)
    return is_scaled and is_rated and any(is_gradient(factor.partition("[")[0]) for factor in factors)


def is_handed(statement: ast.stmt, name: str) -> bool:
    """True if a line gives the name of a gradient to an array that is there, or another one to a gradient or an error.

    dz = a, in the place of dz = a - t; weighted = err, in that of weighted = s * err.
    """
    value = getattr(statement, "value", None)
    is_bare = isinstance(value, ast.Name | ast.Subscript) or (isinstance(value, ast.Attribute) and value.attr != "T")
    owner = name if "'" in name else name.partition("[")[0]
    of_gradient = isinstance(value, ast.Name) and is_gradient(value.id)
    return is_bare and (is_gradient(owner) or of_gradient) and isinstance(statement, ast.Assign)


PASSING = ("zeros", "zeros_like", "ones", "ones_like", "empty", "empty_like", "full", "len")


def is_passive(statement: ast.stmt) -> bool:
    """Return whether a line only hands something on: a name, an entry of a dict, a constant, zeros to fill."""
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.AugAssign) or value is None or _is_masked(statement):
        return False
    if isinstance(value, ast.Tuple):
        return all(isinstance(each, ast.Name | ast.Constant) or _is_filler(each) for each in value.elts)
    if isinstance(value, ast.Call):
        return _is_filler(value)
    if isinstance(value, ast.Subscript):
        return isinstance(value.slice, ast.Constant | ast.Name)
    if isinstance(value, ast.Attribute):
        return value.attr != "T"
    return isinstance(value, ast.Name | ast.Constant | ast.List | ast.Dict) and len(targets(statement)) < 2


def is_copy(statement: ast.stmt) -> bool:
    """Return whether a line only copies what is there: before = W[i].copy()."""
    called = getattr(getattr(statement, "value", None), "func", None)
    copied = getattr(called, "value", None) if getattr(called, "attr", "") == "copy" else None
    return isinstance(copied, ast.Attribute | ast.Subscript) or (isinstance(copied, ast.Name) and copied.id != "np")


def _is_masked(statement: ast.stmt) -> bool:
    """Return whether a line sets chosen entries of an array to a number: dH[H <= 0] = 0."""
    is_number = isinstance(getattr(statement, "value", None), ast.Constant)
    return is_number and any(isinstance(target, ast.Subscript) for target in targets(statement))


def _is_filler(value: ast.expr) -> bool:
    """Return whether an expression makes an array to be filled."""
    return isinstance(value, ast.Call) and called(value.func) in PASSING


def trainers(tree: ast.AST) -> set[str]:
    """Return the names of functions that take steps on what outlasts them, also by a function that they call.

    >>> lines = ["def fit(net, x): net.step(x)", "def step(net, x): net.w -= x", "def f(x): return -x"]
    >>> lines += ["def turn(x): global w; w = w - x", "def g(w): w = w - 1; return w"]
    >>> sorted(trainers(ast.parse(chr(10).join(lines))))
    ['fit', 'step', 'turn']
    """
    functions = every(tree, ast.FunctionDef)
    outer = {f: {name for each in every(f, ast.Global | ast.Nonlocal) for name in each.names} for f in functions}
    found = {f.name for f in functions if any(_takes_off(each, outer[f]) for each in every(f, ast.stmt))}
    for _ in functions:
        more = {f.name for f in functions if {called(call.func) for call in every(f, ast.Call)} & found} - found
        found |= more
        if not more:
            break
    return found


def _takes_off(statement: ast.stmt, outer: Collection[str]) -> bool:
    """Return whether a line takes something off an attribute, an entry, or a name that a function has from outside."""
    made, value = targets(statement)[:1], getattr(statement, "value", None)
    is_off = isinstance(getattr(statement, "op", getattr(value, "op", None)), ast.Sub)
    is_own = isinstance(statement, ast.AugAssign) or (made and ast.unparse(made[0]) == ast.unparse(_left(value)))
    if not made or not is_off or not is_own:
        return False
    return isinstance(made[0], ast.Attribute | ast.Subscript) or getattr(made[0], "id", "") in outer


def _left(value: Any) -> ast.AST:
    return value.left if isinstance(value, ast.BinOp) else ast.Constant(0)


def are_sisters(a: str, b: str) -> bool:
    """Return whether two lines are one but for the name of the parameter: one part of the names is another one.

    >>> are_sisters("W1 -= lr * dW1", "W2 -= lr * dW2"), are_sisters("w = w + self.vw", "b = b + self.vb")
    (True, True)
    >>> are_sisters("w = w - vw", "b = b + vb"), are_sisters("w = w - vw", "b = b - db")
    (False, False)

    What moves may have names of its own, if those beside it are alike.

    >>> are_sisters("coef = coef + vel_w", "bias = bias + vel_b")
    True
    """
    if not is_written_as(a, b):
        return False
    pairs = [pair for pair in zip(NAMES.findall(a), NAMES.findall(b), strict=True) if pair[0] != pair[1]]
    beside = {pair for pair in pairs if pair != pairs[0]}
    are_alike = all(_common(*pair) + _common(pair[0][::-1], pair[1][::-1]) > 1 for pair in beside)
    groups = pairs, beside if are_alike else ()
    return any(len({_difference(*pair) for pair in group}) == 1 for group in groups)


def is_written_as(a: str, b: str) -> bool:
    """Return whether two lines are one but for their names."""
    return _without_names(a) == _without_names(b)


@lru_cache(maxsize=10_000)
def _without_names(line: str) -> str:
    return NAMES.sub("_", line)


def as_sister(a: str, b: str) -> str | None:
    """Return a line with the signs of another one, if they are sisters then, and were none.

    >>> as_sister("vw = 0.9 * vw + lr * dw", "vb = 0.9 * vb - lr * db")
    'vw = 0.9 * vw - lr * dw'
    >>> as_sister("vw = 0.9 * vw - lr * dw", "vb = 0.9 * vb - lr * db"), as_sister("W += dW", "b = db")
    (None, None)
    """
    mine, theirs = PARTS.findall(a), PARTS.findall(b)
    made = "".join(y if x in SIGNS and y in SIGNS else x for x, y in zip(mine, theirs, strict=False))
    return made if len(mine) == len(theirs) and made != a and are_sisters(made, b) else None


PARTS, SIGNS = re.compile(r"[A-Za-z_]\w*|.", re.DOTALL), ("+", "-")
NAMES = re.compile(r"[A-Za-z_]\w*")


def _difference(a: str, b: str) -> tuple[str, str]:
    """Return what two names differ in: W and b of dW1 and db1."""
    start = _common(a, b)
    end = _common(a[start:][::-1], b[start:][::-1])
    return a[start : len(a) - end].lower(), b[start : len(b) - end].lower()


def _common(a: str, b: str) -> int:
    """Return with how many of the same letters two names begin."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
