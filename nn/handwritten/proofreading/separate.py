"""Rates that each parameter has for itself, where the line of its step names none.

v = mu * v - eta["w"] * dw             the line above names it
w += v

w, v = update(w, v, dw, lr=0.05)       it is handed to a function of the script; another call hands another one
w = opt_w.step(w, dw)                  or the object of a method keeps it
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

import numpy as np

from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.recording import Place, index_of
from nn.handwritten.proofreading.running import Outcome, Script
from nn.handwritten.proofreading.scope import value_at
from nn.handwritten.proofreading.spelled import members_of, spelled
from nn.handwritten.proofreading.statements import step_of
from nn.handwritten.proofreading.terms import NAMED, called, every, factors_of, inner, terms_of

NUMBER = int | float | np.number
KEYS = re.compile(r"\[.*?\]")


def number_at(factor: ast.expr, path: str, names: Mapping[str, Any]) -> float | None:
    """Return the number that a factor is where the script is paused; of a list of numbers, the one of a parameter.

    A list may have a number for each layer, which is a tuple of parameters.
    """
    text = ast.unparse(factor)
    value = value_at(text, names)
    for key in KEYS.findall(path) if isinstance(value, list | tuple | dict) else ():
        value = value_at(f"value{key}", {"value": value}) if isinstance(value, list | tuple | dict) else value
    return abs(float(value)) if isinstance(value, NUMBER) and value else None


def separate_rate(
    script: Script, outcome: Outcome, start: int, change: tuple[Place, str], names: Mapping[str, Any]
) -> float | None:
    """Return the rate of a step that its own line does not name; None if there is not exactly one.

    Args:
        script: the learner's.
        outcome: its run.
        start: the first event of the pass.
        change: where the parameter is changed first, and the path to it.
        names: what there is where the script is paused, before that.
    """
    place, path = change
    made = _made_above(script, outcome, start, place)
    products = list(_products(script, made)) if made is not None else [[each] for each in _handed(script, place, names)]
    rated = [product for product in products if any(RATE.search(text) for text, _ in product)]
    if len(rated) != 1:
        return None
    own = [each for text, each in rated[0] if RATE.search(text) or isinstance(each, ast.Constant)]
    numbers = [number for each in own if (number := number_at(each, path, names)) is not None]
    return prod(numbers) if len(numbers) == len(own) else None


def _made_above(script: Script, outcome: Outcome, start: int, place: Place) -> ast.stmt | None:
    """Return the line that makes what a step adds, where that is only a name."""
    statement = script.statement(place[0])
    added = step_of(statement, place[1])
    if not isinstance(added, NAMED):
        return None
    texts = {ast.unparse(added), ast.unparse(spelled(added, members_of(script.program.tree, statement)))}
    before = outcome.events[start : index_of(outcome.events, place)]
    made = [event.site for event in before if script.text(event.place) in texts]
    return script.statement(made[-1]) if made else None


def _products(script: Script, statement: ast.stmt) -> Iterator[list[tuple[str, ast.expr]]]:
    """Yield the factors of each term of a line with their names, and what they are members of in a comprehension."""
    value = getattr(statement, "value", None)
    members = members_of(script.program.tree, statement) if inner(value) is not value else {}
    for term in terms_of(inner(value)):
        whole = [(each, spelled(each, members)) for each, is_below in factors_of(term) if not is_below]
        yield [(f"{ast.unparse(each)} {ast.unparse(of)}", of) for each, of in whole]


def _handed(script: Script, place: Place, names: Mapping[str, Any]) -> Iterator[tuple[str, ast.expr]]:
    """Yield what the line of a step hands to a function of the script, or leaves as it is, by its names there."""
    call: Any = getattr(script.statement(place[0]), "value", None)
    word = called(call.func) if isinstance(call, ast.Call) else ""
    for function in [each for each in every(script.program.tree, ast.FunctionDef) if each.name == word][:1]:
        own = [arg.arg for arg in function.args.args]
        yield from {
            **dict(zip(own[::-1], function.args.defaults[::-1], strict=False)),
            **dict(zip(own[own[:1] == ["self"] :], call.args, strict=False)),
            **{each.arg: each.value for each in call.keywords if each.arg},
        }.items()
        owner = getattr(call.func, "value", None)
        kept = getattr(names.get(getattr(owner, "id", "")), "__dict__", {})
        yield from ((name, ast.Attribute(owner, name, ast.Load())) for name in kept if owner is not None)
