"""From ways through the layers to explanations: run as whole passes, confirmed, and told in words."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np

from engine.table.console import printed
from engine.table.notation import number
from nn.handwritten import matrix
from nn.handwritten.diagnosis.matching import Choice
from nn.handwritten.diagnosis.reading import Precision, Seen
from nn.handwritten.diagnosis.search import Search, Slots, combinations, mutant
from nn.handwritten.mistakes import TABLE, Problem
from nn.handwritten.mistakes.seats import Array, Seat

WIDTH = 100
"""How wide a sentence is printed; lines of code and of numbers stay whole."""

TERMS = 4
"""How many samples a worked entry writes out."""


@dataclass(frozen=True)
class Finding:
    """One mistake, and what shows it.

    mistake   its id in the table
    layers    where it was made, counted from 1; a mistake of the whole pass names every layer it made wrong
    affected  the names dW1, db1, … of the arrays that came out wrong by it
    evidence  the largest difference that is left once the explanation is assumed
    sentence  what happened, with the learner's shapes
    mend      a line of NumPy that mends it
    entry     one entry worked out: theirs, the right one, and what the right one is made of; "" if there is none
    rank      the rank of its explanation
    """

    mistake: str
    layers: tuple[int, ...]
    affected: tuple[str, ...]
    evidence: float
    sentence: str
    mend: str
    entry: str = ""
    rank: int = 1

    @printed
    def __str__(self) -> str:
        told = f"{self.mistake}, made in {_layers(self.layers)}: {self.sentence}"
        lines = [fill(told, WIDTH, subsequent_indent="  ", break_on_hyphens=False), f"  mend it: {self.mend}"]
        lines.append(f"  wrong by it: {', '.join(self.affected)}; left over once it is assumed: {self.evidence:.1e}")
        return "\n".join([*lines, *([f"  {self.entry}"] if self.entry else [])])


class Explanation(list[Finding]):
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

    def __reduce__(self) -> Any:
        return Explanation, (list(self), self.rank, self.evidence)


def _layers(layers: tuple[int, ...]) -> str:
    if len(layers) == 1:
        return f"layer {layers[0]}"
    return f"layers {', '.join(map(str, layers[:-1]))} and {layers[-1]}"


# --- explanations --------------------------------------------------------------------------------


def explanations(problem: Problem, seen: list[Seen], precision: Precision, most: int = 2) -> list[Explanation]:
    """What reproduces the learner's numbers: one mistake, or if none does, two together; [] if nothing does."""
    search = Search(problem, seen, precision)
    for count in range(1, most + 1):
        found = confirmed(search, seen, search.through(count))
        if found:
            return found
    return []


def confirmed(search: Search, seen: list[Seen], reached: list[Slots]) -> list[Explanation]:
    """The ways whose whole pass, run with `nn.matrix`, gives the learner's numbers; one for each set of ids."""
    best: dict[tuple[str, ...], tuple[tuple[int, ...], list[tuple[Choice, ...]], float]] = {}
    for slots in reached:
        for chosen in combinations(slots):
            if not chosen:
                continue  # as good as right
            ids = tuple(sorted({choices[0].row.id for choices in chosen}))
            places = sum(len({c.seat.k for c in choices}) for choices in chosen)
            weight = (len(chosen), places if not chosen[0][0].row.whole else 0)
            if (ids in best and best[ids][0] <= weight) or any(map(in_bias_alone, chosen)):
                continue
            left = residual(search, seen, [c for choices in chosen for c in choices])
            if left is not None:
                best[ids] = (weight, chosen, left)
    fewest = sorted({len(chosen) for _, chosen, _ in best.values()})
    found = []
    for _, chosen, left in best.values():
        rank = 1 + fewest.index(len(chosen))
        found.append(Explanation([finding(search, seen, c, left, rank) for c in chosen], rank, left))
    return sorted(found, key=lambda explanation: plausible(search.problem, explanation))


def in_bias_alone(choices: tuple[Choice, ...]) -> bool:
    """Whether it is a constant of the whole pass that was seen in db only: `bias_scale` has that name."""
    return not choices[0].row.in_bias and all(choice.at == "b" for choice in choices)


def plausible(problem: Problem, explanation: Explanation) -> tuple[int, int, list[int]]:
    """What sorts explanations: by rank; then those in which a mistake of the whole pass left some arrays out come
    last, unless it is the learning rate that the learner named; then in the order of the table.
    """
    arrays = len(problem.right.gradients) if problem.layout.bias == "separate" else len(problem.seats)
    order = list(TABLE)
    doubt = 0
    for finding in explanation:
        named_rate = finding.mistake == "lr_included" and problem.learning_rate is not None
        doubt += -1 if named_rate else TABLE[finding.mistake].whole and len(finding.affected) < arrays
    return explanation.rank, doubt, [order.index(finding.mistake) for finding in explanation]


def residual(search: Search, seen: list[Seen], choices: list[Choice]) -> float | None:
    """The largest difference between the learner's numbers and those of the mutated pass; None if one is too large."""
    try:
        with np.errstate(all="ignore"):
            made = mutant(search.problem, choices).gradients
    except ValueError:
        return None
    largest = 0.0
    for matcher, given in zip(search.matchers, seen, strict=True):
        number = matcher.seat.number
        here = [c for c in choices if c.seat.k == matcher.seat.k]
        gaps = [weight_gap(given, made[f"W{number}"], _member(here, "weight_gradient"))]
        whole = _member(here, "weight_gradient")
        covered = matcher.last_row and (given.inner is None or given.b is None or (whole and whole.member.whole))
        if matcher.seat.b is not None and not covered:
            gaps.append(bias_gap(given, made[f"b{number}"]))
        for (gap, size), name in zip(gaps, (f"W{number}", f"b{number}"), strict=False):
            if not gap <= 10 * (search.precision.explained * size + search.floors[name]):
                return None
            largest = max(largest, gap)
    return largest


def _member(choices: list[Choice], step: str) -> Choice | None:
    return next((c for c in choices if c.row.step == step), None)


def weight_gap(seen: Seen, made: Array, choice: Choice | None) -> tuple[float, float]:
    """(largest difference, size of the largest number) between a mutated dW and the learner's."""
    if choice is not None and choice.member.aside:
        beside_a_row = seen.inner is not None and seen.b_given is None and not choice.member.whole
        return _closest(made, seen.inner if beside_a_row else seen.given)
    target = seen.W if (choice is not None and choice.member.whole) or seen.inner is None else seen.inner
    return _gap(made, target)


def bias_gap(seen: Seen, made: Array) -> tuple[float, float]:
    """The same for db; an array that is not there counts as zeros."""
    if seen.b_given is None and seen.b is None:
        return float(np.abs(made).max(initial=0.0)), 0.0
    if seen.b is not None and made.shape == seen.b.shape:
        return _gap(made, seen.b)
    return _closest(made, seen.b_given)


def _closest(made: Array, given: Array | None) -> tuple[float, float]:
    if given is None:
        return np.inf, 0.0
    plain, other = np.squeeze(made), np.squeeze(given)
    return min(_gap(plain, other), _gap(plain, other.T), key=lambda pair: pair[0])


def _gap(made: Array, target: Array | None) -> tuple[float, float]:
    if target is None or made.shape != target.shape:
        return np.inf, 0.0
    return float(np.abs(made - target).max(initial=0.0)), float(np.abs(target).max(initial=0.0))


# --- findings ------------------------------------------------------------------------------------


def finding(search: Search, seen: list[Seen], choices: tuple[Choice, ...], left: float, rank: int) -> Finding:
    """One mistake, told."""
    problem = search.problem
    affected = arrays_made_wrong(search, choices)
    first = max(choices, key=lambda c: (c.seat.k, c.at == "W"))
    row, seat = first.row, first.seat
    if row.whole:
        layers = tuple(sorted({int(name[2:]) for name in affected} or {c.seat.number for c in choices}))
    else:
        layers = tuple(sorted({c.seat.number for c in choices}))
    sentence = row.says(seat, first.member)
    others = [layer for layer in layers if layer != seat.number]
    if others and not row.whole:
        sentence += f" The same in {_layers(tuple(others))}."
    if row.whole and len({name[1] for name in affected}) == 1 and _has_both(problem):
        sentence += f" Only {', '.join(affected)} came out so."
    mend = row.mend(seat, first.member)
    if mend.startswith("dW") and affected and affected[0][1] == "b" and row.step == "constant":
        mend = mend.replace(f"dW{seat.number}", f"db{seat.number}").replace(f"W{seat.number})", f"b{seat.number})")
    entry = worked_entry(problem, seen, affected, seat)
    return Finding(row.id, layers, affected, left, sentence, mend, entry, rank)


def _has_both(problem: Problem) -> bool:
    return problem.layout.bias == "separate" and any(b is not None for _, b in problem.params)


def arrays_made_wrong(search: Search, choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """The names of the arrays that come out wrong if this is all that goes wrong; with a bias row, W's name only."""
    problem = search.problem
    with np.errstate(all="ignore"):
        made = mutant(problem, list(choices)).gradients
    wrong: list[str] = []
    for name, right in problem.right.gradients.items():
        found = made[name]
        size = np.abs(right).max(initial=0.0)
        if found.shape != right.shape or not (np.abs(found - right) <= 1e-9 * size + search.floors[name]).all():
            shown = f"dW{name[1:]}" if problem.layout.bias == "last_row" else f"d{name}"
            if shown not in wrong:
                wrong.append(shown)
    missing = {
        f"d{'W' if problem.layout.bias == 'last_row' else 'b'}{c.seat.number}"
        for c in choices
        if c.row.id == "bias_missing"
    }
    return tuple(sorted({*wrong, *missing}, key=lambda name: (int(name[2:]), name[1])))


def worked_entry(problem: Problem, seen: list[Seen], affected: tuple[str, ...], seat: Seat) -> str:
    """The entry that is most wrong of the first array that went wrong, theirs and the right one, and its terms."""
    names = [name for name in affected if int(name[2:]) == seat.number] or list(affected[-1:])
    if not names:
        return ""
    name = names[0]
    k = int(name[2:])
    given, right = seen[k - 1], problem.right
    W_right, layer = right.gradients[f"W{k}"], problem.seats[k - 1]
    if name[1] == "W":
        if given.inner is None:
            return f"{name} has {shape_of(given.given)}; it should have {layer.layout.weights(W_right)}."
        j, i = _worst(given.inner, W_right)
        if in_bias_row(given, right.gradients, k, abs(given.inner[j, i] - W_right[j, i])):
            return _bias_entry(given, right, layer, f"{name}{{}}")
        where = f"{name}{layer.layout.index(j, i)}"
        x = "x" if layer.first else f"a{k - 1}"
        terms = [(layer.A_prev[n, j], right.delta[k - 1][n, i]) for n in range(layer.N)]
        return f"{where}: yours {number(given.inner[j, i])}, {_sum(W_right[j, i], terms, f'{x}_{j} · δ_{i}')}"
    if given.b is None:
        return f"{name} has {shape_of(given.b_given)}; it should have {layer.n_out} entries."
    return _bias_entry(given, right, layer, f"{name}[{{}}]")


def in_bias_row(given: Seen, right: matrix.Gradients, k: int, gap: float) -> bool:
    """With a bias that is part of W, whether the largest difference is in its row."""
    if given.b is None or given.b_given is not None or f"b{k}" not in right:
        return False
    return float(np.abs(given.b - right[f"b{k}"]).max()) > gap


def _bias_entry(given: Seen, right: matrix.Backward, layer: Seat, where: str) -> str:
    """The worst entry of db; `where` names it, with a place for its index."""
    assert given.b is not None
    b_right = right.gradients[f"b{layer.number}"]
    (i,) = _worst(given.b, b_right)
    index = layer.layout.index(layer.n_in, i) if layer.layout.bias == "last_row" else str(i)
    terms = [(1.0, right.delta[layer.k][n, i]) for n in range(layer.N)]
    return f"{where.format(index)}: yours {number(given.b[i])}, {_sum(b_right[i], terms, f'δ_{i}', alone=True)}"


def shape_of(given: Array | None) -> str:
    """The shape of what was given, in words."""
    return "no shape, for it is not there" if given is None else f"shape {given.shape}"


def _worst(given: Array, right: Array) -> tuple[int, ...]:
    index = np.unravel_index(int(np.abs(given - right).argmax()), right.shape)
    return tuple(int(x) for x in index)


def _sum(right: float, terms: list[tuple[float, float]], formula: str, alone: bool = False) -> str:
    """right −0.092 = x_0 · δ_2 = 0.500 · (−0.184); over several samples with a Σ."""

    def term(x: float, delta: float) -> str:
        shown = number(delta)
        bracketed = f"({shown})" if shown.startswith("−") else shown
        return bracketed if alone else f"{number(x)} · {bracketed}"

    front = "" if len(terms) == 1 else "Σ "
    written = " + ".join(term(x, d) for x, d in terms[:TERMS]) + (" + …" if len(terms) > TERMS else "")
    return f"right {number(right)} = {front}{formula} = {written}"
