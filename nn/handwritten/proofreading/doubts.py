"""What speaks against a line whose right value makes steps right, and for it: its name, its factor, what it reads.

The steps leave more than one line open where a factor or a sign may be put right on either of two.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.conventions import Conventions
from nn.handwritten.proofreading.entering import brings_in, factors_read
from nn.handwritten.proofreading.lossnames import SURE
from nn.handwritten.proofreading.matching import shaped
from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.naming import is_gradient, plain, says, stem
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.recording import Place
from nn.handwritten.proofreading.statements import mentions
from nn.handwritten.proofreading.swap import Swap, Unit, first_wrong, multiple_of
from nn.handwritten.proofreading.units import Units

HANDED_BACK = -0.4
"""What speaks for a line that returns what its function was given."""


class Doubts:
    """Weighs the lines of a backward pass that may be wrong."""

    def __init__(self, units: Units, conventions: Conventions) -> None:
        self.lines, self.case, self.conventions = units, units.case, conventions
        self.bringing: dict[tuple[Place, Adjoint, float], bool] = {}

    def ranked(self, swaps: Sequence[Swap]) -> list[Swap]:
        """Return the likeliest swap first: what makes most right, in an ordinary factor, by its name, the earliest."""
        return sorted(swaps, key=self.rank)

    def rank(self, swap: Swap) -> tuple[object, ...]:
        """Return what the swaps are sorted by."""
        name = self.case.script.texts.get(swap.unit.key, "")
        own = self.lines.named(name)
        is_own = any(np.array_equal(a.value, swap.adjoint.value) or says(name, swap.adjoint.name) for a in own)
        is_own |= name.endswith(swap.adjoint.name)  # an entry, as dlogp[rows, y] for logp[rows, y]
        other = bool(own) and not is_own
        off = multiple_of(swap.unit.last, swap.values[-1]) if swap.unit.last.shape == swap.values[-1].shape else None
        is_later = off is None or near(abs(off), 1.0)  # else the later line may be wrong
        later = self.conventions.taken_off if is_later else []
        return (
            swap.lost,
            -len(swap.fixed) - swap.nearly / 2,
            self.doubt(swap),
            not any(near(abs(swap.factor), abs(k)) for k in (1.0, *self.conventions.any_factors, *later)),
            other,
            self.at[first_wrong(swap)],
            swap.order,
            swap.factor < 0,
            swap.adjoint.is_part,
        )

    def doubt(self, swap: Swap) -> float:
        """Return how much speaks against a line (below 0: for it): a factor, a right name, the sign of a gradient."""
        name, held = self.case.script.texts.get(swap.unit.key, ""), swap.unit.last
        own = self.lines.named(name)
        if self.hands_on(swap, is_named=bool(own)):
            return 0.5
        if self.lines.is_again(swap.unit):
            return 0.6
        if notes_of(self.case.statement(swap.unit.site)).hands_back:
            return HANDED_BACK if self.lacks_more(swap) else 0.6
        entry = [a.value for a in self.lines.adjoints if a.is_part and "[" in name and name.endswith(a.name)]
        by_name = [self.lines.factor(swap.unit, a) for a in own if a.value.shape == held.shape]
        by_name += [multiple_of(held, right) for right in entry if right.shape == held.shape]  # 1 / N on all draws
        is_named = self.conventions.usual == 1.0 and any(k is not None and near(k, 1.0) for k in by_name)
        if not is_named and self.brings_in(swap):
            return -1.0
        if swap.unit.key in self.passed_on:
            return 0.6 - 0.2 * self.is_of_the_loss(self.passed_on[swap.unit.key])
        moved = {parameter.name for parameter in self.case.window.parameters}
        others = [a for a in self.lines.adjoints if held.size > 1 and self.lines.factor(swap.unit, a)]
        if swap.unit.key in self.conventions.turned:
            return -0.3
        if own:
            usual = any(map(self.conventions.is_usual, by_name))
            is_delta = own[0].name in moved and any(a.name not in moved and not says(name, a.name) for a in others)
            return 0.5 if usual or is_delta else -0.3
        is_marked = plain(name) != stem(name).lower() or stem(name).lower().startswith("delta")
        if not others or (is_marked and not all(a.is_part for a in others)):  # its name says none of those
            return -0.3 if is_gradient(name) else -0.1
        right = swap.values[-1]
        factor = multiple_of(held, right) if right.shape == held.shape else None
        is_turned = factor is not None and near(factor, -1.0)
        is_other_sign = is_turned and -np.sign(swap.factor) == self.conventions.usual_sign
        is_usual = factor is not None and self.conventions.is_usual(factor * swap.factor)
        return 0.5 if is_other_sign or is_usual else -0.2 * self.is_handed_on(swap.unit, others)

    def is_handed_on(self, unit: Unit, held: Sequence[Adjoint]) -> bool:
        """Return whether a line reads the adjoint that it gives, but for a number: delta = error / m lacks an f′."""
        statement, texts = self.case.script.program.statements[unit.site], self.case.script.texts
        value: Any = getattr(statement, "value", None) or ast.Constant(0)
        read = {ast.unparse(node) for node in ast.walk(value) if isinstance(node, ast.Name | ast.Attribute)}
        earlier = [each for each in self.lines.units if each.site != unit.site and texts.get(each.key, "") in read]
        return any(self.lines.factor(each, adjoint) for each in earlier for adjoint in held)

    def lacks_more(self, swap: Swap) -> bool:
        """Return whether a line holds an adjoint where it is first wrong, and its right value is no multiple of it."""
        at = swap.unit.places.index(first_wrong(swap))
        held, right = swap.unit.held[at], swap.values[at]
        forms = [array for a in self.lines.adjoints for _, array in shaped(a.value, held.shape)]
        return multiple_of(held, right) is None and any(multiple_of(held, array) for array in forms)

    def hands_on(self, swap: Swap, is_named: bool) -> bool:
        """Return whether a line has the wrong sign, and so has all that it reads: it came in above.

        A line with the name of its array takes a sign off again, dW = -x.T @ e, unless it changes an array of its own.
        """
        unit, statement = swap.unit, self.case.script.program.statements[swap.unit.site]
        is_new = not mentions(getattr(statement, "value", None), self.case.script.texts.get(unit.key, ""))
        ratio = None if unit.filled or (is_named and is_new) else multiple_of(unit.held[0], swap.values[0])
        is_turned = ratio is not None and near(ratio, -1.0)
        read = factors_read(self.case, unit.places[0], 0, self.lines.adjoints) if is_turned else set()
        return bool(read) and all(k * swap.factor < 0 for k in read)

    def brings_in(self, swap: Swap) -> bool:
        """Return whether a line brings in a factor that its right value has not."""
        key = swap.unit.places[0], swap.adjoint, swap.factor
        if key not in self.bringing:
            held = swap.unit.filled[0].whole if swap.unit.filled else swap.unit.held[0]
            self.bringing[key] = brings_in(self.case, swap.unit.places[0], held, swap.values[0], swap.factor)
        return self.bringing[key]

    @cached_property
    def passed_on(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Return the targets that only name what another line computed, as those of a call, and what computed it."""
        computed: dict[int, tuple[int, int]] = {}
        found = {}
        known = {unit.key for unit in self.lines.units}
        for event in self.lines.events:
            leaf, key = event.only, (event.site, event.part)
            if key not in known or leaf is None or not isinstance(leaf.thing, np.ndarray):
                continue
            value = getattr(self.case.script.program.statements[event.site], "value", None)
            is_call = isinstance(value, ast.Call | ast.IfExp)  # f(dA) if l == L else g(dA)
            is_changed = any(old.thing is leaf.thing for _, old, _ in event.changes)
            if computed.setdefault(id(leaf.thing), key) != key and is_call and not is_changed:
                found[key] = computed[id(leaf.thing)]
        return found

    def is_of_the_loss(self, key: tuple[int, int]) -> bool:
        """Return whether a line of a function that is called after a loss, as cost_derivative is, gives an adjoint."""
        tree = self.case.script.program.tree
        functions = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) and SURE.search(f.name)]
        sites = {getattr(node, "site", None) for function in functions for node in ast.walk(function)}
        units = [unit for unit in self.lines.units if unit.key == key]
        return key[0] in sites and any(self.lines.any_factor(unit) is not None for unit in units)

    @cached_property
    def at(self) -> dict[Place, int]:
        """Return which assignment of the pass each of them is."""
        return {event.place: i for i, event in enumerate(self.lines.events)}
