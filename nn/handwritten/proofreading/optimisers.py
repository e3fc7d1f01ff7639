"""The memory of an optimiser: whether the steps of several passes are those of a known rule.

The first step says little of a rule. There Adam moves by the sign of the gradient, with a wrong β₂, too, and a momentum
is 0. So the steps of the first passes are compared with each rule of a table, for all numbers of the script that may be
its β or ε. Steps that are those of no rule are no mistake, since people make rules of their own: a line is wrong only
if a small edit of it makes the steps of all passes, on three draws of the data, those of a rule.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from nn.handwritten.proofreading.bench import Patch, Proof
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.edits import everywhere
from nn.handwritten.proofreading.expected import CLIPPED, ROOTED
from nn.handwritten.proofreading.fitting import PASSES, Passes
from nn.handwritten.proofreading.fixes import SHOWN
from nn.handwritten.proofreading.memories import clipped, is_idle, is_rebound, lines_of
from nn.handwritten.proofreading.multiples import multiple, near
from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.recording import Place
from nn.handwritten.proofreading.rules import PLAIN, Rule, uncorrected
from nn.handwritten.proofreading.statements import are_sisters, targets
from nn.handwritten.proofreading.steps import array_at
from nn.handwritten.proofreading.terms import instead_of, texts_in
from nn.handwritten.proofreading.words import Words, words_in
from nn.handwritten.proofreading.wrongs import Wrong

MOST_SECONDS = 2.0
FIRST = 0.5
"""By how much an edit comes before others that makes a line that of another parameter; or that corrects a mean, where
each step by itself is that of a rule."""
MEAN = 0.9  # by how much 1 - β comes first as a factor, where a rate is too large by it
POWER = 0.1  # by how much an edit of a line with a power does then, since 1 - β ** t is another number in each pass


def off_the_rules(case: Case) -> tuple[Wrong, str] | None:
    """Return the line of an optimiser that is wrong, with its fixes and the rule that they keep to; None if none is."""
    truth = case.truth(0)
    if any(k is not None and near(-k, case.wanted) for k in case.tried().factors):
        return None  # another sign is found in the first pass
    if case.steps.is_misread:
        return None
    goals = case.steps.goals or (case.steps.places.called(case.outcome, truth.gradients) if truth is not None else [])
    found = [goal for goal in goals if goal is not None]
    if truth is None or len(found) < len(case.window.parameters):
        return None
    kept_short = clipped(case, found)
    if not (sites := lines_of(case, kept_short)) or _keeps_short(case, sites):
        return None
    held = [array_at({event.place: event for event in case.events}, *goal) for goal in found]
    factors = [multiple(a, g) if a is not None else None for a, g in zip(held, truth.gradients, strict=True)]
    if not all(factors):
        return None
    passes = Passes(case, kept_short, case.steps.sign * (factors[0] or 1.0), sites)
    if passes.count < PASSES:
        return None
    fits = list(passes.fits(passes.told(case.outcome, passes.count)))
    if is_idle(case, passes.betas, sites):
        fits = [fit for fit in fits if fit.rule is not PLAIN]
    if any(passes.is_rated(fit) or fit.rule is PLAIN for fit in fits):
        return None
    patches = _patches(case, sites, is_steady=not fits, is_sum=any(map(passes.lacks_mean, fits)))
    proofs = sorted(_proofs(passes, patches), key=lambda each: each[0])
    if not proofs:
        return None
    _, first, rule = proofs[0]
    shown = [p for cost, p, r in proofs if p.patch.site == first.patch.site and r is rule and cost < proofs[0][0] + 0.5]
    return Wrong(first.patch.site, sites[first.patch.site], None, tuple(shown[:SHOWN]), frozenset()), rule.name


def _keeps_short(case: Case, sites: Iterable[int]) -> bool:
    """Return whether a memory takes gradients times a number that keeps them short, in each pass another one."""
    made = [event for event in case.events if event.site >= 0 and event.value is not None and event.value.ndim == 0]
    short = {case.text(e.place) for e in made if CLIPPED.search(ast.unparse(case.statement(e.site)))}
    return any(short & {*texts_in(getattr(case.statement(site), "value", ast.Constant(0)))} for site in sites)


def _patches(case: Case, sites: dict[int, Place], is_steady: bool, is_sum: bool) -> list[Patch]:
    """Return the small edits of some lines in their own words, the smallest first.

    Weight decay or a rate that changes is no mistake, though without it the steps would be those of a rule: no edit
    only leaves something out, and a line with a rate keeps its numbers. Where each step by itself is that of a rule,
    only numbers are wrong, and a line with a rate is only given one power more, or another sign beside a power: of two
    means that start at 0, only one may be corrected. A rate may be left out where that makes a line that of another
    parameter: it stands above, too. What makes a line that of another parameter, but for its name, comes first; or what
    takes a share 1 - β, where a memory that should be a mean is a sum.
    """
    statements: list[Any] = [case.statement(site) for site in sites]
    words, texts = Words(statements), [*map(ast.unparse, statements)]

    def sisters(text: str, held: str) -> int:
        return sum(are_sisters(text, other) for other in texts if other != held)

    found: dict[tuple[int, str], Patch] = {}

    def add(site: int, statement: Any, names: dict[str, Any]) -> None:
        words.look(names)
        is_kept = ast.unparse(targets(statement)[0]) in {*texts_in(statement.value)}  # m = b * m + g
        edits = everywhere(statement.value, words.edits), words.renamed(statement.value), words.remembered(statement)
        for cost, new in (each for some in edits for each in some):
            patch = Patch(site, new, cost=cost)
            old, text = words_in(statement), patch.text(statement)
            now = words_in(ast.parse(text))
            has_rate = any(map(RATE.search, old))
            numbers = words.numbers if has_rate else ()
            keeps = all(now[word] >= count for word, count in old.items() if RATE.search(word) or word in numbers)
            is_turned = old["Pow()"] and (now - old, old - now) == (Counter({"Sub()": 1}), Counter({"Add()": 1}))
            corrects = not is_steady and (now["Pow()"] > old["Pow()"] or bool(is_turned))
            is_number = all(now[word] == old[word] for word in words.arrays)
            may_be = is_steady or (is_number and (not has_rate or corrects))
            is_power = not is_steady and now["Pow()"] > 0
            held = ast.unparse(statement)
            is_alike = sisters(text, held) > sisters(held, held)
            is_rate = is_alike and all(RATE.search(word) or word == "Mult()" for word in old - now)
            if text != held and (keeps or is_alike) and (is_rate or not now < old) and may_be:
                has_rest = is_kept and all(now[word] > old[word] for word in ("Sub()", "Mult()"))
                less = FIRST * (corrects or is_alike) + POWER * is_power + MEAN * (is_sum and has_rest)
                found.setdefault((site, text), replace(patch, cost=cost - less))

    for site, statement in zip(sites, statements, strict=True):
        for made in _in_place(statement) if is_rebound(case, statement) else ():
            patch = Patch(site, cost=0.9, instead={site: (instead_of(statement, made),)})
            found[site, patch.text(statement)] = patch
    places = zip(sites.items(), statements, strict=True)
    case.run(inspect={place: partial(add, site, statement) for (site, place), statement in places})
    return sorted(found.values(), key=lambda patch: patch.cost)


def _in_place(statement: Any) -> Iterator[ast.stmt]:
    """Yield a line that changes the array that has a name, and gives the name to no other: v += …, v[:] = …."""
    target, value = statement.targets[0], statement.value
    yield ast.AugAssign(target, ast.Add(), value)
    yield ast.Assign([ast.Subscript(ast.Name(target.id, ast.Load()), ast.Slice(), ast.Store())], value)


def _proofs(passes: Passes, patches: Sequence[Patch]) -> Iterator[tuple[float, Proof, Rule]]:
    """Yield the proved patches, each with what it is ranked by and its rule, until the time is over."""
    until, best = spent() + MOST_SECONDS, float("inf")
    is_rooted = bool(ROOTED.search(passes.case.steps.text))
    for patch in patches:
        if patch.cost > best + 0.5 or spent() > until:
            return
        found = _proof(passes, patch)
        if found is not None:
            rule = found[1]
            unlikely = (is_rooted and not rule.is_rooted) + 0.5 * (rule.moves is uncorrected)
            rank = patch.cost + unlikely - 0.3 * rule.betas
            best = min(best, rank)
            yield rank, *found


def _proof(passes: Passes, patch: Patch) -> tuple[Proof, Rule] | None:
    """Return the proof of a patch with which all steps are those of a rule, on all draws, and the rule."""
    errors: dict[Rule, list[float]] = {}
    for count, draw in enumerate(DRAWS):
        for fit in passes.fits(passes.of([patch], draw)):
            if passes.is_rated(fit) and fit.rates[0] * passes.way > 0 and fit.rule is not PLAIN:
                errors.setdefault(fit.rule, []).append(fit.error)
        if not any(len(each) > count for each in errors.values()):
            return None
    rule = next(rule for rule, each in errors.items() if len(each) == len(DRAWS))
    return Proof(patch, frozenset(), max(errors[rule])), rule
