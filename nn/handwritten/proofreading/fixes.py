"""The search for a fix that is proved: a small edit of one line that makes the steps right, on three draws of the data.

Where the right value of a line is known, the script is paused there, and every edit is evaluated in its own names: only
those that give that value are run. Where it is not known, the edits are run, the smallest first.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from nn.handwritten.proofreading.around import products
from nn.handwritten.proofreading.bench import Bench, Patch, Proof, swaps_on
from nn.handwritten.proofreading.blame import Blame
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.edits import edits, replaced_core
from nn.handwritten.proofreading.elsewhere import (
    from_elsewhere,
    missing_penalty,
    missing_terms,
    scaled_terms,
    with_share,
)
from nn.handwritten.proofreading.lines import WholeLines, writes
from nn.handwritten.proofreading.multiples import close, multiple, near
from nn.handwritten.proofreading.naming import stem
from nn.handwritten.proofreading.recording import Array, Names, Place
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.scope import (
    Scope,
    counted,
    counters,
    divisors,
    indices,
    is_number,
    is_times,
    left_over,
    oddities,
    scales_entry,
    scope_of,
    shared_constants,
    value_at,
)
from nn.handwritten.proofreading.sound import Sound
from nn.handwritten.proofreading.spelled import members_of
from nn.handwritten.proofreading.statements import are_sisters, overwrites, step_of, targets
from nn.handwritten.proofreading.swap import Swap
from nn.handwritten.proofreading.terms import (
    every,
    inner,
    literals,
    names_in,
    names_read,
    signed_terms,
    texts_in,
    with_inner,
)
from nn.handwritten.proofreading.unused import OWN_RATE, rated
from nn.handwritten.proofreading.values import evaluated, parsed

SECONDS = 2.5
SECONDS_COMPOSED = 1.0  # the seconds of work for products of two arrays in one line: a gate has thousands
SHOWN = 3
LEAST = 2  # how many patches are run, however long it took to make them
SISTER = 1.0  # by how much a patch comes first that makes a line parallel to that of another parameter
FORGOTTEN = 0.8  # by how much a term comes first that brings in what no other line reads
MOST_FAR = 2.4  # the cost above which what is found elsewhere is right, but not what a person forgot


def blame_of(case: Case, patches: Sequence[Patch] = (), swaps: Sequence[Swap] = ()) -> Blame:
    """Return the lines of a script as it is repaired by patches and right values."""
    bench = Bench(case)
    return Blame(case, lambda draw: bench.run(patches, swaps, draw)) if patches or swaps else Blame(case)


class Search:
    """Looks for fixes beside what was already repaired."""

    def __init__(
        self, case: Case, patches: Sequence[Patch] = (), swaps: Sequence[Swap] = (), blame: Blame | None = None
    ) -> None:
        self.case, self.blame, self.bench = case, blame or Blame(case), Bench(case)
        self.lines = WholeLines(case, self.blame)
        self.patches, self.swaps = list(patches), list(swaps)
        self.verdict = case.verdict(self.bench.run(self.patches, self.swaps))
        self.before = self.verdict.right
        self.open = sum(not right for right in self.before)  # how many steps are wrong
        self.is_first = not patches and not swaps
        self.is_quick = False  # whether only that a fix explains all steps is asked, and later passes are not
        self.drawn = {d: self.bench.right(self.patches, self.swaps, d) for d in DRAWS[1:] if case.truth(d)}
        self.texts: set[tuple[int, str]] = set()
        self.idles: dict[int, frozenset[str]] = {}
        self.literals = literals(case.script.program.tree)
        tree, turns = case.script.program.tree, counters(case.script.program.statements, case.window.turns)
        self.counters, self.no_indices = turns - counted(tree), turns - indices(tree)
        """The names that only count the turns of training. Adam computes with its t, so that t is not one of them."""

    @property
    def sites(self) -> set[int]:
        """Return the lines of the backward pass, and those that take steps."""
        return {unit.site for unit in self.blame.units} | {place[0] for place in self.blame.moved}

    @cached_property
    def sound(self) -> Sound:
        """Return which arrays are adjoints beside what is repaired."""
        return Sound(self.case, self.blame, self.before)

    def proof(self, patch: Patch) -> Proof | None:
        """Return the proof of a patch, if steps become right with it on all draws, and none becomes wrong."""
        patches = [*self.patches, patch]
        now = self.bench.right(patches, self.swaps)
        fixed = frozenset(i for i, (a, b) in enumerate(zip(self.before, now, strict=True)) if b and not a)
        if not fixed or any(a and not b for a, b in zip(self.before, now, strict=True)):
            return None
        for draw, before in self.drawn.items():
            there = self.bench.right(patches, self.swaps, draw)
            if not all(there[i] for i in fixed) or any(a and not b for a, b in zip(before, there, strict=True)):
                return None
        if all(now) and self.is_first and not self.is_quick and not self.bench.holds_later(patch):
            return None
        outcome = self.bench.run(patches, self.swaps)
        if all(now) and self.still_stops(outcome):
            return None
        nearly = self.case.verdict(outcome).nearly(self.verdict)
        error, lost = self.bench.error(patches, self.swaps), self.case.lost(outcome, patch.site)
        patch = replace(patch, cost=self.cost(patch) - SISTER * self.parallel(patch))
        return Proof(patch, fixed, error, lost, nearly)

    def parallel(self, patch: Patch) -> int:
        """Return 1 if a patch makes a line the same as that of another parameter, -1 if it was that before, else 0.

        Where no step is right, or another line is wrong, too, the lines of both parameters may have the same mistake.
        """
        if patch.instead or not self.is_first:
            return 0
        program, held = self.case.script.program, self.case.statement(patch.site)
        others = [ast.unparse(each) for each in program.statements if each is not held and not hasattr(each, "body")]
        old, new = (any(are_sisters(text, each) for each in others) for text in (ast.unparse(held), patch.text(held)))
        return new - (old and any(self.before))

    def cost(self, patch: Patch) -> float:
        """Return the cost of a patch; one that brings in what no line reads puts back what was forgotten."""
        is_back = patch.value is not None and bool(self.idle(patch.site) & names_in(patch.value))
        return patch.cost - FORGOTTEN * is_back

    def idle(self, site: int) -> frozenset[str]:
        """Return the names of what the backward pass computes that no line around this one reads."""
        if site not in self.idles:
            made = {self.case.text(unit.key) for unit in self.blame.units}
            self.idles[site] = frozenset(made - names_read(self.surroundings(site)))
        return self.idles[site]

    def still_stops(self, outcome: Outcome) -> bool:
        """Return whether a run passes over the line at which the script stops: its steps are right by luck."""
        stopped = {site for site, _ in self.case.stop.recorder.waiting} if self.case.stop is not None else set()
        return any(place[0] in stopped for _, place in outcome.recorder.skips)

    def at(
        self, site: int, places: Sequence[Place], target: Array | None, deadline: float, swap: Swap | None = None
    ) -> list[Proof]:
        """Return fixes of one line: its edits in their order, those that give the right value where that is known."""
        return self.first_proved(self.hits(site, places[0], target, swap=swap), deadline)

    def proof_once(self, patch: Patch) -> Proof | None:
        """Return the proof of a patch, unless it is odd or a patch with the same text was tried."""
        if self.is_odd(patch):
            return None
        key = (patch.site, patch.text(self.case.statement(patch.site)))
        if key in self.texts:
            return None
        self.texts.add(key)
        return self.proof(patch)

    def is_odd(self, patch: Patch) -> bool:
        """Return whether a patch puts in what no person would write, and its line does not have already."""
        statement = self.case.statement(patch.site)
        if patch.value is None:
            return False
        is_counted = bool(counted(patch.value) & self.counters or indices(patch.value) & self.no_indices)
        if overwrites(statement) and self.lines.is_update(statement):  # W = v moves nothing with v.T or X, either
            held, made = ast.unparse(targets(statement)[0]), patch.value
            return not (isinstance(made, ast.BinOp) and ast.unparse(made.left) == held)
        is_idle = [ast.unparse(patch.value)] == [*map(ast.unparse, targets(statement))]  # up = up
        takes_back = any(ast.unparse(node) in self.steps_back for node in every(patch.value, ast.BinOp))
        is_new = not oddities(patch.value) <= oddities(getattr(statement, "value", statement))
        is_strange = is_counted or is_idle or takes_back or is_new or scales_entry(statement, patch.value)
        return is_strange or self.forgets(statement, patch.value) or self.lines.forgets_rate(statement, patch.value)

    def forgets(self, statement: ast.stmt, made: ast.expr) -> bool:
        """Return whether a memory keeps another part of itself: it is 0 in the first pass, which says nothing of it."""
        memory = self.case.steps.states & {*map(ast.unparse, targets(statement))}
        if not memory:
            return False
        through = members_of(self.case.script.program.tree, statement)  # [mu * v - g for v, g in zip(vel, grads)]
        memory |= {name for name, each in through.items() if ast.unparse(each) in memory}
        old, new = (
            {(sign, ast.unparse(term)) for sign, term in signed_terms(inner(value)) if memory & {*texts_in(term)}}
            for value in (getattr(statement, "value", None), made)
        )
        return not old <= new

    @cached_property
    def steps_back(self) -> set[str]:
        """Return what takes back the steps: W + lr * dW where the script has W -= lr * dW, which stands too early."""
        found = set()
        for site, part, _ in self.blame.moved:
            statement = self.case.statement(site)
            step, held = step_of(statement, part) if site >= 0 else None, targets(statement)[part : part + 1]
            if step is not None and held and isinstance(op := getattr(statement, "op", None), ast.Add | ast.Sub):
                other = ast.Sub() if isinstance(op, ast.Add) else ast.Add()
                found.add(ast.unparse(ast.BinOp(held[0], other, step)))
        return found

    def hits(
        self, site: int, place: Place, target: Array | None, is_wide: bool = True, swap: Swap | None = None
    ) -> list[Patch]:
        """Return the patches worth running: all, or those that give the right value when the script is paused there."""
        statement = self.case.statement(site)
        found: list[Patch] = list(self.lines.signs(site))
        index, expression = self.lines.edited(statement, place if target is not None else None)
        if site in self.case.script.program.missing:
            return found
        signs = len(found)

        def look(names: dict[str, Any]) -> None:
            scope = replace(self.scope(names, site, expression), is_rich=target is not None, is_wide=is_wide)
            whole = [statement.value] if index is None and inner(statement.value) is not statement.value else []
            fitting: list[Patch] = []
            goal = self.lines.entry(statement, target, names)
            is_array = evaluated(expression, names) is not None
            each_member = edits(inner(expression), scope) if inner(expression) is not expression else ()
            members = ((cost, with_inner(expression, new)) for cost, new in each_member)
            for cost, new in (*(each for part in (expression, *whole) for each in edits(part, scope)), *members):
                if goal is not None or not is_array or evaluated(new, names) is not None:  # else it stops there
                    fitting.extend(self.fitting(site, cost, new, names, goal, scope))
            others = self.placed(statement, names, scope, place, swap)
            terms = scaled_terms(expression, names, goal, scope) if goal is not None else ()
            fitting.extend(Patch(site, self.lines.placed(site, new), cost=cost) for cost, new in terms)
            found.extend((*fitting, *self.rated(site, expression, names), *others))
            if goal is not None and not any(patch.cost < 1.8 and not self.is_odd(patch) for patch in fitting):
                found.extend(self.composed(site, expression, names, goal, scope))

        self.pause(place, look)
        return [*found[:signs], *self.lines.packed(statement, index, found[signs:])]

    def placed(self, statement: ast.stmt, names: Names, scope: Scope, place: Place, swap: Swap | None) -> list[Patch]:
        """Return the patches of the left side of a line: those that give its array the right value, if some do."""
        found = list(self.lines.places(statement, scope))
        right = swap.whole(place) if swap is not None else None
        if right is None or swap is None or not found:
            return found
        target: Any = targets(statement)[0]
        held = ast.unparse(target.value if isinstance(target, ast.Subscript) else target)
        is_part = bool(swap.unit.filled)
        return [patch for patch in found if writes(patch, held, names, right, is_part)] or found

    def rated(self, site: int, expression: ast.expr, names: Names) -> Iterator[Patch]:
        """Yield a line with the rate that no line reads in front of its gradient."""
        lacking = self.case.steps.lacking
        texts = [*names, *(f"self.{name}" for name in getattr(names.get("self"), "__dict__", ()))]
        held = {text: value_at(text, names) for text in texts if OWN_RATE.fullmatch(stem(text))}
        rates = [text for text, value in held.items() if isinstance(value, int | float) and value == lacking]
        for cost, new in rated(expression, rates[0]) if rates and lacking != 1.0 else ():
            yield Patch(site, self.lines.placed(site, new), cost=cost)

    def far(self, site: int, place: Place, target: Array, deadline: float) -> list[Proof]:
        """Return fixes of a line whose right value is known with what stands elsewhere in the script."""
        statement = self.case.statement(site)
        index, expression = self.lines.edited(statement, place)
        tree = self.surroundings(site)
        patches: list[Patch] = []

        def look(names: dict[str, Any]) -> None:
            goal = self.lines.entry(statement, target, names)
            if goal is not None:
                scope = self.scope(names, site, expression)
                for cost, new in from_elsewhere(expression, scope, tree, names, goal):
                    patches.extend(self.fitting(site, cost, new, names, goal, scope))

        if site not in self.case.script.program.missing:
            self.pause(place, look)
        few = [patch for patch in patches if patch.cost <= MOST_FAR]
        return self.first_proved(self.lines.packed(statement, index, few), deadline)

    def first_proved(self, patches: Sequence[Patch], deadline: float) -> list[Proof]:
        """Return the proofs of the cheapest patches that have one."""
        found: list[Proof] = []
        for count, patch in enumerate(sorted(patches, key=self.cost)):
            is_worse = bool(found) and self.cost(patch) > found[0].patch.cost + 0.5
            until = self.case.deadline if count < LEAST and not found else deadline
            if spent() > until or len(found) >= SHOWN or is_worse:
                break
            proof = self.proof_once(patch)
            if proof is not None:
                found.append(proof)
        return found

    def pause(self, place: Place, look: Callable[[Any], None]) -> None:
        """Run the repaired script, and look at its names before a line."""
        is_return = isinstance(self.case.statement(place[0]), ast.Return)  # it has no parts
        place = (place[0], 0, place[2]) if is_return else place
        with contextlib.suppress(Exception):
            swaps = swaps_on(self.case, self.swaps, 0)
            self.case.run(swaps=swaps, code=self.bench.code(self.patches), inspect={place: look})

    def composed(self, site: int, expression: ast.expr, names: Names, target: Array, scope: Scope) -> Iterator[Patch]:
        """Yield the products of two arrays that are the right value, or give it once they are added or multiplied."""
        until = self.case.left(SECONDS_COMPOSED)
        held = evaluated(expression, names)
        for cost, new in missing_penalty(expression, names, target, scope):
            yield Patch(site, self.lines.placed(site, new), cost=cost)
        terms = list(products(scope, target.shape, held is not None))
        single = [parsed(text) for text in scope.arrays] if held is not None else []
        valued = ((term, value) for term in (*single, *terms) if (value := evaluated(term, names)) is not None)
        for cost, new in missing_terms(expression, names, target, valued, scope):
            yield Patch(site, self.lines.placed(site, new), cost=cost)
        for term in terms:
            if spent() > until:
                return
            yield from self.fitting(site, 2.2, replaced_core(expression, term, scope), names, target, scope)
            value = evaluated(term, names) if held is not None and held.shape == target.shape else None
            if value is None or held is None:
                continue
            if close(held + value, target):
                yield Patch(site, self.lines.placed(site, ast.BinOp(expression, ast.Add(), term)), cost=1.8)
            elif isinstance(getattr(term, "op", None), ast.Mult):
                for cost, new in with_share(expression, target - held, ast.unparse(term), value, scope):
                    yield Patch(site, self.lines.placed(site, new), cost=cost + 0.3)
            if multiple(held * value, target):
                made = ast.BinOp(term, ast.Mult(), expression)
                yield from self.fitting(site, 1.9, made, names, target, scope)

    @property
    def is_done(self) -> bool:
        """Return whether all steps are right, on all draws."""
        return all(self.before) and all(map(all, self.drawn.values()))

    def evaluated(
        self, site: int, place: Place, most: float = np.inf, *, is_wide: bool = True
    ) -> list[tuple[Patch, Array | None]]:
        """Return the edits of a line, each with its value where the script is paused; None if an operator is edited."""
        statement = self.case.statement(site)
        found: list[tuple[Patch, Array | None]] = [(patch, None) for patch in self.lines.signs(site)]
        index, expression = self.lines.edited(statement, place)
        signs = len(found)

        def look(names: dict[str, Any]) -> None:
            scope = replace(self.scope(names, site, expression), is_wide=is_wide)
            for cost, new in edits(expression, scope):
                if spent() > self.case.deadline:
                    break
                value = evaluated(new, names) if cost <= most else None
                if value is not None:
                    found.append((Patch(site, self.lines.placed(site, new), cost=cost), value))
            each_member = edits(inner(expression), scope) if inner(expression) is not expression else ()
            for cost, new in each_member:
                if cost <= most:
                    made = self.lines.placed(site, with_inner(expression, new))
                    found.append((Patch(site, made, cost=cost), None))

        self.pause(place, look)
        packed = self.lines.packed(statement, index, [patch for patch, _ in found[signs:]])
        return [*found[:signs], *zip(packed, [value for _, value in found[signs:]], strict=True)]

    def fitting(
        self, site: int, cost: float, new: ast.expr, names: Names, target: Array | None, scope: Scope
    ) -> Iterator[Patch]:
        """Yield the patch with an expression, if its value is the right one; with a factor, if a factor is missing."""
        if target is None:
            yield Patch(site, self.lines.placed(site, new), cost=cost)
            return
        value = self.spread(site, evaluated(new, names), target)
        factor = multiple(value, target) if value is not None else None
        if not factor or np.isnan(factor):
            return
        if near(factor, 1.0) or (self.case.is_free and factor > 0):
            yield Patch(site, self.lines.placed(site, new), cost=cost)
        if near(factor, 1.0):
            return
        if near(factor, -1.0):
            flipped = self.lines.flipped(site, new)
            yield Patch(site, flipped[0], flipped[1], cost=cost + 0.8)
        for text, number in scope.numbers.items():
            for size, op in ((number, ast.Div()), (1 / number, ast.Mult())):
                if near(factor, size):
                    more, made = 0.9 + 0.2 * (text in scope.made), ast.BinOp(new, op, parsed(text))
                    if not _undoes(made, scope):
                        yield Patch(site, self.lines.placed(site, made), cost=cost + more)
        for number, more in ((2, 0.8), (0.5, 0.95)):
            if near(factor, 1 / number) and not is_times(new, 1 / number):
                made = ast.BinOp(ast.Constant(number), ast.Mult(), new)
                yield Patch(site, self.lines.placed(site, made), cost=cost + more)

    def spread(self, site: int, value: Array | None, target: Array) -> Array | None:
        """Return a value as the entries that it fills: dlogp[rows, y] = -1 / n writes one number into all of them."""
        statement = self.case.statement(site)
        is_entry = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
        if value is None or value.shape == target.shape or not is_entry:
            return value
        with contextlib.suppress(ValueError):  # shapes that do not fit
            return np.broadcast_to(value, target.shape)
        return None

    def scope(self, names: Names, site: int, expression: ast.expr) -> Scope:
        """Return what can be put into an expression of a statement where the script is paused."""
        tree = self.surroundings(site)
        over = left_over(tree, site) - names_in(expression)
        names = {name: thing for name, thing in names.items() if name not in over}
        scope = scope_of(names, tree, ast.unparse(expression), self.forward)
        sums = divisors(self.case.script.program.tree, expression)
        shared = {t: float(n) for t in (*self.constants, *sums) if is_number(n := value_at(t, names))}
        return replace(scope, numbers={**shared, **scope.numbers}, literals=self.literals)

    @cached_property
    def forward(self) -> set[str]:
        """Return what the lines of the forward pass read."""
        sites = {e.site for e in self.case.events if e.site >= 0 and e.place in self.blame.forward}
        return {text for site in sites for text in texts_in(self.case.statement(site))}

    @cached_property
    def constants(self) -> tuple[str, ...]:
        """Return the names that functions of the script share: one may have forgotten a number that others use."""
        return shared_constants(self.case.script.program.tree)

    def surroundings(self, site: int) -> Any:
        """Return the function that a statement stands in, or the whole script."""
        program = self.case.script.program
        return next(iter(program.around(site, ast.FunctionDef)), program.tree)


def _undoes(made: ast.BinOp, scope: Scope) -> bool:
    """Return whether a product takes back a factor that is in it, as 1 / N * dW * len(X) does."""
    number = scope.numbers.get(ast.unparse(made.right))
    opposite = ast.Div if isinstance(made.op, ast.Mult) else ast.Mult
    inside = [node for node in every(made.left, ast.BinOp) if isinstance(node.op, opposite)]
    return number is not None and any(scope.numbers.get(ast.unparse(node.right)) == number for node in inside)
