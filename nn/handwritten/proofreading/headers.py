"""Small edits of the first line of a loop or a branch: a loop that goes the wrong way, or one turn too few.

Such a line assigns nothing, so no right value can be put in its place: its edits are run.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import Any

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.edits import COMPARED, with_field
from nn.handwritten.proofreading.recording import Place
from nn.handwritten.proofreading.terms import NAMED, every, sites_in, texts_in

MOST_MEMBERS = 6
"""How many members of a tuple are exchanged."""
MOST_FACTORS = 6
"""How many names are tried as a factor of what a branch compares."""
ORDER, ENDS = "it goes through them in the wrong order", "its turns are not those of the forward pass"
BRANCH = "it lets the wrong ones through"


def headers(case: Case, sites: Collection[int]) -> Iterator[tuple[Place, Patch]]:
    """Yield the edits of the loops and branches around some statements, each with the first place inside.

    Args:
        case: the script.
        sites: statements of the backward pass, and steps.
    """
    for site, node in enumerate(case.script.program.statements):
        if not isinstance(node, ast.For | ast.If):
            continue
        inside = sites_in(node) - {site}
        place = next((e.place for e in case.events if e.site in inside & set(sites)), None)
        if place is None and isinstance(node, ast.If) and inside and site > case.losses[-1][0]:
            place = (min(inside), 0, 0)  # no turn went into the branch
        if place is None:
            continue
        name = "iter" if isinstance(node, ast.For) else "test"
        for cost, new in turned(node.iter) if isinstance(node, ast.For) else branched(node):
            yield place, Patch(site, cost=cost, instead={site: (with_field(node, name, new),)})


def turned(iterated: ast.expr) -> Iterator[tuple[float, ast.expr]]:
    """Yield what a loop may go through instead, as (cost, expression): reversed, or another range.

    >>> [ast.unparse(new) for _, new in turned(ast.parse("zip(a, b[::-1])", mode="eval").body)]
    ['zip(a[::-1], b[::-1])', 'zip(a, b)']
    >>> [ast.unparse(new) for _, new in turned(ast.parse("range(n - 1)", mode="eval").body)]
    ['reversed(range(n - 1))', 'range(n)', 'range(n - 1 + 1)', 'range(n - 1 - 1)']
    """
    if not (isinstance(iterated, ast.Call) and ast.unparse(iterated.func) in ("zip", "enumerate")):
        yield 0.9, backwards(iterated)
    yield from _parts(iterated)


def _parts(iterated: ast.expr) -> Iterator[tuple[float, ast.expr]]:
    word = ast.unparse(iterated.func) if isinstance(iterated, ast.Call) else ""
    arguments: list[Any] = getattr(iterated, "args", [])
    for i, argument in enumerate(arguments):
        others = (arguments[:i], arguments[i + 1 :])
        if word in ("zip", "enumerate"):
            made = [(0.9, backwards(argument)), *_parts(argument)]
        elif word == "range":
            made = [(1.0 + 0.1 * order, new) for order, new in enumerate(_bounds(argument)) if i < 2]
        elif word in ("reversed", "list"):
            made = [*_parts(argument)]
        else:
            made = []
        yield from ((cost, with_field(iterated, "args", [*others[0], new, *others[1]])) for cost, new in made)
    if isinstance(iterated, ast.Tuple | ast.List):
        yield from ((1.0, with_field(iterated, "elts", order)) for order in _exchanged(iterated.elts))
    if word == "range" and len(arguments) == 2:
        yield 1.0, with_field(iterated, "args", arguments[1:])


def _exchanged(members: list[Any]) -> Iterator[list[ast.expr]]:
    """Yield what a loop goes through with two of its members exchanged; of pairs, what stands at one place of them."""
    sizes = {len(each.elts) if isinstance(each, ast.Tuple) else 1 for each in members}
    for i, j in combinations(range(min(len(members), MOST_MEMBERS)), 2):
        order = list(members)
        if sizes == {1}:
            order[i], order[j] = order[j], order[i]
            yield order
        for k in range(1, max(sizes)) if len(sizes) == 1 else ():
            mine, other = list(members[i].elts), list(members[j].elts)
            mine[k], other[k] = other[k], mine[k]
            order[i], order[j] = (with_field(members[at], "elts", elts) for at, elts in ((i, mine), (j, other)))
            yield list(order)


def backwards(iterated: ast.expr) -> ast.expr:
    """Return the same from its end to its start; without what reverses it, where it is reversed.

    >>> [ast.unparse(backwards(ast.parse(text, mode="eval").body)) for text in ("a[::-1]", "reversed(a)", "range(3)")]
    ['a', 'a', 'reversed(range(3))']
    """
    if isinstance(iterated, ast.Call) and ast.unparse(iterated.func) == "reversed":
        return iterated.args[0]
    if isinstance(iterated, ast.Subscript) and ast.unparse(iterated.slice) == "::-1":
        return iterated.value
    if isinstance(iterated, NAMED):
        return ast.Subscript(iterated, ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1))), ast.Load())
    return ast.Call(ast.Name("reversed", ast.Load()), [iterated], [])


def _bounds(bound: ast.expr) -> Iterator[ast.expr]:
    """Yield the bound of a range one further on, and one less."""
    if isinstance(bound, ast.BinOp) and ast.unparse(bound.right) == "1" and isinstance(bound.op, ast.Add | ast.Sub):
        yield bound.left
    if isinstance(bound, ast.Constant) and isinstance(bound.value, int):
        yield from (ast.parse(str(bound.value + step), mode="eval").body for step in (-1, 1))
        return
    yield from (ast.BinOp(bound, op, ast.Constant(1)) for op in (ast.Add(), ast.Sub()))


def branched(branch: ast.If) -> Iterator[tuple[float, ast.expr]]:
    """Yield what a branch may ask instead, as (cost, expression): in the other direction, of 1, of a product.

    >>> [ast.unparse(new) for _, new in branched(ast.parse("if t > 0: a = y * b").body[0])]
    ['t <= 0', 't < 0', 't >= 0', 't > 1', 'y * t > 0', 'b * t > 0']
    """
    test = branch.test
    if not isinstance(test, ast.Compare) or len(test.ops) > 1:
        return
    for other in COMPARED.get(type(test.ops[0]), ()):
        yield 1.0, with_field(test, "ops", [other()])
    for bound in {"0": ("1",), "1": ("0", "-1")}.get(ast.unparse(test.comparators[0]), ()):
        yield 1.1, with_field(test, "comparators", [ast.parse(bound, mode="eval").body])
    asked = texts_in(test, ast.AST)
    values = [value for statement in branch.body if (value := getattr(statement, "value", None)) is not None]
    inside = {ast.unparse(node): node for value in values for node in every(value, ast.Name | ast.Subscript)}
    for text in [text for text in inside if text not in asked][:MOST_FACTORS]:
        yield 1.2, with_field(test, "left", ast.BinOp(inside[text], ast.Mult(), test.left))


def header_note(new: ast.stmt) -> str:
    """Return what was wrong with the first line of a loop or a branch."""
    if not isinstance(new, ast.For):
        return BRANCH
    return ENDS if "range" in ast.unparse(new.iter) else ORDER
