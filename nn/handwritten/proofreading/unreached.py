"""Parameters that a loop does not come to: their sisters take their steps in it, and it begins or ends too early.

    for i in range(len(net) - 1, 0, -1):      net[0] never moves, and the loss depends on it
        …
        net[i][0] = W - lr * dW

All steps that are taken are right. The loop is wrong if one small edit of its first line makes the others right, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nn.handwritten.proofreading.bench import Bench, Patch, Proof
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.handing import headers
from nn.handwritten.proofreading.opening import read
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.recording import index_of
from nn.handwritten.proofreading.source import UnreadableError, parsed_program
from nn.handwritten.proofreading.window import is_float
from nn.handwritten.proofreading.wrongs import Wrong

SECONDS = 2.0


def unreached(case: Case) -> Wrong | None:
    """Return the loop that leaves out sisters of the parameters, with the edit that reaches them; None without one."""
    program = case.script.program
    if program.has_added or program.missing or not any(True for _ in idle_sisters(case)):
        return None
    until = spent() + SECONDS
    sites = {place[0] for place in case.window.moved}
    for place, patch in sorted(headers(case, sites), key=lambda each: each[1].cost):
        if spent() < until and _reaches(case, patch):
            count = len(case.window.parameters)
            proof = Proof(patch, frozenset(range(count)), Bench(case).error((), ()))
            return Wrong(patch.site, place, None, (proof,), proof.fixed)
    return None


def idle_sisters(case: Case) -> Iterator[str]:
    """Yield what the loss depends on, and does not move, although arrays do that came into being in the same way."""
    window, finder = case.window, Finder(case.script, case.outcome)
    loss = index_of(finder.events, window.losses[0][-1])
    ways = {(place[:2], _any_number(path)) for place, path in window.births}
    born = [(finder.events[index_of(finder.events, place)], path) for place, path in window.births]
    known = {id(leaf.thing) for event, path in born for leaf in event.leaves if leaf.path == path}
    for event in finder.events[: min(window.start, loss)]:
        for leaf in event.leaves:
            is_sister = (event.place[:2], _any_number(leaf.path)) in ways and is_float(leaf)
            if is_sister and leaf.value is not None and leaf.value.ndim and id(leaf.thing) not in known:
                known.add(id(leaf.thing))
                name = case.text(event.place)
                if finder.moves.is_felt(leaf, loss, name):
                    yield name + leaf.path


def _any_number(path: str) -> str:
    return re.sub(r"\d+", "#", path)


def _reaches(case: Case, patch: Patch) -> bool:
    """Return whether a script with an edit moves more parameters, those of before among them, and all are right."""
    program = case.script.program
    try:
        script = program.as_run(parsed_program(patch.script(program), program.path))
        other = read(script, case.script.objective, case.at, case.script.seed, is_known=True)
    except (UnreadableError, SyntaxError):
        return False
    is_more = len(other.window.parameters) > len(case.window.parameters)
    is_same = case.window.births < other.window.births and other.stop is None
    return is_more and is_same and bool(other.tried()) and any(other.held_anew())
