"""Small edits of what says which entries are meant: the letters of an einsum, slices, the order of an index."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations, permutations

from nn.handwritten.proofreading.scope import parsed
from nn.handwritten.proofreading.terms import every

MOST_LETTERS = 6


def exchanged(parts: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """Yield some expressions with two neighbours exchanged."""
    for i in range(len(parts) - 1):
        yield [*parts[:i], parts[i + 1], parts[i], *parts[i + 2 :]]


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
        names = dict.fromkeys(each.id for each in every(node, ast.Name))
        for i, size in permutations(names, 2):
            made = ast.Slice(parsed(f"{i} * {size}"), parsed(f"({i} + 1) * {size}"), None)
            if ast.unparse(made) != ast.unparse(node):
                yield made
