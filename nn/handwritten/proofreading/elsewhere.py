"""What a wrong line lacks: an expression that stands elsewhere in a script, a factor of one of its terms, a term.

People forget a whole factor, such as a slope, or take the expression of another line. Each part of the line is compiled
once with a name in its place, and each candidate is evaluated once: so there is time for many pairs.

An expression is linear in each of its terms nearly everywhere: with a term left out it has one value, as it stands
another one, and the right value says how often the term is needed: x - s / N where x - s stands.
"""

from __future__ import annotations

import ast
import copy
import re
import types
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from engine import ops
from nn.handwritten.proofreading.around import SLOPES, Edited, fits
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.edits import everywhere
from nn.handwritten.proofreading.multiples import close, multiple, near
from nn.handwritten.proofreading.recording import Array, Names
from nn.handwritten.proofreading.scope import Scope
from nn.handwritten.proofreading.terms import NAMED, Exchanged, called, every, renamed, texts_in, with_field
from nn.handwritten.proofreading.values import evaluated, parsed

SECONDS = 0.6
MOST = 600  # how many candidates are tried
PART = "_pr_part"
PARTS = ast.BinOp | ast.UnaryOp | ast.Compare | ast.Subscript | ast.Attribute | ast.Call
PURE = {*("sum", "mean", "dot", "outer", "matmul", "einsum", "where", "flip", "diag", "ones_like", "sign", "square")}
PURE |= {row.numpy.partition("(")[0].partition(".")[2] for row in vars(ops).values() if getattr(row, "numpy", None)}
FUNCTIONS = [f"np.{each}" for each in ("tanh({})", "sign({})", "exp({})", "exp(-{})")]
FUNCTIONS += [f"np.{each}({{}})" for each in ("cos", "sin", "log", "sqrt")]
FORMS = (*SLOPES, "{}**2", "{} == 0", "{}[::-1]", "np.flip({})")
RATIO = "{} / ({} - 1)"
JOINED: tuple[tuple[float, type[ast.operator], np.ufunc], ...] = (
    (0.1, ast.Mult, np.multiply),
    (0.2, ast.Sub, np.subtract),
    (0.2, ast.Add, np.add),
    (0.3, ast.Div, np.divide),
)
"""How a part and what stands beside it are joined: (cost, as it is written, as it is computed)."""


_Candidate = tuple[float, ast.expr, Array]  # the cost of an expression that can be put in, itself, and its value
TIMES = "_pr_times"  # the name of how often a term is taken
COST = 1.2
MORE = 1.7
PENALTY = re.compile(r"(?i)lam|reg|decay|penal|l2|ridge|alpha|wd")


def from_elsewhere(whole: ast.expr, scope: Scope, tree: ast.AST, names: Names, target: Array) -> list[Edited]:
    """Return an expression with a part exchanged, or a factor or term beside it, if it gives a multiple of `target`.

    What is put in stands in `tree`, the function around it; `names` are those where the script is paused.
    """
    until = spent() + SECONDS
    known, found = dict(names), list[Edited]()
    if any(called(call.func) == "at" for call in every(whole, ast.Call)):  # np.add.at changes an array
        return found
    candidates = _candidates(whole, scope, tree, known, until - SECONDS / 2)
    for part, made in _parts(whole):
        held = evaluated(part, known)
        code = compile(ast.fix_missing_locations(ast.Expression(made)), "<edit>", "eval")
        for cost, new, known[PART] in _put(part, held, candidates, isinstance(made, ast.Name)):
            if spent() > until:
                return found
            if _gives(code, known, target):
                found.append((cost + 0.2 * isinstance(part, ast.Name), renamed(made, PART, new)))
    return found


def _candidates(whole: ast.expr, scope: Scope, tree: ast.AST, names: Names, until: float) -> list[_Candidate]:
    """Return what can be put in, the simplest first; each value once."""
    found: dict[tuple[tuple[int, ...], bytes], _Candidate] = {}
    for cost, node in _texts(whole, scope, tree):
        if spent() > until or len(found) == MOST:
            break
        value = evaluated(node, names)
        if value is not None and np.isfinite(value).all():
            found.setdefault((value.shape, value.tobytes()), (cost, node, value))
    return sorted(found.values(), key=lambda each: each[0])


def _texts(expression: ast.expr, scope: Scope, tree: ast.AST) -> Iterator[Edited]:
    """Yield the expressions that can be put in: names, the script's own ones, and forms of them."""
    yield from ((0.0, parsed(text)) for text in (*scope.arrays, *scope.numbers))
    own = {ast.unparse(node): node for node in every(tree, ast.expr) if _is_pure(node)}
    yield from ((_size(node), node) for node in own.values())
    yield from ((_size(factor), factor) for factor in scope.factors if _is_pure(factor))
    near = texts_in(expression, ast.AST)
    arrays = sorted((text for text, shape in scope.arrays.items() if shape), key=lambda text: text not in near)
    entries = [text for text in scope.numbers if text.endswith("]")]  # h[j], where all goes number by number
    for form in FORMS:
        yield from ((0.2, parsed(form.replace("{}", text))) for text in (*arrays, *entries))
    whole = [text for text, number in scope.numbers.items() if number.is_integer() and text not in scope.made]
    yield from ((0.3, parsed(RATIO.replace("{}", text))) for text in whole)
    for text in arrays:
        yield from ((0.3, parsed(form.replace("{}", text))) for form in FUNCTIONS)


def _size(node: ast.expr) -> float:
    """Return the cost of an expression: it grows with the operations in it."""
    return 0.1 * len(every(node, ast.BinOp | ast.Call))


def _is_pure(node: ast.AST) -> bool:
    """Return whether an expression can be evaluated without a change of anything."""
    if not isinstance(node, PARTS):
        return False
    return all(called(call.func) in PURE for call in every(node, ast.Call))


def _parts(expression: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each part of an expression, with the whole in which a name stands for it; then what is left alone."""
    parts: list[ast.expr] = []

    def marked(node: ast.expr) -> Iterator[Edited]:
        if isinstance(node, PARTS | ast.Name):
            parts.append(node)
            yield 0.0, ast.Name(PART, ast.Load())

    for _, made in everywhere(expression, marked):
        yield parts[-1], made
    yield from ((part, ast.Name(PART, ast.Load())) for part in parts[1:] if not isinstance(part, ast.BinOp))


def _put(part: ast.expr, held: Array | None, candidates: list[_Candidate], is_whole: bool) -> Iterator[_Candidate]:
    """Yield what can stand for a part, as (cost, expression, value): a candidate, or the part with one beside it."""
    for cost, node, value in candidates:
        if held is None or value.shape == held.shape:
            yield 1.5 + cost, node, value
    for cost, node, value in candidates if held is not None else ():
        is_lacked_above = value.ndim and isinstance(part, ast.Name) and not is_whole  # by the line that makes the name
        if is_lacked_above or held is None or value.ndim > held.ndim or not value.any():
            continue
        for more, op, function in JOINED:
            try:
                made = np.asarray(function(held, value))
            except ValueError:  # shapes that do not fit
                break
            if made.shape != held.shape:
                break
            yield 1.6 + more + cost, ast.BinOp(part, op(), node), made


def _gives(code: types.CodeType, names: dict[str, Any], target: Array) -> bool:
    """Return whether an expression gives a multiple of a value."""
    try:
        value = np.asarray(eval(code, names), dtype=float)
    except Exception:  # shapes that do not fit
        return False
    return bool(multiple(value, target)) if value.shape == target.shape else False


def scaled_terms(expression: ast.expr, names: Names, target: Array, scope: Scope) -> Iterator[Edited]:
    """Yield the expression with a factor at one of its terms, as (cost, expression), where that gives the right value.

    >>> names = {"x": np.array([3.0, 5.0]), "s": np.array([4.0, 2.0]), "N": 2}
    >>> scope = Scope({"x": (2,), "s": (2,)}, {"N": 2.0})
    >>> [ast.unparse(new) for _, new in scaled_terms(parsed("3 * (x - s)"), names, np.array([3.0, 12.0]), scope)]
    ['3 * (x - s / N)', '3 * (x - 0.5 * s)']
    """
    held = evaluated(expression, names)
    if held is None or held.shape != target.shape:
        return
    for _, made in everywhere(expression, _taken):
        without = evaluated(made, {**names, TIMES: 0.0})
        factor = multiple(target - without, held - without) if without is not None else None
        for more, new in _factored(factor, scope) if factor and not np.isnan(factor) else ():
            whole = Exchanged(partial(_put_factor, new)).visit(copy.deepcopy(made))
            value = evaluated(whole, names)
            if value is not None and close(value, target):
                yield COST + more, whole


def missing_terms(whole: ast.expr, names: Names, target: Array, terms: Iterator[Any], scope: Scope) -> Iterator[Edited]:
    """Yield the expression with a term more in one factor of a product, where that gives the right value.

    >>> names = {"up": np.array([3.0, 5.0]), "s": np.array([4.0, 2.0]), "later": np.array([1.0, 7.0])}
    >>> terms = [(parsed(name), names[name]) for name in ("s", "later")]
    >>> goals, scope = (np.array([16.0, 24.0]), np.array([14.0, 17.0])), Scope({}, {"k": 0.5})
    >>> [[ast.unparse(new) for _, new in missing_terms(parsed("up * s"), names, g, iter(terms), scope)] for g in goals]
    [['(up + later) * s'], ['(up + k * later) * s']]
    """
    held, known = evaluated(whole, names), list(terms)
    if held is None or held.shape != target.shape:
        return
    for _, made in everywhere(whole, _more):
        slope = evaluated(made, {**names, TIMES: 1.0})
        if slope is None or slope.shape != target.shape or np.any(slope == held):
            continue
        needed = (target - held) / (slope - held)
        for term, value in known:
            if value.ndim and fits(value.shape, needed.shape):
                factor = multiple(needed, np.broadcast_to(value, needed.shape)) or 0.0
                yield from ((cost, renamed(made, TIMES, new)) for cost, new in _times(factor, term, scope))


def _times(factor: float, term: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield a term as it is, where it is needed once, or with a number of the script as its factor."""
    if near(factor, 1.0):
        yield MORE, term
    elif factor > 0 and isinstance(term, NAMED):
        text = ast.unparse(term)
        yield from ((MORE + more, parsed(f"{number} * {text}")) for more, number in _numbers(factor, scope))


def missing_penalty(whole: ast.expr, names: Names, target: Array, scope: Scope) -> Iterator[Edited]:
    """Yield the expression with an array more, times numbers of the script: as the gradient of a penalty is.

    >>> names = {"dW": np.array([1.0, 2.0]), "W": np.array([3.0, -1.0]), "lam": 0.5, "m": 4}
    >>> scope = Scope({"dW": (2,), "W": (2,)}, {"lam": 0.5, "m": 4.0})
    >>> [ast.unparse(new) for _, new in missing_penalty(parsed("dW"), names, np.array([1.375, 1.875]), scope)][0]
    'dW + lam / m * W'
    """
    held = evaluated(whole, names)
    if held is None or held.shape != target.shape:
        return
    rest = target - held
    entries = [text for text in scope.numbers if text.endswith("]")]
    for text in [each for each, shape in scope.arrays.items() if fits(shape, rest.shape)] if rest.ndim else entries:
        value = evaluated(parsed(text), names)
        if value is not None and fits(value.shape, rest.shape):
            yield from with_share(whole, rest, text, np.broadcast_to(value, rest.shape), scope)


def with_share(whole: ast.expr, rest: Array, text: str, value: Array, scope: Scope) -> Iterator[Edited]:
    """Yield an expression with a term more, times numbers of the script, where that makes up for what it lacks."""
    factor = multiple(rest, value)
    if not factor or np.isnan(factor):
        return
    op = ast.Add() if factor > 0 else ast.Sub()
    for more, number in _numbers(abs(factor), scope):
        yield MORE + more, ast.BinOp(whole, op, parsed(f"{number} * {text}"))


def _numbers(size: float, scope: Scope) -> Iterator[tuple[float, str]]:
    """Yield how a number is written with one or two of a script: as lam / m, or 2 * lam."""
    numbers = {text: n for text, n in scope.numbers.items() if n and text.isidentifier() and text not in scope.made}
    for a, n in numbers.items():
        more = 0.15 * (not PENALTY.search(a))
        yield from ((more + 0.05 * (k != 1), f"{f'{k} * ' * (k != 1)}{a}") for k in (1, 2, 0.5) if near(size, k * n))
        yield from ((0.15 + 0.05 * (k != 1), f"{k} / {a}") for k in (1, 2) if near(size, k / n))
        for b, m in numbers.items():
            if a != b and near(size, n / m):
                yield more + 0.1, f"{a} / {b}"
            if a != b and near(size, n * m):
                yield more + 0.2, f"{a} * {b}"
            if a != b and near(size, 2 * n / m):
                yield more + 0.2, f"2 * {a} / {b}"


def _more(node: ast.expr) -> Iterator[Edited]:
    """Yield a product with a term more in one of its factors."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for side in ("left", "right"):
            if not isinstance(getattr(node, side), ast.Constant):
                more = ast.BinOp(getattr(node, side), ast.Add(), ast.Name(TIMES, ast.Load()))
                yield 0.0, with_field(node, side, more)


def _taken(node: ast.expr) -> Iterator[Edited]:
    """Yield a sum with one of its terms taken so many times."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        for side in ("left", "right"):
            times = ast.BinOp(ast.Name(TIMES, ast.Load()), ast.Mult(), getattr(node, side))
            yield 0.0, with_field(node, side, times)


def _factored(factor: float, scope: Scope) -> Iterator[tuple[float, Any]]:
    """Yield how a factor is written at a term, as (cost, what makes the product)."""
    for text, number in scope.numbers.items():
        more = 0.2 * (text in scope.made)
        if near(factor, 1 / number):
            yield more, lambda term, text=text: ast.BinOp(term, ast.Div(), parsed(text))
        if near(factor, number):
            yield more, lambda term, text=text: ast.BinOp(parsed(text), ast.Mult(), term)
    for size in (2, 0.5):
        if near(factor, size):
            yield 0.1, lambda term, size=size: ast.BinOp(ast.Constant(size), ast.Mult(), term)


def _put_factor(make: Any, node: ast.AST) -> Any:
    """Return a term with a factor in the place of the name for how often it is taken; None for all else."""
    is_taken = isinstance(node, ast.BinOp) and isinstance(node.left, ast.Name) and node.left.id == TIMES
    return make(node.right) if isinstance(node, ast.BinOp) and is_taken else None
