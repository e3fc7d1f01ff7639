"""Search for the mistakes of the table, alone or two together, that make the learner's numbers.

It walks back from the output, as the pass does, and tries at each step the textbook's line and every row that
replaces it. What a layer's dW and db do not bear out goes no further, so that of thousands of pairs few are ever run
to the end. A state on the way holds G and what has gone wrong so far, as *slots*: one for each mistake, with all the
labels that would do. A label that comes again in a lower layer is the same mistake, made again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, product
from typing import NamedTuple

import numpy as np

from nn.handwritten.diagnosis.judging import Grain
from nn.handwritten.diagnosis.matching import ArrayOrigin, Choice, Group, Label, Matcher, choices_of, group, open_to
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.diagnosis.solving import same_rates, solved_rates
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import TABLE, Problem, Seat
from nn.handwritten.mistakes.seats import LARGEST, RATES

Slot = dict[Label, tuple[Choice, ...]]
Slots = tuple[Slot, ...]
Finder = Callable[[Array, int, set[Label]], list[ArrayOrigin]]
OF_ARRAYS = ("weight_gradient", "bias_gradient", "constant", "sample")
"""The steps whose rows are looked for in the learner's arrays."""
MOST = 4000
"""How many states a layer may leave open: beyond that the numbers say too little to go on."""
LISTED = 60
"""How many explanations are made of one way through the layers."""


class SearchState(NamedTuple):
    """G = ∂L/∂a of the layer that comes next, and what has gone wrong up to there."""

    G: Array
    slots: Slots


def extended(slots: Slots, groups: Iterable[Group], most: int) -> Iterator[Slots]:
    """Yield the slots with a mistake more for each group, or the same one again; nothing if there are too many."""
    for each in groups:
        for i, slot in enumerate(slots):
            common = {label: (*slot[label], choice) for label, choice in each.items() if label in slot}
            if common:
                slots = (*slots[:i], common, *slots[i + 1 :])
                break
        else:
            if len(slots) >= most:
                return
            slots = (*slots, {label: (choice,) for label, choice in each.items()})
    yield slots


class Deltas(NamedTuple):
    """The δ of a layer, as dW was made of it, and db, and as it was sent back."""

    W: Array
    b: Array
    back: Array


class MistakeSearch:
    """The search for all ways through the layers of a problem; mistakes in `start` were found before, and count."""

    def __init__(self, problem: Problem, seen: list[Seen], grain: Grain, start: Slots = ()) -> None:
        self.problem, self.started = problem, start
        self.matchers = [Matcher(seat, each, grain) for seat, each in zip(problem.seats, seen, strict=True)]
        self.slopes = [choices_of("through_activation", seat) for seat in problem.seats]
        self.routes = [choices_of("back_through_weights", seat) for seat in problem.seats]
        self.losses = choices_of("loss", problem.seats[-1])
        self.known: dict[tuple[str, int, int, frozenset[Label]], list[ArrayOrigin]] = {}
        rng = np.random.default_rng(0)
        sizes_of_G = np.abs(problem.G[np.isfinite(problem.G)])
        self.tiny = 1e-13 * float(sizes_of_G.max(initial=0.0)) if not problem.seats[-1].cancelled else 0.0
        N = len(problem.X)  # a δ of another shape may have a column for each sample
        sizes = [*(seat.Z.size + N for seat in problem.seats), *([N * N] if N * N <= LARGEST else [])]
        self.probe = rng.uniform(0.5, 1.5, max(sizes))

    # --- distinct arrays -------------------------------------------------------------------------

    def _distinct(self, right: Array, tried: Iterator[tuple[Choice, Array]]) -> list[tuple[Array, Group]]:
        """Return the arrays that differ from the right one, each with all choices that make it."""
        shape, size = right.shape, right.size
        probe = self.probe[:size]
        target = float(right.ravel() @ probe)
        width = max(1e-10 * float(np.abs(right).ravel() @ probe), self.tiny)
        found: dict[str, tuple[Array, Group]] = {}
        for choice, array in tried:
            if array.shape != shape and not (array.ndim == 2 and len(array) == len(right)):
                continue
            mark = float(array.ravel() @ self.probe[: array.size])
            if abs(mark - target) <= width or not math.isfinite(mark):
                continue
            key = f"{mark:.8e}" if abs(mark) > self.tiny else "0"
            found.setdefault(key, (array, {}))[1].setdefault(choice.label, choice)
        return list(found.values())

    def _tried(
        self, choices: list[Choice], room: int, used: set[Label], *arguments: object
    ) -> Iterator[tuple[Choice, Array]]:
        for choice in open_to(choices, room, used):
            try:
                yield choice, choice.member.line(*arguments)
            except ValueError:
                continue

    # --- from layer to layer ---------------------------------------------------------------------

    def start(self, most: int) -> list[SearchState]:
        """Return the states at the output: the right G, and the G of each other derivative of the loss."""
        right = self.problem.G
        states = [SearchState(right, self.started)]
        tried = ((choice, self.problem.derivative_by(choice.member.line)) for choice in self.losses)
        for G, found in self._distinct(right, tried):
            states += [SearchState(G, slots) for slots in extended(self.started, (found,), most)]
        return states

    def deltas(self, seat: Seat, state: SearchState, most: int, split: bool) -> Iterator[tuple[Deltas, Slots]]:
        """Yield δ from G: the right one, and those of the table, in all uses or, with `split`, in some only."""
        right = seat.through(state.G)
        yield Deltas(right, right, right), state.slots
        room, used = most - len(state.slots), labels(state.slots)
        arguments = (state.G, seat.Z, seat.A, seat.name)
        if split:
            yield from self._split(seat, right, arguments, state.slots, most)
            return
        for delta, found in self._distinct(right, self._tried(self.slopes[seat.k], room, used, *arguments)):
            for slots in extended(state.slots, (found,), most):
                yield Deltas(delta, delta, delta), slots

    def _split(
        self, seat: Seat, right: Array, arguments: tuple[object, ...], slots: Slots, most: int
    ) -> Iterator[tuple[Deltas, Slots]]:
        """Yield a wrong δ in some uses, and the right one in the others."""
        places, made = partial_uses(seat), labels(slots)
        again = [c for c in self.slopes[seat.k] if any(c.only_in(uses).label in made for uses in places)]
        has_room = len(slots) < most
        tried = self._tried(self.slopes[seat.k] if has_room else again, 1, made, *arguments)
        of_losses = self._loss_deltas(seat) if has_room else iter(())
        for delta, found in self._distinct(right, chain(tried, of_losses)):
            for uses in places:
                used = Deltas(*(delta if use in uses else right for use in ("W", "b", "back")))
                for following in extended(slots, (group(c.only_in(uses) for c in found.values()),), most):
                    yield used, following

    def _loss_deltas(self, seat: Seat) -> Iterator[tuple[Choice, Array]]:
        """Yield δ of the output from other derivatives of the loss."""
        if seat.last:
            for choice in self.losses:
                yield choice, seat.apply(self.problem.derivative_by(choice.member.line))

    def arrays(self, seat: Seat, delta: Deltas, slots: Slots, most: int) -> Iterator[Slots]:
        """Yield the mistakes with which δ gives the learner's dW and db, as slots."""
        matcher, room = self.matchers[seat.k], most - len(slots)
        used = frozenset(label for label in labels(slots) if TABLE[label[0]].step in OF_ARRAYS)
        of_b = self._ways(matcher.bias_ways, delta.b, room, used)
        if not of_b and not matcher.folded:
            return
        for of_weights in self._ways(matcher.weight_ways, delta.W, room, used):
            for of_bias in [ArrayOrigin()] if of_weights.with_bias else of_b:
                yield from extended(slots, (*of_weights.groups, *of_bias.groups), most)

    def _ways(self, ways: Finder, delta: Array, room: int, used: frozenset[Label]) -> list[ArrayOrigin]:
        """Return the ways to make an array of δ, and keep them for a δ that goes into several places."""
        key = (ways.__name__, id(delta), room, used)
        if key not in self.known:
            self.known[key] = ways(delta, room, set(used))
        return self.known[key]

    def back(self, seat: Seat, G: Array, delta: Array, slots: Slots, most: int) -> Iterator[SearchState]:
        """Yield the states at the layer below `seat`: the right G, and those of the table."""
        below = self.problem.seats[seat.k - 1]
        if delta.shape != seat.Z.shape:
            return  # a δ of another shape goes no further down
        right = self.problem.steps[seat.k].back_through_weights(delta, seat.W)
        yield SearchState(right, slots)
        room, used = most - len(slots), labels(slots)
        plain = [c for c in self.routes[below.k] if not c.member.upstream]
        ahead = [c for c in self.routes[below.k] if c.member.upstream]
        made = [choice for slot in slots for choices in slot.values() for choice in choices]
        plain += list(same_rates(self.matchers[below.k], made))
        if room and not any(row == "prop_updated_W" for row, _ in used):
            matcher = self.matchers[below.k]
            slopes = open_to(self.slopes[below.k], room - 1, used)
            factors = [c.member.line for c in open_to(matcher.constants["W"].singles, room - 1, used)]
            wrong_dW = room > 1 or any(TABLE[row].step == "weight_gradient" for row, _ in used)
            usual = RATES if wrong_dW and self.problem.learning_rate is None else ()
            plain += list(solved_rates(matcher, delta, right, slopes, factors, usual))

        tried = chain(
            self._tried(plain, room, used, delta, seat.W),
            self._tried(ahead, room, used, G, seat.W),
        )
        masked = ((c, sent if c.member.unmasked else self.problem.masked(below.k, sent)) for c, sent in tried)
        for wrong, found in self._distinct(right, masked):
            yield from (SearchState(wrong, following) for following in extended(slots, (found,), most))

    def through(self, most: int, split: bool = False) -> list[Slots]:
        """Return every way to the first layer with at most `most` mistakes, the fewest first.

        With `split`, those in which a wrong δ went into some uses only.
        """
        states = self.start(most) if not split else [SearchState(self.problem.G, self.started)]
        for seat in reversed(self.problem.seats):
            reached: list[Slots] = []
            following: list[SearchState] = []
            for state in states:
                self.known.clear()
                for delta, slots in self.deltas(seat, state, most, split):
                    for found in self.arrays(seat, delta, slots, most):
                        if seat.first:
                            reached.append(found)
                        else:  # with `split`, the right way back only
                            ways = self.back(seat, state.G, delta.back, found, most)
                            following += islice(ways, 1 if split else None)
            if seat.first:
                return sorted(reached, key=len)
            states = sorted(following, key=lambda state: len(state.slots))[:MOST]
        return []


def partial_uses(seat: Seat) -> list[frozenset[str]]:
    """Return the places that a wrong δ may have gone into, if not into all: dW, db, or what is sent back."""
    arrays = ["W", *(["b"] if seat.b is not None else [])]
    found = [frozenset(arrays), *(frozenset(at) for at in arrays if len(arrays) > 1)]
    return found[1:] if seat.first else [*found, frozenset(("back",))]


def labels(slots: Slots) -> set[Label]:
    """Return all labels in use."""
    return {label for slot in slots for label in slot}


def combinations(slots: Slots) -> Iterator[list[tuple[Choice, ...]]]:
    """Yield one label of each slot, in every way: the mistakes of one explanation."""
    yield from (list(chosen) for chosen in islice(product(*[slot.values() for slot in slots]), LISTED))
