"""What a line computes that is no adjoint: numbers, arrays handed on, what it makes of adjoints in its own words."""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.meaning import MADE, ZEROS, Meaning, Meanings, is_forward
from nn.handwritten.proofreading.multiples import multiple, near
from nn.handwritten.proofreading.recording import Event, Leaf, index_of
from nn.handwritten.proofreading.terms import NAMED, Exchanged, every, names_in, texts_in

WHOLE, FORWARD, EMPTY = "whole numbers", "arrays of the forward pass", "to be filled"
MOST_SIGNS = 90  # how long what a line makes of adjoints may be, to be said


def composed(case: Case, meanings: Meanings, site: int, events: Sequence[Event]) -> Meaning | None:
    """Return what a line computes that is no multiple of an adjoint; None if it cannot be said."""
    statement = case.statement(site)
    text = _kind(case, statement.value, events) or _end(case, meanings, events)
    text = text or _made(case, meanings, statement, events) or _square(case, meanings, events[-1])
    return Meaning(text, None, float("nan")) if text else None


def _kind(case: Case, value: ast.expr, events: Sequence[Event]) -> str:
    """Return what kind of thing a line assigns: zeros, whole numbers, arrays handed on; "" for all else."""
    leaves = [leaf for event in events for leaf in event.leaves]
    text = ast.unparse(value)
    if not leaves:
        return EMPTY if "[None]" in text or text in ("[]", "{}") else ""
    if isinstance(value, ast.Call) and re.fullmatch(r"(\w+\.)?empty(_like)?", ast.unparse(value.func)):
        return EMPTY
    kinds = ast.Constant | ast.List | ast.Tuple | ast.Load
    is_literal = "zeros" in text or all(isinstance(n, kinds) for n in ast.walk(value))
    if is_literal and not any(np.any(leaf.value) for leaf in leaves):  # the thing may be filled since
        return ZEROS
    if all(np.asarray(leaf.thing).dtype.kind in "iu" for leaf in leaves):
        return WHOLE
    truth = case.truth(0)
    before = (truth.forward if truth is not None else frozenset()) | set(case.varied)  # the forward pass, and the data
    earlier = [event for event in case.outcome.events if event.place in before]
    known = {_key(leaf) for event in earlier for leaf in event.leaves if leaf.value is not None}
    is_known = all(_key(leaf) in known for leaf in leaves)
    handed = (ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.Constant, ast.expr_context)  # it computes nothing
    is_handed = all(isinstance(node, handed) for node in ast.walk(value))
    is_known = is_known and (is_handed or all(np.size(leaf.thing) > 1 for leaf in leaves))
    return FORWARD if is_known and not isinstance(value, ast.BinOp) else ""


def _key(leaf: Leaf) -> tuple[tuple[int, ...], bytes]:
    """Return what two arrays with the same numbers share."""
    array = np.asarray(leaf.value, dtype=float)
    return array.shape, array.tobytes()


def _end(case: Case, meanings: Meanings, events: Sequence[Event]) -> str:
    """Return what an array becomes in the end, of which a line makes a part; "" if that is not known."""
    event = events[-1]
    things = {id(new.thing) for _, _, new in event.changes if isinstance(new.thing, np.ndarray)}
    if not things:
        return ""
    for later in reversed(case.events):
        if later.place != event.place and things & {id(new.thing) for _, _, new in later.changes}:
            meaning = meanings.read(later.place)
            return f"a part of {meaning.text}" if meaning is not None and "∂L/∂" in meaning.text else ""
    return ""


def _made(case: Case, meanings: Meanings, statement: Any, events: Sequence[Event]) -> str:
    """Return the expression of a line with ∂L/∂v in the place of the names of adjoints; "" if there is none."""
    before = case.events[: index_of(case.events, events[-1].place)]
    last = {case.text(e.place): e for e in before}
    said: dict[str, str] = {}
    truth = case.truth(0)
    for text in ("", *texts_in(statement.value)):  # an objective that was given has no name
        if text in last and text not in said:
            place = last[text].place
            meaning = None if truth is not None and place in truth.forward else meanings.read(place)
            said[text] = meaning.text if meaning is not None and "∂L/∂" in meaning.text else ""
    said |= _from_above(case, names_in(statement.value) - {*last})
    if not any(said.values()):
        if case.script.program.above:  # there `is_free` says so
            return ""
        is_forward_made = said and truth is not None and all(_is_forward(case, meanings, last[each]) for each in said)
        return MADE if is_forward_made and isinstance(statement, ast.Assign | ast.Return) else ""
    made = ast.unparse(Exchanged(lambda node: _said(node, said)).visit(copy.deepcopy(statement.value)))
    if isinstance(statement, ast.AugAssign):
        made = f"adds {made}" if isinstance(statement.op, ast.Add) else ""
    return made if len(made) <= MOST_SIGNS else ""


def _square(case: Case, meanings: Meanings, event: Event) -> str:
    """Return of which parameter's gradient an array is the square, as Adam keeps it in its first step; "" if none."""
    held = [meanings.array(draw, event.place) for draw in range(len(meanings.held))]
    truths = [truth for truth in map(case.truth, DRAWS) if truth is not None]
    for i, parameter in enumerate(case.window.parameters):
        squares = [truth.gradients[i] ** 2 for truth in truths]
        if any(a is None or a.shape != b.shape for a, b in zip(held, squares, strict=True)):
            continue
        factors = [multiple(a, b) or 0.0 for a, b in zip(held, squares, strict=True) if a is not None]
        if len(factors) > 1 and factors[0] and all(near(k, factors[0]) for k in factors):
            return f"{meanings.factor_words(factors[0])}(∂L/∂{parameter.name})², entry by entry"
    return ""


def _from_above(case: Case, names: set[str]) -> dict[str, str]:
    """Return what the parameters of a backward function are that take the gradients from above."""
    program = case.script.program
    taken = Counter(a.arg for n in every(program.tree, ast.arguments) for a in n.args)
    return {name: f"∂L/∂{program.above[name]}" for name in names & {*program.above} if taken[name] == 1}


def _is_forward(case: Case, meanings: Meanings, event: Event) -> bool:
    """Return whether an array was assigned before the loss, or is one of the forward pass."""
    truth = case.truth(0)
    if truth is not None and event.place in truth.forward:
        return True
    if event.leaves and all(np.asarray(leaf.thing).dtype.kind in "iu" for leaf in event.leaves):
        return True
    meaning = meanings.read(event.place)
    return meaning is not None and is_forward(meaning.text)


def _said(node: ast.AST, said: dict[str, str]) -> ast.Name | None:
    """Return what is said of a name in its place, in brackets where it is more than a name; None for all else."""
    words = said.get(ast.unparse(node)) if isinstance(node, NAMED) else None
    return ast.Name(words if words.isidentifier() else f"({words})", ast.Load()) if words else None
