"""What an array of the backward pass is: ∂L/∂v of a forward array v, times a number, perhaps transposed or reshaped.

An array is a multiple of an adjoint by chance where it is small. So what is said of it must hold on further draws of
the data and the parameters, with the same number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.table.notation import number
from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.matching import FORMS, ByKey, Match, key_of, matches
from nn.handwritten.proofreading.multiples import close, multiple, near
from nn.handwritten.proofreading.naming import RATE, TURNS, plain, says, stem
from nn.handwritten.proofreading.pieces import pieces, whole_uses
from nn.handwritten.proofreading.recording import MEMBERS, Array, Event, Place, grouped
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.statements import is_passive
from nn.handwritten.proofreading.terms import NAMED, every

ZEROS = "zeros, to be filled"
CONSTANT = "the same whatever the parameters are"
MADE = "made of arrays of the forward pass"
NUMBERS = ", with these numbers"  # what is said where an array has another factor with other data
SHOWN = 4  # how many members of a list are worded
Spot = Place | tuple[int, int, int, str]  # an assignment, or the array at a path in what was assigned


@dataclass(frozen=True)
class Meaning:
    """What an array is, in words, and the forward name whose adjoint it is."""

    text: str
    of: str | None
    factor: float
    note: str = ""


def shown(name: str) -> str:
    """Return a name as it stands below ∂: in brackets if it is an expression."""
    return name if re.fullmatch(r"[\w.\[\]'\"]+", name) else f"({name})"


def is_forward(text: str) -> bool:
    """Return whether words say that an array is one of the forward pass, or a constant."""
    return text.endswith("of the forward pass") or text in ("a mask", CONSTANT)  # MADE among them


def makes_zeros(statement: ast.stmt) -> bool:
    """Return whether a line makes zeros, and no other name of what is there."""
    value = getattr(statement, "value", None)
    is_other = isinstance(value, NAMED)
    return not is_other and (is_passive(statement) or (value is not None and "zeros" in ast.unparse(value)))


def _is_slope(held: Array, a: Array, b: Array) -> bool:
    """Return whether an array times one adjoint is another one."""
    if not held.shape == a.shape == b.shape or not np.all(b) or not np.ptp(b):
        return False
    return np.allclose(held * b, a, rtol=1e-6) and near(multiple(held * b, a) or 0.0, 1.0)  # multiple() costs more


class Meanings:
    """Reads arrays on all draws of a case; `run(draw)` gives the events, those of the script itself if not said."""

    def __init__(self, case: Case, run: Callable[[int], Outcome] | None = None, draws: Sequence[int] = DRAWS) -> None:
        self.case = case
        self.held: list[dict[Place, Event]] = []
        self.adjoints: list[ByKey] = []
        self.single: list[ByKey] = []
        for draw in draws:
            truth = case.truth(draw)
            if truth is None:
                continue
            self.held.append({event.place: event for event in (run or case.run)(draw).events})
            self.adjoints.append(grouped([*whole_uses(truth)], key_of))
            self.single.append(grouped(truth.adjoints, key_of))

    def read(self, place: Place) -> Meaning | None:
        """Return what the array that was assigned at a place is, on every draw; None if that cannot be said."""
        event = self.held[0].get(place)
        if event is None or any(isinstance(leaf.thing, int | np.integer) for leaf in event.leaves):
            return None
        if event.whole is None:
            return self.members(event)
        if self.is_mask(event) or self.is_free(place):
            text = self.forward_name(place) or self.forward_value(place) or MADE
            return Meaning(text, None, np.nan)
        name = self.name(place)
        match = self.match(place, name) or (self.match((*place, ""), name) if event.changes else None)
        match = match or self.match(place, name, self.pieces)
        if match is not None and not match.adjoint.through:
            return self.worded(match, name)
        text = self.forward_name(place)
        if not text and match is not None:
            return self.worded(match, name)
        text = text or self.forward_value(place)
        return Meaning(text, None, np.nan) if text else self.nearly(place, name)

    @staticmethod
    def is_mask(event: Event) -> bool:
        """Return whether what was assigned is an array of True and False."""
        things = [leaf.thing for leaf in event.leaves if isinstance(leaf.thing, np.ndarray)]
        return bool(things) and all(thing.dtype == bool for thing in things)

    def is_free(self, place: Place) -> bool:
        """Return whether an array of a pair of functions is the same whatever gradient comes from above."""
        same, held = self.free.get(place), self.array(0, place)
        return same is not None and held is not None and np.array_equal(same, held)

    @cached_property
    def free(self) -> dict[Place, Array]:
        """Arrays of a pair that stay as they are with another gradient from above: nothing comes back through them."""
        case = self.case
        above = [e for e in case.outcome.events if case.text(e.place) in case.script.program.above]
        is_added = case.script.program.is_added
        given = {e.place: 1.7 * e.whole for e in above if e.whole is not None and is_added(e.site)}
        if not given:
            return {}
        base, other = case.run(0), {e.place: e for e in case.run(0, given).events}
        pairs = [(e.place, e.whole, other[e.place].whole) for e in base.events if e.place in other]
        return {p: a for p, a, b in pairs if a is not None and b is not None and np.array_equal(a, b)}

    def name(self, place: Place) -> str:
        """Return what is assigned at a place; of what a function returns, its name in there."""
        text = self.case.text(place)
        if text != "return":
            return text
        value = getattr(self.case.statement(place[0]), "value", None)
        return ast.unparse(value) if isinstance(value, NAMED) else ""

    def nearly(self, place: Place, name: str) -> Meaning | None:
        """Return what an array is if its factor is another one with other data, or another one for each row."""
        held = self.array(0, place)
        if held is None or held.size < 2 or len(self.held) < 2:
            return None
        everything = [a for a in self.plain if a.value.size > 1]
        found = [m for m in matches(held, everything) if self.stays(place, m)]
        rows = found or [Match(a, 1.0, "") for a in everything if self.is_by_rows(place, a)]
        best = min(rows, key=lambda match: self.rank(name, match), default=None)
        if best is None or found:
            return self.worded(best, name, NUMBERS) if best is not None else None
        return Meaning(f"∂L/∂{shown(best.adjoint.name)}, each row times a number of its own", None, np.nan)

    def beside(self, place: Place, adjoint: Adjoint) -> list[tuple[Array, Adjoint]]:
        """Return what was assigned at a place, and an adjoint, on every draw; [] where one of them is missing."""
        pairs = [(self.array(draw, place), self.twin(draw, adjoint)) for draw in range(len(self.held))]
        found = [(held, twin) for held, twin in pairs if held is not None and twin is not None]
        return found if len(found) == len(pairs) else []

    def stays(self, place: Place, match: Match) -> bool:
        """Return whether the arrays of further draws are multiples of an adjoint, too, each with its own factor."""
        pairs = self.beside(place, match.adjoint)[1:]
        return bool(pairs) and all(any(m.form == match.form for m in matches(a, [twin])) for a, twin in pairs)

    def is_by_rows(self, place: Place, adjoint: Adjoint) -> bool:
        """Return whether each row of an array is a multiple of that of an adjoint, on every draw."""
        if adjoint.value.ndim != 2 or adjoint.value.shape[1] < 2:
            return False
        pairs = [(held, twin.value) for held, twin in self.beside(place, adjoint)]
        if not pairs or any(held.shape != right.shape or not right.any() for held, right in pairs):
            return False
        return not any(multiple(*rows) in (None, 0.0) for pair in pairs for rows in zip(*pair, strict=True))

    def members(self, event: Event) -> Meaning | None:
        """Return what the arrays of a list or a dict are, one after the other; None if that cannot be said of all."""
        value = getattr(self.case.statement(event.site), "value", None)
        names = [ast.unparse(each) for each in getattr(value, "elts", ())] + [""] * MEMBERS
        found = []
        for leaf, name in zip(event.leaves[:MEMBERS], names, strict=False):
            match = self.match((*event.place, leaf.path), name or leaf.path) if leaf.value is not None else None
            if match is None and np.size(leaf.thing) > 1:
                return None
            found += [self.worded(match, "").text] if match is not None else []
        is_each = len(set(found)) == 1 and len(found) > 1
        text = f"{found[0]}, each" if is_each else ", ".join(found[:SHOWN]) + ", …" * (len(found) > SHOWN)
        return Meaning(text, None, np.nan) if found else None

    def match(self, spot: Spot, name: str, known: Sequence[ByKey] | None = None) -> Match | None:
        """Return the adjoint that an array is a multiple of on every draw, the likeliest by its name."""
        known = self.adjoints if known is None else known
        held = self.array(0, spot)
        everything = [a for each in known[0].values() for a in each]
        found = list(matches(held, everything)) if held is not None else []
        if held is not None and held.size == 1 and self.is_constant(spot):  # a multiple of every constant number
            found = [m for m in found if says(name, m.adjoint.name)]
        ranked = sorted(found, key=lambda match: self.rank(name, match))
        return next((match for match in ranked if self.holds(spot, match, known)), None)

    def is_constant(self, spot: Spot) -> bool:
        """Return whether an array is the same on all draws."""
        held = [self.array(draw, spot) for draw in range(len(self.held))]
        return len(held) > 1 and len({array.tobytes() for array in held if array is not None}) == 1

    @cached_property
    def pieces(self) -> list[ByKey]:
        """Rows and stacks of the adjoints, on all draws."""
        return [grouped([*pieces([a for each in known.values() for a in each])], key_of) for known in self.adjoints]

    def array(self, draw: int, spot: Spot) -> Array | None:
        """Return the one array that was assigned at a place on a draw, or what was assigned at a path in it."""
        event = self.held[draw].get(spot[:3])
        if event is None or len(spot) == 3:
            return event.whole if event is not None else None
        return next((leaf.value for leaf in event.leaves if leaf.path == spot[3]), None)

    def forward_name(self, place: Place) -> str:
        """Return the forward array that an array is a copy of, in words; "" if none."""
        statement = self.case.statement(place[0])
        is_made = isinstance(getattr(statement, "value", None), ast.BinOp)  # what is computed is zero by chance
        is_filler = is_made or makes_zeros(statement)
        for adjoint in sorted(self.plain, key=lambda a: a.name.startswith("return")):
            if not adjoint.is_part and (np.any(adjoint.held) or not is_filler) and self.is_copy(place, adjoint):
                return f"{adjoint.name}, of the forward pass"
        return ""

    @cached_property
    def plain(self) -> list[Adjoint]:
        """The adjoints of arrays, and of expressions, on the script's own data; none of single uses of an array."""
        return [a for each in self.adjoints[0].values() for a in each if not a.through]

    def forward_value(self, place: Place) -> str:
        """Return what an array is that depends on no adjoint: zeros, a mask or a slope; "" if none."""
        held = [self.array(draw, place) for draw in range(len(self.held))]
        if any(array is None for array in held):
            return ""
        if not any(map(np.any, held)):
            return ZEROS if makes_zeros(self.case.statement(place[0])) else ""
        if held[0] is None or (held[0].size < 2 and not self.is_constant(place)):
            return ""
        if self.is_mask(self.held[0][place]):
            return "a mask"
        if self.is_constant(place):
            return CONSTANT
        return self.slope(place, held[0]) if held[0].size > 1 else ""

    def slope(self, place: Place, held: Array) -> str:
        """Return an array that is ∂v/∂u entry by entry, of two forward arrays."""
        adjoints = [a for a in self.plain if held.shape == a.value.shape]
        if not adjoints:
            return ""
        found = []
        inner_values = np.array([adjoint.value for adjoint in adjoints])  # there may be hundreds: all at once
        for outer in (a for a in adjoints if not a.is_part and np.any(a.value)):
            is_close = np.isclose(held * outer.value, inner_values, rtol=1e-6).reshape(len(adjoints), -1).all(axis=1)
            found += [(i, outer) for i in np.flatnonzero(is_close).tolist() if adjoints[i] is not outer]
        for i, outer in sorted(found, key=lambda each: each[0]):
            inner, outers = self.beside(place, adjoints[i]), self.beside(place, outer)
            pairs = zip(inner, outers, strict=False)
            if inner and outers and all(_is_slope(array, a.value, b.value) for (array, a), (_, b) in pairs):
                return f"∂{outer.name}/∂{adjoints[i].name}, entry by entry"
        return ""

    def twin(self, draw: int, adjoint: Adjoint) -> Adjoint | None:
        """Return the adjoint of the same array on another draw."""
        return next(iter(self.single[draw].get(key_of(adjoint), ())), None)

    def lacking(self, place: Place, factor: float = 1.0) -> str:
        """Return which share an array lacks to be the gradient that its name says, on every draw; "" if none."""
        name = self.case.text(place)
        everything = [a for each in self.single[0].values() for a in each if np.any(a.value)]
        shares = [a for a in everything if a.through]
        single = [("the share of ∂L/∂{} that comes back {}", [share]) for share in shares]
        turns = grouped(shares, lambda share: (share.name, share.occurrence)).values()
        several = [("the shares of ∂L/∂{} that come back {}", group) for group in turns]
        for adjoint in (a for a in everything if not a.is_part and says(name, a.name)):
            for words, group in (*single, *several):
                if self.is_rest(place, factor, adjoint, group):
                    return words.format(adjoint.name, self.way(group, adjoint))
        return ""

    def is_rest(self, place: Place, factor: float, adjoint: Adjoint, group: Sequence[Adjoint]) -> bool:
        """Return whether an array and some shares add up to an adjoint, on every draw."""
        rows = [self.beside(place, each) for each in (adjoint, *group)]
        for (held, right), *twins in zip(*rows, strict=False) if all(rows) else ():
            if any(twin.value.shape != held.shape for _, twin in ((held, right), *twins)):
                return False
            if not close(held / factor + sum(twin.value for _, twin in twins), right.value):
                return False
        return all(rows)

    def way(self, group: Sequence[Adjoint], adjoint: Adjoint) -> str:
        """Return how shares come back: from the next turn of a loop, or through what."""
        turn = re.search(r"\[(\w+)\]", adjoint.name)
        if turn is not None and any(stem(share.through) == stem(adjoint.name) for share in group):
            return f"from {turn[1]} + 1"
        return f"through {' and '.join(dict.fromkeys(map(self.through, group)))}"

    def through(self, share: Adjoint) -> str:
        """Return what a share comes back through: what its line assigns, or that line."""
        is_return = share.through == "return"
        return f"line {self.case.script.program.line(share.site)}" if is_return else share.through

    def is_copy(self, place: Place, adjoint: Adjoint) -> bool:
        """Return whether an array is the forward array of an adjoint, on all draws."""
        pairs = [(held, twin.held) for held, twin in self.beside(place, adjoint)]
        is_same = (a.shape == b.shape and a.size > 1 and np.allclose(a, b, rtol=1e-12, atol=0) for a, b in pairs)
        return bool(pairs) and all(is_same)

    def holds(self, spot: Spot, match: Match, known: Sequence[ByKey] | None = None) -> bool:
        """Return whether a match is one on all draws, with the same factor."""
        key = key_of(match.adjoint)
        for draw in range(1, len(self.held)):
            held = self.array(draw, spot)
            others = matches(held, (known or self.adjoints)[draw].get(key, [])) if held is not None else iter(())
            if not any(near(other.factor, match.factor) and other.form == match.form for other in others):
                return False
        return True

    def rank(self, name: str, match: Match) -> tuple[object, ...]:
        """Return what sorts the best match first: what the name says, names before parts, plain before transposed."""
        adjoint = match.adjoint
        is_inner = adjoint.name.startswith("return") or adjoint.name in ("x", "z", "s", "out")
        inner = is_inner and not says(name, adjoint.name)
        plainly = near(abs(match.factor), 1.0)
        return (
            not says(name, adjoint.name),
            bool(adjoint.through),
            adjoint.is_data,
            match.form == "reshaped",
            not plainly,
            adjoint.is_part,
            inner or not re.fullmatch(r"[\w.\[\]'\"]+", adjoint.name) or adjoint.name.startswith("_"),
            adjoint.is_alias,
            FORMS.index(match.form),
            adjoint.name.count("["),
            -adjoint.occurrence,
            len(adjoint.name),
        )

    def worded(self, match: Match, name: str, more: str = "") -> Meaning:
        """Return a match in words."""
        of, turns, _ = match.adjoint.name.partition(TURNS)
        factor = self.factor_words(match.factor)
        form = turns or {"": "", "transposed": ", transposed", "reshaped": ", reshaped"}[match.form]
        share = f", the share through {self.through(match.adjoint)}" if match.adjoint.through else ""
        note = self.note(name, match)
        if share:
            return Meaning(f"{factor}∂L/∂{shown(of)}{form}{share}", None, np.nan, note)
        return Meaning(f"{factor}∂L/∂{shown(of)}{form}{more}", of, match.factor, note)

    def factor_words(self, factor: float, step: ast.expr | None = None) -> str:
        """Return a factor as it is written in front of ∂: −, 2, N, 1/N or the number.

        In a `step` the number that stands in it and the rate are tried first; elsewhere the rate is last: one of 0.5 is
        not why an array is 2 · ∂L/∂a.
        """
        sign, size = ("−" if factor < 0 else ""), abs(factor)
        if near(size, 1.0):
            return sign
        written = every(step, ast.Constant) if step is not None else []
        if any(isinstance(each.value, float) and near(size, each.value) for each in written):
            return f"{sign}{number(size)} · "
        named = sorted(self.scalars(), key=lambda each: bool(RATE.search(each[0])) != (step is not None))
        rates = [each for each in named if RATE.search(each[0])]
        whole = [(str(n), float(n)) for n in (2, 3, 4, *self.sizes())]
        for name, value in (
            named if step is not None else [*(each for each in named if each not in rates), *whole, *rates]
        ):
            if near(size, value):
                return f"{sign}{name} · "
            if near(size, 1 / value):
                return f"{sign}1/{name} · "
        return f"{sign}{number(size)} · "

    def scalars(self) -> Iterator[tuple[str, float]]:
        """Yield the named numbers of the script."""
        start, moved = self.case.window.start, {parameter.name for parameter in self.case.window.parameters}
        for i, event in enumerate(self.case.outcome.events[: self.case.window.end]):
            leaf = event.only
            kinds = int if i >= start else int | float
            if leaf is None or not isinstance(leaf.thing, kinds) or isinstance(leaf.thing, bool):
                continue
            if leaf.thing > 0 and leaf.thing != 1 and self.case.text(event.place) not in ("", "return", *moved):
                yield self.case.text(event.place), float(leaf.thing)

    def sizes(self) -> set[int]:
        """Return the lengths of the arrays of the pass."""
        return {n for e in self.case.events for leaf in e.leaves for n in np.shape(leaf.thing) if n > 1}

    def note(self, name: str, match: Match) -> str:
        """Return what is worth saying where a name says another array."""
        wanted = plain(name)
        others = [p.name for p in self.case.window.parameters if says(name, p.name)]
        if others and not says(name, match.adjoint.name) and wanted:
            return f"its name says ∂L/∂{others[0]}"
        return ""
