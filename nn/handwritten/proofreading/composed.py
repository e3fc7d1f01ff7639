"""What a line computes that is no adjoint: numbers, arrays handed on, what it makes of adjoints in its own words."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.meaning import ZEROS, Meaning, Meanings, is_forward
from nn.handwritten.proofreading.recording import Event, Leaf

WHOLE, FORWARD, MADE = "whole numbers", "arrays of the forward pass", "made of arrays of the forward pass"
MOST_SIGNS = 90
"""How long what a line makes of adjoints may be, to be said."""


def composed(case: Case, meanings: Meanings, site: int, events: Sequence[Event]) -> Meaning | None:
    """Return what a line computes that is no multiple of an adjoint; None if it cannot be said."""
    statement: Any = case.script.program.statements[site]
    value = getattr(statement, "value", None)
    if value is None or not events:
        return None
    text = _kind(case, value, events) or _end(case, meanings, events) or _made(case, meanings, statement, events)
    return Meaning(text, None, float("nan")) if text else None


def _kind(case: Case, value: ast.expr, events: Sequence[Event]) -> str:
    """Return what kind of thing a line assigns: zeros, whole numbers, arrays handed on; "" for all else."""
    leaves = [leaf for event in events for leaf in event.leaves]
    text = ast.unparse(value)
    if not leaves:
        return "to be filled" if "[None]" in text or text in ("[]", "{}") else ""
    is_literal = "zeros" in text or all(
        isinstance(n, ast.Constant | ast.List | ast.Tuple | ast.Load) for n in ast.walk(value)
    )
    if is_literal and not any(np.any(leaf.thing) for leaf in leaves):
        return ZEROS
    if all(np.asarray(leaf.thing).dtype.kind in "iu" for leaf in leaves):
        return WHOLE
    known = {_key(leaf) for e in _before(case) for leaf in e.leaves if leaf.value is not None}
    is_known = all(np.size(leaf.thing) > 1 and _key(leaf) in known for leaf in leaves)
    return FORWARD if is_known and not isinstance(value, ast.BinOp) else ""


def _key(leaf: Leaf) -> tuple[tuple[int, ...], bytes]:
    """Return what two arrays with the same numbers share."""
    array = np.asarray(leaf.value, dtype=float)
    return array.shape, array.tobytes()


def _before(case: Case) -> list[Event]:
    """Return the events of the forward pass and of the data."""
    truth = case.truth(0)
    places = (truth.forward if truth is not None else frozenset()) | set(case.varied)
    return [event for event in case.outcome.events if event.place in places]


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
    last = {case.script.texts.get(e.place[:2], ""): e for e in _until(case.events, events[-1])}
    said: dict[str, str] = {}
    for node in ast.walk(statement.value):
        text = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) else ""
        if text in last and text not in said:
            meaning = meanings.read(last[text].place)
            said[text] = meaning.text if meaning is not None and "∂L/∂" in meaning.text else ""
    if not any(said.values()):
        truth = case.truth(0)
        is_forward_made = said and truth is not None and all(_is_forward(case, meanings, last[each]) for each in said)
        return MADE if is_forward_made and isinstance(statement, ast.Assign | ast.Return) else ""
    made = ast.unparse(_Substitute(said).visit(copy.deepcopy(statement.value)))
    added = "adds " if isinstance(statement, ast.AugAssign) else ""
    return added + made if len(made) <= MOST_SIGNS else ""


def _is_forward(case: Case, meanings: Meanings, event: Event) -> bool:
    """Return whether an array was assigned before the loss, or is one of the forward pass."""
    truth = case.truth(0)
    if truth is not None and event.place in truth.forward:
        return True
    meaning = meanings.read(event.place)
    return meaning is not None and is_forward(meaning.text)


def _until(events: Sequence[Event], event: Event) -> Sequence[Event]:
    """Return the events before one of them."""
    return events[: next((i for i, each in enumerate(events) if each.place == event.place), 0)]


class _Substitute(ast.NodeTransformer):
    """Puts what names are in their place, in brackets where more follows."""

    def __init__(self, said: dict[str, str]) -> None:
        self.said = said

    def visit(self, node: ast.AST) -> Any:
        text = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) else ""
        if self.said.get(text):
            said = self.said[text]
            return ast.Name(said if said.isidentifier() else f"({said})", ast.Load())
        return self.generic_visit(node)
