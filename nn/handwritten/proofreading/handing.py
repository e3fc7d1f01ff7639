"""Small edits of lines that compute nothing: what a function is given and returns, what a loop goes through.

A right value in the place of a line that hands arrays on would leave its fault hidden, and the first line of a loop or
a branch assigns nothing: the edits of both are run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.proofreading.around import Edited
from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.edits import COMPARED, one_by_one
from nn.handwritten.proofreading.naming import says
from nn.handwritten.proofreading.recording import Place
from nn.handwritten.proofreading.reductions import exchanged
from nn.handwritten.proofreading.terms import (
    NAMED,
    called,
    every,
    instead_of,
    names_in,
    negated,
    sites_in,
    texts_in,
    with_field,
)
from nn.handwritten.proofreading.values import parsed

Edit = tuple[float, ast.stmt]
Shapes = set[tuple[tuple[str, tuple[int, ...]], ...]]
MOST_NAMES = 12  # how many names are tried in the place of one
MOST_MEMBERS = 6  # how many members of a tuple are exchanged
MOST_FACTORS = 6  # how many names are tried as a factor of what a branch compares


class _Known(NamedTuple):
    """What an edit may use.

    functions   the functions of a script, with the names of their arguments
    shapes      the shapes that the names of a script held
    idle        names that no line uses
    objects     names that the script assigns, and reads an attribute of
    words       the words that functions are given: "relu"
    beside      the names of the function that a `return` stands in
    begun       the names that begin as zeros
    """

    functions: Mapping[str, Sequence[str]]
    shapes: Mapping[str, Shapes]
    idle: Collection[str]
    objects: Collection[str] = ()
    words: Collection[str] = ()
    beside: Collection[str] = ()
    begun: Collection[str] = ()


def handing(case: Case, sites: Collection[int], idle: Collection[int]) -> Iterator[tuple[Place, Patch]]:
    """Yield the edits of lines of the backward pass that hand arrays on, each with the first place of its line.

    No line uses what the `idle` ones give.
    """
    known = _known(case, idle)
    sites = {*sites, *(site for site, _ in case.stop.recorder.waiting)} if case.stop is not None else sites
    first = {event.site: event.place for event in reversed(case.events)}
    names = {function: _assigned(case, function) for function in every(case.script.program.tree, ast.FunctionDef)}
    for site, statement in sorted(enumerate(case.script.program.statements), key=lambda each: each[1].lineno):
        is_return = isinstance(statement, ast.Return) and site in first
        if site in sites or is_return or isinstance(statement, ast.Expr):
            around = [own.values() for own in names.values() if is_return and site in own]
            beside = list(dict.fromkeys(name for own in around for name in own))
            for cost, made in handed_otherwise(statement, known._replace(beside=beside)):
                yield first.get(site, (site, 0, 0)), Patch(site, cost=cost, instead={site: (made,)})


def _known(case: Case, idle: Collection[int]) -> _Known:
    nodes = list(ast.walk(case.script.program.tree))
    functions = {n.name: [each.arg for each in n.args.args] for n in nodes if isinstance(n, ast.FunctionDef)}
    shapes: dict[str, Shapes] = {}
    for event in case.events:
        if event.site in case.script.listed:
            continue  # what is appended is not what the list is
        held = tuple((leaf.path, np.shape(leaf.thing)) for leaf in event.leaves)
        shapes.setdefault(case.text(event.place), set()).add(held)
    unused = {case.text((site, 0)) for site in idle}
    made = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    functions |= {f: [] for n in nodes if isinstance(n, ast.Call) and (f := called(n.func)) in made}  # closures
    read = [n.value for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)]
    objects = {name.id: None for name in read if name.id in made}
    given = [a for n in nodes if isinstance(n, ast.Call) and called(n.func) in functions for a in n.args]
    words = {a.value: None for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return _Known(functions, shapes, unused, objects, words, begun=sums_of(case.script.program.tree))


def _assigned(case: Case, function: ast.FunctionDef) -> Mapping[int, str]:
    """Return the assignments of a function to names, and what it returns."""
    return {site: text for site in sorted(sites_in(function)) if (text := case.text((site, 0)))}


def handed_otherwise(statement: Any, known: _Known) -> Iterator[Edit]:
    """Yield a statement with other arguments, another order of what it returns or takes, as (cost, statement)."""
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.Return) and isinstance(value, ast.Tuple):
        more = 0.3 * any(_is_order(value.elts, arguments) for arguments in known.functions.values())
        for cost, elements in _exchanged(value.elts, known):
            if len(set(map(ast.unparse, elements))) < len(set(map(ast.unparse, value.elts))):
                continue  # a fix never returns one array in two places
            yield cost + more, with_field(statement, "value", with_field(value, "elts", elements))
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple):
        taken = statement.targets[0]
        for order in _swapped(taken.elts):
            yield 1.0, with_field(statement, "targets", [with_field(taken, "elts", order)])
    if isinstance(statement, ast.Assign) and isinstance(value, ast.Name):
        yield from ((0.9, with_field(statement, "value", made)) for made in _of_both(value, known))
    if may_add(statement, known.begun) and value is not None:
        yield 1.0, instead_of(statement, ast.AugAssign(statement.targets[0], ast.Add(), value))
    if isinstance(value, ast.Call) and (called(value.func) in known.functions or isinstance(value.func, ast.Subscript)):
        yield from _called_otherwise(statement, value, known)


def sums_of(tree: ast.AST) -> set[str]:
    """Return the names that begin as zeros: what a line gives to them later, it may have to add.

    >>> sorted(sums_of(ast.parse("dW, db = np.zeros(3), 0.0; G = {k: np.zeros(3) for k in P}; n = len(x)")))
    ['G', 'dW', 'db']
    """
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    pairs = [
        (each, value)
        for node in assigned
        for target in node.targets
        for each, value in zip(*map(_elements, (target, node.value)), strict=False)
    ]
    return {ast.unparse(target) for target, value in pairs if _is_zero(value)}


def _elements(expression: ast.expr) -> list[ast.expr]:
    """Return the members of a tuple; of all else the expression itself."""
    return expression.elts if isinstance(expression, ast.Tuple | ast.List) else [expression]


def _is_zero(value: ast.expr) -> bool:
    if isinstance(value, ast.DictComp):
        return _is_zero(value.value)
    if isinstance(value, ast.ListComp):
        return _is_zero(value.elt)
    if isinstance(value, ast.Call):
        return called(value.func) in ("zeros", "zeros_like")
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float) and value.value == 0


def may_add(statement: ast.stmt, sums: Collection[str]) -> bool:
    """Return whether a line hands what is there on to an entry or a sum: sums[i] = grad, for sums[i] += grad."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) > 1 or not isinstance(statement.value, NAMED):
        return False
    target = statement.targets[0]
    return isinstance(target, ast.Subscript) or ast.unparse(target) in sums


def unpacks(statement: Any) -> bool:
    """Return whether a line takes what was kept apart: q, k = cache."""
    made = getattr(statement, "targets", [None])[0]
    return isinstance(statement, ast.Assign) and isinstance(made, ast.Tuple) and isinstance(statement.value, NAMED)


def _of_both(held: ast.Name, known: _Known) -> Iterator[ast.expr]:
    """Yield the sums of a list of arrays and another one like it: what comes back through two calls of a function."""
    own = {shapes for shapes in known.shapes.get(held.id, ()) if len(shapes) > 1}
    for other in [name for name, its in known.shapes.items() if name != held.id and name.isidentifier() and its & own]:
        if other != "return":
            yield parsed(f"[a + b for a, b in zip({held.id}, {other})]")


def _called_otherwise(statement: Any, call: ast.Call, known: _Known) -> Iterator[Edit]:
    found = [n for each in getattr(statement, "targets", ()) for n in every(each, ast.Name)]
    taken = [ast.Name(n.id, ast.Load()) for n in found if isinstance(n.ctx, ast.Store) and n.id != "_"]
    more = one_by_one(call.args, lambda argument: _more(argument, taken, known))
    others = one_by_one(call.args, lambda argument: _others(argument, taken, known))
    for cost, arguments in (*_exchanged(call.args, known), *more, *others):
        yield cost, with_field(statement, "value", with_field(call, "args", arguments))
    if isinstance(statement, ast.Expr):  # what it returns is dropped
        for name in {ast.unparse(each): each for each in call.args if isinstance(each, ast.Name)}.values():
            yield 1.0, instead_of(statement, ast.Assign([with_field(name, "ctx", ast.Store())], call))


def _more(argument: ast.expr, taken: Sequence[ast.Name], known: _Known) -> Iterator[Edited]:
    """Yield an argument with another sign, or one more term: what the same line gave in the turn before."""
    held = known.shapes.get(ast.unparse(argument), {()})
    if isinstance(argument, ast.Constant) or all(len(leaves) > 1 for leaves in held):  # a cache has no sign
        return
    yield 1.0, negated(argument)
    yield from ((1.2, ast.BinOp(argument, ast.Add(), n)) for n in taken if n.id not in names_in(argument))


def _others(argument: ast.expr, taken: Sequence[ast.Name], known: _Known) -> Iterator[Edited]:
    """Yield the attribute of another object, another word, or what the same line gave before."""
    made: list[ast.expr] = []
    if isinstance(argument, ast.Attribute) and isinstance(argument.value, ast.Name):
        names = [name for name in known.objects if name != argument.value.id]
        made = [with_field(argument, "value", ast.Name(name, ast.Load())) for name in names]
    elif isinstance(argument, ast.Constant):
        words = known.words if isinstance(argument.value, str) else ()
        made = [ast.Constant(word) for word in words if word != argument.value]
    elif isinstance(argument, ast.Name):
        made = [name for name in taken if name.id != argument.id]
    yield from ((0.9, each) for each in made[:MOST_NAMES])


def _exchanged(elements: list[ast.expr], known: _Known) -> Iterator[tuple[float, list[ast.expr]]]:
    """Yield expressions in another order, or with another name of the same shape, or another number in the name."""
    yield from ((0.9, order) for order in _swapped(elements))
    yield from one_by_one(elements, lambda element: _alike(element, known))


def _alike(element: ast.expr, known: _Known) -> Iterator[Edited]:
    """Yield other names of the same shape, or with another number in them; first those that no line uses."""
    text = ast.unparse(element)
    if not isinstance(element, NAMED):
        return
    shapes = known.shapes.get(text)
    alike = [other for other, its in known.shapes.items() if shapes is not None and its & shapes]
    alike += [name for name in known.beside if shapes is None]
    digits = re.findall(r"\d+", text) if text.isidentifier() else []
    alike += [re.sub(r"\d+", str(int(digits[0]) + step), text) for step in (-1, 1) if len(digits) == 1]
    for other in dict.fromkeys(alike[-MOST_NAMES:]):
        if other not in (text, "return") and other.isidentifier():
            yield 0.5 if other in known.idle else 1.1, ast.Name(other, ast.Load())


def _swapped(elements: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """Yield lists with two of their members exchanged."""
    return exchanged(elements, combinations([i for i, x in enumerate(elements) if not isinstance(x, ast.Constant)], 2))


def _is_order(elements: list[ast.expr], arguments: Sequence[str]) -> bool:
    """Return whether gradients are returned in the order in which a function takes what they belong to."""
    at = [next((i for i, each in enumerate(arguments) if says(ast.unparse(e), each)), -1) for e in elements]
    return len(at) > 1 and at == sorted(set(at)) and at[0] >= 0


def headers(case: Case, sites: Collection[int]) -> Iterator[tuple[Place, Patch]]:
    """Yield the edits of the loops and branches around some statements, each with the first place inside."""
    for site, node in enumerate(case.script.program.statements):
        if not isinstance(node, ast.For | ast.If):
            continue
        inside = sites_in(node) - {site}
        place = next((e.place for e in case.events if e.site in inside & set(sites)), None)
        is_left_out = isinstance(node, ast.If) or case.stop is not None  # a loop whose lines were all passed over
        if place is None and is_left_out and inside and site > case.losses[-1][0]:
            place = (min(inside), 0, 0)  # no turn went into the branch
        if place is None:
            continue
        name = "iter" if isinstance(node, ast.For) else "test"
        for cost, new in turned(node.iter) if isinstance(node, ast.For) else branched(node):
            yield place, Patch(site, cost=cost, instead={site: (with_field(node, name, new),)})


def turned(iterated: ast.expr) -> Iterator[Edited]:
    """Yield what a loop may go through instead, as (cost, expression): reversed, or another range.

    >>> [ast.unparse(new) for _, new in turned(ast.parse("zip(a, b[::-1])", mode="eval").body)]
    ['zip(a[::-1], b[::-1])', 'zip(a, b)']
    >>> [ast.unparse(new) for _, new in turned(ast.parse("range(n - 1)", mode="eval").body)]
    ['reversed(range(n - 1))', 'range(n)', 'range(n - 1 + 1)', 'range(n - 1 - 1)']
    """
    if not (isinstance(iterated, ast.Call) and ast.unparse(iterated.func) in ("zip", "enumerate")):
        yield 0.9, backwards(iterated)
    yield from _parts(iterated)


def _parts(iterated: ast.expr) -> Iterator[Edited]:
    word = ast.unparse(iterated.func) if isinstance(iterated, ast.Call) else ""
    arguments: list[Any] = getattr(iterated, "args", [])

    def options(argument: ast.expr) -> Iterator[Edited]:
        if word in ("zip", "enumerate"):
            yield 0.9, backwards(argument)
        if word in ("zip", "enumerate", "reversed", "list"):
            yield from _parts(argument)
        elif word == "range" and argument not in arguments[2:]:
            yield from ((1.0 + 0.1 * order, new) for order, new in enumerate(_bounds(argument)))

    yield from ((cost, with_field(iterated, "args", others)) for cost, others in one_by_one(arguments, options))
    if isinstance(iterated, ast.Tuple | ast.List):
        yield from ((1.0, with_field(iterated, "elts", order)) for order in _reordered(iterated.elts))
    if isinstance(iterated, ast.Subscript) and isinstance(iterated.slice, ast.Slice) and iterated.slice.step is None:
        yield 1.0, iterated.value
    if word == "range" and len(arguments) == 2:
        yield 1.0, with_field(iterated, "args", arguments[1:])


def _reordered(members: list[Any]) -> Iterator[list[Any]]:
    """Yield what a loop goes through with two of its members exchanged; of pairs, what stands at one place of them."""
    pairs = list(combinations(range(min(len(members), MOST_MEMBERS)), 2))
    sizes = {len(each.elts) if isinstance(each, ast.Tuple) else 1 for each in members}
    if sizes == {1}:
        yield from exchanged(members, pairs)
    for (i, j), k in product(pairs, range(1, max(sizes)) if len(sizes) == 1 else ()):
        rows = [list(each.elts) for each in members]
        rows[i][k], rows[j][k] = rows[j][k], rows[i][k]
        yield [with_field(each, "elts", row) for each, row in zip(members, rows, strict=True)]


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


def branched(branch: ast.If) -> Iterator[Edited]:
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
        return "it lets the wrong ones through"
    is_range = "range" in ast.unparse(new.iter)
    return "its turns are not those of the forward pass" if is_range else "it goes through them in the wrong order"
