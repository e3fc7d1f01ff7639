"""The true adjoints: one run of the script's forward pass on Values, and one backward pass of the engine.

Each parameter becomes an array of Values when it comes into being; the script's own lines then build the graph of its
loss. What every named array, and every part of an expression, contributes to the loss is read off that graph.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import CodeType
from typing import Any

import numpy as np

from engine.arrays.array import ValueArray, values, wrap
from engine.arrays.reading import numbers
from engine.derivatives import adjoints as all_adjoints
from engine.table.primitive import DomainError
from engine.value import Value
from nn.handwritten.proofreading.adjoints import Adjoint, Adjoints, rows_of_turns, uses_in_turns
from nn.handwritten.proofreading.clock import VALUE, work
from nn.handwritten.proofreading.deciding import deciding
from nn.handwritten.proofreading.door import Door, Float, as_constants, item, nearest, plain_of
from nn.handwritten.proofreading.draws import Varied, vary
from nn.handwritten.proofreading.listed import as_array
from nn.handwritten.proofreading.marking import mark
from nn.handwritten.proofreading.multiples import are_equal
from nn.handwritten.proofreading.recording import Array, Event, Leaf, Place, Recorder
from nn.handwritten.proofreading.recording import leaves as leaves_in
from nn.handwritten.proofreading.running import FILE, Outcome, Script, changing, transformed
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError
from nn.handwritten.proofreading.terms import called, inner
from nn.handwritten.proofreading.window import ScriptPass, Turns

MOST_OPERATIONS = 3_000_000
MOST_WITHOUT = 3  # how many lines of a backward pass may divide by 0
FAR = 500.0  # exp(-500) adds nothing to a gradient, and exp(500) is not infinite
Places = tuple[Place, ...]
Paths = Mapping[Place, frozenset[str]]
Found = Mapping[Value, float]  # the adjoints of the engine


@dataclass(frozen=True, eq=False)
class Truth:
    """The loss, the gradient of each parameter, the adjoint of every forward array; `forward` are those arrays.

    live    all places at which Values were assigned, also those that do not lead to the loss
    """

    loss: float
    gradients: tuple[Array, ...]
    adjoints: tuple[Adjoint, ...]
    forward: frozenset[Place]
    live: frozenset[Place]
    outcome: Outcome


@dataclass(eq=False)
class _SeenParts:
    """The parts of expressions that were seen, in their order.

    start   the event from which uses have adjoints of their own: a layer that was made before shares its arrays
    """

    start: int = 0
    seen: list[tuple[int, str, int, Any]] = field(default_factory=list)
    uses: list[tuple[int, str, int, Any]] = field(default_factory=list)
    loops: list[Turns] = field(default_factory=list)
    recorder: list[Recorder] = field(default_factory=list)
    counts: dict[tuple[int, str], int] = field(default_factory=dict)

    def note(self, site: int, text: str, thing: Any) -> Any:
        if _is_live(thing):
            count = self.counts[site, text] = self.counts.get((site, text), -1) + 1
            self.seen.append((site, text, count, thing))
        return thing

    def use(self, site: int, text: str, thing: Any) -> Any:
        """Return a copy of an array for one use of it, with an adjoint of its own."""
        if not _is_live(thing) or len(self.recorder[0].events) < self.start:
            return thing
        count = self.counts[site, "use " + text] = self.counts.get((site, "use " + text), -1) + 1
        copy = thing * 1.0
        self.uses.append((site, text, count, copy))
        self.loops.append(tuple(self.recorder[0].loops))
        return copy


class _Leaves:
    """What becomes Values in a run: parameters, and data whose adjoints are wanted, where they come into being.

    first   the Values of each of them
    kept    the arrays of Values of each assignment, as they were then: a backward pass may write into them
    """

    def __init__(self, script: Script, window: ScriptPass, varied: Varied, draw: int, data_at: Paths) -> None:
        self.script, self.window, self.varied, self.draw, self.data_at = script, window, varied, draw, data_at
        self.births = {place: set(paths) for place, paths in data_at.items()}
        for place, path in window.births:
            self.births.setdefault(place, set()).add(path)
        self.first: dict[tuple[Place, str], Any] = {}
        self.kept: dict[tuple[Place, str], Any] = {}

    def change(self, recorder: Recorder, place: Place, value: Any) -> Any:
        """Return what the script goes on with after an assignment."""
        if len(recorder.events) < self.window.ready and (births := self.parts(recorder, place)):
            value = _moving(value, any(map(self.is_moved, births)))
        buffers = self.window.buffers.get(place, ())
        if buffers:
            value = transformed(value, lambda path, x: as_constants(x) if path in buffers else x)
        if len(recorder.events) == self.window.ready:  # what the pass itself changes in place is another array later
            for thing in self.first.values():
                if _is_written(thing):  # b[n:2 * n] = 1 moves, too; a row of zeros may be there for padding
                    fill(thing)
            self.first = {key: np.array(thing, dtype=object) for key, thing in self.first.items()}
        paths = self.births.get(place, ())
        if paths:  # data that were made of other data
            value = transformed(value, lambda path, x: plain_of(x) if path in paths else x)
        value = vary(place, value, self.varied, self.draw)
        if self.is_made(place):
            fill(value)

        def born(path: str, thing: Any) -> Any:
            if path not in paths:  # another row, which a step of an earlier pass may write Values into
                return as_constants(thing) if self.script.keeps_order else thing
            made = leaf_of(thing)
            is_before = len(recorder.events) < self.window.ready
            self.first[place, path] = made if is_before else np.array(made, dtype=object)
            return made

        value = transformed(value, born) if paths else value
        is_before = bool(self.window.turns) and len(recorder.events) < self.window.start
        is_made = is_before and not paths and place[0] >= 0 and _is_new(self.script.statement(place[0]))
        value = transformed(value, lambda _, x: constant_of(x)) if is_made else value
        live = (leaf for leaf in leaves_in(value) if _is_live(leaf.thing))
        self.kept |= {(place, x.path): np.array(x.thing, dtype=object) for x in live}
        return value

    def of(self, place: Place, leaf: Leaf) -> Any:
        """Return what was assigned as it was then; an array that was filled since is taken as it is in the end."""
        return self.first.get((place, leaf.path), self.kept.get((place, leaf.path), leaf.thing))

    def is_moved(self, birth: tuple[Place, str]) -> bool:
        """Return whether the script moves zeros that were written into a parameter; padding stays as it is."""
        own = next((each for each in self.window.parameters if each.birth == birth), None)
        if own is None or own.after is None or own.before.shape != own.after.shape:
            return False
        return bool((own.after[own.before == 0] != 0).any())

    def parts(self, recorder: Recorder, place: Place) -> list[tuple[Place, str]]:
        """Return the parameters into which a line writes, by where they came into being: b[n:2 * n] = 1."""
        held = recorder.waiting.get(place[:2], ()) if "[" in self.script.text(place) else ()
        return [birth for birth, own in self.first.items() if any(leaf.thing is own for leaf in held)]

    def is_made(self, place: Place) -> bool:
        """Return whether an array is a new one: what a line adds to, or fills, must take what comes later, too."""
        statement = self.script.statement(place[0]) if place[0] >= 0 else None
        return "[" not in self.script.text(place) and not isinstance(statement, ast.AugAssign | ast.Expr)

    def are_in_a_pass(self, recorder: Recorder) -> bool:
        """Return whether the pass has begun, or one of the same parameters before it."""
        turns = self.window.turns
        loops, around = ([site for site, _ in each] for each in (turns, recorder.loops[: len(turns)]))
        return len(recorder.events) >= self.window.start or (bool(self.first) and loops == around != [])


@lru_cache(maxsize=32)  # a script is measured for each pass, draw and objective
def _on_values(program: LearnerScript, skipped: frozenset[int], lines: frozenset[int]) -> CodeType:
    """Return a script as code that runs on Values, too; some lines are computed with plain numbers."""
    marked = mark(program.running, deep=True, skipped=skipped)
    return compile(deciding(marked.tree, program.constants, lines), FILE, "exec")


def measure(
    script: Script,
    window: ScriptPass,
    losses: Places,
    varied: Varied,
    draw: int = 0,
    data_at: Paths | None = None,
    infinity: float = math.inf,
    is_early: bool = False,
    without: frozenset[int] = frozenset(),
) -> Truth:
    """Run the forward pass on Values, and the chain rule back through it.

    What is `varied` is drawn anew for another draw; the adjoints of the data at `data_at` are wanted, too. Where a
    gradient is not a number, as that of 1 / (1 + exp(inf - s)), the script's np.inf is read as a large number. A script
    that computes a loss of all samples before the pass makes arrays for Values `early`. The lines `without` Values are
    those of a backward pass that divide by 0, as NumPy does.

    Raises:
        UnreadableError: if the run ends with an error, its loss is another one, or no parameter has a route to it.
    """
    leaves, parts = _Leaves(script, window, varied, draw, data_at or {}), _SeenParts(window.start)
    door = Door(lambda: (is_early and bool(leaves.first)) or leaves.are_in_a_pass(recorder), infinity)
    recorder = script.recorder(
        draw,
        change=leaves.change,
        until=losses[-1],
        door=door,
        part=parts.note,
        use=parts.use,
        more={
            "float": Float,
            "round": nearest,
            "_pr_item": item,
            "_pr_plain": plain_of,
            "_pr_array": partial(as_array, kept=door.kept),
        },
    )
    parts.recorder.append(recorder)
    outcome = script.run_with(recorder, _on_values(script.program, script.skipped, without), draw)
    by_place = {event.place: event for event in outcome.events}
    if outcome.error is not None and losses[-1] not in by_place:
        if not is_early and _is_before(window, outcome):
            return measure(script, window, losses, varied, draw, data_at, infinity, is_early=True)
        if isinstance(outcome.error, DomainError) and outcome.line not in without and outcome.line is not None:
            lines = without | {outcome.line}
            if len(lines) <= MOST_WITHOUT and not _leads_to(script, outcome.line, losses):
                return measure(script, window, losses, varied, draw, data_at, infinity, is_early, lines)
        raise UnreadableError(f"line {outcome.line} does not run on Values: {outcome.error}")
    root = _root([by_place[place] for place in losses if place in by_place])
    found = all_adjoints(root)
    work(VALUE * len(found))
    if any(parameter.birth not in leaves.first for parameter in window.parameters):
        raise UnreadableError("a parameter comes into being only after the loss that it was to be moved by.")
    found = all_adjoints(root + _penalty(leaves, found)) if window.decays else found
    gradients = tuple(read(leaves.first[parameter.birth], found) for parameter in window.parameters)
    if any(np.isnan(gradient).any() for gradient in gradients):
        if infinity > FAR:
            return measure(script, window, losses, varied, draw, data_at, FAR, is_early, without)
        raise UnreadableError("the gradient of the loss is not a number: something in it is infinite.")
    handed = frozenset(e.place for e in outcome.events if e.site >= 0 and script.is_handed(e.place))
    named = _named(leaves, outcome, parts, found, losses, handed)
    held = [(event.place, leaves.of(event.place, leaf)) for event in outcome.events for leaf in event.leaves]
    forward = frozenset(place for place, thing in held if _is_reached(thing, found)) - handed
    live = frozenset(place for place, thing in held if _is_live(thing))
    return Truth(root.data, gradients, named, forward, live, outcome)


def _leads_to(script: Script, line: int, losses: Places) -> bool:
    """Return whether the loss is another one with zeros in the place of what a line computes first."""
    sites = [i for i, each in enumerate(script.program.statements) if each.lineno == line]
    runs = [script.run(until=losses[-1])]
    runs += [script.run(change=changing((site, 0, 0), None, lambda x: x * 0), until=losses[-1]) for site in sites]
    first, *others = ([e.value for e in run.events if e.place in losses] for run in runs)
    return any(len(each) != len(first) or not all(map(are_equal, first, each)) for each in others)


def _is_before(window: ScriptPass, outcome: Outcome) -> bool:
    """Return whether a run ended before the first turn of the innermost loop around a pass."""
    loops = {site for event in outcome.events for site, _ in event.loops}
    return bool(window.turns) and window.turns[-1][0] not in loops


def _root(events: list[Event]) -> Value:
    """Return the loss as one Value."""
    things = [event.only.thing for event in events if event.only is not None]
    live = [thing.flat[0] if isinstance(thing, np.ndarray) else thing for thing in things]
    if not live or not all(isinstance(thing, Value) and thing.requires_grad for thing in live):
        raise UnreadableError("no graph leads from the parameters to the loss: float(…) or .item() may have cut it.")
    total: Value = live[0]
    for thing in live[1:]:
        total = total + thing
    return total * 1.0 if total.is_leaf else total


def _penalty(leaves: _Leaves, found: Found) -> Value:
    """Return the loss whose gradients are the decays of a pass: ½ λ ΣW², of rows of those that are read."""
    total = Value(0.0)
    for i, decay in leaves.window.decays.items():
        entries = np.asarray(leaves.first[leaves.window.parameters[i].birth], dtype=object).flat
        for x in entries:
            if isinstance(x, Value) and (x in found or not decay.is_row):
                total = total + 0.5 * decay.number * x * x
    return total


def read(thing: Any, found: Found) -> Array:
    """Return the adjoints of an array of Values."""
    entries = np.asarray(thing, dtype=object) if isinstance(thing, np.ndarray) else np.array(thing, dtype=object)
    numbers_ = [found.get(x, 0.0) if isinstance(x, Value) else 0.0 for x in entries.flat]
    return np.array(numbers_, dtype=float).reshape(entries.shape)


def _named(
    leaves: _Leaves, outcome: Outcome, parts: _SeenParts, found: Found, losses: Places, handed: Collection[Place]
) -> tuple[Adjoint, ...]:
    """Return the adjoint of every array that was assigned and led to the loss, and of every part of an expression."""
    script, depth = leaves.script, len(leaves.window.turns)
    made, idle = _assigned(leaves, outcome, found, {*losses, *handed})
    loops = {(event.site, event.occurrence): event.loops for event in outcome.events}
    made += rows_of_turns([*made, *idle], loops, {e.loops[:depth] for e in outcome.events if e.place in losses}, depth)
    for name, event, thing in _filled(script, outcome):
        if _is_live(thing) and _is_reached(thing, found):
            made.append(Adjoint(name, event.site, event.occurrence, read(thing, found), data(thing)))
    for site, text, count, thing in parts.seen:
        if _is_reached(thing, found):
            made.append(Adjoint(text, site, count, read(thing, found), data(thing), is_part=True))
    shares: list[tuple[Adjoint, Turns]] = []
    for (site, text, count, thing), around in zip(parts.uses, parts.loops, strict=True):
        if _is_reached(thing, found):
            of_line = script.text((site, 0)) or str(getattr(script.statement(site), "name", ""))
            through = of_line if site >= 0 else "the objective"
            made.append(Adjoint(text, site, count, read(thing, found), data(thing), is_part=True, through=through))
            shares.append((made[-1], around))
    levels = ([(share, around[:n]) for share, around in shares] for n in (depth, depth + 1))
    return (*made, *(each for level in levels for each in uses_in_turns(level)))


def _assigned(leaves: _Leaves, outcome: Outcome, found: Found, without: Collection[Place]) -> tuple[Adjoints, Adjoints]:
    """Return the adjoints of the arrays that were assigned: of those that led to the loss, and of all others."""
    made, idle, seen = list[Adjoint](), list[Adjoint](), dict[int, bool]()
    births = {parameter.birth: parameter.name for parameter in leaves.window.parameters}
    for event in outcome.events:
        for leaf in event.leaves if event.place not in without else ():
            is_alias = id(leaf.thing) in seen
            is_data = seen.setdefault(id(leaf.thing), leaf.path in leaves.data_at.get(event.place, ()))
            own = leaves.script.text(event.place) + leaf.path
            thing = leaves.of(event.place, leaf)
            right = read(thing, found) if isinstance(thing, np.ndarray | Value | float) else np.zeros(0)
            at = births.get((event.place, leaf.path)) or own, event.site, event.occurrence
            if _is_live(thing) and _is_reached(thing, found):
                made.append(Adjoint(*at, right, data(thing), is_data=is_data, is_alias=is_alias))
            elif right.size:
                idle.append(Adjoint(*at, right, right, is_data=is_data))
    return made, idle


def _filled(script: Script, outcome: Outcome) -> list[tuple[str, Event, Any]]:
    """Return the arrays that were filled entry by entry, as they are in the end: (name, last event, array)."""
    last: dict[int, tuple[str, Event, Any]] = {}
    for event in outcome.events:
        text = script.text(event.place)
        for _, _, new in event.changes if "[" in text else ():
            is_entry = all(leaf.thing is not new.thing for leaf in event.leaves)  # and not a member of a list or dict
            if isinstance(new.thing, ValueArray) and is_entry:
                last[id(new.thing)] = (text.partition("[")[0], event, new.thing)
    return list(last.values())


def _is_reached(thing: Any, found: Found) -> bool:
    return any(x in found for x in (thing.flat if isinstance(thing, np.ndarray) else [thing]) if isinstance(x, Value))


def data(thing: Any) -> Array:
    """Return the numbers of an array of Values."""
    return np.asarray(numbers(thing) if isinstance(thing, np.ndarray) else thing.data, dtype=float)


def _is_live(thing: Any) -> bool:
    """Return whether a thing is a Value, or an array of Values, that a gradient can reach."""
    if isinstance(thing, Value):
        return thing.requires_grad
    is_array = isinstance(thing, np.ndarray) and thing.dtype == object
    return is_array and any(isinstance(x, Value) and x.requires_grad for x in thing.view(np.ndarray).flat)


def _is_written(thing: Any) -> bool:
    """Return whether constants were written into an array, and not only zeros."""
    return isinstance(thing, ValueArray) and any(not x.requires_grad and x.data != 0 for x in thing.flat)


def _moving(part: Any, with_zeros: bool) -> Any:
    """Return what is written into a parameter as Values that have an adjoint; a row of zeros may be there for padding.

    What other parameters went into is left as it is.
    """
    entries = list(part.flat) if isinstance(part, ValueArray) else [part]
    if not all(isinstance(x, Value) and not x.requires_grad for x in entries):
        return part
    if not with_zeros and not any(x.data for x in entries):
        return part
    return values(numbers(part)) if isinstance(part, ValueArray) else Value(part.data)


def fill(array: Any) -> None:
    """Make the constants of an array, such as what np.pad puts around it, Values that have an adjoint, too."""
    if isinstance(array, ValueArray) and array.flags.writeable and _is_live(array):
        plain = array.view(np.ndarray)
        for index, x in np.ndenumerate(plain):
            if not x.requires_grad:
                plain[index] = Value(x.data) * 1.0  # of what is trained itself, nothing may be changed in place


def _is_new(statement: ast.stmt) -> bool:
    """Return whether a line computes a new array, or copies one: it stays as it was when a parameter moves."""
    value = inner(getattr(statement, "value", None))
    is_copied = isinstance(value, ast.Call) and called(value.func) in ("copy", "deepcopy", "array", "astype")
    return isinstance(statement, ast.Assign) and (is_copied or isinstance(value, ast.BinOp))


def constant_of(thing: Any) -> Any:
    """Return an array of Values as one of constants, whose entries may become Values."""
    return wrap(numbers(thing).astype(object)) if isinstance(thing, ValueArray) and _is_live(thing) else thing


def leaf_of(thing: Any) -> Any:
    """Return a parameter as Values; times 1, so that the script may change it in place."""
    if isinstance(thing, np.ndarray) and thing.dtype.kind in "fO":
        made = values(numbers(thing)) * 1.0
        return made if isinstance(made, ValueArray) else wrap(np.array(made, dtype=object))  # of no axis
    return Value(float(thing)) * 1.0 if isinstance(thing, float | int) else thing
