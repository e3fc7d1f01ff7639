"""Which lines are searched for a fix, in which order, and what each should give where that is known."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.blame import Blame
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.multiples import are_equal, near
from nn.handwritten.proofreading.naming import says
from nn.handwritten.proofreading.partials import wrong_partials
from nn.handwritten.proofreading.recording import Array, Event, Place, grouped
from nn.handwritten.proofreading.statements import step_of, targets
from nn.handwritten.proofreading.swap import Swap, first_wrong, multiple_of
from nn.handwritten.proofreading.terms import NAMED, every, inner, is_list_call, texts_in
from nn.handwritten.proofreading.window import Parameter

MOST_SITES = 8
MASKED = 0.35
"""What speaks against a line that gives an adjoint, if a later one sets entries of its array: dh[h <= 0] = 0."""


UNRATED = 1.0
"""What speaks against all lines but those of steps, and of their memory, where a learning rate was forgotten."""
CALLED = 0.1  # what speaks for what a function returns by its name, beside the line that calls it
SURE = -0.6
"""What speaks for the line of a step whose gradient was computed."""


@dataclass(frozen=True, eq=False)
class Lead:
    """A line that may be the wrong one."""

    site: int
    places: tuple[Place, ...]
    target: Array | None
    swap: Swap | None
    penalty: float


def open_returns(case: Case, blame: Blame) -> Iterator[Event]:
    """Yield what returns several arrays, or a dict of them, in the backward pass, or the loss with its gradients."""
    for event in blame.events:
        is_return = event.site >= 0 and isinstance(case.statement(event.site), ast.Return)
        if is_return and event.only is None and (event.place not in blame.forward or _gives_loss(case, event)):
            yield event


def _gives_loss(case: Case, event: Event) -> bool:
    """Return whether the loss is the first of what is returned: the rest are hardly arrays of the forward pass."""
    loss = next((e.value for e in case.events if e.place == case.losses[-1]), None)
    return loss is not None and len(event.leaves) > 1 and are_equal(event.leaves[0].value, loss)


def counts_of(case: Case, blame: Blame) -> Iterator[Event]:
    """Yield where a loop of the backward pass counts, such as where a window starts, or takes an entry: a = A[0].

    And where a number of samples is read off an array: m = X.shape[1].
    """
    for event in blame.events:
        if event.site < 0 or event.place in blame.forward:
            continue
        value = getattr(case.script.program.statements[event.site], "value", None)
        is_size = isinstance(value, ast.Subscript) and ast.unparse(value.value).endswith(".shape")
        if is_size and event.place not in blame.moved:
            yield event
        if len(event.loops) <= len(case.window.turns) or event.place in blame.given or is_size:
            continue
        is_entry = isinstance(value, ast.Subscript) and not isinstance(value.slice, ast.Slice)
        if event.only is not None and (is_entry or isinstance(event.only.thing, int | np.integer)):
            yield event


def lists_of(case: Case, blame: Blame) -> Iterator[Event]:
    """Yield what makes a list or a dict of arrays in the backward pass, or appends several: {"W": dW, "b": db}.

    What is appended to a list is read member by member only if it is one array, so that no right value is put in here.
    """
    for event in blame.events:
        statement = case.statement(event.site) if event.site >= 0 else None
        is_made = isinstance(getattr(statement, "value", None), ast.ListComp | ast.List | ast.Dict)
        is_made |= isinstance(statement, ast.Assign) and _is_tuple(statement)
        is_more = isinstance(statement, ast.Expr) and is_list_call(statement) and len(event.leaves) > 1
        is_filled = any(leaf.value is not None and leaf.value.any() for leaf in event.leaves)
        if (is_made or is_more) and is_filled and event.place not in blame.forward | blame.moved:
            yield event


def carried(case: Case, blame: Blame) -> Iterator[Event]:
    """Yield the lines at the end of a loop that give what its next turn reads above them: dc = dc * f."""
    first = {e.site: e for e in reversed(blame.events) if e.site >= 0 and e.place not in blame.forward}
    for loop in every(case.script.program.tree, ast.For | ast.While):
        inside: list[Any] = [each for each in every(loop, ast.Assign) if len(each.targets) == 1]
        last = {ast.unparse(each.targets[0]): each for each in inside}
        for name, line in last.items():
            above = (each for each in every(loop, ast.Assign | ast.AugAssign) if each.lineno < line.lineno)
            if line.site in first and any(name in texts_in(each.value) for each in above):
                yield first[line.site]


def _is_tuple(statement: ast.Assign) -> bool:
    """Return whether a line gives one name to several arrays: ups = dW, db."""
    return isinstance(statement.value, ast.Tuple) and isinstance(statement.targets[0], ast.Name)


def parts_of_lists(case: Case, blame: Blame) -> Iterator[Event]:
    """Yield where the backward pass takes a slice of a list of arrays: below = [None] + zs[:-1]."""
    for event in blame.events:
        statement = case.statement(event.site) if event.site >= 0 else None
        is_list = event.only is None and len(event.leaves) > 0
        is_part = isinstance(statement, ast.Assign) and bool(every(statement.value, ast.Slice))
        if is_list and is_part and event.place not in blame.forward | blame.moved:
            yield event


def leads_of(case: Case, blame: Blame, search: Search, ranked: Sequence[Swap]) -> Iterator[Lead]:
    """Yield the lines to be searched: those whose right value is known, the updates, then all the step depends on."""
    sites: set[int] = set()
    for place in stopped_at(case, search):
        sites.add(place[0])
        yield from (Lead(place[0], (place,), target, None, -0.1) for target in _named_targets(case, search, place))
    if case.steps.lacking != 1.0 and not case.steps.states:
        yield from _updates(case, search, sites)
    for event, right in wrong_partials(case):
        sites.add(event.site)
        yield Lead(event.site, (event.place,), right, None, SURE)
    for swap in ranked:
        if swap.unit.site not in sites and len(sites) < MOST_SITES:
            same = [each for each in ranked if each.unit.key == swap.unit.key and len(each.fixed) == len(swap.fixed)]
            swap = next((each for each in same if near(abs(each.factor), 1.0)), swap)
            worse = len(ranked[0].fixed) - len(swap.fixed)
            penalty = 0.35 * len(sites) + worse + blame.doubts.doubt(swap) + MASKED * _is_masked(blame, swap, ranked)
            penalty += UNRATED * (case.steps.lacking != 1.0 and case.text(swap.unit.key) not in case.steps.states)
            lead = Lead(swap.unit.site, *_target(case, blame, swap), swap, penalty)
            sites.add(swap.unit.site)
            yield from (lead, *_returned(case, blame, lead))
    yield from _misshapen(case, blame, sites)
    yield from _updates(case, search, sites)
    for unit in sorted(blame.units, key=blame.is_given):
        if unit.site not in sites:
            sites.add(unit.site)
            is_idle = unit.site in blame.idle
            is_empty = case.text(unit.key) in case.steps.states or not any(held.any() for held in unit.held)
            is_unlikely = unit.site in blame.mixed or blame.is_given(unit) or (is_idle and is_empty)
            penalty = 0.9 if is_unlikely else -0.2 if is_idle else 0.5
            yield Lead(unit.site, unit.places, None, None, penalty)
    for event in (*counts_of(case, blame), *lists_of(case, blame), *open_returns(case, blame)):
        if event.site not in sites:
            sites.add(event.site)
            is_memory = case.text(event.place) in case.steps.states  # between a gradient that was computed and its step
            yield Lead(event.site, (event.place,), None, None, 0.3 if is_memory else 0.5)


def _is_masked(blame: Blame, swap: Swap, ranked: Sequence[Swap]) -> bool:
    """Return whether a line gives an adjoint, and a later one that fills the same array may give the right one."""
    later = (other for other in ranked if other.adjoint is swap.adjoint and other.order > swap.order)
    is_filled = any(other.unit.filled and other.fixed == swap.fixed for other in later)
    return is_filled and not swap.unit.filled and blame.any_factor(swap.unit) is not None


def _returned(case: Case, blame: Blame, lead: Lead) -> Iterator[Lead]:
    """Yield the `return` of which a line takes the value, or the member of it: dh, dc = back(dh, dc).

    A line that only calls a function is hardly wrong by a factor, so that its `return` comes first.
    """
    statements: Sequence[Any] = case.script.program.statements
    site, part, turn = lead.places[0]
    count = len(targets(statements[site]))
    first = next((i for i, event in enumerate(blame.events) if event.place == (site, 0, turn)), 0)
    giver = blame.events[first - 1] if first and isinstance(statements[site].value, ast.Call) else None
    made: Any = statements[giver.site] if giver is not None and giver.site >= 0 else None
    if giver is None or not isinstance(made, ast.Return):
        return
    if count == 1 and isinstance(made.value, NAMED) and giver.only is not None:
        yield replace(lead, site=giver.site, places=(giver.place,), penalty=lead.penalty - CALLED)
    elif count > 1 and len(getattr(made.value, "elts", ())) == count:
        yield replace(lead, site=giver.site, places=((giver.site, part, giver.occurrence),))


def _has_word(name: str, word: str) -> bool:
    """Return whether a name is made of another one and more words: syn1_up of syn1."""
    return re.search(rf"(^|_){re.escape(word)}(_|$)", name) is not None


def _misshapen(case: Case, blame: Blame, sites: set[int]) -> Iterator[Lead]:
    """Yield arrays of another shape than what their name says, in a script that stops."""
    parameters = case.window.parameters if case.stop is not None else ()
    for event in case.events:
        held, name = event.whole, case.text(event.place)
        if event.site < 0 or event.site in sites or event.place in blame.forward or held is None:
            continue
        own = [p.before.shape for p in parameters if name != p.name and (says(name, p.name) or _has_word(name, p.name))]
        own += [a.value.shape for a in blame.named(name)] if parameters and not own else []
        if own and held.shape not in own and event.place not in blame.moved:
            sites.add(event.site)
            yield Lead(event.site, (event.place,), None, None, -0.3)


def stopped_at(case: Case, search: Search) -> list[Place]:
    """Return the statement at which the script ends with an error, unless it is the step of a parameter."""
    if case.stop is None or search.patches:
        return []
    recorder = case.stop.recorder
    places = [(site, part, recorder.counts[site, part]) for site, part in recorder.waiting]
    return [place for place in places[-1:] if place not in search.blame.moved]


def _named_targets(case: Case, search: Search, place: Place) -> list[Array | None]:
    """Return what a line should give that gave nothing: the adjoint of its name, or the gradient of a parameter."""
    truth, name = case.truth(0), case.text(place)
    if truth is None or isinstance(case.statement(place[0]), ast.AugAssign):
        return [None]
    named = [a.value for a in truth.adjoints if says(name, a.name)][:1]
    open_ = [g for g, good in zip(truth.gradients, search.before, strict=True) if not good]
    return [*named, *open_, None]


def _target(case: Case, blame: Blame, swap: Swap) -> tuple[tuple[Place, ...], Array | None]:
    """Return the assignments of a line, and what its right side should give there, where that is the value itself."""
    filled = {place: part for place, part in zip(swap.unit.places, swap.parts(), strict=True) if swap.unit.filled}
    place = next((place for place, part in filled.items() if part.any()), swap.unit.places[0])
    places = (place,) if filled else swap.unit.places
    event = next(e for e in blame.events if e.place == place)
    statement = case.statement(event.site)
    if not isinstance(statement, ast.AugAssign):
        at = 0 if filled else places.index(first_wrong(swap))  # the first turn of a loop may be right
        return places[at:], filled.get(place, swap.values[at])
    if isinstance(statement.op, ast.Mult | ast.Div) and len(event.changes) == 1 and not filled:
        old, new = event.changes[0][1].value, swap.values[0]
        if old is None or old.shape != new.shape or new.size < 2:
            return places, None
        return places, _scale(old, new, isinstance(statement.op, ast.Div))
    right = swap.added(place, event) if filled else _added(blame, event, swap) if len(event.changes) == 1 else None
    if right is None or not isinstance(statement.op, ast.Add | ast.Sub):
        return places, None
    return places, right if isinstance(statement.op, ast.Add) else -right


def _scale(old: Array, new: Array, is_div: bool) -> Array | None:
    """Return what makes an array of another: a number, as in dz /= n, or one for each row, as in dz *= w[:, None]."""
    k = multiple_of(old, new)
    if k and not np.isnan(k):
        return np.asarray(k if is_div else 1 / k)
    if not (new if is_div else old).all():
        return None
    found = old / new if is_div else new / old
    for axis in range(found.ndim):
        first = found.take([0], axis=axis)
        found = first if np.allclose(found, first, rtol=1e-9, atol=0) else found
    return np.asarray(found) if found.shape != new.shape else None


def _added(blame: Blame, event: Event, swap: Swap) -> Array | None:
    """Return what a line that adds up should add, where it adds once, or all that it adds is off by one factor."""
    _, old, new = event.changes[0]
    if old.value is None or new.value is None or old.value.shape != swap.values[0].shape:
        return None
    if sum(e.site == event.site for e in blame.events) == 1:
        return np.asarray(swap.values[0] - old.value)
    k = multiple_of(swap.unit.held[0], swap.values[0]) if new.value.size > 1 else None  # a number is one of all others
    return np.asarray((new.value - old.value) / k) if k and not np.isnan(k) and len(swap.values) == 1 else None


def _is_handed_on(search: Search) -> bool:
    """Return whether all steps and most gradients have one factor: then a step only hands on what came in above."""
    usual, factors = search.blame.conventions.usual, search.verdict.factors
    return usual is not None and not near(abs(usual), 1.0) and all(k is not None and near(k, usual) for k in factors)


def _is_rated_otherwise(case: Case, search: Search, i: int) -> bool:
    """Return whether the numbers in the line of a step are off by its factor, beside those of the lines that are right.

    W -= lr * dW beside b -= lr / m * db.
    """
    k, numbers = search.verdict.factors[i], [made[-1] if made else None for made in case.steps.products]
    others = {n for n, good in zip(numbers, search.before, strict=True) if good}
    size = numbers[i]
    if k is None or size is None or near(k, 1.0) or len(others) != 1:
        return False
    return all(n is not None and near(size / n, k) for n in others)


def lines_of(parameter: Parameter) -> list[Place]:
    """Return the lines that change a parameter, by their first places: its bias may be an entry with its own line."""
    return [places[0] for places in grouped((p for p, _ in parameter.changes), lambda p: p[:2]).values()]


def _updates(case: Case, search: Search, sites: set[int]) -> Iterator[Lead]:
    """Yield the lines that take the wrong steps, with what they should add."""
    truth = case.truth(0)
    assert truth is not None
    each_line = [(i, p, place) for i, p in enumerate(case.window.parameters) for place in lines_of(p)]
    for i, parameter, place in each_line:
        statement = case.statement(place[0])
        rate = case.steps.rates[i]
        if search.before[i] or place[0] in sites or case.script.program.is_added(place[0]):
            continue
        sites.add(place[0])
        target = None
        is_one = len(parameter.changes) == 1 and inner(statement.value) is statement.value  # not one of a list
        is_one &= not case.steps.decays[i]  # how much of the parameter it may take off is not known
        if is_one and rate is not None and step_of(statement) is not None:
            op = getattr(statement, "op", None) or getattr(getattr(statement, "value", None), "op", None)
            sign = -case.steps.sign if type(op).__name__ == "Sub" else case.steps.sign
            target = sign * case.wanted * rate * truth.gradients[i]
        penalty = (
            SURE
            if (case.steps.lacking != 1.0 and not case.steps.states)
            or search.blame.conventions.is_computed(i, search.verdict.factors[i])
            or _is_rated_otherwise(case, search, i)
            else 0.9
            if search.blame.conventions.is_suspect(i) or _is_handed_on(search)
            else 0.3
        )
        yield Lead(place[0], (place,), target, None, penalty)
