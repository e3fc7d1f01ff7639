"""Which line is the first wrong one: the one whose right value, put in its place, makes the steps right.

For each backward array through which a wrong step flows, the adjoint of each forward array is put in, and the script
runs on. The backward pass is linear, so the adjoint goes in once as it is; the steps then show its factor.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.case import Case, Swaps
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.conventions import Conventions
from nn.handwritten.proofreading.doubts import Doubts
from nn.handwritten.proofreading.filling import wholes
from nn.handwritten.proofreading.forecast import Forecast, Open
from nn.handwritten.proofreading.matching import FORMS, shaped
from nn.handwritten.proofreading.multiples import are_equal, near
from nn.handwritten.proofreading.naming import is_gradient, says
from nn.handwritten.proofreading.pieces import rows, rows_of_samples, stacks
from nn.handwritten.proofreading.recording import Array
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.samples import as_many, sample_by_sample, turns
from nn.handwritten.proofreading.statements import targets
from nn.handwritten.proofreading.steps import Verdict
from nn.handwritten.proofreading.swap import Swap, Unit, put_in
from nn.handwritten.proofreading.units import Units

MOST_SECONDS = 2.5
MOST_OF_ALL = 0.7  # the part of the time that is left which the right values may take


class Blame(Units):
    """Finds the wrong lines of a case, the first one first."""

    def __init__(self, case: Case, run: Callable[[int], Outcome] | None = None) -> None:
        super().__init__(case, run)
        self.stops = case.stop is not None
        self.idle: set[int] = set()
        self.mixed: set[int] = set()
        """The lines that a right step depends on, too: they are hardly wrong."""
        self.forecasts: dict[tuple[Any, ...], Forecast] = {}
        self.conventions = Conventions(self)
        self.doubts = Doubts(self, self.conventions)

    def influences(self, unit: Unit, swaps: Swaps, base: Sequence[Array | None]) -> set[int]:
        """Return the parameters whose steps change with what a unit holds."""
        rng = np.random.default_rng(7)
        is_empty = bool(unit.filled) and not any(h.size for h in unit.held)  # then all of the array is disturbed
        arrays = tuple(each.whole for each in unit.filled) if is_empty else unit.held
        others = tuple(h * (1 + 0.1 * rng.normal(size=h.shape)) + 0.01 for h in arrays)
        noisy = put_in(unit.places, unit.filled if is_empty else (), others)
        steps = self.case.steps.taken(self.case.steps_of(swaps={**swaps, **noisy}))
        return {
            i
            for i, (a, b) in enumerate(zip(steps, base, strict=True))
            if (a is None) != (b is None) or (a is not None and b is not None and not are_equal(a, b))
        }

    def swaps(self, done: Swaps) -> list[Swap]:
        """Return all swaps that make steps right and break none, beside those that are in already."""
        start = self.case.run(swaps=done)
        base, verdict = self.case.steps.taken(start), self.case.verdict(start)
        wrong, open_ = {i for i, good in enumerate(verdict.right) if not good}, self.open_steps(start, verdict)
        found: list[Swap] = []
        now = spent()
        deadline = min(now + MOST_SECONDS, now + MOST_OF_ALL * (self.case.deadline - now))
        reached: dict[int, set[int]] = {}

        def reach(order: int, unit: Unit) -> set[int]:
            """Return the steps that a unit influences, once it is asked for."""
            if order not in reached:
                reached[order] = self.influences(unit, done, base)
                self.idle |= set() if reached[order] else {unit.site}
                self.mixed |= {unit.site} if reached[order] - wrong else set()
            return reached[order]

        units = [each for each in self.in_order() if not any(place in done for place in each[1].places)]
        rounds = [(True, each) for each in units if not each[2]] + [(False, each) for each in units if not each[2]]
        rounds = [each for each in rounds if spent() < deadline and reach(*each[1][:2]) is not None]
        is_short = self.case.is_clipped  # then the size of a first factor shows in no step, but for rounding
        may_be_all = {order for order, steps in reached.items() if steps == wrong or (is_short and steps)}
        rounds.sort(key=lambda each: (not each[0], each[1][0] not in may_be_all))  # those that may explain all first
        rounds += [(is_named, each) for each in units if each[2] for is_named in (True, False)]
        for is_named, (order, unit, is_last) in rounds:
            if spent() > deadline or (is_last and any(len(swap.fixed) == len(wrong) for swap in found)):
                break
            is_reached = reach(order, unit) & wrong or self.is_misshapen(unit) or any(step is None for step in base)
            for part in self.parts_of(unit) if is_reached else ():
                kept = len(found)
                for adjoint, values in self.likely(part, is_named):
                    if spent() > deadline:
                        break
                    found += self.tried(part, order, adjoint, values, done, verdict, open_)
                if len(found) > kept:
                    break
        return found

    def in_order(self) -> list[tuple[int, Unit, bool]]:
        """Return the units with their order, those last that are data, or one turn of a loop: they say less."""
        first: dict[tuple[tuple[int, int], bool], int] = {}
        for order, unit in enumerate(self.units):
            first.setdefault((unit.key, bool(unit.filled)), order)
        turns = [order != first[unit.key, bool(unit.filled)] for order, unit in enumerate(self.units)]
        found = [(order, unit, turns[order] + 2 * self.is_given(unit)) for order, unit in enumerate(self.units)]
        return [(order, unit, bool(last)) for order, unit, last in sorted(found, key=lambda each: each[2])]

    def parts_of(self, unit: Unit) -> Iterator[Unit]:
        """Yield a unit, and of a loop the same without its last turn: what that gives may be used by no line."""
        yield unit
        found = targets(self.case.script.program.statements[unit.site])
        if len(unit.places) > 2 and all(isinstance(each, ast.Name) for each in found):
            yield replace(unit, places=unit.places[:-1], held=unit.held[:-1])

    def is_misshapen(self, unit: Unit) -> bool:
        """Return whether a unit of a script that stops has another shape than what its name says."""
        own = self.named(self.case.script.texts.get(unit.key, "")) if self.stops else []
        return bool(own) and all(a.value.shape != unit.last.shape for a in own)

    def likely(self, unit: Unit, is_named: bool) -> list[tuple[Adjoint, tuple[Array, ...]]]:
        """Return the named adjoints that could stand in a unit, or the parts: each value once, and none that it has.

        A part of the line that makes what the unit is called after counts as named: dr is that of z in r = f(z), too.
        """
        name = self.case.script.texts.get(unit.key, "")
        found = {tuple((array.shape, array.tobytes()) for array in unit.held): None} if not unit.filled else {}
        made: list[tuple[Adjoint, tuple[Array, ...]]] = []
        for adjoint, values in self.candidates(unit):
            key = tuple((value.shape, (value + 0.0).tobytes()) for value in values)
            if (not adjoint.is_part or self.is_made_with(name, adjoint)) == is_named and key not in found:
                found[key] = None
                made.append((adjoint, values))
        return sorted(made, key=lambda each: (not says(name, each[0].name), not self.is_made_with(name, each[0])))

    def is_made_with(self, name: str, adjoint: Adjoint) -> bool:
        """Return whether a part stands in the line that makes what a name is called after."""
        made = self.case.script.texts.get((adjoint.site, 0), "") if adjoint.site >= 0 else ""
        return adjoint.is_part and bool(made) and says(name, made)

    def candidates(self, unit: Unit) -> Iterator[tuple[Adjoint, tuple[Array, ...]]]:
        """Yield the adjoints that could stand in a unit, in every form and order."""
        if unit.filled:
            yield from self.whole(unit)
            return
        if len(unit.places) == 1:
            name = self.case.script.texts.get(unit.key, "")
            for adjoint in (*self.adjoints, *rows_of_samples(self.adjoints, unit.held[0].shape)):
                forms = list(shaped(adjoint.value, unit.held[0].shape))
                if adjoint.value.shape != unit.held[0].shape and (
                    says(name, adjoint.name) or (self.stops and not forms and adjoint.value.size > 1)
                ):
                    forms.append(("", adjoint.value))
                for _, value in forms:
                    yield adjoint, (value,)
            return
        groups: dict[tuple[int, str], list[Adjoint]] = {}
        for adjoint in self.all_adjoints:
            groups.setdefault((adjoint.site, adjoint.name), []).append(adjoint)
        count, samples = len(unit.places), turns([event for event in self.events if event.place in unit.places])
        fitting = [
            each
            for group in groups.values()
            for each in (*as_many(group, count), *sample_by_sample(group, count, samples))
        ]
        found = [each for group in fitting for each in self.aligned(unit, group, says)]
        if not found and is_gradient(self.case.script.texts.get(unit.key, "")):
            found = [each for group in fitting for each in self.aligned(unit, group, lambda *_: True)]
        yield from found
        yield from rows(self.adjoints, unit.held)

    def whole(self, unit: Unit) -> Iterator[tuple[Adjoint, tuple[Array, ...]]]:
        """Yield the adjoints that could stand in the arrays that a unit fills: one, or as many repeats as arrays."""
        count = len(unit.filled)
        of_samples = rows_of_samples(self.adjoints, unit.filled[0].whole.shape)
        groups = [[adjoint] for adjoint in (*self.adjoints, *of_samples)] if count == 1 else []
        if count > 1:
            keys = dict.fromkeys((a.site, a.name) for a in self.all_adjoints)
            groups = [[a for a in self.all_adjoints if (a.site, a.name) == key] for key in keys]
        for group in groups:
            for turned in (group, group[::-1])[: min(count, 2)] if len(group) == count else ():
                forms = [dict(shaped(a.value, f.whole.shape)) for a, f in zip(turned, unit.filled, strict=True)]
                for form in FORMS:
                    if all(form in each for each in forms):
                        yield turned[0], tuple(each[form] for each in forms)
        for stack in stacks(self.all_adjoints, len(unit.places)) if len(unit.places) > count else ():
            if found := wholes(unit.filled, stack.value):
                yield stack, found

    def aligned(
        self, unit: Unit, group: list[Adjoint], may_differ: Callable[[str, str], bool]
    ) -> Iterator[tuple[Adjoint, tuple[Array, ...]]]:
        """Yield a loop's forward arrays beside its backward ones, in every form."""
        forms = [dict(shaped(a.value, h.shape)) for a, h in zip(group, unit.held, strict=True)]
        if not all(forms) and may_differ(self.case.script.texts.get(unit.key, ""), group[0].name):
            forms = [{"": a.value} for a in group]
        if self.stops and not any("" in each for each in forms):  # the right one has another shape
            yield group[0], tuple(a.value for a in group)
        for form in ("", "transposed", "reshaped"):
            if all(form in each for each in forms):
                yield group[0], tuple(each[form] for each in forms)

    def tried(
        self,
        unit: Unit,
        order: int,
        adjoint: Adjoint,
        values: tuple[Array, ...],
        done: Swaps,
        before: Verdict,
        open_: Sequence[Open],
    ) -> Iterator[Swap]:
        """Yield the swaps with the factor that a step needs, of both signs if steps disagree, if they break no step."""
        forecast, value = self.forecast(unit, values, done), np.concatenate([v.reshape(-1) for v in values])
        if not value.any() or not forecast.may_fix(value, open_):
            return
        outcome = self.case.steps_of(swaps={**done, **put_in(unit.places, unit.filled, values)})
        verdict = self.case.verdict(outcome)
        forecast.learn(value, self.case.steps.taken(outcome))
        wanted = verdict.wanted if self.case.is_clipped else before.wanted  # how short they are kept depends on them
        ratios = [
            k / wanted
            for k, old, good in zip(verdict.factors, before.factors, before.right, strict=True)
            if k is not None and not np.isnan(k) and k != 0 and not good and k != old
        ]
        ratios = ratios or self.beside(forecast.nothing, outcome, before)
        both = [-k for k in ratios[:1] if any(near(-k, other) for other in ratios[1:])]
        for ratio in (*ratios[:1], *both):
            factor = 1.0 if near(ratio, 1.0) else 1 / ratio
            right = tuple(v * factor for v in values)
            swaps = {**done, **put_in(unit.places, unit.filled, right)}
            verdict = self.case.verdict(self.case.steps_of(swaps=swaps))
            fixed = {i for i, (a, b) in enumerate(zip(before.right, verdict.right, strict=True)) if b and not a}
            if fixed and not any(a and not b for a, b in zip(before.right, verdict.right, strict=True)):
                if unit.filled and self.is_beside(unit, before, fixed, done):
                    continue
                nearly, lost = verdict.nearly(before), self.case.lost(self.case.run(swaps=swaps), unit.site)
                swap = Swap(unit, adjoint, factor, right, frozenset(fixed), nearly, order, lost)
                if unit.last.size > 1 or near(abs(factor), 1.0) or self.holds_anew(swap, done):
                    yield swap

    def is_beside(self, unit: Unit, before: Verdict, fixed: set[int], done: Swaps) -> bool:
        """Return whether the wrong entries of each step are none of those that a line writes: dW[0] += …, and W[1]."""
        steps, truth = self.case.steps, self.case.truth(0)
        if len(unit.filled) > 1 or truth is None:
            return False
        own = {int(k) for entries in unit.filled[0].entries for k in entries.reshape(-1)}
        taken = steps.taken(self.case.run(swaps=done))
        for i in fixed:
            step, gradient = taken[i], truth.gradients[i]
            if step is None or not step.shape == gradient.shape == unit.filled[0].whole.shape:
                return False
            right = before.wanted * steps.sign * (steps.rates[i] or 1.0) * gradient
            wrong = set(np.flatnonzero(~np.isclose(step, right, rtol=1e-7, atol=1e-12 * np.abs(right).max())))
            if not own.isdisjoint(wrong) or len(wrong) == step.size:
                return False
        return True

    def holds_anew(self, swap: Swap, done: Swaps) -> bool:
        """Return whether a right value makes the same steps right on a further draw: a number is a multiple of all."""
        if done or self.case.truth(1) is None:
            return True
        right = self.case.verdict(self.case.steps_of(1, swap.on(self.case, 1)), 1).right
        return all(right[i] for i in swap.fixed)

    def beside(self, nothing: Sequence[Array | None], outcome: Outcome, before: Verdict) -> list[float]:
        """Return by what a value is too large where a step has a part that does not come from it, as weight decay."""
        steps, truth = self.case.steps, self.case.truth(0)
        found = []
        for i, (full, empty) in enumerate(zip(steps.taken(outcome), nothing, strict=True)):
            if before.right[i] or full is None or empty is None or truth is None or not empty.any():
                continue
            right = before.wanted * steps.sign * (steps.rates[i] or 1.0) * truth.gradients[i]
            more = full - empty if full.shape == empty.shape == right.shape else np.zeros(())
            k = float((more * (right - empty)).sum() / (more * more).sum()) if more.any() else 0.0
            if k and np.allclose(empty + k * more, right, rtol=1e-9, atol=1e-12 * np.abs(right).max()):
                found.append(1 / float(f"{k:.12g}"))
        return found

    def forecast(self, unit: Unit, values: tuple[Array, ...], done: Swaps) -> Forecast:
        """Return what is known of the steps with values of the same shapes in the place of what a unit holds."""
        key = unit.places, bool(unit.filled), tuple(v.shape for v in values)
        if key not in self.forecasts:
            nothing = put_in(unit.places, unit.filled, tuple(map(np.zeros_like, values)))
            steps = self.case.steps.taken(self.case.steps_of(swaps={**done, **nothing}))
            self.forecasts[key] = Forecast(steps)
        return self.forecasts[key]

    def open_steps(self, start: Outcome, before: Verdict) -> list[Open]:
        """Return of each wrong step its number, what it is, what it should be, and what may decay in it."""
        steps, truth = self.case.steps, self.case.truth(0)
        gradients = truth.gradients if truth is not None else ()
        each = enumerate(zip(steps.taken(start), steps.ends(start), steps.rates, gradients, strict=True))
        return [
            (i, step, before.wanted * steps.sign * (rate or 1.0) * gradient, ends[0] if ends is not None else None)
            for i, (step, ends, rate, gradient) in each
            if not before.right[i]
        ]
