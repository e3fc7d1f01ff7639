"""Which lines of the table make one layer's dW and db from a given δ, as the learner has them.

Every answer is a list of *ways*: what must have gone wrong, as groups of rows that make the same numbers. No group
means that the textbook's line makes them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np

from nn.handwritten.diagnosis.judging import Grain
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import TABLE, Member, Mistake, Seat

Label = tuple[str, str]
EVERYWHERE = frozenset(("W", "b", "back"))
LOOSEST = 3e-4
"""Largest relative distance of a fitted constant from a round number that the call did not state."""


class Choice:
    """One line of a row, at a layer; `at` says for a constant or a sample whether in dW or in db.

    `uses` says of a wrong δ where it was used, if not everywhere: of "W", "b" and "back" those it went into.
    Choices with one `label`, in whatever layers, are one mistake.
    """

    __slots__ = ("at", "label", "member", "row", "seat", "uses")

    def __init__(
        self, row: Mistake, member: Member, seat: Seat, at: str = "", uses: frozenset[str] = EVERYWHERE
    ) -> None:
        self.row, self.member, self.seat, self.at, self.uses = row, member, seat, at, uses
        self.label: Label = (row.id, " ".join([member.label, *(sorted(uses) if uses != EVERYWHERE else [])]))

    def only_in(self, uses: frozenset[str]) -> Choice:
        """Return the same choice, used in a few places only."""
        return Choice(self.row, self.member, self.seat, self.at, uses)


Group = dict[Label, Choice]


class ArrayOrigin(NamedTuple):
    """How an array may have come about: a choice of each group together."""

    groups: tuple[Group, ...] = ()
    with_bias: bool = False
    """Whether it explains the bias row as well."""


def group(choices: Iterable[Choice]) -> Group:
    """Return choices that make the same numbers, the first of each label."""
    found: Group = {}
    for choice in choices:
        found.setdefault(choice.label, choice)
    return found


class Constants:
    """The constants that may stand before an array, by their value: one mistake, or two."""

    def __init__(self, seat: Seat, at: str, grain: Grain, blur: float) -> None:
        self.seat, self.at = seat, at
        self.tolerance = grain.relative + blur
        self.digits = 0.1 / self.tolerance
        self.one: dict[int, list[Choice]] = {}
        singles = [c for c in choices_of("constant", seat, at) if c.row.in_weights or at == "b"]
        self.singles = [choice for choice in singles if not self.same(choice.member.line, 1.0)]
        for choice in self.singles:
            self.one.setdefault(self.key(choice.member.line), []).append(choice)

    @cached_property
    def two(self) -> dict[int, list[tuple[Choice, Choice]]]:
        """Two constants of different rows, by their product."""
        found: dict[int, list[tuple[Choice, Choice]]] = {}
        for i, first in enumerate(self.singles):
            for second in self.singles[i + 1 :]:
                if first.row is not second.row:
                    found.setdefault(self.key(first.member.line * second.member.line), []).append((first, second))
        return found

    def same(self, a: float, b: float) -> bool:
        """Return whether two constants are the same, within the learner's digits."""
        return abs(a - b) <= self.tolerance * abs(b)

    def key(self, c: float) -> int:
        """Return a whole number, which is the same for constants that are close to one another, or the next."""
        return int(math.copysign(1, c)) * (round(math.log(abs(c)) * self.digits) * 2 + 1)

    def _find(self, found: dict[int, list], c: float) -> list:  # type: ignore[type-arg]  # of hits, whose kinds differ
        if not c or not math.isfinite(c):
            return []
        key = self.key(c)
        return [x for near in (key - 2, key, key + 2) for x in found.get(near, [])]

    def ways(self, c: float, room: int, used: Collection[Label] = ()) -> list[tuple[Group, ...]]:
        """Return what makes the constant c: [()] if it is 1, else one mistake, else two if there is room."""
        if self.same(c, 1.0):
            return [()]
        single = [x for x in self._find(self.one, c) if self.same(x.member.line, c)]
        single += self._by_measure(c)
        if single:
            return [(group(single),)]
        if room < 2 and not used:
            return []
        pairs = [(x, y) for x, y in self._find(self.two, c) if self.same(x.member.line * y.member.line, c)]
        open_ones = [(x, y) for x, y in pairs if (x.label not in used) + (y.label not in used) <= room]
        return [(group([x]), group([y])) for x, y in open_ones]

    def _by_measure(self, c: float) -> Iterator[Choice]:
        """Yield, for a measured c, a number of passes beyond those of the table, or a learning rate of two digits."""
        if self.tolerance > LOOSEST:
            return  # numbers as coarse as that always come near some round number
        if c > 10.5 and self.same(c, round(c)) and c < 1000.5:
            member = Member(f"{round(c)}", float(round(c)), f"{round(c)}", free=1)
            yield Choice(TABLE["accumulated"], member, self.seat, self.at)
        rounded = float(f"{c:.1e}")
        if self.seat.problem.learning_rate is None and 0 < c < 1 and self.same(c, rounded):
            words = f"η = {rounded:g}"
            yield Choice(TABLE["lr_included"], Member(words, rounded, words, free=1), self.seat, self.at)


class Target:
    """An array of the learner's that candidates are compared with: its two largest entries are looked at first."""

    __slots__ = ("flat", "i", "j", "second", "shape", "top")

    def __init__(self, array: Array) -> None:
        self.shape, self.flat = array.shape, array.ravel()
        order = np.argsort(-np.abs(self.flat), kind="stable")
        self.i, self.j = int(order[0]), int(order[min(1, len(order) - 1)])
        self.top, self.second = float(self.flat[self.i]), float(self.flat[self.j])

    @classmethod
    def of(cls, array: Array | None) -> list[Target]:
        """Return the target, if there is an array."""
        return [] if array is None or not array.size else [cls(array)]

    @classmethod
    def aside(cls, array: Array | None) -> list[Target]:
        """Return the array without axes of size 1, and its transpose."""
        plain = None if array is None else np.squeeze(array)
        return [*cls.of(plain), *(cls.of(plain.T) if plain is not None and plain.ndim == 2 else [])]


class Matcher:
    """One layer: the learner's arrays, and every line of the table that could have made them."""

    def __init__(self, seat: Seat, seen: Seen, grain: Grain) -> None:
        self.seat, self.seen, self.steps = seat, seen, seat.problem.steps[seat.k]
        self.tolerance = grain.relative
        self.floor = {at: grain.floors.get(f"{at}{seat.number}", 0.0) for at in ("W", "b")}
        self.folded = seat.folded
        self.with_ones = seat.layout.with_ones(seat.A_prev)
        self.right = {"W": Target.of(seen.inner), "b": Target.of(seen.b)}
        self.whole = Target.of(seen.W)
        self.forms = {
            "W": Target.aside(seen.given),
            "b": Target.aside(seen.b if seen.b_given is None else seen.b_given),
        }
        self.inner = Target.aside(seen.inner) if self.folded and seen.inner is not None else self.forms["W"]
        self.constants = {at: Constants(seat, at, grain, self._blur(at)) for at in ("W", "b")}
        probe = seat.Z + 1.0  # which shapes a line makes does not depend on δ's numbers
        self.lines = {
            at: [c for c in choices_of(step, seat, at) if self._fits(c, at, probe)]
            for at, step in (("W", "weight_gradient"), ("b", "bias_gradient"))
        }
        self.samples = {at: choices_of("sample", seat, at) for at in ("W", "b")}

    def _blur(self, at: str) -> float:
        """Return how far off a quotient may be for the rounding of the learner's numbers, as a part of itself."""
        tops = [abs(target.top) for target in (self.right[at] or self.forms[at]) if target.top]
        return min(1.0, 2 * self.floor[at] / min(tops)) if tops else 0.0

    # --- what a candidate is compared with ---------------------------------------------------------

    def _targets(self, member: Member, at: str) -> list[Target]:
        """Return the learner's arrays that a line's result may be: as they came, or in the textbook's orientation."""
        if at == "b":
            return self.forms["b"] if member.aside else self.right["b"]
        if member.aside:
            return self.forms["W"] if member.whole else self.inner
        return self.whole if member.whole else self.right["W"] or self.whole

    def _fits(self, choice: Choice, at: str, delta: Array) -> bool:
        """Return whether the line makes an array of a shape that the learner's has."""
        found = self._made(choice.member, at, delta)
        return found is not None and any(target.shape == found.shape for target in self._targets(choice.member, at))

    def _made(self, member: Member, at: str, delta: Array) -> Array | None:
        """Return what the line makes of δ; None where shapes do not allow it."""
        inputs = () if at == "b" else (self.with_ones if member.whole else self.seat.A_prev,)
        try:
            found = np.asarray(member.line(*inputs, delta))
        except ValueError:
            return None
        return np.squeeze(found) if member.aside else found

    def _ratio(self, targets: list[Target], found: Array | None, at: str) -> float | None:
        """Return how many times an array the first of the targets is that is a multiple of it; None if none is."""
        if found is not None:
            for target in targets:
                c = ratio(target, found, self.tolerance, self.floor[at])
                if c is not None:
                    return c
        return None

    # --- ways ------------------------------------------------------------------------------------

    def weight_ways(self, delta: Array, room: int, used: set[Label]) -> list[ArrayOrigin]:
        """Return how dW may have come about from δ."""
        wide = self.folded and delta.shape[1] == self.seat.n_out + 1  # a bias row was sent back, too
        right = self.steps.weight_gradient(self.with_ones if wide else self.seat.A_prev, delta)
        return self._ways("W", right, delta, room, used)

    def bias_ways(self, delta: Array, room: int, used: set[Label]) -> list[ArrayOrigin]:
        """Return how db may have come about from δ."""
        if self.seat.b is None or (self.folded and not self.right["W"]):
            return [ArrayOrigin()]  # there is no bias, or the shape of dW leaves it open
        if not self.right["b"] and not self.forms["b"]:
            missing = next(c for c in choices_of("bias_gradient", self.seat, "b") if c.row.id == "bias_missing")
            return [ArrayOrigin(({missing.label: missing},))]
        return self._ways("b", self.steps.bias_gradient(delta), delta, room, used)

    def _ways(self, at: str, right: Array, delta: Array, room: int, used: set[Label]) -> list[ArrayOrigin]:
        """Return the textbook's line alone, if it makes the array; else all ways of one mistake, and those of two."""
        ones: list[ArrayOrigin] = []
        twos: list[ArrayOrigin] = []
        fallback = self.whole if at == "W" else self.forms["b"]  # for a δ of another shape, and what is made of it
        c = self._ratio(self.right[at] or fallback, right, at)
        for groups in [] if c is None else self.constants[at].ways(c, room, used):
            if not groups:
                return [ArrayOrigin()]
            (ones if len(groups) == 1 else twos).append(ArrayOrigin(groups))
        for choice in open_to(self.lines[at], room, used):
            c = self._ratio(self._targets(choice.member, at), self._made(choice.member, at, delta), at)
            self._keep(choice, c, at, ones, twos)
        for sample in open_to(self.samples[at], room, used):
            n, times = sample.member.line
            rows, one = self.seat.A_prev[n : n + 1], delta[n : n + 1] * times
            made = self.steps.weight_gradient(rows, one) if at == "W" else self.steps.bias_gradient(one)
            self._keep(sample, self._ratio(self.right[at], made, at), at, ones, twos)
        if not ones and not twos:
            return self._of_one_sample(at, delta, room, used)
        return [*_merged(ones), *twos]

    def _keep(self, choice: Choice, c: float | None, at: str, ones: list[ArrayOrigin], twos: list[ArrayOrigin]) -> None:
        """Add the way of a row whose line makes the array, or a multiple of it that has a name."""
        for groups in [] if c is None else self.constants[at].ways(c, 1):
            way = ArrayOrigin(({choice.label: choice}, *groups), self._with_bias(choice, at))
            (twos if groups else ones).append(way)

    def _of_one_sample(self, at: str, delta: Array, room: int, used: set[Label]) -> list[ArrayOrigin]:
        """Return the ways with a row of the step, of one sample only."""
        found: list[ArrayOrigin] = []
        for sample in open_to(self.samples[at], room, used):
            left = room - (sample.label not in used)
            if room == 1 and left == 0:
                continue  # the row besides would be one mistake too many
            n, times = sample.member.line
            alone = np.zeros_like(delta)
            alone[n] = times * delta[n]
            for choice in open_to(self.lines[at], left, used):
                c = self._ratio(self._targets(choice.member, at), self._made(choice.member, at, alone), at)
                if c is not None and self.constants[at].same(c, 1.0):
                    both = ({choice.label: choice}, {sample.label: sample})
                    found.append(ArrayOrigin(both, self._with_bias(choice, at)))
        return found

    def _with_bias(self, choice: Choice, at: str) -> bool:
        """Return whether a line for dW makes the bias row as well, or its shape leaves open what became of it."""
        return at == "W" and self.folded and (choice.member.whole or not self.right["W"])


def choices_of(step: str, seat: Seat, at: str = "") -> list[Choice]:
    """Return every line of the rows of a step, at a layer."""
    return [Choice(row, member, seat, at) for row in TABLE.values() if row.step == step for member in row.members(seat)]


def open_to(choices: list[Choice], room: int, used: set[Label]) -> list[Choice]:
    """Return the choices that may be made: all if there is room for one more mistake, else those made already."""
    return choices if room else [choice for choice in choices if choice.label in used]


def _merged(ways: list[ArrayOrigin]) -> list[ArrayOrigin]:
    """Return the ways of one group each, put together by whether they explain the bias row."""
    found: dict[bool, Group] = {}
    for way in ways:
        merged = found.setdefault(way.with_bias, {})
        for label, choice in way.groups[0].items():
            merged.setdefault(label, choice)
    return [ArrayOrigin((groups,), with_bias) for with_bias, groups in found.items()]


def ratio(target: Target, found: Array, tolerance: float, floor: float = 0.0) -> float | None:
    """Return c, where target = c * found within the tolerance, or None if it is not a multiple.

    Numbers up to `floor` count as 0; where both are 0, c is 1.

    >>> target = Target(np.array([2.0, 4.0]))
    >>> ratio(target, np.array([1.0, 2.0]), 1e-8), ratio(target, np.array([1.0, 1.0]), 1e-8)
    (2.0, None)
    """
    if target.shape != found.shape:
        return None
    other, top = found.ravel(), target.top
    if not abs(top) > floor:  # a floor of NaN, where the terms of a sum are infinite, leaves nothing to compare
        return 1.0 if float(np.abs(other).max()) <= floor else None
    base = float(other[target.i])
    if not abs(base) > floor or not math.isfinite(base):
        return None
    c, allowed = top / base, tolerance * abs(top) + 2 * floor
    if not abs(target.second - c * float(other[target.j])) <= allowed:
        return None
    return c if float(np.abs(target.flat - c * other).max()) <= allowed else None
