"""The search: which mistakes of the table, alone or two together, make the learner's numbers.

It walks back from the output, as the pass does, and tries at each step the textbook's line and every row that
replaces it. What a layer's dW and db do not bear out goes no further, so that of thousands of pairs few are ever run
to the end. A state on the way holds G and what has gone wrong so far, as *slots*: one for each mistake, with all the
labels that would do. A label that comes again in a lower layer is the same mistake, made again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from typing import NamedTuple

import numpy as np

from nn.handwritten import matrix
from nn.handwritten.diagnosis import rounding
from nn.handwritten.diagnosis.matching import Choice, Group, Label, Matcher, choices_of, open_to
from nn.handwritten.diagnosis.reading import Precision, Seen
from nn.handwritten.mistakes import Problem, Seat
from nn.handwritten.mistakes.seats import LARGEST, Array

Slot = dict[Label, tuple[Choice, ...]]
Slots = tuple[Slot, ...]
MOST = 4000
"""How many states a layer may leave open: beyond that the numbers say too little to go on."""
LISTED = 60
"""How many explanations are made of one way through the layers."""


class State(NamedTuple):
    """G = ∂L/∂a of the layer that comes next, and what has gone wrong up to there."""

    G: Array
    slots: Slots


def with_group(slots: Slots, group: Group, most: int) -> Slots | None:
    """The slots with one more thing gone wrong: again the same mistake if it can be, else another; None if too many."""
    for i, slot in enumerate(slots):
        common = {label: (*slot[label], choice) for label, choice in group.items() if label in slot}
        if common:
            return (*slots[:i], common, *slots[i + 1 :])
    if len(slots) >= most:
        return None
    return (*slots, {label: (choice,) for label, choice in group.items()})


def with_groups(slots: Slots, groups: tuple[Group, ...], most: int) -> Slots | None:
    """The same for several."""
    found: Slots | None = slots
    for group in groups:
        if found is None:
            return None
        found = with_group(found, group, most)
    return found


class Search:
    """All ways through the layers of a problem with at most `most` mistakes."""

    def __init__(self, problem: Problem, seen: list[Seen], precision: Precision) -> None:
        self.problem, self.precision = problem, precision
        self.floors = rounding.floors(problem, precision)
        self.matchers = [
            Matcher(seat, each, precision, self.floors) for seat, each in zip(problem.seats, seen, strict=True)
        ]
        self.slopes = [choices_of("through_activation", seat) for seat in problem.seats]
        self.routes = [choices_of("back_through_weights", seat) for seat in problem.seats]
        self.losses = choices_of("loss", problem.seats[-1])
        rng = np.random.default_rng(0)
        self.tiny = 1e-13 * float(np.abs(problem.G).max(initial=0.0))  # below this all are rounding
        N = len(problem.X)  # a δ of another shape may have a column for each sample
        sizes = [*(seat.Z.size for seat in problem.seats), *([N * N] if N * N <= LARGEST else [])]
        self.probe = rng.uniform(0.5, 1.5, max(sizes))

    # --- distinct arrays -------------------------------------------------------------------------

    def _distinct(self, right: Array, tried: Iterator[tuple[Choice, Array]]) -> list[tuple[Array, Group]]:
        """The arrays that differ from the right one, each with all choices that make it."""
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

    def start(self, most: int) -> list[State]:
        """G of the output: the right one, and what other derivatives of the loss give."""
        problem = self.problem
        states = [State(problem.G, ())]
        tried = ((c, problem.scale * c.member.line(problem.output, problem.Y)) for c in self.losses)
        for G, group in self._distinct(problem.G, tried):
            states.append(State(G, with_group((), group, most) or ()))
        return states

    def deltas(self, seat: Seat, state: State, most: int) -> Iterator[tuple[Array, Slots]]:
        """δ from G: the right one, and those of the table."""
        right = seat.through(state.G)
        yield right, state.slots
        room, used = most - len(state.slots), labels(state.slots)
        if not room and not any(choice.label in used for choice in self.slopes[seat.k]):
            return
        arguments = (state.G, seat.Z, seat.A, seat.name)
        tried = self._tried(self.slopes[seat.k], room, used, *arguments)
        for delta, group in self._distinct(right, tried):
            slots = with_group(state.slots, group, most)
            if slots is not None:
                yield delta, slots

    def arrays(self, seat: Seat, delta: Array, slots: Slots, most: int) -> Iterator[Slots]:
        """What must have gone wrong for δ to give the learner's dW and db."""
        matcher, room, used = self.matchers[seat.k], most - len(slots), labels(slots)
        of_b = matcher.bias_ways(delta, room, used)
        whole_only = not of_b
        if whole_only and not matcher.last_row:
            return
        for of_weights in matcher.weight_ways(delta, room, used):
            if of_weights.with_bias:
                found = with_groups(slots, of_weights.groups, most)
                if found is not None:
                    yield found
                continue
            for way in of_b:
                found = with_groups(slots, (*of_weights.groups, *way.groups), most)
                if found is not None:
                    yield found

    def back(self, seat: Seat, G: Array, delta: Array, slots: Slots, most: int) -> Iterator[State]:
        """G of the layer below `seat`: the right one, and those of the table."""
        below = self.problem.seats[seat.k - 1]
        if delta.shape != seat.Z.shape:
            return  # a δ of another shape goes no further down
        right = self.problem.steps.back_through_weights(delta, seat.W)
        yield State(right, slots)
        room, used = most - len(slots), labels(slots)
        if not room and not any(choice.label in used for choice in self.routes[below.k]):
            return
        plain = [c for c in self.routes[below.k] if not c.member.upstream]
        ahead = [c for c in self.routes[below.k] if c.member.upstream]

        def tried() -> Iterator[tuple[Choice, Array]]:
            yield from self._tried(plain, room, used, delta, seat.W)
            yield from self._tried(ahead, room, used, G, seat.W)

        for wrong, group in self._distinct(right, tried()):
            found = with_group(slots, group, most)
            if found is not None:
                yield State(wrong, found)

    def through(self, most: int) -> list[Slots]:
        """Every way to the first layer with at most `most` mistakes, the fewest first."""
        states = self.start(most)
        for seat in reversed(self.problem.seats):
            reached: list[Slots] = []
            following: list[State] = []
            for state in states:
                for delta, slots in self.deltas(seat, state, most):
                    for found in self.arrays(seat, delta, slots, most):
                        if seat.first:
                            reached.append(found)
                        else:
                            following += self.back(seat, state.G, delta, found, most)
            if seat.first:
                return sorted(reached, key=len)
            states = sorted(following, key=lambda state: len(state.slots))[:MOST]
        return []


def labels(slots: Slots) -> set[Label]:
    """All labels in use."""
    return {label for slot in slots for label in slot}


def combinations(slots: Slots) -> Iterator[list[tuple[Choice, ...]]]:
    """One label of each slot, in every way: the mistakes of one explanation."""
    yield from (list(chosen) for chosen in islice(product(*[slot.values() for slot in slots]), LISTED))


# --- the mutated pass ----------------------------------------------------------------------------


def mutant(problem: Problem, choices: list[Choice]) -> matrix.Backward:
    """The backward pass of `nn.matrix` with every choice in the place of its step: lines first, then what wraps them.

    A line that makes W's matrix with its bias row gets the input with its column of ones.
    """
    G, steps = problem.G, [problem.steps] * len(problem.seats)
    for choice in sorted(choices, key=lambda c: WRAPPING.index(c.row.step)):
        k, line = choice.seat.k, choice.member.line
        if choice.row.step == "loss":
            G = problem.scale * line(problem.output, problem.Y)
        elif choice.row.step == "back_through_weights":
            steps[k + 1] = _through_other_weights(steps[k + 1], choice)
        else:
            steps[k] = _changed(steps[k], choice)
    return problem.backward(steps, G)


WRAPPING = (
    *("loss", "through_activation", "weight_gradient", "bias_gradient", "back_through_weights"),
    *("sample", "constant"),
)


def _changed(steps: matrix.Steps, choice: Choice) -> matrix.Steps:
    line, step = choice.member.line, choice.row.step
    if step == "weight_gradient" and choice.member.whole:
        return replace(steps, weight_gradient=lambda A, d: line(np.hstack([A, np.ones((len(A), 1))]), d))
    if step not in ("sample", "constant"):
        return replace(steps, **{step: line})
    weight, bias = steps.weight_gradient, steps.bias_gradient
    if step == "sample":
        n, c = line
        if choice.at == "W":
            return replace(steps, weight_gradient=lambda A, d: weight(A[n : n + 1], c * d[n : n + 1]))
        return replace(steps, bias_gradient=lambda d: bias(c * d[n : n + 1]))
    if choice.at == "W":
        return replace(steps, weight_gradient=lambda A, d: line * weight(A, d))
    return replace(steps, bias_gradient=lambda d: line * bias(d))


def _through_other_weights(steps: matrix.Steps, choice: Choice) -> matrix.Steps:
    line, through = choice.member.line, steps.through_activation
    if not choice.member.upstream:
        return replace(steps, back_through_weights=line)
    kept: list[Array] = []

    def keep(G: Array, Z: Array, A: Array, activation: str) -> Array:
        kept.append(G)
        return through(G, Z, A, activation)

    return replace(steps, through_activation=keep, back_through_weights=lambda d, W: line(kept[-1], W))
