"""Whether the steps of the parameters are right: the only thing that is judged right or wrong.

A step is right if it is −η ∂L/∂p, with the η that stands in the line that takes it. What a script does on the way, in
which sign and with which factor, is its own convention. Where the script computes no loss, a factor that all steps
share is none of our business, either.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.checking.agreement import judge
from nn.handwritten.proofreading.marking import targets
from nn.handwritten.proofreading.passes import Pass, Place
from nn.handwritten.proofreading.running import Array, Event, Outcome, Script

EXACT = 1e-9
"""The part of the largest entry by which two computations of an adjoint may differ."""
ASCENDED = re.compile(r"likelihood|log_?p|reward|return_|elbo|^ll$", re.IGNORECASE)


def multiple(yours: Array, right: Array, noise: float = 0.0) -> float | None:
    """The number c for which yours = c · right; None if there is none. NaN where both are 0, and any would do.

    >>> multiple(np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    2.0
    """
    if yours.shape != right.shape or not np.isfinite(yours).all():
        return None
    size = float(np.abs(right).max(initial=0.0))
    if size <= noise:
        return np.nan if float(np.abs(yours).max(initial=0.0)) <= noise else None
    c = float((yours * right).sum() / (right * right).sum())
    scale = max(abs(c) * size, noise / EXACT)
    if abs(c) * size <= noise or not judge(yours, c * right, scale, exact=EXACT, double=True):
        return None
    return c


@dataclass(frozen=True, eq=False)
class Verdict:
    """For each parameter the factor of its step, 1 where it is −η ∂L/∂p, None where it is no multiple of it."""

    factors: tuple[float | None, ...]
    wanted: float

    @property
    def right(self) -> tuple[bool, ...]:
        """Which steps are right."""
        return tuple(k is not None and (np.isnan(k) or near(k, self.wanted)) for k in self.factors)

    def __bool__(self) -> bool:
        return all(self.right)


def near(a: float, b: float) -> bool:
    """Whether two factors are the same."""
    return abs(a - b) <= 1e-7 * max(abs(a), abs(b))


class Steps:
    """The steps of a pass beside the gradients."""

    def __init__(self, script: Script, window: Pass, outcome: Outcome, own_loss: bool, loss_name: str) -> None:
        self.script, self.window, self.own_loss = script, window, own_loss
        self.sign = 1.0 if ASCENDED.search(loss_name) else -1.0
        rates = Rates(script, window, outcome)
        self.rates = rates.found
        self.is_plain = rates.is_plain

    def taken(self, outcome: Outcome) -> list[Array | None]:
        """What each parameter moved by; None where a change did not come."""
        by_place = {event.place: event for event in outcome.events}
        return [self._step(by_place, parameter.changes) for parameter in self.window.parameters]

    def _step(self, by_place: Mapping[Place, Event], changes: Sequence[tuple[Place, str]]) -> Array | None:
        pairs = [
            (old, new)
            for place, path in changes
            for p, old, new in (by_place[place].changes if place in by_place else ())
            if p == path
        ]
        if len(pairs) < len(changes):
            return None
        before, after = pairs[0][0].value, pairs[-1][1].value
        return None if before is None or after is None or before.shape != after.shape else after - before

    def factors(self, outcome: Outcome, gradients: Sequence[Array]) -> list[float | None]:
        """The factor of each step."""
        found: list[float | None] = []
        for step, right, parameter, rate in zip(
            self.taken(outcome), gradients, self.window.parameters, self.rates, strict=True
        ):
            noise = 1e-14 * float(np.abs(parameter.before).max(initial=1.0))
            k = None if step is None else multiple(step, right * (rate or 1.0), noise)
            found.append(None if k is None else k * self.sign)
        return found

    def verdict(self, outcome: Outcome, gradients: Sequence[Array], wanted: float | None = None) -> Verdict:
        """Judge the steps; `wanted` is the factor that all should have, where it is known from another run."""
        factors = self.factors(outcome, gradients)
        return Verdict(tuple(factors), self.wanted(factors) if wanted is None else wanted)

    def wanted(self, factors: Sequence[float | None]) -> float:
        """The factor that all should have: 1, or what most have where no loss says that it is wrong."""
        if self.own_loss and self.is_plain and None not in self.rates:
            return 1.0
        held = [round(k, 9) for k in factors if k is not None and k > 0]
        if not held or any(near(k, 1.0) for k in held):
            return 1.0
        common, _ = Counter(float(f"{k:.6g}") for k in held).most_common(1)[0]
        return next(k for k in factors if k is not None and abs(k / common - 1) < 1e-5)


class Rates:
    """The learning rate of each step: the product of the plain numbers in the line that takes it."""

    def __init__(self, script: Script, window: Pass, outcome: Outcome) -> None:
        self.script, self.window = script, window
        events = outcome.events[window.start : window.end]
        self.assigned = {
            script.texts.get(event.place[:2], "")
            for event in events
            if event.only is not None and isinstance(event.only.thing, float)
        }
        self.states = {script.texts.get(e.place[:2], "") for e in events if e.changes and self._is_state(e, outcome)}
        self.found: list[float | None] = [None] * len(window.parameters)
        self.is_plain = True
        inspect: dict[Place, list[int]] = {}
        for i, parameter in enumerate(window.parameters):
            inspect.setdefault(parameter.changes[0][0], []).append(i)
        readers = {place: self._reader(which) for place, which in inspect.items()}
        recorder = outcome.recorder
        for site, part in recorder.waiting:  # the script ends with an error there, before the steps
            unread = [i for i, p in enumerate(window.parameters) if p.changes[0][0] not in self.index(outcome)]
            readers.setdefault((site, part, recorder.counts[site, part]), self._reader(unread))
        script.run(inspect=readers, until=window.until)

    def index(self, outcome: Outcome) -> set[Place]:
        """The places of a run."""
        return {event.place for event in outcome.events}

    def _is_state(self, event: Event, outcome: Outcome) -> bool:
        """Whether a change is that of a momentum: an array that was there before the pass and is no parameter."""
        things = {id(old.thing) for _, old, _ in event.changes}
        before = {id(leaf.thing) for e in outcome.events[: self.window.start] for leaf in e.leaves}
        moved = {place for parameter in self.window.parameters for place, _ in parameter.changes}
        return bool(things & before) and event.place not in moved

    def _reader(self, which: list[int]) -> Any:
        def read(frame: Any) -> None:
            names = {**frame.f_globals, **frame.f_locals}
            for i in which:
                parameter = self.window.parameters[i]
                self.found[i] = self._rate(parameter.changes[0][0], names, parameter.before.ndim == 0)

        return read

    def _rate(self, place: Place, names: Mapping[str, Any], is_number: bool) -> float | None:
        statement = self.script.program.statements[place[0]]
        added = step_of(statement, place[1])
        if added is None:
            return None
        rate = 1.0
        for factor, is_below in factors_of(added):
            text = ast.unparse(factor)
            self.is_plain &= text not in self.states
            if is_number and text in self.assigned:
                continue
            try:
                value = eval(compile(ast.Expression(factor), "<factor>", "eval"), dict(names))
            except Exception:  # a name of a comprehension
                continue
            if isinstance(value, int | float | np.number) and value:
                rate = rate / abs(float(value)) if is_below else rate * abs(float(value))
        return rate


def step_of(statement: ast.stmt, part: int = 0) -> ast.expr | None:
    """What a line adds to a parameter: lr * dW of W -= lr * dW, of W = W - lr * dW and of [w - lr * g for …].

    >>> ast.unparse(step_of(ast.parse("W = W - lr * dW").body[0]))
    'lr * dW'
    """
    if isinstance(statement, ast.AugAssign):
        return statement.value if isinstance(statement.op, ast.Add | ast.Sub) else None
    value = getattr(statement, "value", None)
    found = targets(statement)
    if isinstance(value, ast.Tuple) and len(value.elts) == len(found):
        value = value.elts[part]
    if isinstance(value, ast.ListComp):
        value = value.elt
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add | ast.Sub):
        return None
    if isinstance(value.op, ast.Add) and ast.unparse(value.right) == ast.unparse(found[min(part, len(found) - 1)]):
        return value.left
    return value.right


def factors_of(expression: ast.expr, is_below: bool = False) -> Iterator[tuple[ast.expr, bool]]:
    """The factors of a product, each with whether it is divided by."""
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Mult | ast.MatMult):
        yield from factors_of(expression.left, is_below)
        yield from factors_of(expression.right, is_below)
    elif isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Div):
        yield from factors_of(expression.left, is_below)
        yield from factors_of(expression.right, not is_below)
    elif isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.USub):
        yield from factors_of(expression.operand, is_below)
    else:
        yield expression, is_below
