"""Which arrays of the backward pass are sound, and the first that is not, where no right value tells the wrong line.

An array is sound if it is a multiple of an adjoint on all draws. What a sound array was made of is innocent, too, as
1 - s is between dh and dz: a wrong array spoils all that is made of it. The wrong line is the first whose array is
neither, although nothing before it is unsound. Of a line that adds up, what it adds is read.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.blame import Blame
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.filling import is_filling
from nn.handwritten.proofreading.multiples import are_equal
from nn.handwritten.proofreading.pieces import pieces, whole_uses
from nn.handwritten.proofreading.recording import Array, Event, Place
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.terms import every, names_read, sites_in
from nn.handwritten.proofreading.units import RATE

SECONDS = 0.8
SAME = 1e-11  # by how much the square of a cosine may differ from 1
Known = dict[int, tuple[Array, list[tuple[Any, ...]]]]
"""{number of entries: (the adjoints of that size, in rows of length 1, and what tells each from the others)}"""


class Sound:
    """Reads every array of a run as an adjoint or not."""

    def __init__(self, case: Case, blame: Blame, right: Sequence[bool]) -> None:
        self.case, self.blame = case, blame
        self.givers: set[Place] = set()
        steps = zip(case.window.parameters, right, strict=True)
        self.ends = {place for parameter, good in steps if not good for place, _ in parameter.changes}
        draws = [draw for draw in DRAWS if case.truth(draw) is not None]
        self.outcomes: list[Outcome] = [blame.run(draw) if blame.run else case.run(draw) for draw in draws]
        self.known = [_rows(case, draw) for draw in draws]
        self.held = [{e.place: e for e in outcome.events} for outcome in self.outcomes]
        truth = case.truth(0)
        assert truth is not None
        forward = [e for e in self.outcomes[0].events if e.place in truth.forward or e.place in case.varied]
        self.forward = {_key(x.value) for e in forward for x in e.leaves if x.value is not None}
        self.forward |= {_key(a.held) for a in truth.adjoints if a.held.size > 1}
        self.lasts = {*{id(e.changes[0][2].thing): e.place for e in blame.events if self.is_filling(e)}.values()}
        """Where each array that is filled is filled last."""
        self.events = [e for e in blame.events if self.is_read(e)]
        self.full = {e.place for e in self.events if self.is_sound(e.place, 0)}
        self.shares = {e.place for e in self.events if e.place not in self.full and self.is_sound(e.place, 1)}
        adds = {e.place for e in self.events if self.is_sum(e.place) or self.is_filling(e)}
        self.sound = self.full | (self.shares & adds)

    def is_read(self, event: Event) -> bool:
        """Return whether an assignment is one of the backward pass whose numbers say something."""
        program, leaf, held = self.case.script.program, event.only, event.value
        if event.site < 0 or program.is_added(event.site) or event.place in self.blame.forward | self.blame.moved:
            return False
        if leaf is None or held is None or not held.any():
            return False
        if not isinstance(leaf.thing, float) and np.asarray(leaf.thing).dtype.kind != "f":
            return False
        if (held.size == 1 and RATE.match(self.case.text(event.place))) or _key(held) in self.forward:
            return False
        return not self.is_open(event) or held.size > 1

    def is_filling(self, event: Event) -> bool:
        """Return whether an assignment writes a part of an array, or a call such as np.add.at changes it."""
        is_call = event.site >= 0 and isinstance(self.case.statement(event.site), ast.Expr)
        return is_filling(event) or (is_call and len(event.changes) == 1)

    def is_sum(self, place: Place) -> bool:
        """Return whether a line adds to what was there."""
        return isinstance(self.case.statement(place[0]), ast.AugAssign)

    def array(self, draw: int, place: Place) -> Array | None:
        """Return what was assigned at a place on a draw; of a line that adds up, what it adds."""
        event = self.held[draw].get(place)
        return self.read(event) if event is not None else None

    def arrays(self, outcome: Outcome) -> dict[Place, Array | None]:
        """Return what is assigned in another run where arrays are read."""
        places = {event.place for event in self.events}
        return {event.place: self.read(event) for event in outcome.events if event.place in places}

    def read(self, event: Event) -> Array | None:
        """Return what was assigned; of a line that adds up, what it adds; of the last one that fills an array, it."""
        if event.value is None:
            return None
        if self.is_filling(event) and event.place in self.lasts:
            return event.whole
        added = _added(event) if self.is_sum(event.place) and not self.is_filling(event) else None
        return event.value if added is None else added

    def is_sound(self, place: Place, kind: int) -> bool:
        """Return whether an array is a multiple of one adjoint, or share, on all draws, with the same factor."""
        found: dict[tuple[Any, ...], float] | None = None
        first = self.array(0, place)
        for draw, known in enumerate(self.known):
            array = self.array(draw, place)
            if array is None or (draw and first is not None and np.array_equal(array, first)):
                return False
            here = multiples(array, known[kind])
            same = {key: k for key, k in (found or {}).items() if key in here and abs(here[key] - k) <= 1e-6 * abs(k)}
            found = here if found is None else same
            if not found:
                return False
        return bool(found)

    def changed(self, places: Sequence[Place]) -> set[Place]:
        """Return where other arrays stand if those at some places are others."""
        base = self.held[0]
        rng = np.random.default_rng(5)
        held = {place: value for place in places if (value := base[place].value) is not None}
        noisy = {place: x * (1 + 0.1 * rng.normal(size=x.shape)) + 0.01 for place, x in held.items()}
        run = self.case.run(swaps=noisy)
        return {e.place for e in run.events if e.place in base and self.differs(e, base[e.place])}

    def differs(self, a: Event, b: Event) -> bool:
        """Return whether two events hold other numbers; of a line that adds up, whether it adds others.

        Of the last one that fills an array all of that is compared, as it is what is read there.
        """
        if a.place in self.lasts and a.whole is not None and b.whole is not None:
            return not are_equal(a.whole, b.whole)
        here, there = (_added(e) if e.site >= 0 and self.is_sum(e.place) else None for e in (a, b))
        if here is None or there is None or here.shape != there.shape:
            values = [(x.value, y.value) for x, y in zip(a.leaves, b.leaves, strict=False)]
            is_other = any(x is not None and y is not None and not are_equal(x, y) for x, y in values)
            return is_other or len(a.leaves) != len(b.leaves)
        size = max(float(np.abs(x.value).max(initial=0.0)) for _, x, _ in b.changes if x.value is not None)
        return not np.allclose(here, there, rtol=1e-9, atol=1e-12 * size)

    @cached_property
    def clear(self) -> list[Place]:
        """Return the first unsound arrays, if nothing unsound is before them and sound arrays are, in their order.

        Where more than one line is a first one, what hands the same things to all of them is: an index, an unpacking.
        Numbers come last: that one is no share says little, since the parts of an expression have none, -a of -a * x.
        """
        firsts = self.firsts(spent() + SECONDS)
        sites = list(dict.fromkeys(place[0] for place in firsts))
        if not sites or not self.sound:
            return []
        giver = self.giver(firsts, sites) if len(sites) > 1 else None
        self.givers |= {giver} if giver is not None else set()
        made = self.changed(sorted(self.sound))
        clear = [place for place in firsts if place in made and place not in self.shares]
        if giver is None and not clear and len(sites) == 1:
            clear = [self.returned(firsts[0])]
        clear.sort(key=lambda place: (array := self.array(0, place)) is not None and array.size < 2)
        return [giver] if giver is not None else list(map(self.maker, clear))

    def returned(self, place: Place) -> Place:
        """Return what a function returns that makes an array of the forward pass alone, as a slope."""
        program = self.case.script.program
        for sites in map(sites_in, every(program.tree, ast.FunctionDef)):
            for event in self.events if place[0] in sites else ():
                is_end = event.site in sites and isinstance(program.statements[event.site], ast.Return)
                if is_end and event.place not in self.sound:
                    return event.place
        return place

    def maker(self, place: Place) -> Place:
        """Return where the array was made or changed last that a line only hands on, as return dZ does."""
        if not isinstance(getattr(self.case.statement(place[0]), "value", None), ast.Name):
            return place
        at = next(i for i, event in enumerate(self.blame.events) if event.place == place)
        earlier: list[Event] = self.blame.events[:at]
        handed = self.blame.events[at].only
        for event in reversed(earlier):
            things = [event.only, *(new for _, _, new in event.changes)]
            if handed is not None and any(thing is not None and thing.thing is handed.thing for thing in things):
                found: Place = event.place
                return found
        return place

    def firsts(self, deadline: float) -> list[Place]:
        """Return the unsound arrays before which none is, in their order, if they lead to a wrong step."""
        found: list[Place] = []
        after: set[Place] = set()
        for event in self.events:
            if spent() > deadline:
                break
            if event.place in self.sound or event.place in after or self.is_open(event):
                continue
            changed = self.changed([event.place])
            if changed & self.sound or not changed & self.ends:
                continue
            found.append(event.place)
            after |= changed
        return found

    def giver(self, firsts: Sequence[Place], sites: Sequence[int]) -> Place | None:
        """Return the last line that hands on things under names that all first lines read, and no sound one does."""
        statements, read = self.case.script.program.statements, {event.place for event in self.events}
        places = [event.place for event in self.blame.events]
        loaded = {place[0]: names_read(statements[place[0]]) for place in places if place[0] >= 0}
        for i in range(places.index(firsts[0]) - 1, -1, -1):
            site, _, turn = places[i]
            if site < 0 or places[i] in read | self.blame.forward or not isinstance(statements[site], ast.Assign):
                continue
            again = [j for j in range(i + 1, len(places)) if places[j][0] == site and places[j][2] > turn]
            until = min(again, default=len(places))
            readers = [place[0] for place in places[i + 1 : until] if place in self.sound | self.shares]
            names = self.handed(site, turn) - {name for reader in readers for name in loaded[reader]}
            if names and all(names & loaded[each] for each in sites):
                return places[i]
        return None

    def handed(self, site: int, turn: int) -> set[str]:
        """Return the names that a line assigns; of one that unpacks, those that hold other things than forward."""
        read = {event.place for event in self.events}
        own = [e for e in self.blame.events if (e.site, e.occurrence) == (site, turn) and e.place not in read]
        named = [(self.case.text(e.place), x.value) for e in own for x in e.leaves if np.any(x.thing)]
        value = getattr(self.case.statement(site), "value", None)
        if len(own) < 2 or isinstance(value, ast.Tuple):
            return {name for name, _ in named}
        forward = [e for e in self.outcomes[0].events if e.place in self.blame.forward]
        known = {(self.case.text(e.place), _key(x.value)) for e in forward for x in e.leaves if x.value is not None}
        return {name for name, value in named if value is None or (name, _key(value)) not in known}

    def is_open(self, event: Event) -> bool:
        """Return whether an assignment is one of several that fill an array, and not the last."""
        return self.is_filling(event) and event.place not in self.lasts


def _added(event: Event) -> Array | None:
    """Return what an assignment adds to one array; None if that cannot be told."""
    _, old, new = event.changes[0] if len(event.changes) == 1 else (None, None, None)
    if old is None or new is None or old.value is None or new.value is None or old.value.shape != new.value.shape:
        return None
    return np.asarray(new.value - old.value)


def _key(array: Array) -> tuple[tuple[int, ...], bytes]:
    return array.shape, array.astype(np.float32).tobytes()  # the last digits of Values and of NumPy differ


def _rows(case: Case, draw: int) -> tuple[Known, Known]:
    """Return the adjoints of a draw, and their shares, with pieces of them, by their size."""
    truth = case.truth(draw)
    assert truth is not None
    everything = [*whole_uses(truth)]
    everything += [*truth.adjoints, *pieces(everything)]
    return _sorted([a for a in everything if not a.through]), _sorted([a for a in everything if a.through])


def _sorted(adjoints: Sequence[Adjoint]) -> Known:
    """Return adjoints by their size, each in rows of length 1."""
    sizes: dict[int, list[tuple[Array, tuple[Any, ...]]]] = {}
    for a in adjoints:
        key = a.site, a.name, a.occurrence, a.through
        forms = (("", a.value), ("T", a.value.T)) if a.value.ndim == 2 and min(a.value.shape) > 1 else (("", a.value),)
        for form, value in forms:
            if a.value.any():
                sizes.setdefault(a.value.size, []).append((value.ravel(), (*key, form)))
    found = {}
    for size, group in sizes.items():
        rows = np.stack([value for value, _ in group])
        lengths = np.sqrt((rows * rows).sum(axis=1))
        found[size] = rows / lengths[:, None], [(*key, float(n)) for (_, key), n in zip(group, lengths, strict=True)]
    return found


def multiples(array: Array, known: Known) -> dict[tuple[Any, ...], float]:
    """Return the adjoints that an array is a multiple of, each with the factor."""
    if array.size not in known or not np.isfinite(array).all():
        return {}
    rows, keys = known[array.size]
    flat = array.ravel()
    length = float(np.sqrt(flat @ flat))
    if not length:
        return {}
    cosines = rows @ (flat / length)
    near = [int(i) for i in np.flatnonzero(cosines**2 > 1 - SAME) if keys[i][-1]]  # the square of 1e-200 is 0
    return {keys[i][:-1]: float(cosines[i]) * length / keys[i][-1] for i in near}
