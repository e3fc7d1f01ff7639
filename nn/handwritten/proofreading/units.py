"""The lines of the backward pass that may be wrong: which assignments of each stand together, and what they hold.

An assignment that the loss depends on is none of them, nor is a step, a copy, a learning rate, or a line that only
hands on what is there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import takewhile

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.filling import fillings, is_filling
from nn.handwritten.proofreading.matching import Match, distinct, shaped
from nn.handwritten.proofreading.meaning import Meanings
from nn.handwritten.proofreading.naming import is_gradient, says
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.pieces import shares
from nn.handwritten.proofreading.recording import Event
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.statements import is_copy, is_handed, is_passive
from nn.handwritten.proofreading.swap import Unit, multiple_of

MOST_SINGLE = 12
"""How many occurrences of a line are looked at one by one."""
RATE = re.compile(r"(self\.)?(lr|eta|alpha|rate|learning_rate|step_size)")
"""A number of this name is a learning rate, and none of the backward pass."""


class Units:
    """The lines of the backward pass of a case, or of a variant that `run` runs, beside the true adjoints."""

    def __init__(self, case: Case, run: Callable[[int], Outcome] | None = None) -> None:
        self.case, self.run = case, run
        self.outcome = case.outcome if run is None else run(0)
        self.events = self.outcome.events[case.window.start :] if run is not None else case.events
        self.moved = case.window.moved
        truth = case.truth(0)
        assert truth is not None
        self.given = {e.place for e in truth.outcome.events} - truth.live
        """Where data and counts were assigned before the loss: what no parameter goes into is hardly a gradient."""
        own = [a for a in truth.adjoints if not a.is_data]
        self.forward, self.adjoints = truth.forward, distinct([*own, *shares(own)])

    @cached_property
    def units(self) -> list[Unit]:
        """Return the assignments of the backward pass, in their order."""
        found: dict[tuple[int, int], list[Event]] = {}
        right = {e.site for e in self.events if e.place in self.forward}  # also where the backward pass calls it again
        for event in self.events:
            leaf = event.only
            if (
                event.site < 0
                or self.case.script.program.is_added(event.site)
                or event.site in right
                or event.place in self.moved
                or leaf is None
            ):
                continue
            statement = self.case.script.program.statements[event.site]
            name = self.case.script.texts.get(event.place[:2], "")
            if leaf.value is not None and leaf.value.size == 1 and RATE.match(name):
                continue
            if is_copy(statement) and not is_gradient(name):
                continue
            hands_back = notes_of(statement).hands_back
            if is_passive(statement) and not is_handed(statement, name) and not hands_back:
                continue
            is_filled = leaf.value is not None and (leaf.value.size or is_filling(event))  # a mask may choose nothing
            if is_filled and not isinstance(leaf.thing, int | bool):
                found.setdefault((event.site, event.part), []).append(event)
        made = []
        for (site, part), events in found.items():
            filling = self.filling(events)
            groups = [events] if len(events) > 1 else []
            groups += [[event] for event in events[:MOST_SINGLE]]
            is_empty = any(event.only is not None and not np.size(event.only.thing) for event in events)
            for group in groups if not (is_empty or (filling and self.is_shared(events))) else ():
                held = tuple(e.only.value for e in group if e.only is not None and e.only.value is not None)
                made.append(Unit(site, part, tuple(e.place for e in group), held))
            made += filling
        return made

    def is_shared(self, events: Sequence[Event]) -> bool:
        """Return whether the entries that a line fills say nothing one by one: sums that are not yet whole, numbers."""
        is_sum = isinstance(self.case.script.program.statements[events[0].site], ast.AugAssign)
        return is_sum or all(event.only is not None and np.size(event.only.thing) == 1 for event in events)

    def filling(self, events: Sequence[Event]) -> list[Unit]:
        """Return the line of some events as one that fills arrays, if it does."""
        found = tuple(fillings(self.case, events)) if all(map(is_filling, events)) else ()
        by_place = {e.place: e.only.value for e in events if e.only is not None and e.only.value is not None}
        made = []
        for group in [found, *([each] for each in found[:MOST_SINGLE] if len(found) > 1)]:
            places = tuple(place for each in group for place in each.places)
            held = tuple(by_place[place] for place in places)
            made += [Unit(events[0].site, events[0].part, places, held, tuple(group))] if group else []
        return made

    def named(self, name: str) -> list[Adjoint]:
        """Return the adjoints that the name of an array says, also those that another array has, too."""
        found = [a for a in self.adjoints if not a.is_part and says(name, a.name)]
        return found or distinct([a for a in self.all_adjoints if not a.is_part and says(name, a.name)])

    @cached_property
    def meanings(self) -> Meanings:
        """Return what the arrays of the script are, on all draws."""
        return Meanings(self.case, self.run)

    def factor(self, unit: Unit, adjoint: Adjoint) -> float | None:
        """Return the factor with which a unit holds an adjoint in the end, the same on all draws; None without one."""
        for form, right in shaped(adjoint.value, unit.last.shape):
            k = multiple_of(unit.last, right) if form in ("", "transposed") else None
            if k is not None and not np.isnan(k) and self.meanings.holds(unit.places[-1], Match(adjoint, k, form)):
                return k
        return None

    def any_factor(self, unit: Unit) -> float | None:
        """Return the factor with which a unit holds some adjoint."""
        return next((k for a in self.adjoints if (k := self.factor(unit, a)) is not None), None)

    @cached_property
    def all_adjoints(self) -> tuple[Adjoint, ...]:
        """Return the adjoints with all their repeats."""
        truth = self.case.truth(0)
        return tuple(a for a in truth.adjoints if not a.is_data) if truth is not None else ()

    def is_given(self, unit: Unit) -> bool:
        """Return whether a unit is data, made before the loss and of no parameter."""
        return set(unit.places) <= self.given

    def is_again(self, unit: Unit) -> bool:
        """Return whether a unit is what a line before the loss gives, in the same words: it is made once more."""
        text = ast.unparse(self.case.statement(unit.site))
        before = takewhile(lambda event: event.place not in self.case.losses, self.case.events)
        own = (e for e in before if e.site not in (-1, unit.site) and ast.unparse(self.case.statement(e.site)) == text)
        return any(e.value is not None and np.array_equal(e.value, unit.last) for e in own)

    def statement(self, event: Event) -> ast.stmt | None:
        """Return the statement of an event; None for an objective."""
        return self.case.script.program.statements[event.site] if event.site >= 0 else None
