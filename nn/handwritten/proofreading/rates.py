"""What a step is made of: the learning rate in the line that takes it, and the gradient that goes into it.

    for layer in layers:
        g = layer.gw                       one name for the gradients of all layers
        m[layer] = 0.9 * m[layer] + 0.1 * g
        …

The rate is the product of the plain numbers in the line, or of some of them. Where no value and no name tells it, the
gradient of a parameter is an array of its shape through which its own step changes, and no other: each that may be one
is disturbed once.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from math import prod
from types import CodeType
from typing import Any

import numpy as np

from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.expected import CLIPPED, ROOTED
from nn.handwritten.proofreading.multiples import are_equal
from nn.handwritten.proofreading.naming import RATE, belongs, is_gradient, says, stem
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.recording import Array, Change, Event, Place, Recorder, index_of, is_entry
from nn.handwritten.proofreading.running import Outcome, Script, changing
from nn.handwritten.proofreading.scope import value_at
from nn.handwritten.proofreading.separate import NUMBER, number_at, separate_rate
from nn.handwritten.proofreading.source import LearnerScript
from nn.handwritten.proofreading.spelled import members_of, scaled_name, spelled
from nn.handwritten.proofreading.statements import mentions, step_of, targets
from nn.handwritten.proofreading.terms import (
    NAMED,
    every,
    factors_of,
    inner,
    is_linear,
    names_in,
    terms_of,
    texts_in,
)
from nn.handwritten.proofreading.unused import given_to, unused_rate
from nn.handwritten.proofreading.window import ScriptPass

MOST_NUMBERS = 5  # how many numbers of a line, beside those that are called a rate, may be part of it
PENALTY = re.compile(r"(self\.)?(lam|lambd|lambda_|lmbda|reg|l2|l2_reg|wd|weight_decay)", re.IGNORECASE)
"""What the weight of a penalty is called: beside a rate it is no part of it."""


Spot = tuple[Place, str]  # an assignment, and the path to one array in what was assigned
FILLED = "filled"  # in the place of a path: the whole array of which an entry was assigned
MOST_SECONDS = 1.5


def _unseen(script: Script, outcome: Outcome) -> Iterator[str]:
    """Yield what is changed in lines that a script that stops did not run: a momentum among them is a state, too."""
    ran = {(event.site, event.part) for event in outcome.events}
    for site, statement in enumerate(script.program.statements if script.skipped else ()):
        for part, target in enumerate(targets(statement)):
            text = ast.unparse(target)
            if (site, part) not in ran and mentions(getattr(statement, "value", None), text):
                yield text


def _given(program: LearnerScript, site: int, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the function around a statement is called with, as far as it is known before it is called."""
    around = program.around(site, ast.FunctionDef)
    return given_to(around[-1], program.tree, names) if around else {}


class Rates:
    """The learning rate of each step: the product of the plain numbers in the line that takes it.

    named     the numbers that are called a rate in a line of the pass
    has_name  whether the line of a step names one
    unused    a rate that each step could have read, and that no line reads
    """

    def __init__(self, script: Script, window: ScriptPass, outcome: Outcome, forward: Collection[int]) -> None:
        """Read them; what the statements of the `forward` pass fill is no memory of an optimiser."""
        self.script, self.window, self.outcome = script, window, outcome
        events = outcome.events[window.start : window.end]
        self.assigned, self.states = self._assigned(events), self._states(events, forward)
        self.found: list[float | None] = [None] * len(window.parameters)
        self.products: list[tuple[float, ...]] = [()] * len(window.parameters)
        self.unused: list[float | None] = [None] * len(window.parameters)
        self.separate: list[float | None] = [None] * len(window.parameters)
        self.is_plain = True
        self.has_name = False
        self.named: set[float] = set()
        lines = dict.fromkeys(event.site for event in events if event.site >= 0)
        self.backward = "\n".join(ast.unparse(script.statement(site)) for site in lines)
        self.unread: set[Place] = set()
        self._read()

    def _assigned(self, events: Sequence[Event]) -> set[str]:
        """Return what the pass assigns, but for whole numbers, and what its loops go through."""
        held = [event for event in events if event.only is not None and not isinstance(event.only.thing, int)]
        members = {name for loop in every(self.script.program.tree, ast.For) for name in names_in(loop.target)}
        return members | {self.script.text(event.place) for event in held}

    def _states(self, events: Sequence[Event], forward: Collection[int]) -> set[str]:
        """Return what is carried from pass to pass beside the parameters, as a momentum is."""
        script = self.script
        lines = {site for site in forward if not any(map(is_gradient, names_in(script.statement(site))))}
        filled = {_array_of(script.text(event.place)) for event in events if event.site in lines and is_entry(event)}
        others = [event for event in events if event.changes and _array_of(script.text(event.place)) not in filled]
        changed = [event for event in others if self._is_state(event, self.outcome)]
        states = {script.text(event.place) for event in changed}
        states |= {_array_of(script.text(event.place)) for event in changed if is_entry(event)}
        moved = {script.text(parameter.changes[0][0]) for parameter in self.window.parameters}
        begun = {self.script.text(event.place) for event in events}
        return states | (set(_unseen(self.script, self.outcome)) - moved - begun)

    def _read(self) -> None:
        """Read the rates where the steps are taken; of steps that the script did not come to, where it stopped."""
        steps = [parameter.changes[0][0] for parameter in self.window.parameters]
        ran = {event.place for event in self.outcome.events}
        inspect: dict[Place, list[int]] = {}
        for i, (site, part, occurrence) in enumerate(steps):
            inspect.setdefault((self.script.program.missing.get(site, site), part, occurrence), []).append(i)
        unread = [i for i, place in enumerate(steps) if place not in ran]
        for place in set(self.outcome.recorder.started) - ran:  # what stops the script before these steps
            inspect.setdefault(place, []).extend(unread)
        self.unread = {steps[i] for i in unread}
        readers = {place: partial(self._look, which) for place, which in inspect.items()}
        self.script.run(inspect=readers, until=self.window.until)
        for i in unread:  # of a line that takes other steps, too, the rate is known from those
            sister = next((j for j, each in enumerate(steps) if each[0] == steps[i][0] and j not in unread), i)
            self.found[i], self.products[i] = self.found[sister], self.products[sister]
        own = [rate for rate in self.separate if rate is not None]
        if len(own) == len(steps) and len(set(own)) > 1 and not any(self.products):
            self.found, self.products, self.has_name = [*own], [(rate,) for rate in own], True

    @property
    def ratios(self) -> list[float]:
        """Return how many times the first rate those of all steps are: 1 where some step has none."""
        own = [made[0] for made in self.products if made]
        return [rate / own[0] for rate in own] if len(own) == len(self.products) else [1.0] * len(self.products)

    def _is_state(self, event: Event, outcome: Outcome) -> bool:
        """True if a change is that of a momentum: what was there before the pass and is no parameter.

        A number has no identity (there is one 0 in all of Python): it was there if the pass has not assigned its name.
        """
        if not any(isinstance(old.thing, np.ndarray) for _, old, _ in event.changes):
            here = outcome.events[self._begun() : outcome.events.index(event)]
            texts = [self.script.text(each.place) for each in here if each.place[:2] != event.place[:2]]
            if self.script.texts.get(event.place[:2]) in texts:
                return False
        kept = [
            (old.thing, new.thing) for _, old, new in event.changes
        ]  # a call leaves the LR of block.sgd(LR) as it is
        things = {id(old) for old, new in kept if isinstance(old, np.ndarray) or new is not old}
        before = [(e.place, leaf) for e in outcome.events[: self._begun()] for leaf in e.leaves]
        known = {id(leaf.thing) for _, leaf in before} | self._of_last_turn(event)
        if isinstance(self.script.statement(event.site), ast.Expr):  # update(network) changes what holds the parameters
            known -= {id(leaf.thing) for place, leaf in before if (place, leaf.path) in self.window.births}
        return bool(things & known) and event.place not in self.window.moved

    def _begun(self) -> int:
        """Return the event with which the pass begins, or the loop of its steps where its loss stands above that."""
        events, place = self.outcome.events, self.window.parameters[0].changes[0][0]
        at = index_of(events, place)
        loops = events[at].loops[:1] if at < len(events) and not self.window.turns else ()
        return next((i for i, event in enumerate(events) if loops and event.loops[:1] == loops), self.window.start)

    def _of_last_turn(self, event: Event) -> set[int]:
        """Return what the same line made before the loss, where a pass begins with that of the turn before."""
        events = self.outcome.events
        loss = index_of(events, self.window.losses[-1][-1])
        turn, last = event.loops[:1], events[loss].loops[:1] if loss < len(events) else ()
        if not turn or not last or turn[0][0] != last[0][0] or turn[0][1] <= last[0][1]:
            return set()
        own = [e for e in events[self.window.start : loss] if e.site == event.site and e.place < event.place]
        return {id(leaf.thing) for e in own for leaf in e.leaves}

    def _look(self, which: list[int], names: dict[str, Any]) -> None:
        """Read the rates of some steps where the script is paused."""
        held = {**names, **getattr(names.get("self"), "__dict__", {})}
        losses = {self.script.text(place) for places in self.window.losses for place in places}  # L may be either
        rates = [name for name in held if RATE.search(name) and name not in losses]
        used = [name for name in rates if isinstance(held[name], float) and held[name]]
        read = [name for name in used if re.search(rf"\b{re.escape(name)}\b", self.backward)]
        near = [name for name in read if re.search(rf"\b{re.escape(name)}\b", self._above(which))]
        self.named |= {abs(float(held[name])) for name in near or read}
        for i in which:
            parameter = self.window.parameters[i]
            change = parameter.changes[0]
            place = change[0]
            if self.found[i] is None:
                is_number = parameter.before.ndim == 0 or len(parameter.changes) > 1 or self._is_entry(place, names)
                given = _given(self.script.program, place[0], names) if place in self.unread else {}
                found = self._rate(change, {**names, **given}, is_number)
                self.separate[i] = separate_rate(self.script, self.outcome, self.window.start, change, names)
                self.found[i], self.products[i] = found or (None, ())
                if not self.script.program.is_added(place[0]):  # a script that takes no steps needs no rate
                    self.unused[i] = unused_rate(self.script.program.tree, place[0], names)

    def _above(self, which: Sequence[int]) -> str:
        """Return the lines that make what some steps add: a rate in them is meant before one of any other line."""
        steps = [self.window.parameters[i].changes[0][0] for i in which]
        added = [step_of(self.script.statement(place[0]), place[1]) for place in steps]
        texts = {text for step in added if step is not None for text in texts_in(step)}
        events = self.outcome.events[self.window.start : self.window.end]
        sites = {event.site for event in events if self.script.text(event.place) in texts}
        return "\n".join(ast.unparse(self.script.statement(site)) for site in sorted(sites))

    def _is_entry(self, place: Place, names: Mapping[str, Any]) -> bool:
        """Return whether a step moves one number of an array, as in b[i] += g."""
        target = targets(self.script.statement(place[0]))[place[1]]
        held = value_at(ast.unparse(target), names) if isinstance(target, ast.Subscript) else None
        return held is not None and np.ndim(held) == 0

    def _renewed(self, place: Place) -> set[str]:
        """Return what was assigned before the pass, and in it only after a step: what the step before left."""
        texts = [self.script.text(event.place) for event in self.outcome.events]
        at = index_of(self.outcome.events, place)
        start, end = self.window.start, self.window.end
        return set(texts[:start]) & set(texts[at + 1 : end]) - set(texts[start:at])

    def _without_states(self, statement: ast.stmt, place: Place, added: ast.expr) -> ast.expr:
        """Return what a line adds of the gradient: lr * dW of W = W - lr * dW + mu * last, where `last` is a state."""
        moved = ast.unparse(notes_of(statement).moves or targets(statement)[place[1]])
        every = self._terms(statement)
        terms = [term for term in every if ast.unparse(term) != moved]
        states = self.states | self._renewed(place)
        others = [term for term in terms if states.isdisjoint(texts_in(term))]
        is_kept = isinstance(statement, ast.AugAssign) or len(terms) < len(every)
        if len(others) != 1 or len(terms) < 2 or not is_kept:
            return added
        self.is_plain = False
        return others[0]

    def _terms(self, statement: ast.stmt) -> list[ast.expr]:
        """Return the terms of what a line gives, of a comprehension for each member, in the names of whole lists."""
        members = members_of(self.script.program.tree, statement)
        return [spelled(term, members) for term in terms_of(inner(getattr(statement, "value", None)))]

    def _scaled_above(self, place: Place, added: ast.expr) -> ast.expr:
        """Return what the line above gives to a step that is only a name: 0.02 * g, for d = 0.02 * g and W -= d.

        A gradient of that name is none: in dW = 2 * acc the number belongs to the gradient.
        """
        moved, name = self.script.text(place), ast.unparse(added)
        before = self.outcome.events[self.window.start : index_of(self.outcome.events, place)]
        made = [event for event in before if self.script.text(event.place) == name]
        if not made or not isinstance(added, NAMED):
            return added
        statement = self.script.statement(made[-1].site)
        terms = [term for term in self._terms(statement) if self.states.isdisjoint(texts_in(term))]
        scaled = scaled_name(terms[0]) if len(terms) == 1 and isinstance(statement, ast.Assign) else None
        if scaled is None or (belongs(name, moved) and not is_gradient(stem(ast.unparse(scaled)))):
            return added
        return terms[0]

    def _is_of_states(self, place: Place, added: ast.expr) -> bool:
        """Return whether a line above makes of memories what a step adds: step = m / np.sqrt(v), and p -= lr * step.

        What has the name of a gradient is one, also where it is made of arrays that turns of a loop fill, but for what
        is divided by a root: dx = np.sqrt(u) / np.sqrt(v) * g.
        """
        names = {node.id for node in every(added, ast.Name)}
        before = self.outcome.events[self.window.start : index_of(self.outcome.events, place)]
        made = {text: e.site for e in before if (text := self.script.text(e.place)) in names and e.site >= 0}
        each = [(text, self.script.statement(site)) for text, site in made.items()]
        statements = [s for text, s in each if not is_gradient(text) or ROOTED.search(ast.unparse(s))]
        return not all(self.states.isdisjoint(texts_in(statement)) for statement in statements)

    def _is_called(self, factor: ast.expr, place: Place) -> bool:
        """Return whether a factor of a step is called a gradient, or that of what moves."""
        parts = [ast.unparse(factor), *texts_in(factor, ast.Name | ast.Attribute)]
        return any(is_gradient(each) or says(each, self.script.text(place)) for each in parts)

    def _cuts(self, names: Collection[str]) -> bool:
        """Return whether a number keeps all gradients short: scale = min(1.0, 5.0 / norm)."""
        made = [each for each in self.script.program.statements if {*map(ast.unparse, targets(each))} & {*names}]
        return bool(made) and any(CLIPPED.search(ast.unparse(each)) for each in made)

    def _rate(
        self, change: tuple[Place, str], names: Mapping[str, Any], is_number: bool
    ) -> tuple[float, tuple[float, ...]] | None:
        """Return the product of all numbers in a step, and of some: with what is called a rate, few others first."""
        place, path = change
        statement = self.script.statement(place[0])
        added = step_of(statement, place[1], path)
        if added is None:  # a function of the script takes the step
            self.is_plain = False
            return None
        members = members_of(self.script.program.tree, statement)
        lists = {name: each for name, each in members.items() if not isinstance(names.get(name), NUMBER)}
        kept = self._without_states(statement, place, added)
        added = spelled(kept, lists)
        self.is_plain &= self.states.isdisjoint((*texts_in(kept), *texts_in(added)))  # v, and what it is a member of
        self.is_plain &= not self._is_of_states(place, added)
        added = self._scaled_above(place, added)
        named, others, penalties = 1.0, list[float](), list[float]()
        has_name = False
        self.is_plain &= is_linear(added)
        values = [(factor, is_below, value_at(ast.unparse(factor), names)) for factor, is_below in factors_of(added)]
        divided = [
            text for factor, is_below, value in values if is_below and np.ndim(value) for text in texts_in(factor)
        ]
        self.is_plain &= self.assigned.isdisjoint(divided)  # by a root that a line above took
        is_number |= all(isinstance(value, NUMBER) for *_, value in values)  # dW.sum(): one of them is the gradient
        for factor, is_below, _ in values:
            text, own = ast.unparse(factor), texts_in(factor)  # what was computed in the pass is no rate
            is_named = self._is_called(factor, place)
            is_rated = re.search(r"\b(lr|eta|alpha|rate)", " ".join(own)) is not None
            is_open = is_named or (is_number and not self._cuts(own))
            if is_open and not is_rated and not self.assigned.isdisjoint(own):
                continue
            number = number_at(factor, path, names)
            if number is not None:
                size = 1 / number if is_below else number
                is_rate = RATE.search(text) is not None
                has_name |= is_rate
                named = named * size if is_rate else named
                if not is_rate:
                    (penalties if PENALTY.fullmatch(text) else others).append(size)
        others = others if has_name else [*others, *penalties]
        self.has_name |= has_name
        some = [prod(each) for n in range(len(others) + 1) for each in combinations(others[:MOST_NUMBERS], n)]
        return named * prod(others), tuple(named * each for each in some[0 if has_name else 1 :])


class Inflows:
    """Which parameters of a pass move otherwise once an array is another one."""

    def __init__(self, script: Script, window: ScriptPass, code: CodeType | None = None) -> None:
        self.script, self.window, self.code = script, window, code
        self.deadline = spent() + MOST_SECONDS
        self.known: dict[Spot, frozenset[int]] = {}
        self.base = self.ends(None)

    def gradient(self, i: int, spots: Mapping[Spot, Array]) -> Spot | None:
        """Return the array, of those before a step, that is the gradient of parameter i by what it moves.

        One that is called a gradient is meant by it, the last of them; else it is the first, all others are made of it.
        What is written into a part of it comes after it: dw[1:] += lam * w[1:].
        """
        shape = self.window.parameters[i].before.shape
        computed = {spot[0][:2] for spot, value in spots.items() if value.any()}  # and not only made to be filled
        fitting = [spot for spot, value in spots.items() if value.shape == shape and spot[0][:2] in computed]
        own = [spot for spot in fitting if spot[1].isprintable() and self.moves(spot) == {i}]
        lines = {spot: ast.unparse(self.script.statement(spot[0][0])) for spot in own if spot[0][0] >= 0}
        own = [spot for spot in own if not CLIPPED.search(lines.get(spot, ""))] or own  # before it is kept short
        called = [spot for spot in own if is_gradient(stem(self.script.text(spot[0])))]
        first = called[-1:] or own[:1]
        name = self.script.text(first[0][0]) if first else ""
        alike = [spot for spot in own if self.script.text(spot[0]) == name]
        after = [*spots][[*spots].index(alike[-1]) :] if alike else []
        parts = [spot for spot in after if not spot[1] and self.script.text(spot[0]).startswith(f"{name}[")]
        return [*alike, *parts][-1] if alike else None

    def moves(self, spot: Spot) -> frozenset[int]:
        """Return the parameters whose steps change with an array; none once the time is over."""
        if spot not in self.known:
            if spent() > self.deadline:
                return frozenset()
            pairs = enumerate(zip(self.base, self.ends(spot), strict=True))
            self.known[spot] = frozenset(i for i, pair in pairs if not are_equal(*pair))
        return self.known[spot]

    def ends(self, spot: Spot | None) -> Sequence[Array | None]:
        """Return what the parameters are after the pass, with one array turned into another."""
        change = turning(*spot) if spot is not None else None
        events = self.script.run(code=self.code, change=change, until=self.window.until).events
        made = {(e.place, path): new.value for e in events for path, _, new in e.changes}
        return [made.get(parameter.changes[-1]) for parameter in self.window.parameters]


def _array_of(text: str) -> str:
    """Return the name of the array of an entry."""
    return text.partition("[")[0]


def turning(place: Place, path: str) -> Change:
    """Return what turns an array of a run; one that is filled, after its last entry, which comes as it was."""

    def change(recorder: Recorder, here: Place, value: Any) -> Any:
        for leaf in recorder.waiting.get(place[:2], ()) if here == place else ():
            turned(leaf.thing)
        return value

    return change if path == FILLED else changing(place, path, turned)


def turned(thing: Any) -> Any:
    """Return a float, or an array of floats in place, with another sign and another size."""
    if isinstance(thing, np.ndarray) and thing.dtype.kind == "f" and thing.flags.writeable:
        thing *= -1.3
        thing -= 0.01
        return thing
    return -1.3 * thing - 0.01 if isinstance(thing, float) else thing
