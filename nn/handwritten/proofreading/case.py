"""A script that was read: its pass, its truth on three draws of the data, and how a variant of it is tried.

A variant is the script with other arrays put in the place of some of its own, or with a line edited. It is right if the
steps of all parameters are, on the script's own data and on two more draws.
"""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.draws import vary
from nn.handwritten.proofreading.expected import CLIPPED
from nn.handwritten.proofreading.matching import AdjointRows
from nn.handwritten.proofreading.multiples import multiple, near
from nn.handwritten.proofreading.recording import OBJECTIVE, Array, Event, Fill, Place, Recorder
from nn.handwritten.proofreading.running import Outcome, Script, transformed
from nn.handwritten.proofreading.source import UnreadableError
from nn.handwritten.proofreading.statements import mentions
from nn.handwritten.proofreading.steps import ParameterSteps, Verdict
from nn.handwritten.proofreading.truth import Truth, measure
from nn.handwritten.proofreading.window import ScriptPass

DRAWS = (0, 1, 2)
VARIANT_SECONDS = 5.0
Swaps = Mapping[Place, Array | Fill]
Code = types.CodeType


@dataclass(eq=False)
class Case:
    """A script with everything that is known of it; `at` is its pass, `seconds` the time that reading it took."""

    script: Script
    outcome: Outcome
    window: ScriptPass
    losses: tuple[Place, ...]
    steps: ParameterSteps
    own_loss: bool
    varied: dict[Place, dict[str, str]]
    truths: dict[int, Truth | None] = field(default_factory=dict)
    wanted: float = 1.0
    sense: frozenset[Place] | None = None
    known: dict[bytes, bool] = field(default_factory=dict)
    rows: AdjointRows | None = None
    code: Code | None = None
    stop: Outcome | None = None
    has_no_right: bool = False
    has_multiples: bool = True
    """Whether some step is a multiple of its gradient, so that it says which factor the steps have."""
    is_clipped: bool = False
    """Whether all gradients are made shorter by a number that differs with the data, as clipping by a norm does."""
    shared: float | None = None
    """The factor that the right ones of the steps share, where none has the one that the loss asks for."""
    runs: dict[tuple[int, Code | None], Outcome] = field(default_factory=dict)
    """What the script as it is does on each draw."""
    swaps: list[Any] | None = None
    """The right values that make steps of the script as it is right, once they were searched."""
    reached: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    """The lines on which no step depends, and those on which a right one does, as far as that was asked then."""
    is_alone: bool = False  # whether one line was seen whose edit makes all steps right
    around: list[Any] | None = None
    """The lines that only lead the pass of the script as it is, or hand arrays on, and are right with an edit."""
    later: dict[int, bool] = field(default_factory=dict)
    """Whether what is right in this pass is right in a later one, by its number, once that was asked."""
    held_later: dict[str, bool] = field(default_factory=dict)
    """Whether the steps of later passes are right with a patch, by the script with it, once that was asked."""
    seconds_later: float = 0.0  # the work that took
    deadline: float = float("inf")
    end: float = float("inf")
    """The seconds of work after which nothing new is begun; a deadline is that of one search."""
    at: int = 0
    seconds: float = 0.0
    data_at: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    pinned: dict[int, Mapping[Place, Mapping[str, Array]]] = field(default_factory=dict)

    @property
    def events(self) -> list[Event]:
        """The events of the pass, on the script's own data."""
        return self.outcome.events[self.window.start : self.window.end]

    def first_place(self, site: int) -> Place:
        """Return where a statement assigned first in the pass; its first place where it did not run."""
        return next((event.place for event in self.events if event.site == site), (site, 0, 0))

    def statement(self, site: int) -> Any:
        """Return a statement by its number."""
        return self.script.statement(site)

    def text(self, place: Sequence[int]) -> str:
        """Return what is assigned at a place, as the learner writes it."""
        return self.script.text(place)

    def truth(self, draw: int) -> Truth | None:
        """Return the truth on a draw; None where it could not be read there."""
        if draw not in self.truths:
            try:
                losses = self.losses_on(draw) if draw else self.losses
                window = self.window_on(draw) if draw else self.window
                self.truths[draw] = measure(self.script, window, losses, self.varied, draw, self.data_at)
            except UnreadableError:
                self.truths[draw] = None
        return self.truths[draw]

    @property
    def proved_on(self) -> int:
        """On how many draws a fix is proved: those on which the truth is known."""
        return sum(self.truth(draw) is not None for draw in DRAWS)

    def window_on(self, draw: int) -> ScriptPass:
        """Return the pass on a further draw: a branch may run in other turns of the loops before it."""
        turns, window = self.window.turns, self.window
        runs = (self.outcome, self.run(draw)) if turns else ()
        first = [next((i for i, e in enumerate(run.events) if e.loops[: len(turns)] == turns), 0) for run in runs]
        moved = first[1] - first[0] if first else 0
        return replace(window, start=window.start + moved, ready=window.ready + moved) if moved else window

    def losses_on(self, draw: int) -> tuple[Place, ...]:
        """Return where the loss is whole on a further draw: an episode may be longer there, or fewer samples may count.

        An objective is evaluated again and again: the last time before the steps counts.
        """
        own = self.losses[-1]
        if own[0] < 0:
            before, then = (self._before_steps(run.events) for run in (self.outcome, self.run(draw)))
            return then if then and before == self.losses else self.losses
        here, there = (
            [event.place for event in events[self.window.start :] if event.place[:2] == own[:2]]
            for events in (self.outcome.events[: self.window.end], self.run(draw).events)
        )
        is_last = len(self.losses) == 1 and here[-1:] == [own]
        return (there[-1],) if is_last and there else self.losses

    def _before_steps(self, events: Sequence[Event]) -> tuple[Place, ...]:
        """Return where an objective was evaluated last in this pass before a parameter moved."""
        turns, sites = self.window.turns, {place[:2] for place in self.window.moved}
        own = [event for event in events if event.loops[: len(turns)] == turns]
        first = next((i for i, event in enumerate(own) if event.place[:2] in sites), 0)
        return tuple(event.place for event in own[:first] if event.site == OBJECTIVE)[-1:]

    def steps_of(
        self, draw: int = 0, swaps: Swaps | None = None, code: Code | None = None, more: frozenset[Place] = frozenset()
    ) -> Outcome:
        """Run the script or a variant as `run` does; what is kept of it tells the steps, and what is at more places."""
        if self.window.until[0] == OBJECTIVE or self.script.skipped:  # what is assigned is read, or passed over
            return self.run(draw, swaps, code)
        goals = {place for place, _ in self.steps.goals or ()}
        filled = {place for place, new in (swaps or {}).items() if isinstance(new, Fill)}
        return self.run(draw, swaps, code, kept=more | frozenset(self.window.moved | goals | filled))

    def run(self, draw: int = 0, swaps: Swaps | None = None, code: Code | None = None, **options: Any) -> Outcome:
        """Run the script or a variant of it to the end of the pass; as it is, it runs once on each draw."""
        if not swaps and code is None and not options:
            key = draw, self.code
            if key not in self.runs:
                self.runs[key] = self._run(draw, None, None)
            return self.runs[key]
        return self._run(draw, swaps, code, **options)

    def _run(self, draw: int, swaps: Swaps | None, code: Code | None, **options: Any) -> Outcome:
        pins = self.pins(draw) if code is not None else {}
        if code is not None:  # an edit may make a loop endless
            options = {"seconds": VARIANT_SECONDS, **options}

        def change(recorder: Recorder, place: Place, value: Any) -> Any:
            value = vary(place, value, self.varied, draw)
            value = transformed(value, lambda path, x: put(x, pins[place].get(path))) if place in pins else value
            new = swaps.get(place) if swaps else None
            new = recorder.filled(place, new) if isinstance(new, Fill) else new
            return value if new is None else like(value, new)

        return self.script.run(code=code or self.code, draw=draw, change=change, until=self.window.until, **options)

    def pins(self, draw: int) -> Mapping[Place, Mapping[str, Array]]:
        """Return what the parameters are before this pass, also where a variant's earlier passes move them."""
        if draw not in self.pinned:
            events = self.run(draw).events[: self.window.ready]
            births = self.window.births
            own = {id(leaf.thing) for e in events for leaf in e.leaves if (e.place, leaf.path) in births}
            kept = [e for e in events if own & {id(each.thing) for _, old, new in e.changes for each in (old, new)}]
            self.pinned[draw] = {e.place: {x.path: x.value for x in e.leaves if x.value is not None} for e in kept}
        return self.pinned[draw]

    def verdict(self, outcome: Outcome, draw: int = 0) -> Verdict:
        """Judge the steps of a run."""
        truth = self.truth(draw)
        if truth is None:
            raise UnreadableError(f"draw {draw} cannot be read")
        if self.is_clipped:
            factors = self.steps.factors(outcome, truth.gradients)
            return Verdict(tuple(factors), self.steps.common(factors) or self.wanted)
        verdict = self.steps.verdict(outcome, truth.gradients, None if self.is_free else self.wanted)
        # of plain steps that are multiples of their gradients, the factor is a mistake of its own
        is_other = self.has_no_right and not (self.steps.is_plain and self.has_multiples)
        if is_other and self.steps.is_of_squares and None not in verdict.factors:
            half = self.steps.common(verdict.factors)  # the sum of squares is told, and half of it is meant
            if half is not None and near(half, 0.5):
                return Verdict(verdict.factors, half)
        may_differ = not self.steps.is_plain or CLIPPED.search(self.steps.text) is not None
        if is_other and self.stop is not None and may_differ and None not in verdict.factors:
            return Verdict(verdict.factors, self.steps.common(verdict.factors) or verdict.wanted)  # lr (1 + µ) at first
        return verdict

    def left(self, seconds: float) -> float:
        """Return the seconds of work at which what may take so many seconds ends, within that of the whole search."""
        return min(self.deadline, spent() + seconds)

    @property
    def is_free(self) -> bool:
        """Whether no loss and no right step says which factor the steps should have."""
        return self.has_no_right and not self.own_loss

    def read_as(self, outcome: Outcome) -> frozenset[Place]:
        """Return the places of the backward pass at which an array is a multiple of some adjoint, on draw 0."""
        truth = self.truth(0)
        if truth is None:
            return frozenset()
        inside = outcome.events[self.window.start : self.window.end + 1]
        events = [e for e in inside if e.site >= 0 and e.place not in truth.forward]
        return frozenset(e.place for e in events if self._is_adjoint(e, truth))

    def _is_adjoint(self, event: Event, truth: Truth) -> bool:
        held = event.value
        if held is None or held.size < 2:
            return False
        key = held.tobytes()
        if key not in self.known:
            self.rows = self.rows or AdjointRows([x for a in truth.adjoints for x in (a.value, a.value.T)])
            self.known[key] = any(multiple(held, right) not in (None, 0.0) for right in self.rows.likely(held))
        return self.known[key]

    def lost(self, outcome: Outcome, site: int) -> int:
        """Return how many other lines were an adjoint, and are none in a run of a variant."""
        now = self.read_as(outcome)
        if self.sense is None:
            self.sense = self.read_as(self.outcome)
        ran = {event.place for event in outcome.events}
        return len({place for place in self.sense - now if place[0] != site and place in ran})

    def tried(self, swaps: Swaps | None = None, code: Code | None = None) -> Verdict:
        """Return the verdict on a variant, on the script's own data."""
        return self.verdict(self.run(swaps=swaps, code=code))

    def hidden(self, names: Collection[str] = ()) -> set[str]:
        """Return what forward lines read and whose gradient is 0 on all draws: nothing is known of its steps here.

        What moves in another pass may be no parameter of this one, as nothing depends on it here.
        """
        truths = [truth for draw in DRAWS if (truth := self.truth(draw)) is not None]
        own = {parameter.name for parameter in self.window.parameters}
        each = zip(self.window.parameters, *(truth.gradients for truth in truths), strict=True)
        sites = {place[0] for truth in truths[:1] for place in truth.forward if place[0] >= 0}
        read = [self.script.statement(site) for site in sites]
        more = {name for name in set(names) - own if any(mentions(statement, name) for statement in read)}
        return more | {parameter.name for parameter, *gradients in each if not any(g.any() for g in gradients)}

    def held_anew(self) -> tuple[bool, ...]:
        """Return for each further draw whether the steps are right there; if it cannot be read, nothing says no."""
        return tuple(self.truth(draw) is None or bool(self.verdict(self.run(draw), draw)) for draw in DRAWS[1:])


def put(thing: Any, array: Array | None) -> Any:
    """Return a thing with the numbers of an array; an array of floats is filled in place."""
    if array is not None and isinstance(thing, np.ndarray):
        thing[...] = array
    return float(array) if array is not None and isinstance(thing, float) else thing


def like(value: Any, array: Array) -> Any:
    """Return an array in the form of the value whose place it takes."""
    if isinstance(value, np.ndarray):
        return array.copy().view(type(value))  # a matrix stays one
    return float(array) if np.ndim(array) == 0 else array.copy()
