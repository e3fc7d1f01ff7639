"""The script's own conventions: which factor and which sign most of its gradients have in front of an adjoint.

What is unlike all the rest is hardly a convention: these numbers say for or against a line where the steps cannot.
"""

from __future__ import annotations

import ast
from collections import Counter
from functools import cached_property

import numpy as np

from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.swap import multiple_of
from nn.handwritten.proofreading.units import Units


class Conventions:
    """What is usual in the backward pass of a script."""

    def __init__(self, units: Units) -> None:
        self.lines, self.case = units, units.case

    @cached_property
    def usual(self) -> float | None:
        """Return the factor that most backward arrays have in front of the adjoint that their name says."""
        found = self.usual_factors
        best = max(found, key=lambda factor: (abs(factor) == 1.0, found[factor], factor)) if found else None
        return -best if best is not None and best < 0 and self.goes_up else best

    def is_usual(self, factor: float | None) -> bool:
        """Return whether a factor is the usual one, where there is one."""
        return self.usual is not None and factor is not None and near(factor, self.usual)

    @cached_property
    def goes_up(self) -> bool:
        """Return whether all steps have the wrong sign: then the names say what is usual, and not what is held."""
        factors = self.case.verdict(self.lines.outcome).factors
        return all(k is not None and (k < 0 or np.isnan(k)) for k in factors)

    @cached_property
    def usual_factors(self) -> Counter[float]:
        """Return how many backward arrays have which factor in front of the adjoint that their name says."""
        found: Counter[float] = Counter()
        for unit in self.lines.units:
            name = self.case.script.texts.get(unit.key, "")
            own = [a for a in self.lines.named(name) if a.value.shape == unit.last.shape]
            found.update(k for k in (self.lines.factor(unit, a) for a in own) if k is not None)
        return found

    @cached_property
    def usual_sign(self) -> float:
        """Return the sign that most backward arrays should have in front of an adjoint."""
        return 1.0 if (sum(map(np.sign, self.any_factors)) >= 0) != self.goes_up else -1.0

    @cached_property
    def any_factors(self) -> list[float]:
        """Return the factors with which the backward arrays hold some adjoint."""
        found = (self.lines.any_factor(unit) for unit in self.lines.units if unit.last.size > 1)
        return [factor for factor in found if factor]

    @cached_property
    def taken_off(self) -> list[float]:
        """Return the factors that lines such as dW /= N take off again: before them an array has that factor."""
        kinds = ast.Mult | ast.Div
        changing = [e for e in self.lines.events if e.changes]
        scaled = [e for e in changing if isinstance(getattr(self.lines.statement(e), "op", None), kinds)]
        pairs = [(e.changes[0][1].value, e.changes[0][2].value) for e in scaled]
        found = [multiple_of(old, new) for old, new in pairs if old is not None and new is not None and old.size > 1]
        return [k for k in found if k]

    def is_computed(self, i: int, step: float | None = None) -> bool:
        """Return whether the gradient of a parameter was computed, with the usual factor: then its step is wrong.

        Unless the step has just that factor, another one than 1: then the line that takes it only hands it on.
        """
        here, there = self.case.truth(0), self.case.truth(1)
        if here is None or there is None:
            return False
        other = self.lines.meanings.held[1]
        without = self.lines.moved | self.lines.forward
        for event in self.lines.events:
            if event.site < 0 or event.place in without or event.place not in other:
                continue
            pairs = [(a.value, b.value) for a, b in zip(event.leaves, other[event.place].leaves, strict=False)]
            for a, b in (*pairs, (event.whole, other[event.place].whole)):
                if a is None or b is None or (a.size < 2 and here.gradients[i].size > 1):
                    continue
                k, again = multiple_of(a, here.gradients[i]), multiple_of(b, there.gradients[i])
                is_usual = k is not None and (self.usual is None or self.is_usual(k))
                is_handed_on = k is not None and step is not None and near(k, step) and not near(abs(k), 1.0)
                if k is not None and again is not None and not np.isnan(k) and near(k, again) and is_usual:
                    return not is_handed_on
        return False

    @cached_property
    def turned(self) -> set[tuple[int, int]]:
        """Return the lines of square arrays that hold the transpose of what their names say, if no right step does."""
        steps = zip(self.case.window.parameters, self.case.verdict(self.lines.outcome).right, strict=True)
        right = {parameter.name for parameter, is_right in steps if is_right}
        found: dict[tuple[int, int], set[str]] = {}
        for unit in self.lines.units:
            for adjoint in self.lines.named(self.case.text(unit.key)) if unit.last.ndim == 2 else ():
                k = multiple_of(unit.last, adjoint.value) if adjoint.value.shape == unit.last.shape else None
                if (k is None or np.isnan(k)) and self.lines.factor(unit, adjoint) is not None:
                    found.setdefault(unit.key, set()).add(adjoint.name)
        square = {unit.key for unit in self.lines.units if len(set(unit.last.shape)) == 1}
        return set() if any(names & right for names in found.values()) else square & set(found)

    def is_suspect(self, i: int) -> bool:
        """Return whether the array that is called the gradient of a parameter is another one than usual."""
        name = self.case.window.parameters[i].name
        for unit in self.lines.units:
            own = [a for a in self.lines.named(self.case.script.texts.get(unit.key, "")) if a.name == name]
            factors = [self.lines.factor(unit, a) for a in own if a.value.shape == unit.last.shape]
            if own and self.usual is not None and not any(map(self.is_usual, factors)):
                return True
            if own and unit.key in self.turned:
                return True
        return False
