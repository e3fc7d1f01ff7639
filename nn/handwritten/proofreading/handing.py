"""Small edits of lines that hand arrays on: what a function is given, what it returns, the names that take it.

Such a line computes nothing itself, and a right value in its place would leave its fault hidden: its edits are run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.edits import with_field
from nn.handwritten.proofreading.naming import says
from nn.handwritten.proofreading.recording import Place
from nn.handwritten.proofreading.scope import parsed
from nn.handwritten.proofreading.terms import NAMED, called, names_in

Edit = tuple[float, ast.stmt]
Shapes = set[tuple[tuple[str, tuple[int, ...]], ...]]
MOST_NAMES = 12
"""How many names are tried in the place of one."""


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

    Args:
        case: the script.
        sites: statements of the backward pass.
        idle: those of them that give what no line uses.
    """
    known = _known(case, idle)
    sites = {*sites, *(site for site, _ in case.stop.recorder.waiting)} if case.stop is not None else sites
    first = {event.site: event.place for event in reversed(case.events)}
    for site, statement in sorted(enumerate(case.script.program.statements), key=lambda each: each[1].lineno):
        is_return = isinstance(statement, ast.Return) and site in first
        if site in sites or is_return or isinstance(statement, ast.Expr):
            around = [names.values() for names in _beside(case) if is_return and site in names]
            beside = list(dict.fromkeys(name for names in around for name in names))
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
        shapes.setdefault(case.script.texts.get(event.place[:2], ""), set()).add(held)
    unused = {case.script.texts.get((site, 0), "") for site in idle}
    made = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    read = [n.value for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)]
    objects = {name.id: None for name in read if name.id in made}
    given = [a for n in nodes if isinstance(n, ast.Call) and called(n.func) in functions for a in n.args]
    words = {a.value: None for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return _Known(functions, shapes, unused, objects, words, begun=sums_of(case.script.program.tree))


def _beside(case: Case) -> Iterator[Mapping[int, str]]:
    """Yield for each function its assignments to names, and what it returns."""
    for node in case.script.program.statements:
        if isinstance(node, ast.FunctionDef):
            texts = case.script.texts
            inner = [site for part in ast.walk(node) if (site := getattr(part, "site", None)) is not None]
            yield {site: text for site in inner if (text := texts.get((site, 0)))}


def handed_otherwise(statement: Any, known: _Known) -> Iterator[Edit]:
    """Yield a statement with other arguments, another order of what it returns or takes, as (cost, statement)."""
    value = getattr(statement, "value", None)
    if isinstance(statement, ast.Return) and isinstance(value, ast.Tuple):
        more = 0.3 * any(_is_order(value.elts, arguments) for arguments in known.functions.values())
        for cost, elements in _exchanged(value.elts, known):
            yield cost + more, with_field(statement, "value", with_field(value, "elts", elements))
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple):
        taken = statement.targets[0]
        for order in _swapped(taken.elts):
            yield 1.0, with_field(statement, "targets", [with_field(taken, "elts", order)])
    if isinstance(statement, ast.Assign) and isinstance(value, ast.Name):
        yield from ((0.9, with_field(statement, "value", made)) for made in _of_both(value, known))
    if may_add(statement, known.begun) and value is not None:
        made: Any = ast.copy_location(ast.AugAssign(statement.targets[0], ast.Add(), value), statement)
        made.site = statement.site
        yield 1.0, made
    if isinstance(value, ast.Call) and _is_own(value, known):
        yield from _called_otherwise(statement, value, known)


def sums_of(tree: ast.AST) -> set[str]:
    """Return the names that begin as zeros: what a line gives to them later, it may have to add.

    >>> sorted(sums_of(ast.parse("dW, db = np.zeros(3), 0.0; total = 0; n = len(x)")))
    ['dW', 'db', 'total']
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
    if isinstance(value, ast.Call):
        return called(value.func) in ("zeros", "zeros_like")
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float) and value.value == 0


def may_add(statement: ast.stmt, sums: Collection[str]) -> bool:
    """Return whether a line hands what is there on to an entry or a sum: sums[i] = grad, for sums[i] += grad."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) > 1 or not isinstance(statement.value, NAMED):
        return False
    target = statement.targets[0]
    return isinstance(target, ast.Subscript) or ast.unparse(target) in sums


def _of_both(held: ast.Name, known: _Known) -> Iterator[ast.expr]:
    """Yield the sums of a list of arrays and another one like it: what comes back through two calls of a function."""
    own = {shapes for shapes in known.shapes.get(held.id, ()) if len(shapes) > 1}
    for other in [name for name, its in known.shapes.items() if name != held.id and name.isidentifier() and its & own]:
        if other != "return":
            yield parsed(f"[a + b for a, b in zip({held.id}, {other})]")


def _called_otherwise(statement: Any, call: ast.Call, known: _Known) -> Iterator[Edit]:
    site = statement.site
    others = *_exchanged(call.args, known), *_more(statement, call.args, known), *_of_others(statement, call, known)
    for cost, arguments in others:
        yield cost, with_field(statement, "value", with_field(call, "args", arguments))
    if isinstance(statement, ast.Expr):  # what it returns is dropped
        for name in {ast.unparse(each): each for each in call.args if isinstance(each, ast.Name)}.values():
            made: Any = ast.Assign([with_field(name, "ctx", ast.Store())], call)
            made.site = site  # numbered like the one whose place it takes
            yield 1.0, ast.copy_location(made, statement)


def _taken(statement: Any) -> list[ast.Name]:
    """Return the names that a line gives values to, as they are read."""
    found = [n for each in getattr(statement, "targets", ()) for n in ast.walk(each) if isinstance(n, ast.Name)]
    return [ast.Name(n.id, ast.Load()) for n in found if isinstance(n.ctx, ast.Store) and n.id != "_"]


def _more(statement: Any, arguments: list[ast.expr], known: _Known) -> Iterator[tuple[float, list[ast.expr]]]:
    """Yield arguments with another sign, or one more term: what the same line gave in the turn before."""
    found = _taken(statement)
    for i, argument in enumerate(arguments):
        held = known.shapes.get(ast.unparse(argument), {()})
        if isinstance(argument, ast.Constant) or all(len(leaves) > 1 for leaves in held):  # a cache has no sign
            continue
        yield 1.0, [*arguments[:i], _negated(argument), *arguments[i + 1 :]]
        for name in found:
            if name.id not in names_in(argument):
                yield 1.2, [*arguments[:i], ast.BinOp(argument, ast.Add(), name), *arguments[i + 1 :]]


def _negated(argument: ast.expr) -> ast.expr:
    """Return an argument with the other sign."""
    if isinstance(argument, ast.UnaryOp) and isinstance(argument.op, ast.USub):
        return argument.operand
    return ast.UnaryOp(ast.USub(), argument)


def _of_others(statement: Any, call: ast.Call, known: _Known) -> Iterator[tuple[float, list[ast.expr]]]:
    """Yield arguments with the attribute of another object, another word, or what the same line gave before."""
    for i, argument in enumerate(call.args):
        made: list[ast.expr] = []
        if isinstance(argument, ast.Attribute) and isinstance(argument.value, ast.Name):
            names = [name for name in known.objects if name != argument.value.id]
            made = [with_field(argument, "value", ast.Name(name, ast.Load())) for name in names]
        elif isinstance(argument, ast.Constant):
            made = [
                ast.Constant(word) for word in known.words if isinstance(argument.value, str) and word != argument.value
            ]
        elif isinstance(argument, ast.Name):
            made = [name for name in _taken(statement) if name.id != argument.id]
        yield from ((0.9, [*call.args[:i], each, *call.args[i + 1 :]]) for each in made[:MOST_NAMES])


def _exchanged(elements: list[ast.expr], known: _Known) -> Iterator[tuple[float, list[ast.expr]]]:
    """Yield expressions in another order, or with another name of the same shape, or another number in the name."""
    yield from ((0.9, order) for order in _swapped(elements))
    for i, element in enumerate(elements):
        text = ast.unparse(element)
        if not isinstance(element, NAMED):
            continue
        shapes = known.shapes.get(text)
        alike = [other for other, its in known.shapes.items() if shapes is not None and its & shapes]
        alike += [name for name in known.beside if shapes is None]
        alike += [re.sub(r"\d+", str(int(digits[0]) + step), text) for step in (-1, 1) if (digits := _digits(text))]
        for other in dict.fromkeys(alike[-MOST_NAMES:]):
            if other != text and other.isidentifier() and other != "return":
                yield (
                    0.5 if other in known.idle else 1.1,
                    [*elements[:i], ast.Name(other, ast.Load()), *elements[i + 1 :]],
                )


def _swapped(elements: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """Yield lists with two of their members exchanged."""
    for i, j in combinations([i for i, each in enumerate(elements) if not isinstance(each, ast.Constant)], 2):
        order = list(elements)
        order[i], order[j] = order[j], order[i]
        yield order


def _is_order(elements: list[ast.expr], arguments: Sequence[str]) -> bool:
    """Return whether gradients are returned in the order in which a function takes what they belong to."""
    at = [next((i for i, each in enumerate(arguments) if says(ast.unparse(e), each)), -1) for e in elements]
    return len(at) > 1 and at == sorted(set(at)) and at[0] >= 0


def _digits(text: str) -> list[str]:
    found = re.findall(r"\d+", text)
    return found if len(found) == 1 and text.isidentifier() else []


def _is_own(call: ast.Call, known: _Known) -> bool:
    """Return whether a call is one of the learner's own functions or methods."""
    return called(call.func) in known.functions
