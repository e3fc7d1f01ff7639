"""Edits of other lines than the one that holds a wrong value: those behind it, and statements that stand too early.

Masks, slopes and sums over rows are no adjoints themselves. What such a line should give is not known, but what comes
out of it is: the script is paused there, and each edit is followed through the lines below to the one whose right value
is known. A step stands too early above a line that needs the array as it was before, or above what is returned.
"""

from __future__ import annotations

import ast
import types
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from nn.handwritten.proofreading.around import Edited
from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.edits import edits
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.marking import SUITES, guarded
from nn.handwritten.proofreading.multiples import close
from nn.handwritten.proofreading.naming import is_gradient, says, stem
from nn.handwritten.proofreading.recording import Array, Place
from nn.handwritten.proofreading.scope import Scope
from nn.handwritten.proofreading.statements import root, targets
from nn.handwritten.proofreading.terms import NAMED, factors_of, instead_of, names_in, placed, renamed, texts_in
from nn.handwritten.proofreading.values import evaluated, parsed

MOST_BEHIND = 8  # how many lines behind a wrong one are edited
GIVEN = "_pr_given"  # the name of what the wrong line gives
RESULTS = ("dx", "dinput", "back", "given_back")  # what the returned value may be called
NUMBER = 1.5  # the cost of a number that is a factor
MOST_BELOW = 12  # how far below its place a statement is tried


def behind(search: Search, place: Place, target: Array, deadline: float) -> list[Patch]:
    """Return edits of the lines behind one with which that line gives its right value, the smallest first."""
    last = search.case.statement(place[0])
    end = search.lines.expression(last)
    found: list[Patch] = []
    for statement, below in _behind(search, last, end):
        at = _place_before(search, statement.site, place)
        code = _code([*below, ast.Assign([ast.Name(GIVEN, ast.Store())], end)])

        def look(names: dict[str, Any], made: Any = statement, code: types.CodeType = code) -> None:
            scope = search.scope(names, made.site, made.value)
            for cost, new in (*edits(made.value, scope), *_times_number(made.value, scope)):
                if spent() > deadline:
                    return
                is_given = _gives(target, [_code([ast.Assign(made.targets, new)]), code], names)
                if is_given and _is_alike(evaluated(made.value, names), evaluated(new, names)):
                    found.append(Patch(made.site, new, cost=cost))

        if at is not None:
            search.pause(at, look)
    return sorted(found, key=lambda patch: patch.cost)


def lacked_above(search: Search, patch: Patch) -> Patch | None:
    """Return the edit of the line above that lacks a term, where one is given it that only hands on: dh = dh_prev."""
    statement, made = search.case.statement(patch.site), patch.value
    held: Any = getattr(statement, "value", None)
    is_handed = isinstance(statement, ast.Assign) and isinstance(held, NAMED)
    if not is_handed or not isinstance(made, ast.BinOp) or not isinstance(made.op, ast.Add | ast.Sub):
        return None
    name = ast.unparse(held)
    block: list[Any] = next((b for b in blocks(search.surroundings(patch.site)) if statement in b), [statement])
    above = [each for each in block[: block.index(statement)] if name in map(ast.unparse, targets(each))]
    is_sum = bool(above) and isinstance(getattr(above[-1], "op", ast.Add()), ast.Add)
    if ast.unparse(made.left) != name or not is_sum or above[-1].site in {e[0] for e in search.blame.forward}:
        return None
    return Patch(above[-1].site, ast.BinOp(above[-1].value, made.op, made.right), cost=patch.cost)


def _is_alike(held: Array | None, made: Array | None) -> bool:
    """Return whether a number stays one: a count of samples is no array."""
    return held is None or made is None or held.ndim > 0 or made.ndim == 0


def _behind(search: Search, last: Any, end: ast.expr) -> Iterator[tuple[Any, list[ast.stmt]]]:
    """Yield the lines above one, in its block, that it is made of, each with those between; the nearest first."""
    block: list[Any] = next((b for b in blocks(search.surroundings(last.site)) if last in b), [last])
    needed = names_in(end)
    below: list[ast.stmt] = []
    count = 0
    for statement in reversed(block[: block.index(last)]):
        made = [each for each in targets(statement) if isinstance(each, ast.Name)]
        if not made or len(made) < len(targets(statement)):
            below = [statement, *below] if needed & _makes(statement) else below  # grad[0] = 0
            continue
        if needed & {each.id for each in made} and count < MOST_BEHIND:
            is_one = isinstance(statement, ast.Assign) and len(made) == 1
            if is_one and not _is_right(search, statement.site, made[0].id):
                count += 1
                yield statement, below
            needed |= names_in(statement.value)
        below = [_as_assigned(statement), *below]


def scaled_names(held: ast.expr | None, made: ast.expr | None) -> Iterator[str]:
    """Yield the names that stand once in an expression, and in another one with a factor or the other sign.

    >>> lines = ("a + b", "a / m + b"), ("d * (a + b)", "d * (a + n * b)"), ("a + b", "a + b - b / 2"), ("a", "-a")
    >>> [list(scaled_names(parsed(held), parsed(made))) for held, made in (*lines, ("w * e / f(w)", "-(w * e / f(w))"))]
    [['a'], ['b'], ['b'], ['a'], ['e']]
    """
    if held is None or made is None:
        return
    text, names = ast.unparse(held), [node.id for node in ast.walk(held) if isinstance(node, ast.Name)]
    if isinstance(made, ast.UnaryOp) and ast.unparse(made.operand) == text:  # the sign of any of its factors
        factors = [factor.id for factor, _ in factors_of(held) if isinstance(factor, ast.Name)]
        yield from (name for name in factors if len(factors) > 1 and names.count(name) == 1)
    if isinstance(held, ast.BinOp) and isinstance(made, ast.BinOp) and isinstance(held.left, ast.Name):
        kinds = isinstance(held.op, ast.Add) and isinstance(made.op, ast.Sub)
        if kinds and [*map(ast.unparse, (made.right, made.left))] == [*map(ast.unparse, (held.left, held.right))]:
            yield held.left.id
    if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Add | ast.Sub) and ast.unparse(made.left) == text:
        yield from (name for name in names_in(made.right) if names.count(name) == 1)
    for part in ast.walk(made):
        is_product = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult | ast.Div)
        inside = names_in(part) if is_product or isinstance(part, ast.UnaryOp) else ()
        for name in inside:
            before = renamed(made, ast.unparse(part), parsed(name))
            if names.count(name) == 1 and ast.unparse(before) == text:
                yield name


def are_open(search: Search, names: Collection[str], last: ast.stmt) -> set[int]:
    """Return the lines that give some names to what is no adjoint: a local derivative, a share, or nothing known.

    A sum that is the gradient of a parameter, and not called so, may be one by chance: s1 = dout.sum(axis=0).
    """
    parameters = {parameter.name for parameter in search.case.window.parameters}
    places = [(unit.site, place) for unit in search.blame.units for place in (unit.places[0], unit.places[-1])]
    read = [(place, search.blame.meanings.read(place)) for _, place in places]  # a wrong turn spoils the next ones
    of = {place: meaning.of for place, meaning in read if meaning is not None and meaning.of is not None}
    called = {place for place, name in of.items() if _is_called(search.case.text(place), name)}
    known = {place[0] for place, name in of.items() if name not in parameters or place in called}
    sites = {site for site, _ in places} - known
    statements = ((site, search.case.statement(site)) for site in sites)
    made = ((site, each) for site, each in statements if not isinstance(getattr(each, "value", None), ast.Subscript))
    return {site for site, each in made if each is not last and _makes(each) & set(names)}  # no A_prev = caches["A1"]


def _is_called(text: str, parameter: str) -> bool:
    """Return whether an array is called a gradient, or that of a parameter."""
    return says(text, parameter) or is_gradient(stem(text))


def _times_number(value: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield an expression with each number of the script as a factor: where it is a term below, no ratio tells it."""
    for text in (*scope.numbers, *map(repr, scope.literals)):
        for op in (ast.Mult(), ast.Div()):
            yield NUMBER + 0.2 * (text in scope.made), ast.BinOp(value, op, parsed(text))


def _is_right(search: Search, site: int, name: str) -> bool:
    """Return whether a line gives what its name says, or a forward value; what is made of those may be any."""
    places = [unit.places[-1] for unit in search.blame.units if unit.site == site]
    meaning = search.blame.meanings.read(places[-1]) if places else None
    if meaning is None:
        return site in {place[0] for place in search.blame.forward}
    if meaning.of is not None:
        return says(name, meaning.of)
    return meaning.text.startswith(f"{name},") and meaning.text.endswith("of the forward pass")


def _as_assigned(statement: ast.stmt) -> ast.stmt:
    """Return a line that changes nothing in place: a = a + b for a += b."""
    if not isinstance(statement, ast.AugAssign):
        return statement
    held = ast.Name(ast.unparse(statement.target), ast.Load())
    return ast.Assign([statement.target], ast.BinOp(held, statement.op, statement.value))


def _place_before(search: Search, site: int, place: Place) -> Place | None:
    """Return the last time that a line ran before another one did."""
    found = None
    for event in search.case.events:
        if event.place == place:
            return found
        if event.site == site:
            found = event.place
    return found


def _code(body: list[ast.stmt]) -> types.CodeType:
    return compile(placed(ast.Module([*map(guarded, body)], [])), "<edit>", "exec")


def _gives(target: Array, lines: list[types.CodeType], names: dict[str, Any]) -> bool:
    """Return whether some lines give a value; they run in names, and on arrays, of their own."""
    names = {name: thing.copy() if isinstance(thing, np.ndarray) else thing for name, thing in names.items()}
    try:
        for code in lines:
            exec(code, names)
        value = np.asarray(names[GIVEN], dtype=float)
    except Exception:  # shapes that do not fit, names that are not there
        return False
    return value.shape == target.shape and close(value, target)


def blocks(tree: ast.AST) -> Iterator[list[Any]]:
    """Yield the blocks of a script."""
    for node in ast.walk(tree):
        for block in (getattr(node, suite, None) for suite in SUITES):
            if isinstance(block, list) and len(block) > 1 and isinstance(block[0], ast.stmt):
                yield block


def moves(tree: ast.Module, sites: Collection[int], steps: Collection[int]) -> Iterator[Patch]:
    """Yield each of some statements, below a later one in the same block that has a name in common with it."""
    for block in blocks(tree):
        for i, early in enumerate(block):
            for late in block[i + 1 : i + 1 + MOST_BELOW] if early.site in sites else ():
                if isinstance(late, ast.Return):
                    yield from returned_first(early, late, tree) if early.site in steps else ()
                elif late.site in sites and (_makes(early) & names_in(late) or _makes(late) & names_in(early)):
                    yield Patch(early.site, instead={early.site: (), late.site: (late, early)})


def _makes(statement: ast.stmt) -> set[str]:
    """Return the names that a statement assigns, or changes a part of."""
    return {root(target).partition(".")[0] for target in targets(statement)}


def returned_first(early: Any, late: Any, tree: ast.Module) -> Iterator[Patch]:
    """Yield a step below what is returned after it: nothing stands below a return, so its value gets a name."""
    moved = {ast.unparse(target) for target in targets(early)}
    if moved.isdisjoint(texts_in(late)) or isinstance(late.value, ast.Name):
        return
    name = next((each for each in RESULTS if each not in names_in(tree)), RESULTS[-1])
    made = instead_of(late, ast.Assign([ast.Name(name, ast.Store())], late.value))
    handed = instead_of(late, ast.Return(ast.Name(name, ast.Load())))
    yield Patch(early.site, instead={early.site: (made, early), late.site: (handed,)})
