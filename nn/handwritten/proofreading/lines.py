"""What is edited of a line, how an edit is put back into it, and edits of whole lines: their sign, their left side.

Of W = W - lr * dW the step is edited, of a, b = x, y one member. What no edit of an expression reaches is made here:
+= for =, W -= lr * dW for W *= lr * dW, another entry on the left side.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.blame import Blame
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.edits import edits, summed
from nn.handwritten.proofreading.marking import guarded
from nn.handwritten.proofreading.multiples import close
from nn.handwritten.proofreading.naming import RATE, stem
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.recording import Array, Names, Place
from nn.handwritten.proofreading.reductions import other_indices
from nn.handwritten.proofreading.scope import Scope, oddities
from nn.handwritten.proofreading.statements import as_sister, mentions, overwrites, scales, step_of, targets
from nn.handwritten.proofreading.terms import (
    Exchanged,
    argument_of,
    called,
    every,
    inner,
    instead_of,
    names_in,
    placed,
    renamed,
    texts_in,
    with_field,
    with_inner,
    without_factor,
)
from nn.handwritten.proofreading.values import evaluated, parsed

OWN = "_pr_own"  # the name of the array that a line changes, where it is tried by itself
LAST = 0.8  # what it costs to count from the end as another line does: W[k][-1] is the bias of a unit


class WholeLines:
    """The lines of a script beside those whose steps are blamed."""

    def __init__(self, case: Case, blame: Blame) -> None:
        self.case, self.blame = case, blame

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

    def edited(self, statement: Any, place: Place | None) -> tuple[int | None, ast.expr]:
        """Return what is edited of a statement: the member of a tuple that is assigned at a place, or its expression.

        The first is the number of that member; None where all is edited.
        """
        index = self.member(statement, place) if place is not None else None
        return index, self.expression(statement) if index is None else statement.value.elts[index]

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

    def as_sisters(self, statement: Any) -> Iterator[Patch]:
        """Yield a line with the signs of that of another parameter."""
        own, program = ast.unparse(statement), self.case.script.program
        others = [each for each in program.statements if type(each) is type(statement) and not hasattr(each, "body")]
        for made in dict.fromkeys(as_sister(own, ast.unparse(other)) for other in others):
            new: Any = ast.parse(made).body[0] if made is not None else None
            if isinstance(new, ast.Assign | ast.AugAssign):
                yield Patch(statement.site, new.value, getattr(new, "op", None), cost=0.9)

    def signs(self, site: int) -> Iterator[Patch]:
        """Yield the same line with another sign in front of its step, or with += for =."""
        statement = self.case.statement(site)
        found = targets(statement)
        if site in self.case.script.program.missing:
            before = self.case.script.program.missing[site]
            yield Patch(site, instead={before: (statement, self.case.statement(before))})
            return
        yield from self.as_sisters(statement)
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
            yield from (Patch(site, new, cost=0.9) for new in self.rated_otherwise(statement))

    def forgets_rate(self, statement: ast.stmt, made: ast.expr) -> bool:
        """Return whether a step is left without its rate, which no other line reads."""
        lost = {text for text in {*texts_in(statement)} - {*texts_in(made)} if RATE.fullmatch(stem(text))}
        others = [each for each in self.case.script.program.statements if each is not statement] if lost else []
        held = {text for each in others if not hasattr(each, "body") for text in texts_in(getattr(each, "value", each))}
        return bool(lost - held) and self.is_update(statement)

    def added_at(self, statement: Any, scope: Scope) -> Iterator[Patch]:
        """Yield np.add.at with other indices than those that it has: of the tokens, and not of those that follow."""
        call: Any = getattr(statement, "value", None)
        if not isinstance(call, ast.Call) or called(call.func) != "at" or len(call.args) != 3:
            return
        held = ast.unparse(call.args[1])
        shape = scope.arrays.get(held)
        for text in [text for text, its in scope.arrays.items() if its == shape and text != held]:
            other = with_field(call, "args", [call.args[0], parsed(text), call.args[2]])
            made = instead_of(statement, ast.Expr(other))
            yield Patch(statement.site, cost=1.2, instead={statement.site: (made,)})

    def leaking(self, statement: Any, scope: Scope) -> Iterator[Patch]:
        """Yield dZ[Z <= 0] *= 0.1 for dZ[Z <= 0] = 0, with each slope that the script has in a line or under a name."""
        target, value = getattr(statement, "targets", [])[:1], getattr(statement, "value", None)
        is_zero = isinstance(value, ast.Constant) and value.value == 0
        if not is_zero or not target or not isinstance(target[0], ast.Subscript):
            return
        written = {str(n.value) for n in every(self.case.script.program.tree, ast.Constant) if type(n.value) is float}
        texts = [text for text in sorted(written) if 0 < float(text) < 1]
        for text in [*texts, *(name for name, number in scope.numbers.items() if 0 < number < 1)]:
            scaled = instead_of(statement, ast.AugAssign(target[0], ast.Mult(), parsed(text)))
            yield Patch(statement.site, cost=1.0, instead={statement.site: (scaled,)})

    def rated_otherwise(self, statement: Any) -> Iterator[ast.expr]:
        """Yield the value of a step with a factor at its gradient that stands at its array: of W * lr - dW."""
        sum_, held = statement.value, ast.unparse(notes_of(statement).moves or targets(statement)[0])
        scaled = sum_.left if isinstance(sum_, ast.BinOp) else None
        if isinstance(scaled, ast.BinOp) and isinstance(scaled.op, ast.Mult):
            for moved, rate in ((scaled.left, scaled.right), (scaled.right, scaled.left)):
                if ast.unparse(moved) == held:
                    yield ast.BinOp(moved, sum_.op, ast.BinOp(rate, ast.Mult(), sum_.right))

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
        tree = self.case.script.program.tree
        for cost, new in with_other_extent(statement, scope, tree) if type(statement) is ast.AugAssign else ():
            yield Patch(statement.site, cost=cost, instead={statement.site: (instead_of(statement, new),)})
        yield from self.added_at(statement, scope)
        yield from self.leaking(statement, scope)
        if not isinstance(target, ast.Subscript):
            return
        plain = replace(scope, is_rich=False)
        slices = [(cost, with_field(target, "slice", new)) for cost, new in edits(target.slice, plain)]
        found = [(1.1 if names_in(new) else LAST, new) for new in other_indices(target.slice, tree)]
        slices += [(cost, with_field(target, "slice", new)) for cost, new in found]
        others = _alike(ast.unparse(target.value), scope)
        slices += [(1.2, with_field(target, "value", parsed(text))) for text in others]
        at = as_argument(target.slice)
        is_index = not isinstance(target.slice, ast.Constant) and not every(at, ast.Slice)
        if type(statement) in (ast.AugAssign, ast.Assign) and is_index:
            texts = map(ast.unparse, (target.value, at, statement.value))
            made = instead_of(statement, ast.Expr(parsed(f"np.add.at({', '.join(texts)})")))
            yield Patch(statement.site, cost=1.2, instead={statement.site: (made,)})
        indices = names_in(target.slice)
        for index in [each for each in indices if mentions(statement.value, each)]:  # another index in the whole line
            for other in {*scope.numbers, *scope.zeros} - {index}:
                if other.isidentifier():
                    made = renamed(statement, index, parsed(other))
                    yield Patch(statement.site, cost=1.2, instead={statement.site: (made,)})
        name = "target" if isinstance(statement, ast.AugAssign) else "targets"
        for cost, new in slices:
            new = with_field(new, "ctx", ast.Store())
            made = with_field(statement, name, new if name == "target" else [new])
            if cost >= 1.25 or oddities(new):
                continue
            yield Patch(statement.site, cost=cost + 0.1, instead={statement.site: (made,)})
            read = with_other_slice(statement.value, target.slice, new.slice)  # dW[:, 1:] += W[:, 1:]
            if ast.unparse(read) != ast.unparse(statement.value):
                both = with_field(made, "value", read)
                yield Patch(statement.site, cost=cost + 0.1, instead={statement.site: (both,)})


def with_other_extent(statement: ast.AugAssign, scope: Scope, tree: ast.AST) -> Iterator[tuple[float, Any]]:
    """Yield a line that changes a part of an array in the place of all of it, or the other way round.

    The parts are those that the script has of the array, or of what is added to it.

    >>> scope = Scope({"dW": (3, 2), "W": (3, 2), "T": (3, 2)}, {"lam": 0.1})
    >>> tree = ast.parse("penalty = lam * (W[:-1] ** 2).sum()")
    >>> lines = [ast.parse(text).body[0] for text in ("dW += lam * W", "dW[0] -= 1")]
    >>> [ast.unparse(ast.fix_missing_locations(new)) for _, new in with_other_extent(lines[0], scope, tree)]
    ['dW[:-1] += lam * W', 'dW[:-1] += lam * W[:-1]']
    >>> [ast.unparse(ast.fix_missing_locations(new)) for _, new in with_other_extent(lines[1], scope, tree)]
    ['dW -= 1', 'dW -= W', 'dW -= T']
    """
    target: Any = statement.target
    whole: Any = target.value if isinstance(target, ast.Subscript) else target
    held = ast.unparse(whole)
    shape = scope.arrays.get(held, ())
    alike = [text for text, its in scope.arrays.items() if shape and its == shape and text != held]
    if whole is not target:
        stored = with_field(whole, "ctx", ast.Store())
        values = [statement.value, *map(parsed, alike)] if shape else []
        yield from ((1.3, ast.AugAssign(stored, statement.op, value)) for value in values)
        return
    added = [text for text in texts_in(statement.value) if text in alike]
    parts = [node.slice for node in every(tree, ast.Subscript) if ast.unparse(node.value) in (held, *added)]
    for part in {ast.unparse(part): part for part in parts if ast.unparse(part) != ":"}.values():
        value = statement.value
        some = ast.Subscript(parsed(held), part, ast.Store())
        yield 1.2, ast.AugAssign(some, statement.op, value)
        for text in added:
            value = renamed(value, text, ast.Subscript(parsed(text), part, ast.Load()))
        yield from ((1.2, ast.AugAssign(some, statement.op, value)) for _ in added[:1])


def writes(patch: Patch, held: str, names: Names, right: Array, is_part: bool) -> bool:
    """Return whether a line gives an array its right value where the script is paused; if it is a part, only there."""
    made = [renamed(statement, held, parsed(OWN)) for each in patch.instead.values() for statement in each]
    old = evaluated(parsed(held), names)
    if old is None or old.shape != right.shape:
        return False
    own = {**names, OWN: old.copy()}
    try:
        exec(compile(placed(ast.Module([*map(guarded, made)], [])), "<edit>", "exec"), own)
    except Exception:  # an edited line of the learner's may raise anything: shapes that do not fit, no such index
        return False
    new = np.asarray(own[OWN])
    if new.shape != right.shape or not is_part:
        return new.shape == right.shape and close(new, right)
    changed = new != old
    return bool(changed.any()) and close(new[changed], right[changed])


def as_argument(index: ast.expr) -> ast.expr:
    """Return an index as what a function takes.

    >>> ast.unparse(as_argument(parsed("x[:, k]").slice))
    '(slice(None), k)'
    """

    def other(node: Any) -> ast.AST | None:
        is_all = isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None
        return parsed("slice(None)") if is_all else None

    made: ast.expr = Exchanged(other).visit(copy.deepcopy(index))
    return made


def with_other_slice(value: Any, held: ast.expr, new: ast.expr) -> Any:
    """Return an expression with another index in the place of each one that has some text."""

    def other(node: Any) -> ast.AST | None:
        is_same = isinstance(node, ast.Subscript) and ast.unparse(node.slice) == ast.unparse(held)
        return with_field(node, "slice", new) if is_same else None

    return Exchanged(other).visit(copy.deepcopy(value))


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
