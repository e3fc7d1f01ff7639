"""The memory of an optimiser: whether the steps of several passes are those of a known rule.

The first step says little of a rule. There Adam moves by the sign of the gradient, with a wrong β₂, too, and a momentum
is 0. So the steps of the first passes are compared with each rule of a table, for all numbers of the script that may be
its β or ε. Steps that are those of no rule are no mistake, since people make rules of their own: a line is wrong only
if a small edit of it makes the steps of all passes, on three draws of the data, those of a rule.
"""

from __future__ import annotations

import ast
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.proofreading.bench import Bench, Patch, Proof
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.edits import everywhere, regrouped
from nn.handwritten.proofreading.fixes import SHOWN
from nn.handwritten.proofreading.lossnames import weight
from nn.handwritten.proofreading.memories import is_idle, is_rebound, lines_of
from nn.handwritten.proofreading.multiples import multiple, near, without
from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.rates import Spot
from nn.handwritten.proofreading.recording import Array, Event, Place, index_of
from nn.handwritten.proofreading.rules import PLAIN, RULES, Rule, rooted, uncorrected
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.scope import parsed, value_at
from nn.handwritten.proofreading.steps import ROOTED, array_at, ends_of
from nn.handwritten.proofreading.terms import NAMED, every, instead_of, negated, renamed, with_field
from nn.handwritten.proofreading.wrongs import Wrong

PASSES = 3
MOST_SECONDS = 2.0
SMALL = 1e-3  # below which a number is an ε, and no β
MOST_NUMBERS = 4  # how many numbers of a script are tried as a β
FIRST = 0.5
"""By how much an edit that corrects a mean comes before others, where each step by itself is that of a rule."""
POWER = 0.1  # by how much an edit of a line with a power does then, since 1 - β ** t is another number in each pass


@dataclass(frozen=True, eq=False)
class Told:
    """What the passes of a run tell: the gradients and the steps of each, those of all parameters in one array.

    decayed   what each pass starts at, where the line of a step takes off a part of the parameter; 0 elsewhere
    """

    gradients: list[Array]
    steps: list[Array]
    decayed: list[Array]


class RuleFit(NamedTuple):
    """A rule whose moves the steps are multiples of, by which rates, and the largest error of a step."""

    rule: Rule
    rates: tuple[float, ...]
    error: float


class Passes:
    """The first passes of a script, and of its variants; `way` is the sign of the right steps beside the gradients."""

    def __init__(self, case: Case, goals: Sequence[Spot], way: float, sites: Collection[int] = ()) -> None:
        self.case, self.goals, self.way = case, goals, way
        own = [event.place[:2] for event in case.events]
        self.counts = {which: own.count(which) for which in set(own)}
        self.count = next(
            (k for k in range(PASSES) if not (self.told(case.outcome, k + 1) and self.is_alike(k))), PASSES
        )
        constants = [n.value for n in every(case.script.program.tree, ast.Constant)]
        numbers = dict.fromkeys(n for n in constants if isinstance(n, float) and 0 < n < 1)
        held = (e.only.thing for e in case.outcome.events if e.only is not None)
        self.numbers = {abs(n) for n in (*constants, *held) if isinstance(n, int | float)}
        rest = (rest_of(n) for n in numbers if SMALL <= n < 0.5)  # the 0.1 beside a 0.9 that may be forgotten
        read = set().union(*(_numbers_in(case, case.statement(site)) for site in sites))
        found = dict.fromkeys((*(n for n in numbers if n >= 0.5), *rest))
        self.betas = sorted(found, key=lambda n: n not in read)[:MOST_NUMBERS]
        self.schedules = list(self._schedules())
        self.roots = [root for n in (*(n for n in numbers if n < SMALL), 0.0) for root in rooted(n)]

    def later(self, place: Place, k: int) -> Place:
        """Return the place of the same assignment k passes later."""
        return place[0], place[1], place[2] + k * self.counts.get(place[:2], 1)

    def is_alike(self, k: int) -> bool:
        """Return whether a gradient is added up in as many turns as in the first pass: sentences differ in length."""
        events = self.case.outcome.events
        last = max((p.changes[-1][0] for p in self.case.window.parameters), key=lambda place: index_of(events, place))
        since = index_of(events, self.later(last, k - 1)) if k else self.case.window.start - 1
        own = [event.place[:2] for event in events[since + 1 : index_of(events, self.later(last, k)) + 1]]
        return all(own.count(place[:2]) == self.counts.get(place[:2], 1) for place, _ in self.goals)

    def _schedules(self) -> Iterator[tuple[float, ...]]:
        """Yield what each number that is called a rate is in each pass, if it changes: lr = 0.1 * 0.9 ** epoch."""
        last = self.case.window.parameters[-1].changes[-1][0]
        ends = [index_of(self.case.outcome.events, self.later(last, k)) for k in range(self.count)]
        held: dict[str, list[tuple[int, float]]] = {}
        for i, event in enumerate(self.case.outcome.events):
            name = self.case.text(event.place).rpartition(".")[2]  # that of self.lr and of optimizer.lr is one
            if event.only is not None and isinstance(event.only.thing, float) and RATE.fullmatch(name):
                held.setdefault(name, []).append((i, float(event.only.thing)))
        for changes in held.values():
            passed = [[rate for i, rate in changes if i < end][-1:] for end in ends]
            rates = tuple(rate for each in passed for rate in each)
            if len(rates) == self.count and all(rates) and len(set(rates)) > 1:
                yield rates

    def told(self, outcome: Outcome, count: int) -> Told | None:
        """Return what so many passes of a run tell; None if it has not so many, or not all of it is there."""
        by_place = {event.place: event for event in outcome.events}
        passes = [self._pass(by_place, k) for k in range(count)]
        if any(each is None for each in passes):
            return None
        found = [each for each in passes if each is not None]
        same = len({gradient.shape for gradient, *_ in found}) == 1
        gradients, steps, decayed = zip(*found, strict=True)
        return Told(list(gradients), list(steps), list(decayed)) if same else None

    def _pass(self, by_place: dict[Place, Event], k: int) -> tuple[Array, Array, Array] | None:
        gradients, steps, decayed = [], [], []
        each = zip(self.goals, self.case.window.parameters, self.case.steps.decays, strict=True)
        for (place, path), parameter, decays in each:
            gradient = array_at(by_place, self.later(place, k), path)
            ends = ends_of(by_place, [(self.later(at, k), its) for at, its in parameter.changes])
            if gradient is None or ends is None or not gradient.shape == ends[0].shape == ends[1].shape:
                return None
            gradients.append(gradient.reshape(-1))
            steps.append((ends[1] - ends[0]).reshape(-1))
            decayed.append(ends[0].reshape(-1) * decays)
        return np.concatenate(gradients), np.concatenate(steps), np.concatenate(decayed)

    def of(self, patches: Sequence[Patch] = (), draw: int = 0) -> Told | None:
        """Run a variant, and return what its passes tell."""
        ends = [parameter.changes[-1][0] for parameter in self.case.window.parameters]
        last = max(ends, key=lambda place: index_of(self.case.events, place))
        window = replace(self.case.window, until=self.later(last, self.count - 1))
        longer = replace(self.case, window=window)
        places = [*(place for place, _ in self.goals), *self.case.window.moved]
        kept = frozenset(self.later(place, k) for place in places for k in range(self.count))
        return self.told(longer.run(draw, code=Bench(longer).code(patches), kept=kept), self.count)

    def fits(self, told: Told | None) -> Iterator[RuleFit]:
        """Yield the rules whose moves the steps are multiples of in each pass, with some numbers of the script."""
        if told is None or not all(map(np.any, told.steps)):
            return
        scaled = [_scaled(told, rates) for rates in self.schedules]
        for rule in RULES:
            ways = [told] if rule.is_rooted else [told, *scaled]
            tried = (_fit(rule, each, given) for each in ways for given in self.given(rule))
            found = [fit for fit in tried if fit is not None]
            if found:
                yield next(filter(self.is_rated, found), found[0])

    def is_rated(self, fit: RuleFit) -> bool:
        """Return whether steps are those of a rule by one rate, or by one that changes as a number of the script does.

        The rate of Adam, or of RMSprop, is such a number. A factor in front of the mean of a momentum is part of its
        rate: 0.1 * g for (1 - 0.9) * g is the usual one.
        """
        numbers = [1.0] if fit.rule.betas > 1 else [abs(fit.rates[0] / rates[0]) for rates in self.schedules]
        planned = ((rates, number) for rates in self.schedules for number in numbers)
        if any(
            all(near(abs(a), b * number) for a, b in zip(fit.rates, rates, strict=True)) for rates, number in planned
        ):
            return True
        is_steady = all(near(rate, fit.rates[0]) for rate in fit.rates)
        is_free = not (fit.rule.betas and fit.rule.is_rooted)
        return is_steady and (is_free or any(near(abs(fit.rates[0]), number) for number in self.numbers))

    def given(self, rule: Rule) -> Iterator[tuple[Any, ...]]:
        """Yield the numbers that a rule may have in this script."""
        for betas in permutations(self.betas, rule.betas):
            yield from ((*betas, root) for root in self.roots) if rule.is_rooted else (betas,)


def _fit(rule: Rule, told: Told, given: tuple[Any, ...]) -> RuleFit | None:
    rates: list[float] = []
    error = 0.0
    moves = rule.moves(told.gradients, *given)
    for step, move, decayed in zip(told.steps, moves, told.decayed, strict=True):
        step = without(step, move, decayed) if decayed.any() else step
        rate = multiple(step, move)
        if rate is None or np.isnan(rate):
            return None
        rates.append(rate)
        error = max(error, float(np.abs(step - rate * move).max() / np.abs(step).max()))
    return RuleFit(rule, tuple(rates), error)


def _scaled(told: Told, rates: Sequence[float]) -> Told:
    """Return passes with the rate in the memory: v = µ v − lr g, where lr is another one in each pass."""
    return replace(told, gradients=[rate * g for rate, g in zip(rates, told.gradients, strict=True)])


def _numbers_in(case: Case, statement: ast.stmt) -> set[float]:
    """Return the fractions in a line: those of its names, and those that stand there."""
    texts = {ast.unparse(node) for node in every(statement, ast.Name | ast.Attribute)}
    held = [e.only.thing for e in case.outcome.events if e.only is not None and case.text(e.place) in texts]
    own = [node.value for node in every(statement, ast.Constant)]
    return {n for n in (*held, *own) if isinstance(n, float)}


def rest_of(number: float) -> float:
    """Return 1 − a number, as people write it: 0.9 of 0.1."""
    return float(f"{1 - number:.12g}")


def off_the_rules(case: Case) -> tuple[Wrong, str] | None:
    """Return the line of an optimiser that is wrong, with its fixes and the rule that they keep to; None if none is."""
    truth = case.truth(0)
    if any(k is not None and near(-k, case.wanted) for k in case.tried().factors):
        return None  # another sign is found in the first pass
    goals = case.steps.goals or (case.steps.called(case.outcome, truth.gradients) if truth is not None else [])
    found = [goal for goal in goals if goal is not None]
    if truth is None or len(found) < len(case.window.parameters) or not (sites := lines_of(case, found)):
        return None
    held = [array_at({event.place: event for event in case.events}, *goal) for goal in found]
    factors = [multiple(a, g) if a is not None else None for a, g in zip(held, truth.gradients, strict=True)]
    if not all(factors):
        return None
    passes = Passes(case, found, case.steps.sign * (factors[0] or 1.0), sites)
    if passes.count < PASSES:
        return None
    fits = list(passes.fits(passes.told(case.outcome, passes.count)))
    if is_idle(case, passes.betas, sites):
        fits = [fit for fit in fits if fit.rule is not PLAIN]
    if any(passes.is_rated(fit) or fit.rule is PLAIN for fit in fits):
        return None
    proofs = sorted(_proofs(passes, _patches(case, sites, is_steady=not fits)), key=lambda each: each[0])
    if not proofs:
        return None
    _, first, rule = proofs[0]
    shown = [p for cost, p, r in proofs if p.patch.site == first.patch.site and r is rule and cost < proofs[0][0] + 0.5]
    return Wrong(first.patch.site, sites[first.patch.site], None, tuple(shown[:SHOWN]), frozenset()), rule.name


def _patches(case: Case, sites: dict[int, Place], is_steady: bool) -> list[Patch]:
    """Return the small edits of some lines in their own words, the smallest first.

    Weight decay or a rate that changes is no mistake, though without it the steps would be those of a rule: no edit
    only leaves something out, and a line with a rate keeps its numbers. Where each step by itself is that of a rule,
    only numbers are wrong, and a line with a rate is only given one power more: of two means that start at 0, only one
    may be corrected.
    """
    statements: list[Any] = [case.statement(site) for site in sites]
    words = Words(statements)
    found: dict[tuple[int, str], Patch] = {}

    def add(site: int, statement: Any, names: dict[str, Any]) -> None:
        words.look(names)
        edits = everywhere(statement.value, words.edits), words.renamed(statement.value), words.remembered(statement)
        for cost, new in (each for some in edits for each in some):
            patch = Patch(site, new, cost=cost)
            old, text = _words(statement), patch.text(statement)
            now = _words(ast.parse(text))
            has_rate = any(map(RATE.search, old))
            numbers = words.numbers if has_rate else ()
            keeps = all(now[word] >= count for word, count in old.items() if RATE.search(word) or word in numbers)
            corrects = not is_steady and now["Pow()"] > old["Pow()"]
            is_number = all(now[word] == old[word] for word in words.arrays)
            may_be = is_steady or (is_number and (not has_rate or corrects))
            if text != ast.unparse(statement) and keeps and not now < old and may_be:
                is_power = not is_steady and now["Pow()"] > 0
                found.setdefault((site, text), replace(patch, cost=cost - FIRST * corrects - POWER * is_power))

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


def _words(tree: ast.AST) -> Counter[str]:
    """Return the names, numbers and operators of a line, each as often as it is there."""
    kinds = ast.Name | ast.Attribute | ast.Constant | ast.operator
    return Counter(getattr(n, "attr", getattr(n, "id", "")) or ast.dump(n) for n in every(tree, kinds))


class Words:
    """What stands in the lines of an optimiser, and the edits that put one of it in the place of another."""

    def __init__(self, statements: Sequence[ast.stmt]) -> None:
        nodes = [node for statement in statements for node in ast.walk(statement)]
        is_number = [isinstance(n, ast.Constant) and isinstance(n.value, int | float) for n in nodes]
        atoms = [n for n, own in zip(nodes, is_number, strict=True) if own or isinstance(n, NAMED)]
        self.atoms = list(dict.fromkeys(map(ast.unparse, atoms)))
        self.texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        powers = [node for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)]
        self.times = {ast.unparse(p.right) for p in powers if not isinstance(p.right, ast.Constant)}
        called = {ast.unparse(n.func) for n in nodes if isinstance(n, ast.Call)}
        self.roots = {name for name in called if "sqrt" in name}
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.small: set[str] = set()

    def look(self, names: Mapping[str, Any]) -> None:
        """Take the shapes of what stands there from a paused script; counts are none of it."""
        own = [f"self.{name}" for name in getattr(names.get("self"), "__dict__", ())]
        texts = [text for text in (*names, *own) if not weight(text)]
        floats = [text for text in texts if isinstance(x := value_at(text, names), float) and 0 < x < 1]
        values = {text: value_at(text, names) for text in dict.fromkeys((*self.atoms, *floats))}
        self.shapes = {text: np.shape(v) for text, v in values.items() if isinstance(v, float | np.ndarray)}
        self.small = {text for text, v in values.items() if isinstance(v, float) and v < SMALL}
        self.roots = self.roots or ({"sqrt"} & set(names)) or {"np.sqrt"}

    @property
    def numbers(self) -> set[str]:
        """Return the last names of numbers."""
        return {text.rpartition(".")[2] for text, shape in self.shapes.items() if shape == ()}

    @property
    def own(self) -> list[str]:
        """Return the numbers that may be a β: no ε."""
        return [text for text, shape in self.shapes.items() if shape == () and text not in self.small]

    @property
    def arrays(self) -> set[str]:
        """Return the last names of arrays, and of what holds them: v of v['W']."""
        return {text.partition("[")[0].rpartition(".")[2] for text, shape in self.shapes.items() if shape}

    def renamed(self, value: ast.expr) -> Iterator[tuple[float, ast.expr]]:
        """Yield a line with another number wherever one stands: β₂ for β₁ in the whole mean."""
        for old, new in permutations(self.own, 2):
            yield 1.0, renamed(value, old, parsed(new))

    def remembered(self, statement: Any) -> Iterator[tuple[float, ast.expr]]:
        """Yield a memory that starts anew with what it was before added: b * v + … for v = …."""
        held = ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
        if held in self.shapes and held not in map(ast.unparse, ast.walk(statement.value)):
            value = statement.value
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult) and ast.unparse(value.left) in self.own:
                yield 1.1, ast.BinOp(parsed(f"{ast.unparse(value.left)} * {held}"), ast.Add(), value.right)
            constants = [n.value for n in every(statement, ast.Constant) if isinstance(n.value, float)]
            for number in (*self.own, *(str(rest_of(n)) for n in constants if SMALL <= n < 0.5)):
                yield 1.2, ast.BinOp(parsed(f"{number} * {held}"), ast.Add(), statement.value)

    def edits(self, node: ast.expr) -> Iterator[tuple[float, ast.expr]]:
        """Yield the edits of one part of a line: another name, a power, a root, a factor, a part left out."""
        text = ast.unparse(node)
        parts = (getattr(node, "left", None), getattr(node, "right", None))
        if any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts):
            return  # a key: v['d' + k]
        if isinstance(node, ast.BinOp):
            yield from ((1.0, part) for part in (node.left, node.right))
            yield from ((1.0, ast.BinOp(node.left, other(), node.right)) for other in OTHER.get(type(node.op), ()))
            yield from (*_crossed(node), *regrouped(node))
            if isinstance(node.op, ast.Add | ast.Sub):
                yield 1.0, ast.BinOp(_turned(node.left), node.op, node.right)
            if isinstance(node.op, ast.Pow) and self.shapes.get(ast.unparse(node.left)):
                yield from ((1.2, ast.BinOp(parsed(f"1 - {n}"), ast.Mult(), node)) for n in self.own)
        elif isinstance(node, ast.Call) and len(node.args) == 1:
            yield from ((1.0, node.args[0]), (0.9, parsed(f"({ast.unparse(node.args[0])}) ** 2")))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((1.0, ast.Constant(other)) for other in self.texts)
        elif text in self.shapes:
            shape = self.shapes[text]
            alike = [other for other, its in self.shapes.items() if its == shape]
            numbers = self.own
            yield from ((1.0, parsed(other)) for other in alike if (other in self.small) == (text in self.small))
            if shape:
                yield from ((1.0, parsed(new)) for new in (f"{text} ** 2", *(f"{root}({text})" for root in self.roots)))
                yield from ((1.2, parsed(f"{k} * {text}")) for n in numbers for k in (n, f"(1 - {n})"))
                yield from ((1.2, parsed(f"{text} / (1 - {n} ** {t})")) for n in numbers for t in self.times)
            else:
                yield from ((1.0, parsed(new)) for new in (f"1 - {text}", *(f"{text} ** {t}" for t in self.times)))


def _turned(term: ast.expr) -> ast.expr:
    """Return a term with the other sign: -a * v for a * v."""
    if isinstance(term, ast.BinOp) and isinstance(term.op, ast.Mult | ast.Div):
        return with_field(term, "left", _turned(term.left))
    return negated(term)


OTHER: dict[type, tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Pow),
    ast.Div: (ast.Mult,),
}


def _crossed(node: ast.BinOp) -> Iterator[tuple[float, ast.expr]]:
    """Yield b·m + a·g for a·m + b·g."""
    a, b = node.left, node.right
    if isinstance(a, ast.BinOp) and isinstance(b, ast.BinOp):
        yield 1.0, ast.BinOp(with_field(a, "left", b.left), node.op, with_field(b, "left", a.left))


def _proofs(passes: Passes, patches: Sequence[Patch]) -> Iterator[tuple[float, Proof, Rule]]:
    """Yield the proved patches, each with what it is ranked by and its rule, until the time is over."""
    until, best = time.process_time() + MOST_SECONDS, float("inf")
    is_rooted = bool(ROOTED.search(passes.case.steps.text))
    for patch in patches:
        if patch.cost > best + 0.5 or time.process_time() > until:
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
