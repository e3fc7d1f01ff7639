"""Where the gradient of each parameter is: the array that goes into its step, by its value, its name, what it moves.

A step of Adam is no multiple of the gradient, even if it is right: then what goes into the step is judged instead.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from nn.handwritten.proofreading.expected import CLIPPED
from nn.handwritten.proofreading.filling import is_filling
from nn.handwritten.proofreading.multiples import is_cut_off, multiple, near
from nn.handwritten.proofreading.naming import belongs, is_gradient, says, stem
from nn.handwritten.proofreading.rates import FILLED, Inflows, Spot
from nn.handwritten.proofreading.recording import Array, grouped, index_of
from nn.handwritten.proofreading.running import Outcome, Script
from nn.handwritten.proofreading.statements import targets
from nn.handwritten.proofreading.terms import names_in, names_read
from nn.handwritten.proofreading.window import Parameter, ScriptPass

Spots = Mapping[Spot, Array]


class Goals:
    """The places of the gradients of a pass."""

    def __init__(self, script: Script, window: ScriptPass, outcome: Outcome, states: set[str]) -> None:
        """Note the pass; `states` are what is carried from pass to pass, as a momentum is."""
        self.script, self.window = script, window
        self.moved = {place[0] for place in window.moved}  # the statements that take the steps
        self.exact = outcome.recorder.exact
        self.stopped = [place[0] for _, place in outcome.recorder.skips]
        self.kept = states | {script.text(event.place) for event in outcome.events[: window.start]}
        self.states = states

    def judged(self, outcome: Outcome, gradients: Sequence[Array]) -> list[Spot] | None:
        """Return what is judged in the place of each step; None if it is not found for all of them."""
        goals = self.called(outcome, gradients)
        self._by_what_moves(goals, outcome, gradients)
        if None in goals or any(map(partial(self._is_part, outcome), goals, self.window.parameters)):
            return None
        inflows = Inflows(self.script, self.window)
        return [self._read(i, goal, outcome, inflows) for i, goal in enumerate(goals) if goal is not None]

    def _is_part(self, outcome: Outcome, goal: Spot | None, parameter: Parameter) -> bool:
        """Return whether what was found is a number of one of the entries that move: w[i] -= eta * dw[i]."""
        found = self.spots(outcome, parameter).get(goal) if goal is not None else None
        return found is not None and found.size == 1 < min(parameter.before.size, len(parameter.changes))

    def called(self, outcome: Outcome, gradients: Sequence[Array]) -> list[Spot | None]:
        """Find where the gradient of each parameter is, by its value or its name: also in a dict of them."""
        goals = []
        for parameter, right in zip(self.window.parameters, gradients, strict=True):
            spots = self.spots(outcome, parameter)
            goals.append(self._goal(spots, parameter, right, self.direct(outcome, parameter)))
        skips = [(place, "") for at, place in outcome.recorder.skips if at >= self.window.start]
        stopped = [spot for spot in skips if spot[0][0] not in self.moved]
        for i, parameter in enumerate(self.window.parameters):
            by_name = [spot for spot in stopped if self._is_called(spot, parameter)]
            if goals[i] is None and (by_name or (len(goals) == 1 and stopped)):
                goals[i] = (by_name or stopped)[0]
        first = min(self.window.parameters, key=lambda each: index_of(outcome.events, each.changes[0][0]))
        listed = self._listed(self.spots(outcome, first), goals) if None in goals else []
        return [goal or spot for goal, spot in zip(goals, listed or goals, strict=True)]

    def spots(self, outcome: Outcome, parameter: Parameter) -> dict[Spot, Array]:
        """Return the arrays of the pass that are there before a parameter moves, filled ones as they are then."""
        until = index_of(outcome.events, parameter.changes[0][0])  # of a step that did not come, the end of all passes
        decay = self.window.decays.get(self.window.parameters.index(parameter))
        at = self.window.start if decay is None else index_of(outcome.events, decay.place)  # before it, it is none
        events = outcome.events[at : min(until, self.window.end)]
        found = {(e.place, leaf.path): leaf.value for e in events for leaf in e.leaves if leaf.value is not None}
        filled = {id(e.changes[0][2].thing): e for e in events if is_filling(e)}
        return found | {(e.place, FILLED): e.whole for e in filled.values() if e.whole is not None}

    def direct(self, outcome: Outcome, parameter: Parameter) -> list[Spot]:
        """Return the gradients that the line of a step names, assigned in the same turn of its loop: g, and not m."""
        place = parameter.changes[0][0]
        at = index_of(outcome.events, place)
        names = names_in(self.script.statement(place[0]))
        loops = outcome.events[at].loops if at < len(outcome.events) else ()
        if len(loops) <= len(self.window.turns):
            return []
        texts = [(e, self.script.text(e.place)) for e in outcome.events[self.window.start : at]]
        return [(e.place, "") for e, text in texts if e.loops == loops and text in names and is_gradient(text)]

    def _goal(self, spots: Spots, parameter: Parameter, right: Array, direct: Sequence[Spot]) -> Spot | None:
        """Return the array with the value of a gradient, or else what the step is made of, or the last of its name.

        In the first pass, a momentum has that value, too, and comes last.
        """
        fitting = [spot for spot, value in spots.items() if value.shape == right.shape]
        by_name = [spot for spot in spots if self._is_called(spot, parameter)]
        others = [spot for spot in by_name if not np.array_equal(spots[spot], parameter.before)]
        by_name = others or by_name  # p = self.params holds p['b'], which is no gradient
        named = [spot for spot in fitting if spot in by_name] or by_name
        factors = {spot: multiple(spots[spot], right) for spot in fitting}
        equal = [spot for spot, k in factors.items() if k is not None and (right.size > 1 or near(abs(k), 1.0))]
        both, near_by = [s for s in named if s in equal], [s for s in direct if s in fitting]
        equal.sort(key=lambda spot: (self._is_kept(spot), not near(abs(factors[spot] or 0.0), 1.0)))
        named_as = {spot: (self.script.text(spot[0]), spot[1]) for spot in equal}
        again = [spot for spot in equal if named_as[spot] == named_as[equal[0]]]  # 0 may come last, or be added
        found = both[-1:] or again[-1:] or near_by[-1:] or named[-1:]
        return found[0] if found else None

    def _listed(self, spots: Spots, goals: Sequence[Spot | None]) -> list[Spot]:
        """Return the last list of arrays that have the shapes of the parameters, in their order; [] without one.

        A momentum is such a list, too: one that holds the gradients that were found comes first, or is not kept.
        """
        shapes = [parameter.before.shape for parameter in self.window.parameters]
        lists = grouped(spots, lambda spot: spot[0]).values()
        fitting = [each for each in lists if len(each) > 1 and [spots[s].shape for s in each] == shapes]
        known = [(i, spots[goal]) for i, goal in enumerate(goals) if goal is not None and goal in spots]
        holding = [each for each in fitting if all(np.array_equal(spots[each[i]], g) for i, g in known)]
        fresh = [each for each in fitting if self.script.text(each[0][0]) not in self.states]
        return ((holding if known else fresh) or fitting or [[]])[-1]

    def _is_called(self, spot: Spot, parameter: Parameter) -> bool:
        """Return whether what is assigned at a place is called the gradient of a parameter: dV, or grads["V"].

        A name that several have, such as self.v of objects that hold one each, says nothing.
        """
        if sum(each.name == parameter.name for each in self.window.parameters) > 1:
            return False
        text = self.script.text(spot[0])
        if spot[0] in self.exact and not self._is_kept(spot):  # of grads["W" + str(l)], which it is in this turn
            text = text.partition("[")[0] + self.exact[spot[0]]
        text = text.partition("[")[0] if spot[1] == FILLED else text + spot[1]
        return belongs(text, parameter.name) or ("[" in text and says(text, parameter.name) and stem(text) in text[1:])

    def _is_kept(self, spot: Spot) -> bool:
        """Return whether an array has a name from before the pass, or is a memory."""
        return self.script.text(spot[0]) in self.kept

    def _by_what_moves(self, goals: list[Spot | None], outcome: Outcome, gradients: Sequence[Array]) -> None:
        """Find the gradients that have no value and no name of their own by which parameter moves with them."""
        open_ = [i for i, goal in enumerate(goals) if goal is None or goals.count(goal) > 1]
        spots = {i: self.spots(outcome, self.window.parameters[i]) for i in open_}
        held = {i: spots[i].get(goal) for i in open_ if (goal := goals[i]) is not None}
        open_ = [i for i in open_ if (value := held.get(i)) is None or multiple(value, gradients[i]) is None]
        if open_:
            inflows = Inflows(self.script, self.window)
            goals[:] = [(i in open_ and inflows.gradient(i, spots[i])) or goal for i, goal in enumerate(goals)]

    def _read(self, i: int, goal: Spot, outcome: Outcome, inflows: Inflows) -> Spot:
        """Return what is judged of a step: the array that it moves with, if one is, as it was before it is kept short.

        An array with the right value that moves nothing is not what the step reads. What is kept short is grads[k] of
        g = np.clip(grads[k], -1, 1).
        """
        spots = self.spots(outcome, self.window.parameters[i])
        is_other = not self.stopped and i not in inflows.moves(goal)  # in a script that stops, no array may move it
        if is_other and (other := inflows.gradient(i, spots)) and not self._is_kept(other):
            goal = other
        if goal not in spots or not self._keeps_short(self.script.statement(goal[0][0])):
            return goal
        earlier = [s for s in [*spots][: [*spots].index(goal)] if not self._keeps_short(self.script.statement(s[0][0]))]
        ratios = {spot: multiple(spots[goal], spots[spot]) or 0.0 for spot in earlier if spots[spot].size > 1}
        short = [spot for spot, k in ratios.items() if 0 < k <= 1 and not self._is_kept(spot)]
        called = [spot for spot in earlier if self._is_called(spot, self.window.parameters[i])]
        longer = [spot for spot in earlier if spots[spot].size > 1 or spot in called]  # a number may be the loss
        before = [s for s in earlier if s in short or (s in longer and is_cut_off(spots[goal], spots[s]))]
        named = [spot for spot in called if not spots[goal].any()]  # all zeros is a multiple of none
        return ([goal] + named + [spot for spot in before if spots[spot].any()])[-1]

    def _keeps_short(self, statement: ast.stmt) -> bool:
        """Return whether a line keeps a gradient short, or reads what is made for that: g = grads[k] * scale."""
        read = names_read(statement)
        made = [each for each in self.script.program.statements if read & {*map(ast.unparse, targets(each))}]
        return any(CLIPPED.search(ast.unparse(each)) for each in (statement, *made) if not hasattr(each, "body"))
