"""Why a script cannot be read, in one sentence that says what to do: no loss, a bad objective, a line that stops.

Of arrays that do not fit, their expressions and shapes are said, instead of NumPy's own message.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import Any

import numpy as np

from nn.handwritten.proofreading.lossnames import is_mean, weight
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.recording import OBJECTIVE, Array, Endless, Event, Place, Recorder
from nn.handwritten.proofreading.running import Outcome, Script, frames_of
from nn.handwritten.proofreading.terms import every, names_in
from nn.handwritten.proofreading.values import evaluated, parsed

OTHERS = ("torch", "tensorflow", "keras", "jax", "cupy", "paddle", "mxnet", "theano")  # libraries with other arrays
OPERATORS = {"dot": "@", "matmul": "@", "multiply": "*", "add": "+", "subtract": "-"}
"""Functions of two arrays, and the operators that do the same."""


def why(script: Script, outcome: Outcome, finder: Finder, at: int) -> str:
    """Why no pass was found, in one sentence."""
    bad = _bad_objective(script, outcome, finder)
    if outcome.error is not None:
        return f"{stops(script, outcome)}.{' ' * bool(bad)}{bad[:1].upper()}{bad[1:]}{_also(script, finder)}"
    is_text = [isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant) for s in script.program.tree.body]
    if all(is_text):
        return "the script is empty."
    left = f"line {outcome.left} ends the script before one pass is complete." if outcome.left is not None else ""
    reasons = (_uses_another, lambda *_: left or bad, _has_no_arrays, _not_a_number)
    if found := next((said for reason in reasons if (said := reason(script, outcome))), ""):
        return found
    if at and (finder.has_loss or finder.find(0) is not None):
        return f"the script has no pass number {at}: passes are counted from 0."
    if not finder.has_loss:
        return f"the script computes no loss: {asked_for(script, finder)}."
    if finder.several is not None:
        loss, step = finder.several
        said = f"line {loss} computes one loss for several steps of line {step}. If there is one of a single step"
        return f"{said}, {asked_for(script, finder)}."
    return f"no parameter was found: nothing that {_taken(finder)} depends on is updated, or has a gradient."


def _taken(finder: Finder) -> str:
    """Return what was taken for the loss, with its line."""
    for _, where in finder.numbers.named():
        place = finder.events[where[0]].place
        if place[0] >= 0 and finder.numbers.text(where) != "return":
            return f"{finder.numbers.text(where)}, in line {finder.script.program.line(place[0])},"
    return "the loss"


def stops(script: Script, outcome: Outcome) -> str:
    """Return where a script stops, and why, without a full stop."""
    where = f"line {outcome.line}" if outcome.line else "the script"
    if isinstance(outcome.error, Endless):
        return f"{where} does not end within 30 s"
    said = said_of(outcome.error, script.program.tree) if outcome.error is not None else ""
    return f"{where} stops with {type(outcome.error).__name__}: {said.rstrip('.')}"


def asked_for(script: Script, finder: Finder) -> str:
    """Return the words that ask for an objective, in the script's own names where it has a difference of two arrays."""
    if (printed := _printed(script)) is not None:
        return f'line {printed[0]} prints {printed[1]}; if that is the loss, give objective="{printed[1]}"'
    if known := _difference(script, finder.events):
        return f'give it as objective="0.5 * np.sum(({known}) ** 2)", or as another one'
    return 'give it as an expression in its names, such as objective="0.5 * np.sum((y - out) ** 2)"'


def _also(script: Script, finder: Finder) -> str:
    """Return that an objective would help where a script stops that computes no loss; "" if it has one."""
    if script.objective is not None or finder.has_loss or not finder.events:
        return ""
    return f" It computes no loss either: {asked_for(script, finder)}, and what runs before that line is read."


def _bad_objective(script: Script, outcome: Outcome, finder: Finder) -> str:
    """Return what is wrong with an objective that was given; "" if it was a number somewhere."""
    if script.objective is None or finder.numbers.named():
        return ""
    said = f"the objective {script.objective} was never a number while the script ran"
    found = [event for event in outcome.events if event.site == OBJECTIVE]
    if found:
        thing = found[-1].only.thing if found[-1].only is not None else None
        if isinstance(thing, np.ndarray):
            said += f": it is an array of shape {thing.shape}: take its np.sum or np.mean"
        return f"{said}."
    own = names_in(ast.parse(script.objective, mode="eval"))
    known = names_in(script.program.tree)
    known |= {n.asname or n.name for n in every(script.program.tree, ast.alias)}
    known |= {n.name for n in every(script.program.tree, ast.FunctionDef | ast.ClassDef)}
    strange = sorted(own - known - set(dir(builtins)) - set(script.program.names))
    return f"{said}: the script has no name {' and none '.join(strange)}." if strange else f"{said}."


def _uses_another(script: Script, outcome: Outcome) -> str:
    """Return which other library a script imports that assigns no array of NumPy; "" for one that may do both."""
    if any(isinstance(leaf.thing, np.ndarray) for event in outcome.events for leaf in event.leaves):
        return ""
    for node in every(script.program.tree, ast.Import | ast.ImportFrom):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        for name in [name.partition(".")[0] for name in names]:
            if name in OTHERS:
                return f"line {node.lineno} imports {name}: only arrays of NumPy are read."
    return ""


def _has_no_arrays(_: Script, outcome: Outcome) -> str:
    things = [leaf.thing for event in outcome.events for leaf in event.leaves]
    if any(isinstance(thing, float | np.ndarray | np.floating) for thing in things):
        return ""
    return "the script computes no arrays and no numbers with a fraction: there is nothing to be read."


def _not_a_number(script: Script, outcome: Outcome) -> str:
    """Return where the loss is not a number from the start: no event keeps NaN, and the script is run once more."""
    open_ = {e.place for e in outcome.events if not e.leaves and weight(script.text(e.place)) == 2}
    found: list[tuple[int, Any]] = []

    def look(_: Recorder, place: Place, value: Any) -> Any:
        if place in open_ and isinstance(value, float | np.floating) and not np.isfinite(value):
            found.append((script.program.line(place[0]), value))
        return value

    if open_:
        script.run(change=look)
    if not found:
        return ""
    line, value = found[0]
    return f"the loss in line {line} is {float(value)}: look for a 0 / 0, a log of 0, or numbers too large."


def _printed(script: Script) -> tuple[int, str] | None:
    """Return the line and the text of a mean or a sum that is printed and has no name."""
    for call in every(script.program.tree, ast.Call):
        parts = every(call, ast.Call | ast.BinOp) if ast.unparse(call.func) == "print" else []
        found = [part for part in parts if is_mean(part)]
        if found:
            return call.lineno, ast.unparse(found[0])
    return None


def _difference(script: Script, events: list[Event]) -> str:
    """Return the first difference of two arrays of one shape that a script takes, as it is written; "" without one."""
    things = {script.text(event.place): event.only.thing for event in events if event.only is not None}
    shapes = {text: np.shape(thing) for text, thing in things.items() if np.size(thing) > 1}
    for node in every(script.program.tree, ast.BinOp):
        left, right = ast.unparse(node.left), ast.unparse(node.right)
        if isinstance(node.op, ast.Sub) and left in shapes and shapes.get(right) == shapes[left]:
            return f"{left} - {right}"
    return ""


def said_of(error: BaseException, tree: ast.Module) -> str:
    """Return what stops a script: the two shapes that do not fit, or else the message of the error."""
    said = " ".join(str(error).split()) or "no message"
    frame, line = [(None, 0), *frames_of(error)][-1]
    if frame is None or not isinstance(error, ValueError):
        return said
    names = {**frame.f_globals, **frame.f_locals}
    for whole, left, kind, right in sorted(_operations(tree, line), key=lambda each: len(each[0])):
        a, b = evaluated(parsed(left), names), evaluated(parsed(right), names)
        if a is not None and b is not None and _misfits(kind, a, b):
            return f"{left} is {a.shape} and {right} is {b.shape}, which do not fit in {whole}"
    return said


def _operations(tree: ast.Module, line: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield (whole, left, operator, right) of what a line does with two arrays; the operator of W -= step is "="."""
    for node in every(tree, ast.expr | ast.AugAssign):
        if not node.lineno <= line <= (node.end_lineno or line):
            continue
        whole = ast.unparse(node)
        if isinstance(node, ast.BinOp):
            kind = "@" if isinstance(node.op, ast.MatMult) else "*"
            yield whole, ast.unparse(node.left), kind, ast.unparse(node.right)
        elif isinstance(node, ast.AugAssign):
            yield whole, ast.unparse(node.target), "=", ast.unparse(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            owner, _, name = ast.unparse(node.func).rpartition(".")
            sides = [*map(ast.unparse, node.args)] if len(node.args) == 2 else [owner, *map(ast.unparse, node.args)]
            if name in OPERATORS and len(sides) == 2 and sides[0]:
                yield whole, sides[0], OPERATORS[name], sides[1]


def _misfits(kind: str, a: Array, b: Array) -> bool:
    """Return whether two arrays do not fit in an operation."""
    if kind == "@":
        return a.ndim > 0 and b.ndim > 0 and a.shape[-1] != b.shape[max(b.ndim - 2, 0)]
    try:
        made = np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        return True
    return kind == "=" and made != a.shape
