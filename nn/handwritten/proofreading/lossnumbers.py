"""The numbers that a run computed: which of them may be the loss, and where it is complete.

A loss is known by what it is called, and by what the script does with it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, cmp_to_key
from typing import Any

import numpy as np

from nn.handwritten.proofreading.binding import adds
from nn.handwritten.proofreading.lossnames import MEAN, OTHER, adds_a_loss, told, weight
from nn.handwritten.proofreading.recording import (
    OBJECTIVE,
    Event,
    Leaf,
    Place,
    grouped,
    is_small_entry,
)
from nn.handwritten.proofreading.running import Script
from nn.handwritten.proofreading.statements import root, targets
from nn.handwritten.proofreading.terms import called, every, factors_of, is_list_call, names_in, sites_in, texts_in
from nn.handwritten.proofreading.window import is_float

NO_LOSS = re.compile(r"(?i)acc|score|r2|norm|corr|metric|mae|time|lam|alpha|eta|eps|^n_|scale|std|mean|max|min|clip")
"""What is no loss even where nothing else is called one."""

NETWORK = re.compile(r"^[dg]_(?=.*(loss|cost|err|obj))")
"""What stands in front of the losses of a discriminator and a generator, as of a gradient elsewhere."""


def _chosen(value: ast.expr) -> list[ast.expr]:
    """Return the expressions of which a condition chooses one."""
    return [*_chosen(value.body), *_chosen(value.orelse)] if isinstance(value, ast.IfExp) else [value]


def name_of(script: Script, place: Place) -> str:
    """Return what a number is called: one that a function returns, alone or first, as that if it is named as a loss."""
    text = script.text(place)
    around = script.program.around(place[0], ast.FunctionDef)
    if not around or not weight(around[-1].name) or (text != "return" and weight(text)):
        return text
    given = [getattr(each.value, "elts", [each.value])[0] for each in every(around[-1], ast.Return) if each.value]
    return around[-1].name if text in ("return", *map(ast.unparse, given)) else text


def branches_of_sums(script: Script) -> dict[int, int]:
    """Return for each line that adds to a sum in one branch of a condition the one that does so in its first branch."""
    found: dict[int, int] = {}
    sums = [(i, s) for i, s in enumerate(script.program.statements) if isinstance(s, ast.AugAssign)]
    for each in every(script.program.tree, ast.If):
        body, orelse = ({i for part in branch for i in sites_in(part)} for branch in (each.body, each.orelse))
        for i, s in sums:
            first = [j for j, other in sums if j in body and ast.unparse(other.target) == ast.unparse(s.target)]
            if i in orelse and first:
                found.setdefault(i, first[0])
    return found


class Numbers:
    """The numbers that a run computed."""

    def __init__(self, script: Script, events: Sequence[Event]) -> None:
        self.script, self.events = script, events

    @cached_property
    def branches(self) -> dict[int, int]:
        """Return the lines that add to one sum, each in a branch of a condition: all runs of a script have the same."""
        return branches_of_sums(self.script)

    def text(self, where: Sequence[int]) -> str:
        """Return what a number is called."""
        return self.script.text(self.events[where[0]].place)

    def named(self, since: int = 0) -> list[tuple[int, list[int]]]:
        """(weight, events) of each statement that may give the loss, the likeliest first, the last of them first.

        Only what comes after the event `since` counts.
        """
        later = {key: [i for i in where if i >= since] for key, where in self.all().items()}
        found = {key: where for key, where in later.items() if where}
        if self.script.objective is not None:
            return [(2, self.filled(where)) for key, where in found.items() if key[0] == OBJECTIVE]
        program = self.script.program  # the loss of a pair of functions is Σ out · dout, whatever they call a loss
        made = [where for key, where in found.items() if not program.is_pair or program.is_added(key[0])]
        made = [where for where in made if not self.is_chosen(where)]
        rated = [(max(self.adds_losses(where), self.weight(where)), where) for where in made]
        ordered = sorted((each for each in rated if each[0]), key=cmp_to_key(self.is_later))
        return sorted(ordered, key=lambda each: (-each[0], self.is_shown(each[1]) and self.adds_losses(each[1]) < 2))

    def weight(self, where: Sequence[int]) -> int:
        """Return how likely a number is the loss by what it is called; by a function's name it is no sure one.

        Nor is a smoothed one: loss = smooth(loss, current_loss).
        """
        statement, name = self.script.statement(self.events[where[0]].site), self.text(where)
        given = statement.value.args if isinstance(getattr(statement, "value", None), ast.Call) else []
        texts = [*map(ast.unparse, given)]
        is_smoothed = name in texts and any(weight(text) == 2 for text in texts if text != name)
        own = min(weight(name), 1) if is_smoothed else weight(name)
        return own or min(weight(name_of(self.script, self.events[where[0]].place)), 1)

    def of_function(self, where: Sequence[int]) -> int:
        """Return how likely what is returned is the loss by the name of its function."""
        site = self.events[where[0]].site
        around = self.script.program.around(site, ast.FunctionDef)
        return weight(around[-1].name) if around and self.text(where) == "return" else 0

    def adds_losses(self, where: Sequence[int]) -> int:
        """Return how likely a number is the sum of a loss and something else: total = data_loss + reg_loss."""
        statement = self.script.statement(self.events[where[0]].site)
        given = told(statement.value.args[-1]) if is_list_call(statement) else getattr(statement, "value", None)
        is_made = isinstance(statement, ast.Assign | ast.Expr | ast.Return)
        return adds_a_loss(given, self.text(where)) if is_made else 0

    def is_chosen(self, where: Sequence[int]) -> bool:
        """Return whether a number is one that stands in its line, as a reward is: 1.0 if s == goal else -0.1."""
        statement = self.script.statement(self.events[where[0]].site)
        value = statement.value.args[-1] if is_list_call(statement) else getattr(statement, "value", None)
        return isinstance(value, ast.IfExp) and not any(map(names_in, _chosen(value)))

    def is_later(self, a: tuple[int, list[int]], b: tuple[int, list[int]]) -> int:
        """Return below 0 if the events of one statement come after those of another, in the first turn with both."""
        loops = self.events[max(a[1][0], b[1][0])].loops[:1]
        turn = [[i for i in each[1] if loops and self.events[i].loops[:1] == loops] for each in (a, b)]
        first = [(mine or each[1])[0] for mine, each in zip(turn, (a, b), strict=True)]
        return first[1] - first[0]

    def filled(self, where: Sequence[int]) -> list[int]:
        """Return the evaluations of an objective without those in the middle of filling an array that it names."""
        before = [self.events[i - 1] for i in where]  # what an objective is evaluated after
        arrays = [(e.changes[0][2] if is_small_entry(e) else e.only) for e in before]
        begun = {id(leaf.thing): e for e in reversed(self.events) for leaf in e.leaves}
        full = [leaf is not None and self.is_begun_full(begun.get(id(leaf.thing)), leaf) for leaf in arrays]
        pairs = zip(arrays, arrays[1:], before[1:], strict=False)
        ends = [is_full or not _is_filled(*pair) for pair, is_full in zip(pairs, full, strict=False)]
        return [i for i, is_end in zip(where, [*ends, True], strict=True) if is_end]

    def is_begun_full(self, event: Event | None, leaf: Leaf) -> bool:
        """Return whether an array came into being with numbers in it, as one that is trained does."""
        value: Any = getattr(self.script.statement(event.site), "value", None) if event and event.site >= 0 else None
        held = [each.value for each in event.leaves if each.thing is leaf.thing] if event is not None else []
        is_empty = isinstance(value, ast.Call) and called(value.func) in ("empty", "empty_like")
        return any(each is not None and bool(each.any()) for each in held) and not is_empty

    def all(self) -> dict[tuple[int, int], list[int]]:
        """Return the events of each statement that gives one number that is a float.

        Those that add to one sum, each in its own branch of a condition, are one: loss += r ** 2, or loss += abs(r).
        """
        held = [(i, event.only, event.value) for i, event in enumerate(self.events)]
        floats = [i for i, leaf, value in held if leaf and value is not None and value.size == 1 and is_float(leaf)]
        again, sites = self.branches, [event.site for event in self.events]
        return grouped(floats, lambda i: (again.get(sites[i], sites[i]), self.events[i].part))

    def nameless(self) -> Iterator[list[int]]:
        """Yield the events of each number that is called like no loss, and like nothing else, the last first.

        A mean of squares that is only printed or collected has no name, and comes before them: hist.append(np.mean(…)).
        """
        found = sorted(self.all().values(), key=lambda where: (not self.is_mean(where), -where[0]))
        yield from (where for where in found if self.is_mean(where) or not self.is_other(where))

    def is_mean(self, where: Sequence[int]) -> bool:
        """Return whether a number is written as a mean, or a sum, as a loss is, and only printed or collected."""
        shown: Any = self.script.statement(self.events[where[0]].site) if self.events[where[0]].site >= 0 else None
        return is_list_call(shown) and MEAN.search(ast.unparse(told(shown.value.args[-1]))) is not None

    def is_other(self, where: Sequence[int]) -> bool:
        """Return whether a number is a loss by its name, or something else by its name, or by what its line does."""
        site, text = self.events[where[0]].site, self.text(where)
        own = NETWORK.sub("", text) if self.is_reported(where) else text
        is_named = weight(text) or NO_LOSS.search(own) or OTHER.search(own.removesuffix("val"))
        return bool(is_named) or site < 0 or self.is_shown(where) or ("[" in text and adds(self.script.statement(site)))

    def is_reported(self, where: Sequence[int]) -> bool:
        """Return whether a number is computed only to be printed, collected, compared or returned."""
        program, site = self.script.program, self.events[where[0]].site
        name = self.text(where).partition("[")[0]
        if isinstance(getattr(program.statements[site], "value", None), ast.Subscript | ast.Attribute | ast.Name):
            return False
        own = [i for i, s in enumerate(program.statements) if {*map(root, targets(s))} == {name}]  # e = e + …
        read = [s for i, s in enumerate(program.statements) if name in texts_in(s) and i not in (site, *own)]
        read = [s for s in read if not isinstance(getattr(s, "value", None), ast.List)]  # hist = [] reads nothing
        kinds = (ast.Expr, ast.If, ast.Return, ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.With)
        return all(isinstance(s, kinds) for s in read) and "abs(" not in program.source(site)

    def is_shown(self, where: Sequence[int]) -> bool:
        """Return whether a number is only printed or put into a list."""
        return isinstance(self.script.statement(self.events[where[0]].site), ast.Expr)

    def options(self, mine: Sequence[int], depth: int) -> tuple[tuple[Place, ...], ...]:
        """Return what the loss of a pass may be: its last value, or the sum of all, or of the last of each turn."""
        if self.script.objective is not None:  # evaluated again around a loop, it is not one of its turns
            mine = [i for n, i in enumerate(mine) if not any(self.is_around(j, i) for j in mine[n + 1 :])]
        places = tuple(self.events[i].place for i in mine)
        sources = [self.events[i - (self.events[i].site == OBJECTIVE)] for i in mine]  # or what it was evaluated after
        adds = any(event.changes and self.is_sum(event) for event in sources)
        if len(places) < 2 or adds:
            return (*self.averaged(mine), places[-1:])
        last = {self.events[i].loops[:depth]: self.events[i].place for i in mine}
        inner = {self.events[i].loops[: depth + 1]: self.events[i].place for i in mine}  # and not of each layer
        fewer = [tuple(each.values()) for each in (last, inner) if 1 < len(each) < len(places)]
        several = (*self.scaled_sum(mine[-1]), places, *dict.fromkeys(fewer))
        return several if len(last) > 1 and self.carries(mine, depth) else (*several, places[-1:])

    def averaged(self, mine: Sequence[int]) -> tuple[tuple[Place], ...]:
        """Return the loss of a pass that a line adds to an average over passes: epoch_loss += loss * len(batch) / n."""
        line: Any = self.script.statement(self.events[mine[-1]].site) if self.events[mine[-1]].site >= 0 else None
        is_sum = len(mine) == 1 and isinstance(line, ast.AugAssign) and isinstance(line.op, ast.Add)
        factors = [ast.unparse(factor) for factor, is_below in factors_of(line.value) if not is_below] if is_sum else []
        named = {factor for factor in factors if len(factors) > 1 and weight(factor)}
        before = [e for e in reversed(self.events[: mine[-1]]) if e.site >= 0 and self.script.text(e.place) in named]
        return tuple((e.place,) for e in before[:1] if e.only is not None and np.size(e.only.thing) == 1)

    def scaled_sum(self, loss: int) -> tuple[tuple[Place], ...]:
        """Return where the losses of a pass are added up, each times a number: total += loss / n."""
        text, loops = self.text([loss]), self.events[loss].loops
        for event in [event for event in self.events[loss + 1 :] if event.loops == loops and event.site >= 0]:
            statement = self.script.statement(event.site)
            is_sum = isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add)
            is_number = event.only is not None and np.size(event.only.thing) == 1
            value: Any = statement.value if is_sum and is_number else None
            is_scaled = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div)
            if is_scaled and text in (ast.unparse(value.left), ast.unparse(value.right)):
                return ((event.place,),)
        return ()

    def carries(self, mine: Sequence[int], depth: int) -> bool:
        """Return whether turns in which no step is taken write into what was there before: gradients to be added up."""
        first, last = self.turn_of(mine[0]), self.events[mine[-1]].loops[:depth]
        early = [i for i in range(first, mine[-1]) if self.events[i].loops[:depth] != last]
        born = {id(leaf.thing) for event in self.events[:first] for leaf in event.leaves}
        changes = [each for i in early if i not in mine for each in self.events[i].changes]
        return any(np.size(old.thing) > 1 and id(old.thing) in born for _, old, _ in changes)

    def is_around(self, j: int, i: int) -> bool:
        """Return whether an event stands in the same turns of loops as another one, or around them."""
        return self.events[i].loops[: len(self.events[j].loops)] == self.events[j].loops

    def is_sum(self, event: Event) -> bool:
        """Return whether a line that changes a number adds to it; it may be what else an objective names."""
        statement = self.script.statement(event.site)
        is_scaled = isinstance(getattr(statement, "op", None), ast.Sub | ast.Div)  # an array is centred: it is no sum
        is_centred = is_scaled and np.size(event.changes[0][2].thing) > 1
        adds = isinstance(statement, ast.AugAssign) and not is_small_entry(event) and not is_centred
        return self.script.objective is None or adds

    def turn_of(self, i: int) -> int:
        """Return the first event of the turn of the outermost loop around an event."""
        loops = self.events[i].loops[:1]
        return next(k for k in range(i + 1) if k == i or (loops and self.events[k].loops[:1] == loops))


def _is_filled(leaf: Leaf | None, later: Leaf | None, event: Event) -> bool:
    """Return whether an array is the one that an event fills, or, having been zeros, gives another name."""
    if leaf is None or later is None or leaf.thing is not later.thing:
        return False
    return is_small_entry(event) or (not event.changes and leaf.value is not None and not leaf.value.any())
