"""Small edits of what is summed over what: the letters of an einsum, slices, the order of entries, sums over an axis.

What comes back through p = softmax(z) is p * (g - sum(g * p)): people write the slope of a sigmoid, p * (1 - p) * g, or
leave the sum out.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import combinations, pairwise, permutations
from typing import Any

from nn.handwritten.proofreading.terms import Exchanged, every, names_in, with_field
from nn.handwritten.proofreading.values import parsed

SUMS = ("sum", "mean")
AXES = (-1, 0)
MOST_LETTERS = 6


def reduced(node: ast.expr, is_rich: bool) -> Iterator[tuple[float, ast.expr]]:
    """Yield the edits of a product, as (cost, expression); the sum of a softmax everywhere only where it is cheap.

    >>> [ast.unparse(new) for _, new in reduced(parsed("np.sum(x, axis=0) * np.sum(g, axis=0)"), False)]
    ['np.sum(x * g, axis=0)']
    >>> [ast.unparse(new) for _, new in reduced(parsed("np.outer(p, 1 - p)"), False)]
    ['np.diag(p) - np.outer(p, p)']
    >>> [ast.unparse(new) for _, new in reduced(parsed("g * p * (1 - p)"), False)][0]
    'p * (g - np.sum(g * p, axis=-1, keepdims=True))'
    """
    if isinstance(node, ast.Call):
        yield from _jacobian(node)
        return
    factors = _factors(node)
    texts = [ast.unparse(factor) for factor in factors]
    if len(factors) == 2 and (made := _of_sums(*factors)) is not None:
        yield 1.2, made
    for p in texts:
        if f"1 - {p}" in texts and len(factors) > 2:
            rest = [text for text in texts if text not in (p, f"1 - {p}")]
            yield from ((1.2, made) for made in _through_softmax(p, " * ".join(map(_bracketed, rest))))
    is_sum = [isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.Add | ast.Sub) for factor in factors]
    if is_rich and len(factors) == 2 and not any(is_sum):
        for p, g in (texts, texts[::-1]):
            yield from ((1.8, made) for made in _through_softmax(_bracketed(p), _bracketed(g)))


def _factors(node: ast.expr) -> list[ast.expr]:
    """Return the factors of a product."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def _through_softmax(p: str, g: str) -> Iterator[ast.expr]:
    """Yield what comes back through a softmax over the last axis, or the first."""
    if g:
        yield from (parsed(f"{p} * ({g} - np.sum({g} * {p}, axis={axis}, keepdims=True))") for axis in AXES)


def _jacobian(node: ast.Call) -> Iterator[tuple[float, ast.expr]]:
    """Yield the Jacobian of a softmax for what looks like one."""
    texts = list(map(ast.unparse, node.args))
    name = getattr(node.func, "attr", "")
    if name == "outer" and len(texts) == 2 and f"1 - {texts[0]}" == texts[1]:
        yield 1.2, parsed(f"np.diag({texts[0]}) - np.outer({texts[0]}, {texts[0]})")
    if name == "diag" and len(texts) == 1:
        inside = [ast.unparse(factor) for factor in _factors(node.args[0])]
        for p in inside[:1]:
            if len(inside) < 2 or inside[1] == f"1 - {p}":
                yield 1.2 + 0.3 * (len(inside) < 2), parsed(f"np.diag({p}) - np.outer({p}, {p})")


def _of_sums(a: Any, b: Any) -> ast.expr | None:
    """Return the sum of a product for a product of two sums over the same axis; None for all else."""
    if not (isinstance(a, ast.Call) and isinstance(b, ast.Call)):
        return None
    names = [getattr(each.func, "attr", "") for each in (a, b)]
    words = [[ast.unparse(word) for word in each.keywords] for each in (a, b)]
    if names[0] != names[1] or names[0] not in SUMS or words[0] != words[1]:
        return None
    (x, *rest), (y, *others) = _summed(a), _summed(b)
    if [ast.unparse(each) for each in rest] != [ast.unparse(each) for each in others]:
        return None
    args = [ast.unparse(ast.BinOp(x, ast.Mult(), y)), *map(ast.unparse, rest), *words[0]]
    return parsed(f"np.{names[0]}({', '.join(args)})")


def _summed(call: Any) -> list[ast.expr]:
    """Return what is summed, and the other arguments: of np.sum(x, 0) and of x.sum(0)."""
    is_module = isinstance(call.func.value, ast.Name) and call.func.value.id in ("np", "numpy")
    return list(call.args) if is_module else [call.func.value, *call.args]


def exchanged(parts: list[Any], pairs: Iterable[tuple[int, int]] | None = None) -> Iterator[list[Any]]:
    """Yield some expressions with two of them exchanged: those at a pair of places, else neighbours."""
    for i, j in pairwise(range(len(parts))) if pairs is None else pairs:
        order = list(parts)
        order[i], order[j] = order[j], order[i]
        yield order


def other_axes(node: Any, arrays: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[float, ast.expr]]:
    """Yield a sum over several other axes, of an array of more than two, or where several stand already.

    >>> shapes = {"d": (8, 2, 5, 5)}
    >>> [ast.unparse(new) for _, new in other_axes(parsed("np.sum(d, axis=(1, 2, 3))"), shapes)][-3:]
    ['np.sum(d, axis=(0, 1, 2))', 'np.sum(d, axis=(0, 1, 3))', 'np.sum(d, axis=(0, 2, 3))']
    """
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in SUMS:
        return
    of = node.args[0] if node.args and ast.unparse(node.func.value) in ("np", "numpy") else node.func.value
    axis = next((word.value for word in node.keywords if word.arg == "axis"), None)
    held = tuple(getattr(each, "value", -1) for each in axis.elts) if isinstance(axis, ast.Tuple) else ()
    shape = arrays.get(ast.unparse(of), ())
    count = len(shape) if len(shape) > 2 else max(held, default=-1) + 1
    kept = [word for word in node.keywords if word.arg != "axis"]
    for size in range(2, count):
        for axes in combinations(range(count), size):
            made = ast.keyword("axis", ast.Tuple([ast.Constant(each) for each in axes], ast.Load()))
            if axes != held:
                yield 1.0 + 0.1 * (size != len(held)), with_field(node, "keywords", [made, *kept])


def beside_neighbours(node: ast.Subscript) -> Iterator[ast.expr]:
    """Yield all but the last, or the first, entries of an array less their neighbours.

    >>> [ast.unparse(new) for new in beside_neighbours(parsed("d[:, 1:]"))]
    ['d[:, 1:] - d[:, :-1]', 'd[:, :-1] - d[:, 1:]']
    """
    text = ast.unparse(node)
    other = text.replace("1:]", ":-1]") if text.endswith("1:]") else text.replace(":-1]", "1:]")
    if other != text and text.count("]") == 1:
        yield from (ast.BinOp(parsed(a), ast.Sub(), parsed(b)) for a, b in ((text, other), (other, text)))


def with_stride(node: ast.Subscript) -> Iterator[ast.expr]:
    """Yield windows that do not overlap, where windows start one after the other.

    >>> [ast.unparse(new) for new in with_stride(parsed("x[n, i:i + 2, j:j + 2]"))]
    ['x[n, 2 * i:2 * i + 2, 2 * j:2 * j + 2]']
    """
    text, windows = ast.unparse(node), re.compile(r"\b(\w+):\1 \+ (\w+)")
    made = windows.sub(r"\2 * \1:\2 * \1 + \2", text)
    yield from (parsed(made),) if made != text else ()


def other_indices(index: ast.expr, tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the indices of a script that have a name in common with one, and the entries of rows for whole columns.

    For a mask also the others that may be one, for a number also those that count from the end.

    >>> [ast.unparse(each) for each in other_indices(parsed("y"), ast.parse("logp[rows, y].sum()"))]
    ['(rows, y)', '(range(len(y)), y)']
    >>> [ast.unparse(each) for each in other_indices(parsed("p[:, self.t]").slice, ast.parse("z = p"))]
    ['(range(len(self.t)), self.t)']
    >>> [ast.unparse(each) for each in other_indices(parsed("d <= 0"), ast.parse("out[self.mask] = x[0]"))]
    ['self.mask']
    >>> [ast.unparse(each) for each in other_indices(parsed("-2"), ast.parse("w[-2] + w[-1] + w[0]"))]
    ['-1']
    """
    names, own = names_in(index), ast.unparse(index)
    kinds: Any = (ast.Compare, ast.Attribute, ast.Name) if isinstance(index, ast.Compare) else ()
    kinds = ast.UnaryOp if own.lstrip("-").isdecimal() else kinds
    found = {ast.unparse(node.slice): node.slice for node in every(tree, ast.Subscript)}
    yield from (e for text, e in found.items() if text != own and (names & names_in(e) or isinstance(e, kinds)))
    last = index.elts[-1] if isinstance(index, ast.Tuple) else index
    if isinstance(last, ast.Name | ast.Attribute):
        yield parsed("range(len({0})), {0}".format(ast.unparse(last)))


def in_other_order(expression: ast.expr) -> Iterator[ast.expr]:
    """Yield an expression whose arrays are unrolled by columns in the place of rows, or the other way: all, or one.

    >>> [ast.unparse(each) for each in in_other_order(parsed("np.r_[A.ravel(), b]"))]
    ["np.r_[A.ravel(order='F'), b]"]
    """
    calls = [c for c in every(expression, ast.Call) if getattr(c.func, "attr", "") in ("ravel", "flatten", "reshape")]
    for chosen in [calls] * bool(calls) + [[call] for call in calls] * (len(calls) > 1):
        yield Exchanged(partial(_turned, set(map(ast.unparse, chosen)))).visit(copy.deepcopy(expression))


def _turned(texts: Collection[str], node: ast.AST) -> ast.expr | None:
    """Return a call that unrolls an array, in the other order, if it is one of some; None for all else."""
    if not isinstance(node, ast.Call) or ast.unparse(node) not in texts:
        return None
    kept = [word for word in node.keywords if word.arg != "order"]
    more = [ast.keyword("order", ast.Constant("F"))] if len(kept) == len(node.keywords) else []
    made: ast.Call = with_field(node, "keywords", [*kept, *more])
    return made


def of_einsum(text: str) -> Iterator[str]:
    """Yield the subscripts of an einsum with two letters exchanged in one or more of its arrays, or another result.

    >>> "ij,jk->ik" in of_einsum("ji,jk->ik"), "ij,ik->jk" in of_einsum("ij,jk->ik"), "ij->j" in of_einsum("ij->")
    (True, True, True)
    """
    inside, arrow, out = text.replace(" ", "").partition("->")
    parts = [*inside.split(","), *([out] if arrow else [])]
    letters = sorted(set("".join(parts)) - {"."})[:MOST_LETTERS]
    for a, b in combinations(letters, 2):
        turned = [part.translate(str.maketrans(a + b, b + a)) for part in parts]
        for chosen in range(1, 2 ** len(parts)):
            made = [t if chosen >> i & 1 else p for i, (p, t) in enumerate(zip(parts, turned, strict=True))]
            if made != parts and set(made[-1]) <= set("".join(made[:-1])):
                yield ",".join(made[:-1]) + "->" + made[-1] if arrow else ",".join(made)
    for size in (1, 2) if arrow else ():
        made = ["".join(each) for each in permutations(letters, size)]
        yield from (f"{inside}->{each}" for each in made if each != out)


def of_slice(node: ast.Slice) -> Iterator[ast.expr]:
    """Yield a slice with another end: 1: for :-1, or all of it, or the block that two names of it mean.

    >>> [ast.unparse(each) for each in of_slice(ast.parse("a[:-1]").body[0].value.slice)]
    ['1:', ':']
    >>> [ast.unparse(each) for each in of_slice(ast.parse("a[::-1]").body[0].value.slice)]
    [':']
    >>> [ast.unparse(each) for each in of_slice(ast.parse("a[j:j + n]").body[0].value.slice)][-2:]
    ['j * n:(j + 1) * n', 'n * j:(n + 1) * j']
    """
    one, last = ast.Constant(1), ast.UnaryOp(ast.USub(), ast.Constant(1))
    ends = (ast.unparse(node.lower) if node.lower else "", ast.unparse(node.upper) if node.upper else "")
    if node.step is not None and ast.unparse(node.step) == "-1":
        yield ast.Slice(node.lower, node.upper, None)
    if node.step is None:
        for made in (ast.Slice(one, None, None), ast.Slice(None, last, None), ast.Slice(None, None, None)):
            if ends != (ast.unparse(made.lower) if made.lower else "", ast.unparse(made.upper) if made.upper else ""):
                yield made
        for i, size in permutations(dict.fromkeys(each.id for each in every(node, ast.Name)), 2):
            made = ast.Slice(parsed(f"{i} * {size}"), parsed(f"({i} + 1) * {size}"), None)
            if ast.unparse(made) != ast.unparse(node):
                yield made
