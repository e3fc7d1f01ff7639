"""The learning rate of each step: the product of the plain numbers in the line that takes it, or of some of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations
from math import prod
from typing import Any

import numpy as np

from nn.handwritten.proofreading.marking import mentions, mentions_entry, step_of, targets
from nn.handwritten.proofreading.naming import RATE, is_gradient, says
from nn.handwritten.proofreading.recording import Event, Leaf, Place, index_of, is_entry
from nn.handwritten.proofreading.running import Outcome, Script
from nn.handwritten.proofreading.terms import called, factors_of, is_linear, names_in, terms_of, texts_in
from nn.handwritten.proofreading.window import ScriptPass

MOST_NUMBERS = 5
"""How many numbers of a line, beside those that are called a rate, may be part of it."""
PENALTY = re.compile(r"(self\.)?(lam|lambd|lambda_|lmbda|reg|l2|l2_reg|wd|weight_decay)", re.IGNORECASE)
"""What the weight of a penalty is called: beside a rate it is no part of it."""


NUMBER = int | float | np.number


def _unseen(script: Script, outcome: Outcome) -> Iterator[str]:
    """Yield what is changed in lines that a script that stops did not run: a momentum among them is a state, too."""
    ran = {(event.site, event.part) for event in outcome.events}
    for site, statement in enumerate(script.program.statements if script.skipped else ()):
        for part, target in enumerate(targets(statement)):
            text = ast.unparse(target)
            if (site, part) not in ran and mentions(getattr(statement, "value", None), text):
                yield text


def _given(tree: ast.AST, site: int, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the function around a statement is called with, as far as it is known before it is called."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    around = [f for f in functions if any(getattr(node, "site", None) == site for node in ast.walk(f))]
    if not around:
        return {}
    function = around[-1]
    own = function.args.args
    given = {arg.arg: each for arg, each in zip(own[::-1], function.args.defaults[::-1], strict=False)}
    for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
        if called(call.func) == function.name:
            mine = own[1:] if isinstance(call.func, ast.Attribute) else own
            given |= {arg.arg: each for arg, each in zip(mine, call.args, strict=False)}
            given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    found = {}
    for name, expression in given.items():
        with suppress(Exception):  # a name that is not there yet
            found[name] = eval(ast.unparse(expression), dict(names))
    return found


def _is_changed(old: Leaf, new: Leaf | None) -> bool:
    """Return whether a change is one: a number that a call was given, as LR of block.sgd(LR), is the same after it."""
    return isinstance(old.thing, np.ndarray) or new is None or new.thing is not old.thing


def _value(factor: ast.expr, names: Mapping[str, Any]) -> Any:
    """Return the value of a factor; None where it names what a comprehension goes through."""
    with suppress(Exception):
        return eval(compile(ast.Expression(factor), "<factor>", "eval"), dict(names))
    return None


class Rates:
    """The learning rate of each step: the product of the plain numbers in the line that takes it.

    named     the numbers that are called a rate in a line of the pass
    has_name  whether the line of a step names one
    """

    def __init__(self, script: Script, window: ScriptPass, outcome: Outcome) -> None:
        self.script, self.window, self.outcome = script, window, outcome
        events = outcome.events[window.start : window.end]
        self.assigned, self.states = self._assigned(events), self._states(events)
        self.found: list[float | None] = [None] * len(window.parameters)
        self.products: list[tuple[float, ...]] = [()] * len(window.parameters)
        self.is_plain = True
        self.has_name = False
        self.named: set[float] = set()
        lines = dict.fromkeys(event.site for event in events if event.site >= 0)
        self.backward = "\n".join(ast.unparse(script.program.statements[site]) for site in lines)
        self.unread: set[Place] = set()
        self._read()

    def _assigned(self, events: Sequence[Event]) -> set[str]:
        """Return what the pass assigns, but for whole numbers, and what its loops go through."""
        held = [event for event in events if event.only is not None and not isinstance(event.only.thing, int)]
        loops = [node for node in ast.walk(self.script.program.tree) if isinstance(node, ast.For)]
        members = {name for loop in loops for name in names_in(loop.target)}
        return members | {self.script.texts.get(event.place[:2], "") for event in held}

    def _states(self, events: Sequence[Event]) -> set[str]:
        """Return what is carried from pass to pass beside the parameters, as a momentum is."""
        texts = self.script.texts
        changed = [event for event in events if event.changes and self._is_state(event, self.outcome)]
        states = {texts.get(event.place[:2], "") for event in changed}
        states |= {texts.get(event.place[:2], "").partition("[")[0] for event in changed if is_entry(event)}
        moved = {texts.get(parameter.changes[0][0][:2]) for parameter in self.window.parameters}
        return states | (set(_unseen(self.script, self.outcome)) - moved)

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
        readers = {place: self._reader(which) for place, which in inspect.items()}
        self.script.run(inspect=readers, until=self.window.until)
        for i in unread:  # of a line that takes other steps, too, the rate is known from those
            sister = next((j for j, each in enumerate(steps) if each[0] == steps[i][0] and j not in unread), i)
            self.found[i], self.products[i] = self.found[sister], self.products[sister]

    def _is_state(self, event: Event, outcome: Outcome) -> bool:
        """True if a change is that of a momentum: what was there before the pass and is no parameter.

        A number has no identity (there is one 0 in all of Python): it was there if the pass has not assigned its name.
        """
        if not any(isinstance(old.thing, np.ndarray) for _, old, _ in event.changes):
            here = outcome.events[self.window.start : outcome.events.index(event)]
            if any(each.place[:2] != event.place[:2] and self._is_same(each, event) for each in here):
                return False
        things = {id(old.thing) for _, old, new in event.changes if _is_changed(old, new)}
        before = {id(leaf.thing) for e in outcome.events[: self.window.start] for leaf in e.leaves}
        return bool(things & before) and event.place not in self.window.moved

    def _is_same(self, a: Event, b: Event) -> bool:
        """Return whether two events assign the same name."""
        return self.script.texts.get(a.place[:2]) == self.script.texts.get(b.place[:2])

    def _reader(self, which: list[int]) -> Any:
        script = self.script

        def read(frame: Any) -> None:
            names = {**frame.f_globals, **frame.f_locals}
            held = {**names, **getattr(names.get("self"), "__dict__", {})}
            used = {name for name, x in held.items() if RATE.search(name) and isinstance(x, float) and x}
            self.named |= {
                abs(float(held[name])) for name in used if re.search(rf"\b{re.escape(name)}\b", self.backward)
            }
            for i in which:
                parameter = self.window.parameters[i]
                if self.found[i] is not None:
                    continue
                is_number = parameter.before.ndim == 0 or len(parameter.changes) > 1
                is_number = is_number or self._is_entry(parameter.changes[0][0], names)
                place = parameter.changes[0][0]
                given = _given(script.program.tree, place[0], names) if place in self.unread else {}
                found = self._rate(place, {**names, **given}, is_number)
                self.found[i], self.products[i] = found or (None, ())

        return read

    def _is_entry(self, place: Place, names: Mapping[str, Any]) -> bool:
        """Return whether a step moves one number of an array, as in b[i] += g."""
        target = targets(self.script.program.statements[place[0]])[place[1]]
        if not isinstance(target, ast.Subscript):
            return False
        try:
            return np.ndim(eval(ast.unparse(target), dict(names))) == 0
        except Exception:  # a name that is not there
            return False

    def _is_gradient(self, factor: ast.expr) -> bool:
        """Return whether a factor was computed in the pass: then it is no rate, although it is a number."""
        parts = texts_in(factor)
        return any(part in self.assigned for part in parts) and not re.search(r"\b(lr|eta|alpha|rate)", " ".join(parts))

    def _renewed(self, place: Place) -> set[str]:
        """Return what was assigned before the pass, and in it only after a step: what the step before left."""
        texts = [self.script.texts.get(event.place[:2], "") for event in self.outcome.events]
        at = index_of(self.outcome.events, place)
        start, end = self.window.start, self.window.end
        return set(texts[:start]) & set(texts[at + 1 : end]) - set(texts[start:at])

    def _without_states(self, statement: ast.stmt, place: Place, added: ast.expr) -> ast.expr:
        """Return what a line adds of the gradient: lr * dW of W = W - lr * dW + mu * last, where `last` is a state."""
        moved = ast.unparse(getattr(statement, "moves", None) or targets(statement)[place[1]])
        every = list(terms_of(getattr(statement, "value", None)))
        terms = [term for term in every if ast.unparse(term) != moved]
        states = self.states | self._renewed(place)
        others = [term for term in terms if not any(mentions_entry(term, state) for state in states)]
        is_kept = isinstance(statement, ast.AugAssign) or len(terms) < len(every)
        if len(others) != 1 or len(terms) < 2 or not is_kept:
            return added
        self.is_plain = False
        return others[0]

    def _rate(self, place: Place, names: Mapping[str, Any], is_number: bool) -> tuple[float, tuple[float, ...]] | None:
        """Return the product of all numbers in a step, and of some: with what is called a rate, few others first."""
        statement = self.script.program.statements[place[0]]
        added = step_of(statement, place[1])
        if added is None:  # a function of the script takes the step
            self.is_plain = False
            return None
        added = self._without_states(statement, place, added)
        named, others, penalties = 1.0, list[float](), list[float]()
        has_name = False
        self.is_plain &= is_linear(added) and not any(mentions_entry(added, state) for state in self.states)
        values = [(factor, is_below, _value(factor, names)) for factor, is_below in factors_of(added)]
        is_number |= all(isinstance(value, NUMBER) for *_, value in values)  # dW.sum(): one of them is the gradient
        for factor, is_below, value in values:
            text = ast.unparse(factor)
            parts = [text, *(ast.unparse(n) for n in ast.walk(factor) if isinstance(n, ast.Name | ast.Attribute))]
            is_named = any(is_gradient(each) or says(each, self.script.texts.get(place[:2], "")) for each in parts)
            if (is_number or is_named) and self._is_gradient(factor):
                continue
            if isinstance(value, NUMBER) and value:
                size = 1 / abs(float(value)) if is_below else abs(float(value))
                is_rate = RATE.search(text) is not None
                has_name |= is_rate
                named = named * size if is_rate else named
                if not is_rate:
                    (penalties if PENALTY.fullmatch(text) else others).append(size)
        others = others if has_name else [*others, *penalties]
        self.has_name |= has_name
        some = [prod(each) for n in range(len(others) + 1) for each in combinations(others[:MOST_NUMBERS], n)]
        return named * prod(others), tuple(named * each for each in some[0 if has_name else 1 :])
