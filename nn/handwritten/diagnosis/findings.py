"""What explains the learner's numbers: ways through the layers, run as whole passes, confirmed, and put in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from textwrap import fill
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.checking.agreement import EVIDENCE, Agreement, evidence, judge_all
from engine.table.console import printed
from engine.table.notation import in_words
from nn.handwritten.diagnosis import passes
from nn.handwritten.diagnosis.judging import TIMES, Grain, grains, scales
from nn.handwritten.diagnosis.matching import EVERYWHERE, Choice
from nn.handwritten.diagnosis.mutating import mutant
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.diagnosis.search import MistakeSearch, Slots, combinations
from nn.handwritten.diagnosis.worked import worked_entry
from nn.handwritten.matrix import Array, Gradients
from nn.handwritten.mistakes import TABLE, Problem, Seat

WIDTH = 100
"""How wide a sentence is printed; lines of code and of numbers stay whole."""
STAGES = ((1, False), (1, True), (2, False))
"""What is tried in turn: one mistake; a wrong δ in some of its uses, or two updates; two mistakes together."""


@dataclass(frozen=True)
class Finding:
    """One mistake, and what shows it.

    mistake   its id in the table
    layers    where it was made, counted from 1; a mistake of the whole pass names every layer it made wrong
    affected  the names dW1, db1, … of the arrays that came out wrong by it
    evidence  the largest difference that is left once the explanation is assumed
    headline  the mistake in a short sentence
    sentence  what happened, with the learner's shapes
    fix       a line of NumPy that fixes it
    entry     one entry worked out: theirs, the right one, and what the right one is made of; "" if there is none
    rank      the rank of its explanation
    also      ids of other rows that make the same numbers, and have the same fix
    """

    mistake: str
    layers: tuple[int, ...]
    affected: tuple[str, ...]
    evidence: float
    headline: str
    sentence: str
    fix: str
    entry: str = ""
    rank: int = 1
    also: tuple[str, ...] = ()

    @property
    def ids(self) -> str:
        """Its id in brackets, with the ids of rows that have the same fix here."""
        also = f", also called {' or '.join(self.also)}" if self.also else ""
        return f"({self.mistake}{also})"

    @property
    def lines(self) -> list[str]:
        """The lines that are printed below its headline."""
        wrapped = fill(self.sentence, WIDTH - 2, break_on_hyphens=False).split("\n")
        return [
            *wrapped,
            f"fix: {self.fix}",
            *([self.entry] if self.entry else []),
            f"wrong by it: {', '.join(self.affected)}",
        ]

    @printed
    def __str__(self) -> str:
        return "\n".join([f"{self.headline}. {self.ids}", *(f"  {line}" for line in self.lines)])


class MistakeExplanation(list[Finding]):
    """Findings that reproduce the learner's numbers together. Those with the same `rank` do so equally well.

    evidence  the largest difference that is left
    """

    def __init__(self, findings: list[Finding], rank: int, evidence: float) -> None:
        super().__init__(findings)
        self.rank, self.evidence = rank, evidence

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of its findings."""
        return tuple(finding.mistake for finding in self)

    @property
    def remedy(self) -> tuple[tuple[tuple[int, ...], str], ...]:
        """What would fix it, and where: explanations with the same remedy are one."""
        return tuple(sorted((finding.layers, finding.fix) for finding in self))

    def __reduce__(self) -> Any:
        return MistakeExplanation, (list(self), self.rank, self.evidence)


Explanation = MistakeExplanation  # its former name, which stands in pickles


# --- explanations --------------------------------------------------------------------------------


FindingWords = tuple[str, str, str]
"""The headline, the sentence and the fix of a finding."""


class WithoutPenalty(NamedTuple):
    """The learner's numbers without what was added for λ Σ W², and what that says of a mistake."""

    seen: list[Seen]
    slots: Slots = ()


class MistakeCase:
    """A problem and the learner's numbers for it."""

    def __init__(self, problem: Problem, seen: list[Seen]) -> None:
        self.problem, self.seen = problem, seen
        self.sizes = scales(problem)
        self.searches: dict[tuple[int, int], MistakeSearch] = {}
        self.is_vague = False  # whether mistakes fit that may fit by chance

    @cached_property
    def tried(self) -> int:
        """How many lines of the table there are for this problem."""
        return sum(1 for row in TABLE.values() for seat in self.problem.seats for _ in row.members(seat))

    @cached_property
    def grains(self) -> list[Grain]:
        """How coarse the numbers may be, the finest first."""
        return grains(self.problem, self.seen, self.sizes)

    @cached_property
    def starts(self) -> list[WithoutPenalty]:
        """The numbers without the right derivative of λ Σ W², and without each wrong one of the table."""
        problem, layout, row = self.problem, self.problem.layout, TABLE["l2_wrong"]
        right = [given.minus(problem.penalty(f"W{k}"), layout) for k, given in enumerate(self.seen, start=1)]
        found = [WithoutPenalty(right)]
        for member in row.members(problem.seats[0]):
            choices = tuple(Choice(row, member, seat, "W") for seat in problem.seats)
            without = [s.minus(member.line * W, layout) for s, (W, _) in zip(self.seen, problem.params, strict=True)]
            found.append(WithoutPenalty(without, ({choices[0].label: choices},)))
        return found

    def search(self, i: int, grain: int) -> MistakeSearch:
        """Return the search for a start and a grain, which is made once."""
        if (i, grain) not in self.searches:
            start = self.starts[i]
            self.searches[i, grain] = MistakeSearch(self.problem, start.seen, self.grains[grain], start.slots)
        return self.searches[i, grain]

    def explanations(self) -> list[MistakeExplanation]:
        """Return what reproduces the learner's numbers: one mistake, or else two together, or []."""
        for most, split in STAGES:
            found = list(self._whole(passes.over_two_updates if split else passes.penalised))
            if found:
                return self._ranked(found)
            for grain in range(len(self.grains)):
                for i, start in enumerate(self.starts):
                    if most > len(start.slots):
                        found += self.confirmed(self.search(i, grain).through(most, split))
                if found:
                    return self._ranked(found)
        return []

    def _ranked(self, found: list[MistakeExplanation]) -> list[MistakeExplanation]:
        """Return one explanation for each set of ids, best first; ranks are counted anew."""
        fewest = sorted({len(e) for e in found})
        best: dict[tuple[str, ...], MistakeExplanation] = {}
        for e in found:
            rank = 1 + fewest.index(len(e))
            best.setdefault(
                tuple(sorted(e.mistakes)), MistakeExplanation([replace(f, rank=rank) for f in e], rank, e.evidence)
            )
        return sorted(best.values(), key=lambda e: plausible(self.problem, e))

    def _whole(self, kind: Callable[..., Iterator[passes.Whole]]) -> Iterator[MistakeExplanation]:
        """Yield mistakes that are not a line of one pass."""
        mine = passes.complete(self.problem, self.seen)
        for whole in () if mine is None else kind(self.problem, mine, self.sizes):
            left = self._left(whole.made, [whole.choice])
            if left is not None:
                affected = tuple(f"d{name}" for name, found in whole.made.items() if self._is_wrong(name, found))
                finding = self._finding(whole.choice, whole.layers, affected, left, _words(whole.choice))
                yield MistakeExplanation([finding], 1, left)

    def confirmed(self, reached: list[Slots]) -> list[MistakeExplanation]:
        """Return the ways, one for each set of ids, that give the learner's numbers when run as a whole pass."""
        best: dict[tuple[str, ...], tuple[tuple[int, ...], list[tuple[Choice, ...]], float]] = {}
        for slots in reached:
            for chosen in combinations(slots):
                if not chosen:
                    continue  # no mistake at all
                ids = tuple(sorted({choices[0].row.id for choices in chosen}))
                places = sum(len({c.seat.k for c in choices}) for choices in chosen)
                weight = (len(chosen), places if not chosen[0][0].row.whole else 0)
                if (ids in best and best[ids][0] <= weight) or any(map(in_bias_alone, chosen)):
                    continue
                left = self.left_over([c for choices in chosen for c in choices])
                if left is not None:
                    best[ids] = (weight, chosen, left)
        found = []
        for _, chosen, left in best.values():
            found.append(MistakeExplanation([self.finding(c, left) for c in chosen], 1, left))
        return found

    # --- whether it fits -----------------------------------------------------------------------------

    def left_over(self, choices: list[Choice]) -> float | None:
        """Return the largest difference between the learner's numbers and the mutated pass; None if it does not fit."""
        constants = {c.member.line for c in choices if c.row.step == "constant"}
        for penalty in {1.0, *(constants if self.problem.l2 else ())}:
            try:
                with np.errstate(all="ignore"):
                    made = mutant(self.problem, choices, penalty).gradients
            except ValueError:
                continue
            left = self._left(made, choices)
            if left is not None:
                return left
        return None

    def _left(self, made: Gradients, choices: list[Choice]) -> float | None:
        """Return the same, from the gradients; None unless they fit much better than the right ones."""
        pairs: dict[str, tuple[Array, Array, float]] = {}
        moved: dict[str, NDArray[np.bool_]] = {}
        of_right = of_made = 0.0
        separating = 0
        for seat, given in zip(self.problem.seats, self.seen, strict=True):
            if given.inner is None or (seat.b is not None and given.b is None):
                of_right, separating = np.inf, separating + seat.W.size  # an array is missing, or has another shape
            here = [c for c in choices if c.seat.k == seat.k]
            for name, mine, theirs, kind in self._targets(seat, given, made, here):
                if mine is None or mine.shape != theirs.shape:
                    return None
                right = self.problem.gradients[name]
                size = max(float(self.sizes[name].max(initial=0.0)), float(np.abs(theirs).max(initial=0.0)))
                gap = float(np.abs(mine - theirs).max(initial=0.0))
                if not gap <= max(1e-2 * size, self.grains[-1].floors.get(name, 0.0)):
                    return None
                pairs[name] = (mine.astype(kind), theirs, 100 * size)
                size = size or 1.0
                alike = np.squeeze(mine).shape == np.squeeze(right).shape
                off = np.abs(mine - right.reshape(mine.shape)) if alike else np.full(mine.shape, np.inf)
                of_right, of_made = max(of_right, float(off.max(initial=0.0)) / size), max(of_made, gap / size)
                separating += int((off > TIMES * max(gap, 1e-13 * size)).sum())
                moved[name] = off > 2 * max(gap, 1e-13 * size)
        found = judge_all(pairs)
        if not all(found.values()):
            return None
        by_chance = np.isfinite(of_right) and self._may_be_chance(choices, pairs, found, moved)
        if by_chance or of_right < TIMES * of_made or separating <= fitted_numbers(choices):
            self.is_vague = True
            return None
        return max((float(np.abs(m - t).max(initial=0.0)) for m, t, _ in pairs.values()), default=0.0)

    def _may_be_chance(
        self,
        choices: list[Choice],
        pairs: Mapping[str, tuple[Array, Array, float]],
        found: Mapping[str, Agreement],
        moved: Mapping[str, NDArray[np.bool_]],
    ) -> bool:
        """Return whether one of all lines, or pairs of lines, that are tried may well fit the entries that they move.

        Numbers that one line makes to their last digit are taken as made by it, however short they are.
        """
        mistakes = len({choice.label for choice in choices})
        if mistakes == 1 and any(found[name].kind == "equal" and where.any() for name, where in moved.items()):
            return False
        told = sum(evidence(found[name], *pairs[name][:2], where) for name, where in moved.items())
        return told < EVIDENCE + mistakes * math.log10(self.tried)

    def _targets(
        self, seat: Seat, given: Seen, made: Gradients, here: list[Choice]
    ) -> Iterator[tuple[str, Array | None, Array, np.dtype[Any]]]:
        """Yield for dW and db the name, the learner's array and the one that was made, in one shape if possible."""
        k = seat.number
        line = next((c for c in here if c.row.step == "weight_gradient"), None)
        whole = line is not None and line.member.whole
        W = made[f"W{k}"]
        if line is not None and line.member.aside:
            beside_a_row = given.inner is not None and given.b_given is None and not whole
            yield f"W{k}", *_closest(W, given.inner if beside_a_row else given.given), given.dtypes[0]
        else:
            target = given.W if whole or given.inner is None else given.inner
            if seat.folded and target is not None and W.shape != target.shape and f"b{k}" in made and W.ndim == 2:
                joined = seat.layout.joined(W, made[f"b{k}"]) if made[f"b{k}"].shape == W.shape[1:] else W
                W = joined if joined.shape == target.shape else W
            yield f"W{k}", target, W, given.dtypes[0]
        covered = seat.folded and (given.inner is None or given.b is None or whole)
        if seat.b is None or covered:
            return
        b = made[f"b{k}"]
        if given.b_given is None and given.b is None:
            yield f"b{k}", np.zeros_like(b), b, given.dtypes[1]
        elif given.b is not None and b.shape == given.b.shape:
            yield f"b{k}", given.b, b, given.dtypes[1]
        else:
            yield f"b{k}", *_closest(b, given.b_given), given.dtypes[1]

    def _is_wrong(self, name: str, found: Array) -> bool:
        right = self.problem.gradients[name]
        size = float(np.abs(right).max(initial=0.0))
        floor = 1e-10 * float(self.sizes[name].max(initial=0.0))
        return found.shape != right.shape or not bool((np.abs(found - right) <= 1e-9 * size + floor).all())

    # --- findings ------------------------------------------------------------------------------------

    def finding(self, choices: tuple[Choice, ...], left: float) -> Finding:
        """Return one mistake, in words."""
        problem = self.problem
        affected = self.arrays_made_wrong(choices)
        first = max(choices, key=lambda c: (c.seat.k, c.at == "W"))
        row, seat = first.row, first.seat
        layers = tuple(sorted({c.seat.number for c in choices}))
        if row.whole:
            layers = tuple(sorted({int(name[2:]) for name in affected} or layers))
        head, sentence, fix = _words(first)
        others = [layer for layer in layers if layer != seat.number]
        if others and not row.whole:
            same = f"the same in layer{'s'[: len(others) > 1]} {in_words(others)}"
            head, sentence = f"{head}, and {same}", f"{sentence} {same.capitalize()}."
        if row.whole and len({name[1] for name in affected}) == 1 and _has_both(problem):
            head = f"{head}, in {in_words(affected)} only"
        if first.uses != EVERYWHERE:
            where, fix = _of_uses(seat, first.uses)
            head = f"{head}, {where}"
            sentence += f" That δ{seat.number} was used {where}; elsewhere it is right."
        if row.step == "constant" and affected:
            fix = fix_of_each(choices, affected)
        return self._finding(first, layers, affected, left, (head, sentence, fix))

    def _finding(
        self, choice: Choice, layers: tuple[int, ...], affected: tuple[str, ...], left: float, words: FindingWords
    ) -> Finding:
        """Return a finding, with its worst entry worked out."""
        entry = worked_entry(self.problem, self.seen, affected, choice.seat)
        return Finding(choice.row.id, layers, affected, left, *words, entry)

    def arrays_made_wrong(self, choices: tuple[Choice, ...]) -> tuple[str, ...]:
        """Return the names of the arrays that a mistake alone makes wrong; with a bias row, W's name only."""
        problem = self.problem
        with np.errstate(all="ignore"):
            made = mutant(problem, list(choices)).gradients
        wrong: list[str] = []
        for name in problem.gradients:
            if self._is_wrong(name, made[name]):
                shown = f"dW{name[1:]}" if problem.layout.folded else f"d{name}"
                if shown not in wrong:
                    wrong.append(shown)
        missing = {
            f"d{'W' if problem.layout.folded else 'b'}{c.seat.number}" for c in choices if c.row.id == "bias_missing"
        }
        return tuple(sorted({*wrong, *missing}, key=lambda name: (int(name[2:]), name[1])))


def _words(choice: Choice) -> FindingWords:
    """Return the headline, the sentence and the fix of a line."""
    row, seat, member = choice.row, choice.seat, choice.member
    return row.head(seat, member), row.says(seat, member), row.fix(seat, member)


def fix_of_each(choices: tuple[Choice, ...], affected: tuple[str, ...]) -> str:
    """Return the line that takes a constant out of an array again, and to which arrays it applies as well.

    Arrays that need another line have theirs beside it.
    """
    lines: dict[str, tuple[str, list[str]]] = {}
    for choice in sorted(choices, key=lambda c: (-c.seat.k, c.at)):
        k, fix = choice.seat.number, _words(choice)[2]
        if f"d{choice.at}{k}" not in affected:
            continue
        if choice.at == "b":
            fix = fix.replace(f"dW{k}", f"db{k}").replace(f"W{k})", f"b{k})")
        alike = fix.replace(f"d{choice.at}{k}", "·").replace(f"({choice.at}{k})", "(·)")
        lines.setdefault(alike, (fix, []))[1].append(f"d{choice.at}{k}")
    several = []
    for fix, (_, *others) in lines.values():
        code, mark, comment = fix.partition("  # ")
        also = f"and so {', '.join(sorted(others))}" if others else ""
        several.append((code, "; ".join(filter(None, [comment * bool(mark), also]))))
    comments = dict.fromkeys(comment for _, comment in several if comment)
    return "; ".join(code for code, _ in several) + "".join(f"  # {'; '.join(comments)}" if comments else "")


def _closest(made: Array, given: Array | None) -> tuple[Array | None, Array]:
    """Return both without axes of size 1, the learner's transposed if that comes nearer."""
    plain = np.squeeze(made)
    if given is None:
        return None, plain
    other = np.squeeze(given)
    forms = [x for x in (other, other.T) if x.shape == plain.shape]
    return min(forms, key=lambda x: float(np.abs(x - plain).max(initial=0.0)), default=None), plain


def _of_uses(seat: Seat, uses: frozenset[str]) -> tuple[str, str]:
    """Return where a wrong δ was used, in words; and the line that needs the right one."""
    arrays = " and ".join(f"d{at}{seat.number}" for at in ("W", "b") if at in uses)
    if "back" not in uses:
        return f"in {arrays} only", seat.weight_line if "W" in uses else seat.bias_line
    way = f"on the way back to layer {seat.k} only"
    return f"in {arrays} and {way}" if arrays else way, seat.problem.seats[seat.k - 1].delta_line


def fitted_numbers(choices: list[Choice]) -> int:
    """Return how many numbers of an explanation were fitted to the learner's; of two mistakes, each constant is one."""
    mistakes = {choice.label: choice for choice in choices}
    constants = sum(c.row.step == "constant" and c.row.id != "sign_flipped" for c in mistakes.values())
    return max(sum(c.member.free for c in mistakes.values()), constants if len(mistakes) > 1 else 0)


def in_bias_alone(choices: tuple[Choice, ...]) -> bool:
    """Return whether a constant of the whole pass shows in db only: there its name is `bias_scale`."""
    return not choices[0].row.in_bias and all(choice.at == "b" for choice in choices)


def plausible(problem: Problem, explanation: MistakeExplanation) -> tuple[int, int, list[int]]:
    """Return the key that sorts explanations, the most plausible first.

    By rank; then those where a mistake of the whole pass left some arrays out come last, unless it is the learning rate
    that the learner stated; then in the order of the table.
    """
    arrays = len(problem.right.gradients) if not problem.layout.folded else len(problem.seats)
    order = list(TABLE)
    doubt = 0
    for finding in explanation:
        named_rate = finding.mistake == "lr_included" and problem.learning_rate is not None
        doubt += -1 if named_rate else TABLE[finding.mistake].whole and len(finding.affected) < arrays
    return explanation.rank, doubt, [order.index(finding.mistake) for finding in explanation]


def _has_both(problem: Problem) -> bool:
    return not problem.layout.folded and any(b is not None for _, b in problem.params)
