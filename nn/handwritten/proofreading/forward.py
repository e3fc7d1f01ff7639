"""Which other forward pass the backward pass would be right for.

A wrong script can be read the other way round. A loss of the table is put in the place of the script's, or one line of
the forward pass is edited: an axis, or one activation of the table for another. If that makes every step right, on all
draws, it is worth saying.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.alternatives import takes
from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.multiples import are_equal, near
from nn.handwritten.proofreading.recording import Leaf
from nn.handwritten.proofreading.running import Script, changing, disturbed
from nn.handwritten.proofreading.source import UnreadableError, parsed_program
from nn.handwritten.proofreading.terms import called, every, texts_in
from nn.handwritten.proofreading.truth import Truth
from nn.handwritten.proofreading.values import evaluated, parsed
from nn.losses import TABLE
from nn.networks.activations import ROWS, apply

SECONDS = 1.0
PUT_IN = "_pr_loss"  # the name under which another loss is put into a script
OF_TWO = ("silu", "gelu")
"""The activations whose derivative has two terms: a script that has one of them lacks the other."""
SPELLED = {"sigmoid": "1 / (1 + np.exp(-{}))"}
"""What NumPy has no name for."""


class OtherForward(NamedTuple):
    """Another loss or forward pass: the edit, the script with it, the factor of all steps, and what the loss is."""

    patch: Patch
    case: Case
    factor: float
    loss: str = ""

    def words(self, case: Case, factor: str) -> str:
        """Return what is said of it; `factor` is the factor in words."""
        statement = case.statement(self.patch.site)
        if self.loss:
            return f"As it stands, the backward pass is right for another loss: {factor}{self.loss}."
        line = case.script.program.line(self.patch.site)
        return f"The backward pass is right for another forward pass: line {line} as {self.patch.text(statement)}"


def other_reading(case: Case) -> OtherForward | None:
    """Return the first other loss, or else the first edit of the forward pass, for which every step is right."""
    deadline = spent() + SECONDS
    truth = case.truth(0)
    if truth is None or case.stop is not None or case.script.objective is not None or case.script.program.has_added:
        return None
    losses = [] if any(case.tried().right) else _losses(case)
    for patch, words, function in (*losses, *((patch, "", None) for patch in _edits(case, truth.adjoints))):
        other = _edited(case, patch, function) if spent() < deadline else None
        factor = _factor(other) if other is not None else None
        if other is not None and factor is not None and (words or near(factor, case.wanted)):
            return OtherForward(patch, other, factor, words)
    return None


def _factor(other: Case) -> float | None:
    """Return the factor that the steps of all parameters have in an edited script, the same on all draws."""
    found: set[float] = set()
    for draw in DRAWS:
        try:
            factors = other.verdict(other.run(draw), draw).factors
        except UnreadableError:  # the edited script ends with an error, or its loss is not felt by a parameter
            return None
        found |= {float(f"{k:.9g}") if k is not None else 0.0 for k in factors if k is None or not np.isnan(k)}
        if len(found) != 1 or min(found) <= 0:
            return None
    return found.pop()


def _edited(case: Case, patch: Patch, function: Callable[..., Any] | None) -> Case | None:
    """Return the case of the edited script, whose statements keep their numbers."""
    program = case.script.program
    try:
        made = parsed_program(patch.script(program), program.path)
    except UnreadableError:
        return None
    if len(made.statements) != len(program.statements):  # a parameter that is never moved has a statement of its own
        return None
    made = replace(program.as_run(made), names={**program.names, **ROWS, PUT_IN: function})
    script = Script(made, case.script.seed, None, case.script.skipped)
    return replace(case, script=script, truths={}, known={}, sense=None, code=None, data_at={}, pinned={}, runs={})


def _losses(case: Case) -> Iterator[tuple[Patch, str, Callable[..., Any]]]:
    """Yield the losses of the table, of each two arrays of one shape that the line of the script's loss names."""
    place = case.losses[-1]
    statement = case.statement(place[0])
    if len(case.losses) > 1 or not isinstance(statement, ast.Assign | ast.Return):
        return
    held: dict[str, Any] = {}
    named = texts_in(statement, ast.Name | ast.Attribute)

    def look(names: dict[str, Any]) -> None:
        for name in named:
            array = evaluated(parsed(name), names)
            if array is not None and array.size > 1:
                held[name] = array

    case.run(inspect={place: look})
    for (output, A), (target, Y) in permutations(held.items(), 2):
        for word, row in TABLE.items():
            if A.shape == Y.shape and takes(row, A, Y):
                text = f"({row.text}), {word}, with a = {output}, y = {target}"
                yield Patch(place[0], parsed(f"{PUT_IN}({output}, {target})")), text, _total(row.value)


def _total(value: Callable[..., Any]) -> Callable[..., Any]:
    """Return a loss added up over all entries."""

    def total(A: Any, Y: Any) -> Any:
        if A.dtype != object:
            return float(np.sum(value(A, Y)))
        return sum(value(a, y) for a, y in zip(A.flat, np.asarray(Y, dtype=float).flat, strict=True))

    return total


def _edits(case: Case, adjoints: tuple[Adjoint, ...]) -> Iterator[Patch]:
    """Yield the edits of each line that the loss comes through: another axis, or another activation."""
    truth = case.truth(0)
    sites = dict.fromkeys(e.site for e in case.events if truth is not None and e.site >= 0 and e.place in truth.forward)
    for site in sites if truth is None else _explaining(case, truth, sites):
        statement = case.statement(site)
        if isinstance(statement, ast.Assign | ast.Return) and statement.value is not None:
            yield from (Patch(site, new) for new in _axes(statement.value))
            inside = [a for a in adjoints if a.site == site and a.is_part] + [a for a in adjoints if not a.is_part]
            yield from (Patch(site, new) for new in _activations(case, site, statement, inside))


def _explaining(case: Case, truth: Truth, sites: Collection[int]) -> Collection[int]:
    """Return the lines of the forward pass that may be why just those steps are wrong: of the parameters they read.

    What comes back through such a line is wrong with all of them, and right is what does not. Of a later pass that is
    not known: the steps before it mix all parameters.
    """
    felt = {i for i, gradient in enumerate(truth.gradients) if gradient.any()}
    wrong = {i for i, is_right in enumerate(case.tried().right) if not is_right} & felt
    if case.at:
        return sites
    own = {event.place: event.leaves for event in case.run().events}
    read: dict[int, set[int]] = {}
    for i in felt:
        birth = case.window.parameters[i].birth
        for event in case.script.run(change=changing(*birth, disturbed), until=case.losses[-1]).events:
            if event.site in sites and not _are_same(event.leaves, own.get(event.place, ())):
                read.setdefault(event.site, set()).add(i)
    return [site for site in sites if read.get(site) == wrong]


def _are_same(a: Sequence[Leaf], b: Sequence[Leaf]) -> bool:
    pairs = [(x.value, y.value) for x, y in zip(a, b, strict=False) if x.value is not None and y.value is not None]
    return len(a) == len(b) and all(are_equal(x, y) for x, y in pairs)


def _axes(value: ast.expr) -> Iterator[ast.expr]:
    """Yield an expression with each of its axes exchanged for the other one."""
    for i, node in enumerate(ast.walk(value)):
        is_axis = isinstance(node, ast.keyword) and node.arg == "axis"
        if is_axis or (isinstance(node, ast.Call) and called(node.func) in ("sum", "mean", "max") and node.args):
            made = copy.deepcopy(value)
            twin: Any = list(ast.walk(made))[i]
            axis = {"0": 1, "1": 0, "-1": 0}.get(ast.unparse(twin.value if is_axis else twin.args[-1]))
            if axis is not None and is_axis:
                twin.value = ast.Constant(axis)
            elif axis is not None:
                twin.args[-1] = ast.Constant(axis)
            yield from [made] if axis is not None else []


def _activations(case: Case, site: int, statement: Any, inside: list[Adjoint]) -> Iterator[ast.expr]:
    """Yield the activations of the table, where a line takes one of an array that it names."""
    event = next(e for e in case.events if e.site == site)
    names = texts_in(statement.value, ast.expr)
    held = event.value
    if held is None or held.size < 2:
        return
    for inner in dict.fromkeys(a.name for a in inside if a.name in names and a.held.shape == held.shape):
        z = next(a.held for a in inside if a.name == inner and a.held.shape == held.shape)
        is_finite = bool(np.isfinite(z).all())  # a mask may be −inf, where sin has no value
        rows = (name for name in ROWS if name not in OF_TWO)
        if is_finite and any(np.allclose(apply(name, z), held, rtol=1e-12, atol=1e-14) for name in rows):
            argument = inner if inner.isidentifier() else f"({inner})"
            own = {function.name for function in every(case.script.program.tree, ast.FunctionDef)}
            for name, row in ROWS.items():
                text = row.numpy if row.numpy.startswith("np.") or name in own else SPELLED.get(name, "")
                if text.count("{}") == 1:
                    yield parsed(text.format(argument))
