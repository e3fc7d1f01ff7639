"""An edit of a script, and the bench on which it is proved: it runs on three draws, and its steps are compared."""

from __future__ import annotations

import ast
import copy
import types
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from nn.handwritten.proofreading.case import DRAWS, Case, Swaps
from nn.handwritten.proofreading.clock import VARIANT, spent, work
from nn.handwritten.proofreading.marking import Marked, exchanged, guarded
from nn.handwritten.proofreading.multiples import multiple
from nn.handwritten.proofreading.opening import read
from nn.handwritten.proofreading.recording import Array, Fill, Place
from nn.handwritten.proofreading.running import FILE, Outcome
from nn.handwritten.proofreading.source import LearnerScript, parsed_program
from nn.handwritten.proofreading.swap import Swap
from nn.handwritten.proofreading.terms import argument_of, placed

KEPT = 8  # how many variants are kept as code: one runs on each draw
MOST_LATER = 4
TELLING = 3  # how many times as many, where some fixes were wrong there
MOST_SECONDS_LATER = 1.5  # the seconds of work for later passes, after which no other fix is tried there
MOST_SECONDS = 0.5  # the seconds of work that reading a script may take if its next pass is to be read for each fix


@dataclass(frozen=True, eq=False)
class Patch:
    """Another expression, or another sign, in one statement; `adds` says that += stands for =, or = for +=.

    instead   {statement: what stands in its place}, where whole statements are changed, added or moved
    """

    site: int
    value: ast.expr | None = None
    op: ast.operator | None = None
    cost: float = 1.0
    adds: bool | None = None
    instead: Mapping[int, Sequence[ast.stmt]] = field(default_factory=dict)

    def edits(self, program: LearnerScript) -> tuple[tuple[int, str | None], ...]:
        """Return the lines that change: (number, new text, or None to delete it)."""
        if not self.instead:
            return program.replaced(self.site, self.text(program.statements[self.site]))
        ordered = sorted(self.instead.items(), key=lambda each: program.line(each[0]))
        return tuple(edit for each in ordered for edit in _lines(program, *each))

    def script(self, program: LearnerScript) -> str:
        """Return the text of a script with these lines."""
        lines = program.text.splitlines()
        for number, new in self.edits(program):
            old = lines[number - 1]
            lines[number - 1] = "" if new is None else old[: len(old) - len(old.lstrip())] + new
        return "\n".join(lines) + "\n"

    def text(self, statement: ast.stmt) -> str:
        """Return the line as it should be."""
        if self.instead:
            return "\n".join(ast.unparse(each) for made in self.instead.values() for each in made)
        has_argument = argument_of(statement) is not None  # then a part of its value is exchanged
        made: Any = ast.parse(ast.unparse(statement)).body[0] if has_argument else copy.copy(statement)
        if self.adds is not None:
            target = made.target if isinstance(made, ast.AugAssign) else made.targets[0]
            return f"{ast.unparse(target)} {'+=' if self.adds else '='} {ast.unparse(made.value)}"
        if self.value is not None and (argument := argument_of(made)) is not None:
            made.value.args[argument] = self.value
        elif self.value is not None:
            made.value = self.value
        made.op = self.op or getattr(made, "op", None)
        return _spelled(made)


def _lines(program: LearnerScript, site: int, made: Sequence[ast.stmt]) -> tuple[tuple[int, str | None], ...]:
    """Return the lines that change where other statements stand in the place of one."""
    if len(made) == 1 and hasattr(made[0], "body"):
        return program.headed(site, made[0])
    edits = program.replaced(site, "\n".join(map(_spelled, made)))
    return edits if made else tuple((number, None) for number, _ in edits)


def _spelled(statement: ast.stmt) -> str:
    """Return a statement as people write it: return a, b, and not return (a, b)."""
    text, value = ast.unparse(placed(statement)), getattr(statement, "value", None)
    if not isinstance(value, ast.Tuple) or len(value.elts) < 2 or not text.endswith(")"):
        return text
    return text.removesuffix(ast.unparse(value)) + ast.unparse(value)[1:-1]


@dataclass(frozen=True, eq=False)
class Proof:
    """A patch that was proved: which steps it makes right, and the largest error that is left."""

    patch: Patch
    fixed: frozenset[int]
    error: float
    lost: int = 0
    nearly: int = 0


class Bench:
    """Tries variants of a script: patches that are in already, and one more."""

    def __init__(self, case: Case) -> None:
        self.case, self.statements = case, case.script.program.statements
        self._code = lru_cache(KEPT)(self._compiled)

    def code(self, patches: Sequence[Patch]) -> types.CodeType | None:
        """Return the script with its patches; None if that is not Python."""
        return self._code(tuple(patches)) if patches else self.case.script.code

    def _compiled(self, patches: Sequence[Patch]) -> types.CodeType | None:
        """Return the code; None also where an operator is edited in a line that another patch replaced."""
        work(VARIANT)
        freed = self.case.script.program.freed
        instead = {site: [*map(freed, made)] for patch in patches for site, made in patch.instead.items()}
        with (
            suppress(KeyError, ValueError, TypeError, SyntaxError, AttributeError),
            exchanged(self.case.script.marked, instead, self.statements) as marked,
            ExitStack() as undo,
        ):
            for patch in patches:
                if not patch.instead:
                    self._put_in(patch, marked, undo)
            return compile(marked.tree, FILE, "exec")
        return None

    def _put_in(self, patch: Patch, marked: Marked, undo: ExitStack) -> None:
        """Put the expression and the operator of a patch in, and note how to undo that."""
        holder, name, index = marked.holders[patch.site]
        if patch.value is not None:
            value = placed(ast.copy_location(patch.value, self.statements[patch.site]))
            value = guarded(self.case.script.program.freed(value))
            kept = getattr(holder, name)
            undo.callback(setattr, holder, name, kept)
            setattr(holder, name, [*kept[:index], value, *kept[index + 1 :]] if index is not None else value)
        if patch.op is not None:
            undo.callback(setattr, holder, "op", holder.op)
            holder.op = patch.op

    def right(self, patches: Sequence[Patch], swaps: Sequence[Swap] = (), draw: int = 0) -> tuple[bool, ...]:
        """Return which steps are right with these patches and swaps, on a draw."""
        code = self.code(patches)
        if code is None:
            return tuple(False for _ in self.case.window.parameters)
        return self.case.verdict(self.case.steps_of(draw, swaps_on(self.case, swaps, draw), code), draw).right

    def run(self, patches: Sequence[Patch], swaps: Sequence[Swap] = (), draw: int = 0) -> Outcome:
        """Run the script with these patches and swaps, on a draw."""
        return self.case.run(draw, swaps_on(self.case, swaps, draw), self.code(patches))

    def holds_later(self, patch: Patch) -> bool:
        """Return whether the steps of later passes are right with a patch; a patch is tried there once.

        Where some were wrong there, later passes tell more than this one, so that more of them are tried.
        """
        key, start = patch.script(self.case.script.program), spent()
        if key not in self.case.held_later:
            is_telling = not all(self.case.held_later.values())
            if self.case.seconds_later > MOST_SECONDS_LATER * (TELLING if is_telling else 1):
                return True
            self.case.held_later[key] = self._holds_later(patch)
            self.case.seconds_later += spent() - start
        return self.case.held_later[key]

    def _holds_later(self, patch: Patch) -> bool:
        """Return whether the steps of the next pass are right with a patch, too; True where that is not read.

        Another sample may stand there, with other indices: what is right by chance is wrong then. A branch may be
        taken in few passes, so that more of them are read. What is right without the patch must be right there, too:
        else that pass is misread, as where the memory of an optimiser is taken for a gradient.
        """
        program, case = self.case.script.program, self.case
        if program.has_added or program.missing or case.seconds > MOST_SECONDS:
            return True
        until = spent() + MOST_SECONDS_LATER
        try:
            script = program.as_run(parsed_program(patch.script(program), program.path))
            is_branch = any(isinstance(made, ast.If) for each in patch.instead.values() for made in each)
            later_ones = range(case.at + 1, case.at + (MOST_LATER if is_branch else 1) + 1)
            for at in (*range(min(case.at, 1)), *later_ones):  # of a later pass also the first one, which was right
                later = read(script, case.script.objective, at, case.script.seed, is_known=True)
                later.wanted = case.wanted if case.shared is not None else later.wanted
                names = [[p.name for p in each.window.parameters] for each in (case, later)]
                is_same = names[0] == names[1]  # a pass of others is none of this one
                if spent() > until:
                    return True
                if is_same and not later.steps.is_misread and not later.tried() and self._is_read(at):
                    return False
            return True
        except Exception:  # there is no such pass, or what it needs is not there
            return True

    def _is_read(self, at: int) -> bool:
        """Return whether the steps that are right are right in a later pass, too, and multiples still multiples.

        Where all steps go up, none is right: there a momentum, which is no multiple from the second pass on, says so.
        """
        if at not in self.case.later:
            now = self.case.tried()
            script = self.case.script
            then = read(script.program, script.objective, at, script.seed, is_known=True).tried()
            pairs = [*zip(now.right, then.right, strict=False)]
            pairs += [(a is not None, b is not None) for a, b in zip(now.factors, then.factors, strict=False)]
            is_other = len(now.right) != len(then.right)  # beside a line that was passed over, a memory may not move
            self.case.later[at] = self.case.stop is None if is_other else all(b for a, b in pairs if a)
        return self.case.later[at]

    def error(self, patches: Sequence[Patch], swaps: Sequence[Swap]) -> float:
        """Return the largest error of a step, as part of the largest entry, over all draws."""
        worst = 0.0
        for draw in DRAWS:
            truth = self.case.truth(draw)
            if truth is None:
                continue
            outcome = self.case.steps_of(draw, swaps_on(self.case, swaps, draw), self.code(patches))
            for step, right in zip(self.case.steps.taken(outcome), truth.gradients, strict=True):
                if step is not None and step.shape == right.shape and right.any():
                    k = multiple(step, right)
                    if k:
                        worst = max(worst, float(np.abs(step - k * right).max() / np.abs(k * right).max()))
        return worst


def swaps_on(case: Case, swaps: Sequence[Swap], draw: int) -> Swaps:
    """Return the right values that are put in, on a draw."""
    found: dict[Place, Array | Fill] = {}
    for swap in swaps:
        found |= swap.swaps if draw == 0 else swap.on(case, draw)
    return found
