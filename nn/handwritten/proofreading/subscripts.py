"""Small edits of what says which entries are meant: the letters of an einsum, slices, the order of an index."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

MOST_LETTERS = 6


def exchanged(parts: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """Yield some expressions with two neighbours exchanged."""
    for i in range(len(parts) - 1):
        yield [*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]]


def of_einsum(text: str) -> Iterator[str]:
    """Yield the subscripts of an einsum with two letters exchanged, in one or more of its arrays.

    >>> "ij,jk->ik" in of_einsum("ji,jk->ik"), "ij,ik->jk" in of_einsum("ij,jk->ik")
    (True, True)
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


def of_slice(node: ast.Slice) -> Iterator[ast.expr]:
    """Yield a slice with another end: 1: for :-1, or all of it.

    >>> [ast.unparse(each) for each in of_slice(ast.parse("a[:-1]").body[0].value.slice)]
    ['1:', ':']
    """
    one, last = ast.Constant(1), ast.UnaryOp(ast.USub(), ast.Constant(1))
    ends = (ast.unparse(node.lower) if node.lower else "", ast.unparse(node.upper) if node.upper else "")
    if node.step is None:
        for made in (ast.Slice(one, None, None), ast.Slice(None, last, None), ast.Slice(None, None, None)):
            if ends != (ast.unparse(made.lower) if made.lower else "", ast.unparse(made.upper) if made.upper else ""):
                yield made


def of_range(call: ast.Call) -> Iterator[ast.expr]:
    """Yield a range, or what is reversed or enumerated, in another extent or order.

    >>> [ast.unparse(each) for each in of_range(ast.parse("range(n - 1)").body[0].value)][:3]
    ['range(n - 1 + 1)', 'range(n - 1 - 1)', 'range(n)']
    """
    name = getattr(call.func, "id", "")
    if name == "reversed" and len(call.args) == 1:
        yield call.args[0]
        inner = call.args[0]
        if isinstance(inner, ast.Call):
            yield from (ast.Call(call.func, [made], []) for made in of_range(inner))
        return
    if name != "range":
        return
    for i, bound in enumerate(call.args[:2]):
        for op in (ast.Add(), ast.Sub()):
            yield _with(call, i, ast.BinOp(bound, op, ast.Constant(1)))
        if isinstance(bound, ast.BinOp) and isinstance(bound.op, ast.Add | ast.Sub):
            yield _with(call, i, bound.left)
    if len(call.args) == 2:
        yield ast.Call(call.func, [ast.Constant(0), call.args[1]], [])
    yield ast.Call(ast.Name("reversed", ast.Load()), [call], [])


def _with(call: ast.Call, i: int, bound: ast.expr) -> ast.Call:
    return ast.Call(call.func, [*call.args[:i], bound, *call.args[i + 1 :]], [])
