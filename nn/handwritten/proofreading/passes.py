"""Which part of a run is one pass, what its loss is, and which arrays are its parameters.

Nothing is known of a script but its assignments. A parameter is an array that was there before the loss, on which the
loss depends, and which is changed so that this loss does not feel it: both are tried, by disturbing it. The pass is the
turn of the loop in which the loss and the first change of the parameters stand together.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.lossnumbers import Numbers
from nn.handwritten.proofreading.moves import Moves
from nn.handwritten.proofreading.multiples import are_equal
from nn.handwritten.proofreading.recording import Array, Event, Leaf, Place, index_of
from nn.handwritten.proofreading.running import Outcome, Script, changing, disturbed
from nn.handwritten.proofreading.source import ListedError
from nn.handwritten.proofreading.statements import targets
from nn.handwritten.proofreading.window import (
    Ahead,
    Change,
    ScriptPass,
    buffers_of,
    common,
    quiet_turns,
    taken_again,
    turns_ahead,
    turns_of,
    without_averages,
    without_velocities,
)

MOST_TRIES = 40
FEW_TRIES = 8  # after so many turns without a pass, only a short time is left for a number
FEW_SECONDS = 0.7
MOST_UNNAMED = 8  # how many numbers that are called like no loss are tried as one
UNNAMED_SECONDS = 6.0  # the seconds of work of that: each number is judged by many runs, half a minute in a long script
NAMED_SECONDS = 8.0  # the seconds of work in which a pass is looked for around the numbers that are called like a loss


def moved_to(events: Iterable[Event], places: Collection[Place]) -> list[Array]:
    """Return what the changes at some places made of arrays."""
    found = [new.value for e in events if e.place in places for _, _, new in e.changes]
    return [value for value in found if value is not None]


class Finder:
    """Finds the pass of a script from its first run.

    several   the line of a loss that is computed once for several steps, as the cost of all data is, and theirs
    """

    def __init__(self, script: Script, outcome: Outcome) -> None:
        self.script, self.events = script, outcome.events
        self.started, self.moves = outcome.recorder.started, Moves(script, outcome)
        self.stopped = list(self.moves.stopped(outcome)) if outcome.error is not None or script.skipped else []
        self.deadline = float("inf")
        self.several: tuple[int, int] | None = None
        self.numbers = Numbers(script, self.events)
        self.has_loss = any(self.numbers.text(where) != "return" for _, where in self.numbers.named())

    def unnamed(self, at: int) -> Iterator[tuple[bool, ScriptPass]]:
        """Yield the passes of numbers that are called like no loss, each with whether its number is only reported."""
        tried = 0
        self.deadline = spent() + UNNAMED_SECONDS
        for where in self.numbers.nameless():
            self.moves.found = {}  # what goes into one number, such as a later prediction, is a step for another
            window = self.first(at, 0, where) if tried < MOST_UNNAMED else None
            tried += window is not None
            if window is not None:
                yield self.numbers.is_reported(where) and not self.leaves_out(window), window

    def leaves_out(self, window: ScriptPass) -> bool:
        """Return whether steps of a pass move what is none of its parameters: then its number is a part of the loss.

        The memory of an optimiser, which goes into the steps of the parameters, is none.
        """
        turns, moved = window.turns, window.moved.union(*window.losses)  # costs[i] = … + … is no step
        later = [
            c for c in self.moves.changes if c.at >= window.start and c.place not in moved and self.moves.is_step(c)
        ]
        others = [c for c in later if self.events[c.at].loops[: len(turns)] == turns]
        births = [(c, self.moves.birth(c.old, c.at, self.script.text(c.place))) for c in others]
        old = [c for c, birth in births if birth is not None and index_of(self.events, birth[0]) < window.start]
        taken = {place[0] for place in moved}
        asked = {c.place if c.place[0] in taken else c.place[:2]: c for c in reversed(old)}  # of a memory, once a line
        return not all(self.feeds(c.at, window) for c in asked.values())

    def find(self, at: int, since: int = 0) -> ScriptPass | None:
        """Return the pass number `at` of those after an event; None if no number is a loss of parameters.

        A loss of the turn before, computed once more after its step, may be that of another batch: one of this turn
        that is called like it comes first.
        """
        self.deadline, late = spent() + NAMED_SECONDS, None
        for weight, where in self.numbers.named(since):
            self.moves.found = {}
            window = self.first(at, weight, where)
            weight = max(weight, self.numbers.of_function(where)) if late is not None else weight
            if late is not None and (weight < late[0] or (window is not None and window.turns)):
                return window if window is not None and weight == late[0] else late[1]
            if window is not None and not self.is_of_last_turn(window):
                return late[1] if late is not None else window
            if window is not None and late is None:
                late = weight, window
        return late[1] if late is not None else None

    def is_of_last_turn(self, window: ScriptPass) -> bool:
        """Return whether the step of a pass is taken in the turn after its loss, by the same loop."""
        loss, moved = window.losses[-1][-1], window.moved
        own, steps = ([e.loops[:1] for e in self.events if e.place in each] for each in ({loss}, moved))
        if window.turns or not own or not steps or own[0] == steps[0]:
            return False
        return [site for site, _ in own[0]] == [site for site, _ in steps[0]]

    def first(self, at: int, weight: int, where: Sequence[int]) -> ScriptPass | None:
        """Return the pass number `at` of those around one number; None if it is no loss of parameters."""
        return next(islice(self.passes(weight, where, MOST_TRIES + at), at, None), None)

    def passes(self, weight: int, where: Sequence[int], most: int) -> Iterator[ScriptPass]:
        """Yield the passes around one number, those at last that move nothing that was there before if all are such."""
        seen: set[int] = set()
        late: list[ScriptPass] = []
        futile, until = 0, spent() + FEW_SECONDS
        for i in where[:most]:
            now, futile = spent(), futile + 1
            if now > self.deadline or (futile > FEW_TRIES and now > until):
                break
            window = self.whole(self.around(i, where), i, where)
            ends = (i, max(j for j in where if j < window.end or j == i)) if window is not None else ()  # or = for +=
            if window is not None and weight < 2 and not seen and any(self.feeds(j, window) for j in {*ends}):
                self.has_loss = False
                return
            if window is None or window.start in seen or len(window.births) < len(window.parameters):
                continue  # Python keeps one 0 for b = 0 and m = 0: in the next turn each is a float of its own
            if any(window.start <= start < window.end for start in seen):  # an objective, evaluated after a step
                continue
            births = (index_of(self.events, place) for place, _ in window.births)
            if any(birth < window.start for birth in births):  # centred returns were not there
                seen.add(window.start)
                yield window
                futile, until = 0, spent() + FEW_SECONDS
            elif all(window.start != other.start for other in late):
                late.append(window)
        yield from late if not seen else ()

    def whole(self, window: ScriptPass | None, loss: int, where: Sequence[int]) -> ScriptPass | None:
        """Return the pass around the last evaluation of an objective, where more moves that this one depends on.

        The first layer, or the first time step, may have the shapes that an objective asks for, too.
        """
        if window is None or self.script.objective is None:
            return window
        places = {place for losses in window.losses for place in losses}
        last = max((i for i in where if self.events[i].place in places), default=loss)
        other = self.around(last, where) if last != loss else None
        is_more = other is not None and other.start == window.start and len(other.births) > len(window.births)
        return other if is_more else window

    def second(self, window: ScriptPass) -> int | None:
        """Return the event after which another model takes steps: the loop of a pass was left, other arrays move.

        The loss of a given objective may stand above the loop in which the steps are taken.
        """
        loop = [site for site, _ in self.events[window.end - 1].loops[:1]]
        later = range(window.end, len(self.events))
        left = next((i for i in later if [site for site, _ in self.events[i].loops[:1]] != loop or not loop), None)
        births = window.births
        own = {id(leaf.thing) for e in self.events for leaf in e.leaves if (e.place, leaf.path) in births}
        for change in self.moves.changes:
            if id(change.old.thing) in own and change.new is not None:
                own.add(id(change.new.thing))
            elif left is not None and change.at > left and self.moves.is_step(change) and np.size(change.old.thing) > 1:
                return left
        return None

    def around(self, loss: int, where: Sequence[int]) -> ScriptPass | None:
        """Return the pass with the loss at an event, if parameters change in it."""
        moves, ahead = self.moved_beside(loss)
        if not moves and not ahead:
            return None
        turns = turns_of(self.events, moves, loss) if moves else turns_ahead(self.events, self.started, ahead, loss)
        again = [i for i in where if moves and not turns and loss < i < moves[0].at]
        if any(common(self.events[i].loops, self.events[moves[0].at].loops) for i in again):
            return None  # the loss before a loop in which it comes again
        begun = {place: loops[: len(turns)] for place, (_, _, loops) in self.started.items()}
        ahead = [each for each in ahead if begun.get(each[0], turns) == turns]
        quiet = quiet_turns(self.events, turns, moves)
        inside = [i for i, event in enumerate(self.events) if event.loops[: len(turns)] in (turns, *quiet)]
        moves = [change for change in moves if inside[0] <= change.at <= inside[-1]]
        self.check_entries(moves)
        moves = self.moves.early(moves, inside[0]) if turns else moves
        is_alone = bool(moves) and not turns and loss < moves[0].at
        loops = self.events[moves[0].at].loops[:1] if is_alone else ()  # a loss in no other turn of this loop is next
        if loops and [site for site, _ in self.events[loss].loops[:1]] == [loops[0][0]]:  # printed in some turns only
            moves = [change for change in moves if self.events[change.at].loops[:1] == loops]
        later = [i for i in where if is_alone and i > moves[0].at]
        after = [self.numbers.turn_of(i) for i in later if not loops or self.events[i].loops[:1] != loops]
        moves = [change for change in moves if change.at < min(after, default=len(self.events))]
        if moves and not turns:  # of the turn in which the others move
            around, known = self.events[moves[0].at].loops[:1], self.started
            ahead = [each for each in ahead if each[0] not in known or known[each[0]][2][:1] == around]
        if not moves and not ahead:
            return None
        self.check_entries(moves)
        is_given = self.script.objective is not None
        twice = taken_again(self.events, moves) if not turns else None
        is_sum = all(self.script.text(change.place) == self.script.objective for change in moves)  # total += loss
        if twice is not None and is_given and not is_sum:  # it depends on nothing that a turn makes: the first steps
            moves = [change for change in moves if change.at < twice.at]
        elif twice is not None:
            lines = [self.script.program.line(max(site, 0)) for site in (self.events[loss].site, twice.place[0])]
            self.several = self.several or (lines[0], lines[1])
            return None
        moved = {change.at + 1 for change in moves if is_given}  # an objective is evaluated after each of them
        if moves and any(moves[0].at < i < moves[-1].at and i not in moved for i in where):
            return None  # the loss comes again between two changes: these are several passes
        first = moves[0].at if moves else len(self.events)
        parameters = self.moves.without_originals(tuple(self.moves.chains(moves, ahead)), loss)
        born = max((index_of(self.events, p.birth[0]) for p in parameters), default=-1)
        start = inside[0] if turns else min(born + 1, loss)
        things = {id(change.old.thing) for change in moves if not turns}
        in_place = [c for c in self.moves.changes if c.new is not None and c.new.thing is c.old.thing and c.at < loss]
        ready = max([start - 1, *(c.at for c in in_place if id(c.old.thing) in things)]) + 1
        place, end = self.ending(moves, ahead, loss, inside[-1] + 1)
        mine = [i for i in where if start <= i <= inside[-1] and (i < first or i == loss)]
        births = {parameter.birth for parameter in parameters}
        buffers = buffers_of(self.script, self.events, start, max(mine), births, turns)
        return ScriptPass(start, end, place, self.numbers.options(mine, len(turns)), parameters, turns, ready, buffers)

    def moved_beside(self, loss: int) -> tuple[list[Change], list[tuple[Place, Leaf]]]:
        """Return the changes of what a loss depends on, and those that an error kept from coming; steps, if any are."""
        moves = [change for change in self.moves.changes if self.moves.is_move(change, loss)]
        moves = [change for change in moves if not (self.moves.trains and self.moves.is_average(change))]
        moves = without_velocities(self.script, moves, self.moves.changes)
        moves = without_averages(self.script, self.moves.without_new(moves, loss) or moves)
        open_ = [(place, leaf, self.script.text(place)) for place, leaf in self.stopped]
        felt = [each for each in open_ if self.moves.is_felt(each[1], loss, each[2])]
        ahead = [(place, leaf) for place, leaf, text in felt if not self.moves.is_new(leaf, loss, text)]
        steps = [change for change in moves if self.moves.is_step(change)]
        steps_ahead = [each for each in ahead if self.moves.takes_step(each[0])]
        if not steps and not steps_ahead:
            return [change for change in moves if not self.is_forward(change)], ahead
        # what a function was given and gives back may be a state that is carried along
        stepped = {id(change.old.thing) for change in steps if isinstance(change.old.thing, np.ndarray)}
        given_back = [c for c in moves if not self.moves.is_step(c) and id(c.old.thing) in stepped and c.at > loss]
        return sorted([*steps, *given_back], key=lambda change: change.at), steps_ahead

    def is_forward(self, change: Change) -> bool:
        """Return whether what an objective names gets its value layer by layer: out = x, and then out = layer(out)."""
        texts = {self.script.text(self.events[i].place) for i, _ in self.moves.seen.get(id(change.old.thing), ())}
        return self.script.objective is not None and self.moves.trains and len(texts) > 1

    def ending(self, moves: Sequence[Change], ahead: Sequence[Ahead], loss: int, last: int) -> tuple[Place, int]:
        """Return the place at which a run of a pass may end, and the event after it, at most that after `last`."""
        until = max((moves[-1].at if moves else loss, loss))
        place, end = self.events[until].place, until + 1
        if ahead:
            latest = max(range(len(ahead)), key=lambda i: (self.start_of(ahead[i][0]), i))
            begun = self.start_of(ahead[latest][0])
            place = ahead[latest][0] if begun > until else place
            end = max(end, min(begun, last))
        return place, end

    def start_of(self, place: Place) -> int:
        """Before which event a statement that stops was begun; after all where it was not."""
        return self.started[place][0] if place in self.started else len(self.events)

    def check_entries(self, moves: Sequence[Change]) -> None:
        """Refuse plain numbers that stand in lists: nothing tells which of them is which."""
        for change in moves:
            site, part, _ = change.place
            target = dict(enumerate(targets(self.script.statement(site)))).get(part)
            if not isinstance(target, ast.Subscript) or isinstance(target.slice, ast.Constant):
                continue
            if not isinstance(change.old.thing, np.ndarray):
                where = f"line {self.script.program.line(site)}"
                raise ListedError(f"{where} moves numbers in a list or a dict: make each an array, np.array(0.5).")

    def feeds(self, at: int, window: ScriptPass) -> bool:
        """Return whether the steps of a pass change with a number, or an array: such a loss is an error, or a δ."""
        change = changing(self.events[at].place, None, disturbed)
        ran = self.script.run(change=change, until=window.until).events
        now, before = moved_to(ran, window.moved), moved_to(self.events, window.moved)
        return any(not are_equal(*pair) for pair in zip(now, before, strict=False))  # one of them may have stopped
