"""The search for a fix that is proved: a small edit of one line that makes the steps right, on three draws of the data.

Where the right value of a line is known, the script is paused there, and every edit is evaluated in its own names: only
those that give that value are run. Where it is not known, the edits are run, the smallest first.
"""

from __future__ import annotations

import ast
import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

import numpy as np

from nn.handwritten.proofreading.bench import Bench, Patch, Proof, swaps_on
from nn.handwritten.proofreading.blame import Blame
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.edits import edits, products, replaced_core, summed, with_field
from nn.handwritten.proofreading.elsewhere import from_elsewhere, missing_terms, scaled_terms
from nn.handwritten.proofreading.marking import mentions, overwrites, scales, step_of, targets
from nn.handwritten.proofreading.multiples import close, multiple, near
from nn.handwritten.proofreading.naming import stem
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.recording import Array, Names, Place
from nn.handwritten.proofreading.reductions import other_indices
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.scope import (
    Scope,
    counted,
    counters,
    evaluated,
    is_times,
    oddities,
    parsed,
    scope_of,
    value_at,
)
from nn.handwritten.proofreading.sound import Sound
from nn.handwritten.proofreading.swap import Swap
from nn.handwritten.proofreading.terms import (
    argument_of,
    every,
    inner,
    instead_of,
    literals,
    names_in,
    renamed,
    sites_in,
    with_inner,
    without_factor,
)
from nn.handwritten.proofreading.unused import OWN_RATE, rated

SECONDS = 2.5
SHOWN = 3
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
        self.patches, self.swaps = list(patches), list(swaps)
        self.verdict = case.verdict(self.bench.run(self.patches, self.swaps))
        self.before = self.verdict.right
        self.open = sum(not right for right in self.before)  # how many steps are wrong
        self.is_first = not patches and not swaps
        self.drawn = {d: self.bench.right(self.patches, self.swaps, d) for d in DRAWS[1:] if case.truth(d)}
        self.texts: set[tuple[int, str]] = set()
        self.literals = literals(case.script.program.tree)
        self.counters = counters(case.script.program.statements, case.window.turns) - counted(case.script.program.tree)
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
        if all(now) and self.is_first and not self.bench.holds_later(patch):
            return None
        outcome = self.bench.run(patches, self.swaps)
        if all(now) and self.still_stops(outcome):
            return None
        nearly = self.case.verdict(outcome).nearly(self.verdict)
        error, lost = self.bench.error(patches, self.swaps), self.case.lost(outcome, patch.site)
        return Proof(patch, fixed, error, lost, nearly)

    def still_stops(self, outcome: Outcome) -> bool:
        """Return whether a run passes over the line at which the script stops: its steps are right by luck."""
        stopped = {site for site, _ in self.case.stop.recorder.waiting} if self.case.stop is not None else set()
        return any(place[0] in stopped for _, place in outcome.recorder.skips)

    def at(self, site: int, places: Sequence[Place], target: Array | None, deadline: float) -> list[Proof]:
        """Return fixes of one line: its edits in their order, those that give the right value where that is known."""
        return self.first_proved(self.hits(site, places[0], target), deadline)

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
        is_counted = bool(counted(patch.value) & self.counters)
        if overwrites(statement) and self.is_update(statement):  # W = v moves nothing with v.T or X, either
            held, made = ast.unparse(targets(statement)[0]), patch.value
            return not (isinstance(made, ast.BinOp) and ast.unparse(made.left) == held)
        is_idle = [ast.unparse(patch.value)] == [*map(ast.unparse, targets(statement))]  # up = up
        takes_back = any(ast.unparse(node) in self.steps_back for node in every(patch.value, ast.BinOp))
        is_new = not oddities(patch.value) <= oddities(getattr(statement, "value", statement))
        return is_counted or is_idle or takes_back or is_new

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

    def hits(self, site: int, place: Place, target: Array | None, is_wide: bool = True) -> list[Patch]:
        """Return the patches worth running: all, or those that give the right value when the script is paused there."""
        statement = self.case.statement(site)
        found: list[Patch] = list(self.signs(site))
        index, expression = self.edited(statement, place if target is not None else None)
        if site in self.case.script.program.missing:
            return found
        tree, signs = self.surroundings(site), len(found)

        def look(names: dict[str, Any]) -> None:
            scope = replace(self.scope(names, tree, expression), is_rich=target is not None, is_wide=is_wide)
            whole = [statement.value] if index is None and inner(statement.value) is not statement.value else []
            fitting: list[Patch] = []
            goal = self.entry(statement, target, names)
            is_array = evaluated(expression, names) is not None
            each_member = edits(inner(expression), scope) if inner(expression) is not expression else ()
            members = ((cost, with_inner(expression, new)) for cost, new in each_member)
            for cost, new in (*(each for part in (expression, *whole) for each in edits(part, scope)), *members):
                if goal is not None or not is_array or evaluated(new, names) is not None:  # else it stops there
                    fitting.extend(self.fitting(site, cost, new, names, goal, scope))
            found.extend((*fitting, *self.rated(site, expression, names), *self.places(statement, scope)))
            if goal is not None and not any(patch.cost < 1.8 and not self.is_odd(patch) for patch in fitting):
                found.extend(self.composed(site, expression, names, goal, scope))

        self.pause(place, look)
        return [*found[:signs], *self.packed(statement, index, found[signs:])]

    def rated(self, site: int, expression: ast.expr, names: Names) -> Iterator[Patch]:
        """Yield a line with the rate that no line reads in front of its gradient."""
        lacking = self.case.steps.lacking
        texts = [*names, *(f"self.{name}" for name in getattr(names.get("self"), "__dict__", ()))]
        held = {text: value_at(text, names) for text in texts if OWN_RATE.fullmatch(stem(text))}
        rates = [text for text, value in held.items() if isinstance(value, int | float) and value == lacking]
        for cost, new in rated(expression, rates[0]) if rates and lacking != 1.0 else ():
            yield Patch(site, self.placed(site, new), cost=cost)

    def member(self, statement: Any, place: Place) -> int | None:
        """Return which member of a tuple is assigned at a place: of a, b = x, y; or which one a line returns."""
        value, count = getattr(statement, "value", None), len(targets(statement))
        if isinstance(statement, ast.Return) and isinstance(value, ast.Tuple):
            return place[1]
        is_plain = isinstance(statement, ast.Assign) and not self.is_update(statement) and count > 1
        return place[1] if is_plain and isinstance(value, ast.Tuple) and len(value.elts) == count else None

    def packed(self, statement: Any, index: int | None, patches: Sequence[Patch]) -> list[Patch]:
        """Return patches of a member as those of its tuple."""
        if index is None:
            return list(patches)
        members: list[ast.expr] = statement.value.elts
        made = [(p, [*members[:index], p.value, *members[index + 1 :]]) for p in patches if p.value is not None]
        return [replace(p, value=with_field(statement.value, "elts", elts)) for p, elts in made]

    def far(self, site: int, place: Place, target: Array, deadline: float) -> list[Proof]:
        """Return fixes of a line whose right value is known with what stands elsewhere in the script."""
        statement = self.case.statement(site)
        index, expression = self.edited(statement, place)
        tree = self.surroundings(site)
        patches: list[Patch] = []

        def look(names: dict[str, Any]) -> None:
            goal = self.entry(statement, target, names)
            if goal is not None:
                scope = self.scope(names, tree, expression)
                for cost, new in from_elsewhere(expression, scope, tree, names, goal):
                    patches.extend(self.fitting(site, cost, new, names, goal, scope))

        if site not in self.case.script.program.missing:
            self.pause(place, look)
        few = [patch for patch in patches if patch.cost <= MOST_FAR]
        return self.first_proved(self.packed(statement, index, few), deadline)

    def first_proved(self, patches: Sequence[Patch], deadline: float) -> list[Proof]:
        """Return the proofs of the cheapest patches that have one."""
        found: list[Proof] = []
        for patch in sorted(patches, key=lambda patch: patch.cost):
            is_worse = bool(found) and patch.cost > found[0].patch.cost + 0.5
            if time.process_time() > deadline or len(found) >= SHOWN or is_worse:
                break
            proof = self.proof_once(patch)
            if proof is not None:
                found.append(proof)
        return found

    def entry(self, statement: Any, target: Array | None, names: Names) -> Array | None:
        """Return what a line should add to the entry that it moves: of the step of b, for b[i] += …, its entry i."""
        moved = targets(statement)[0] if targets(statement) else None
        if target is None or not isinstance(moved, ast.Subscript) or not self.is_update(statement):
            return target
        whole, part = evaluated(moved.value, names), evaluated(parsed(ast.unparse(moved)), names)
        if whole is None or part is None or whole.shape != target.shape or part.shape == whole.shape:
            return target
        index = with_field(moved, "value", ast.Name("_pr_step", ast.Load()))
        return evaluated(parsed(ast.unparse(index)), {**names, "_pr_step": target})

    def pause(self, place: Place, look: Callable[[Any], None]) -> None:
        """Run the repaired script, and look at its names before a line."""
        is_return = isinstance(self.case.statement(place[0]), ast.Return)  # it has no parts
        place = (place[0], 0, place[2]) if is_return else place
        with contextlib.suppress(Exception):
            swaps = swaps_on(self.case, self.swaps, 0)
            self.case.run(swaps=swaps, code=self.bench.code(self.patches), inspect={place: look})

    def composed(self, site: int, expression: ast.expr, names: Names, target: Array, scope: Scope) -> Iterator[Patch]:
        """Yield the products of two arrays that are the right value, or give it once they are added or multiplied."""
        held = evaluated(expression, names)
        for cost, new in scaled_terms(expression, names, target, scope):
            yield Patch(site, self.placed(site, new), cost=cost)
        terms = list(products(scope, target.shape, held is not None))
        single = [parsed(text) for text in scope.arrays] if held is not None else []
        valued = ((term, value) for term in (*single, *terms) if (value := evaluated(term, names)) is not None)
        for cost, new in missing_terms(expression, names, target, valued):
            yield Patch(site, self.placed(site, new), cost=cost)
        for term in terms:
            yield from self.fitting(site, 2.2, replaced_core(expression, term, scope), names, target, scope)
            value = evaluated(term, names) if held is not None and held.shape == target.shape else None
            if value is None or held is None:
                continue
            if close(held + value, target):
                yield Patch(site, self.placed(site, ast.BinOp(expression, ast.Add(), term)), cost=1.8)
            if multiple(held * value, target):
                made = ast.BinOp(term, ast.Mult(), expression)
                yield from self.fitting(site, 1.9, made, names, target, scope)

    @property
    def is_done(self) -> bool:
        """Return whether all steps are right, on all draws."""
        return all(self.before) and all(map(all, self.drawn.values()))

    def evaluated(self, site: int, place: Place) -> list[tuple[Patch, Array | None]]:
        """Return the edits of a line, each with its value where the script is paused; None if an operator is edited."""
        statement = self.case.statement(site)
        found: list[tuple[Patch, Array | None]] = [(patch, None) for patch in self.signs(site)]
        index, expression = self.edited(statement, place)
        tree, signs = self.surroundings(site), len(found)

        def look(names: dict[str, Any]) -> None:
            for cost, new in edits(expression, self.scope(names, tree, expression)):
                if time.process_time() > self.case.deadline:
                    break
                value = evaluated(new, names)
                if value is not None:
                    found.append((Patch(site, self.placed(site, new), cost=cost), value))

        self.pause(place, look)
        packed = self.packed(statement, index, [patch for patch, _ in found[signs:]])
        return [*found[:signs], *zip(packed, [value for _, value in found[signs:]], strict=True)]

    def fitting(
        self, site: int, cost: float, new: ast.expr, names: Names, target: Array | None, scope: Scope
    ) -> Iterator[Patch]:
        """Yield the patch with an expression, if its value is the right one; with a factor, if a factor is missing."""
        if target is None:
            yield Patch(site, self.placed(site, new), cost=cost)
            return
        value = self.spread(site, evaluated(new, names), target)
        factor = multiple(value, target) if value is not None else None
        if not factor or np.isnan(factor):
            return
        if near(factor, 1.0) or (self.case.is_free and factor > 0):
            yield Patch(site, self.placed(site, new), cost=cost)
        if near(factor, 1.0):
            return
        if near(factor, -1.0):
            flipped = self.flipped(site, new)
            yield Patch(site, flipped[0], flipped[1], cost=cost + 0.8)
        for text, number in scope.numbers.items():
            for size, op in ((number, ast.Div()), (1 / number, ast.Mult())):
                if near(factor, size):
                    more, made = 0.9 + 0.2 * (text in scope.made), ast.BinOp(new, op, parsed(text))
                    if not _undoes(made, scope):
                        yield Patch(site, self.placed(site, made), cost=cost + more)
        for number, more in ((2, 0.8), (0.5, 0.95)):
            if near(factor, 1 / number) and not is_times(new, 1 / number):
                yield Patch(site, self.placed(site, ast.BinOp(ast.Constant(number), ast.Mult(), new)), cost=cost + more)

    def spread(self, site: int, value: Array | None, target: Array) -> Array | None:
        """Return a value as the entries that it fills: dlogp[rows, y] = -1 / n writes one number into all of them."""
        statement = self.case.statement(site)
        is_entry = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
        if value is None or value.shape == target.shape or not is_entry:
            return value
        with contextlib.suppress(ValueError):  # shapes that do not fit
            return np.broadcast_to(value, target.shape)
        return None

    def edited(self, statement: Any, place: Place | None) -> tuple[int | None, ast.expr]:
        """Return what is edited of a statement: the member of a tuple that is assigned at a place, or its expression.

        The first is the number of that member; None where all is edited.
        """
        index = self.member(statement, place) if place is not None else None
        return index, self.expression(statement) if index is None else statement.value.elts[index]

    def scope(self, names: Names, tree: ast.AST, expression: ast.expr) -> Scope:
        """Return what can be put into an expression of a function where the script is paused."""
        return replace(scope_of(names, tree, ast.unparse(expression)), literals=self.literals)

    def expression(self, statement: Any) -> ast.expr:
        """Return what is edited of a statement: of an update its step, else its right side."""
        if self.is_update(statement):
            return step_of(statement) or statement.value
        if (argument := argument_of(statement)) is not None:
            return cast("ast.expr", statement.value.args[argument])
        return cast("ast.expr", statement.value)

    def is_update(self, statement: Any) -> bool:
        """Return whether a statement takes the step of a parameter."""
        return statement.site in {place[0] for place in self.blame.moved} and step_of(statement) is not None

    def placed(self, site: int, new: ast.expr) -> ast.expr:
        """Return an expression put back in the place of the one that was edited."""
        statement = self.case.statement(site)
        if not self.is_update(statement) or isinstance(statement, ast.AugAssign) or inner(new) is not new:
            return new
        value = inner(statement.value)
        is_sum = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)
        return with_inner(statement.value, ast.BinOp(value.left, value.op, new) if is_sum else new)

    def flipped(self, site: int, new: ast.expr) -> tuple[ast.expr, ast.operator | None]:
        """Return the same with the other sign: in an update the other sign in front of the step."""
        statement = self.case.statement(site)
        if self.is_update(statement):
            value = statement.value
            moved = inner(value)
            is_down = isinstance(getattr(statement, "op", getattr(moved, "op", None)), ast.Sub)
            op: ast.operator = ast.Add() if is_down else ast.Sub()
            if isinstance(statement, ast.AugAssign):
                return new, op
            if isinstance(moved, ast.BinOp):
                return with_inner(value, ast.BinOp(moved.left, op, new)), None
        return ast.UnaryOp(ast.USub(), new), None

    def signs(self, site: int) -> Iterator[Patch]:
        """Yield the same line with another sign in front of its step, or with += for =."""
        statement = self.case.statement(site)
        found = targets(statement)
        if site in self.case.script.program.missing:
            before = self.case.script.program.missing[site]
            yield Patch(site, instead={before: (statement, self.case.statement(before))})
            return
        if overwrites(statement):
            yield from self.kept(statement)
        elif notes_of(statement).is_lost:
            yield self.in_place(statement, statement.value.op, step_of(statement), 0.1)
        if len(found) == 1 and not self.is_update(statement):
            held = parsed(ast.unparse(found[0]))
            if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
                yield Patch(site, ast.BinOp(statement.value, ast.Sub(), held), cost=1.0, adds=False)
            elif (made := summed(found[0], statement.value)) is not None:
                yield Patch(site, made, cost=1.0)
            elif isinstance(statement, ast.Assign):
                value: Any = statement.value
                is_sum = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub)
                if is_sum and ast.unparse(value.left) == ast.unparse(held):
                    yield Patch(site, _other_sign(value), cost=0.9)
                else:
                    yield Patch(site, ast.BinOp(held, ast.Add(), value), cost=1.0, adds=True)
        if scales(statement):
            yield from self.taken(statement)
        elif isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add | ast.Sub):
            yield Patch(site, op=_other_sign(statement).op, cost=0.9)
        elif self.is_update(statement) and (step := step_of(statement)) is not None:
            value, op = self.flipped(site, step)
            yield Patch(site, value, op, cost=0.9)

    def kept(self, statement: Any) -> Iterator[Patch]:
        """Yield the same line with what it overwrites in front of the step."""
        held, value, site = parsed(ast.unparse(statement.targets[0])), statement.value, statement.site
        if notes_of(statement).is_lost:  # only += reaches the array that should be moved
            for op, step in ((ast.Sub(), _unsigned(value)), (ast.Add(), value)):
                yield self.in_place(statement, op, step, 0.8)
            return
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
            yield Patch(site, ast.BinOp(held, value.op, value.right), cost=0.8)
        yield Patch(site, ast.BinOp(held, ast.Add(), value), cost=0.9)
        yield Patch(site, ast.BinOp(held, ast.Sub(), _unsigned(value)), cost=0.8)

    def taken(self, statement: Any) -> Iterator[Patch]:
        """Yield the same line with what it multiplies the array by as the step: W -= lr * dW for W *= lr * dW."""
        site, held = statement.site, ast.unparse(targets(statement)[0])
        for op in (ast.Sub(), ast.Add()):
            step = None if isinstance(statement, ast.AugAssign) else without_factor(statement.value, held)
            made = Patch(site, op=op) if step is None else Patch(site, ast.BinOp(parsed(held), op, step))
            yield replace(made, cost=0.9)

    def in_place(self, statement: Any, op: ast.operator, step: Any, cost: float) -> Patch:
        """Return the same step, taken by the array itself: W -= lr * dW."""
        made = instead_of(statement, ast.AugAssign(statement.targets[0], op, step))
        return Patch(statement.site, cost=cost, instead={statement.site: (made,)})

    def places(self, statement: Any, scope: Scope) -> Iterator[Patch]:
        """Yield the same line with another entry, or another array, on its left side, or adding up equal indices."""
        target = targets(statement)[0] if len(targets(statement)) == 1 else None
        if not isinstance(target, ast.Subscript):
            return
        plain, tree = replace(scope, is_rich=False), self.case.script.program.tree
        slices = [(cost, with_field(target, "slice", new)) for cost, new in edits(target.slice, plain)]
        slices += [(1.1, with_field(target, "slice", new)) for new in other_indices(target.slice, tree)]
        others = _alike(ast.unparse(target.value), scope)
        slices += [(1.2, with_field(target, "value", parsed(text))) for text in others]
        has_slice = bool(every(target.slice, ast.Slice))  # dW[:, j] is no argument
        is_index = not isinstance(target.slice, ast.Constant) and not has_slice
        if type(statement) in (ast.AugAssign, ast.Assign) and is_index:
            texts = map(ast.unparse, (target.value, target.slice, statement.value))
            made = instead_of(statement, ast.Expr(parsed(f"np.add.at({', '.join(texts)})")))
            yield Patch(statement.site, cost=1.2, instead={statement.site: (made,)})
        indices = names_in(target.slice)
        for index in [each for each in indices if mentions(statement.value, each)]:  # another index in the whole line
            for other in {*scope.numbers, *scope.zeros} - {index}:
                if other.isidentifier():
                    made = renamed(statement, index, parsed(other))
                    yield Patch(statement.site, cost=1.2, instead={statement.site: (made,)})
        for cost, new in slices:
            new = with_field(new, "ctx", ast.Store())
            name = "target" if isinstance(statement, ast.AugAssign) else "targets"
            made = with_field(statement, name, new if name == "target" else [new])
            if cost < 1.25 and not oddities(new):
                yield Patch(statement.site, cost=cost + 0.1, instead={statement.site: (made,)})

    def surroundings(self, site: int) -> Any:
        """Return the function that a statement stands in, or the whole script."""
        tree = self.case.script.program.tree
        return next((function for function in every(tree, ast.FunctionDef) if site in sites_in(function)), tree)


def _alike(held: str, scope: Scope) -> Iterator[str]:
    """Yield the other lists where an entry of a list is assigned, else the arrays of as many axes."""
    size = len(scope.arrays.get(held, ()))
    others = scope.lists if held in scope.lists else [text for text, its in scope.arrays.items() if len(its) == size]
    yield from (text for text in others if text != held and not text.endswith(")"))


def _other_sign(value: Any) -> Any:
    """Return a sum as a difference, and the other way round."""
    return with_field(value, "op", ast.Sub() if isinstance(value.op, ast.Add) else ast.Add())


def _unsigned(value: ast.expr) -> ast.expr:
    """Return a product without the sign in front of it."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return value.operand
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div):
        return ast.BinOp(_unsigned(value.left), value.op, value.right)
    return value


def _undoes(made: ast.BinOp, scope: Scope) -> bool:
    """Return whether a product takes back a factor that is in it, as 1 / N * dW * len(X) does."""
    number = scope.numbers.get(ast.unparse(made.right))
    opposite = ast.Div if isinstance(made.op, ast.Mult) else ast.Mult
    inside = [node for node in every(made.left, ast.BinOp) if isinstance(node.op, opposite)]
    return number is not None and any(scope.numbers.get(ast.unparse(node.right)) == number for node in inside)
