"""Steps that take the gradient of another parameter, where what goes into the steps is judged: b2 by the db of b1.

    m = 0.9 * m + 0.1 * db1        db2 has its right value, and moves nothing
    b2 -= lr * m / np.sqrt(v)

Such steps are no multiples of a gradient, also where they are right: so each is asked what it moves with.
"""

from __future__ import annotations

from collections.abc import Iterator

from nn.handwritten.proofreading.bench import Bench, Patch, Proof
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.rates import Inflows
from nn.handwritten.proofreading.recording import index_of
from nn.handwritten.proofreading.terms import renamed, texts_in
from nn.handwritten.proofreading.values import parsed
from nn.handwritten.proofreading.wrongs import Wrong

SECONDS = 1.0
COST = 1.1


def misled(case: Case) -> tuple[Wrong, str] | None:
    """Return the line that reads the gradient of another parameter, and what is to be said of it; None without one."""
    goals, until = case.steps.goals, spent() + SECONDS
    if goals is None or case.script.program.has_added:
        return None
    inflows, bench = Inflows(case.script, case.window), Bench(case)
    texts = [case.text(place) + path for place, path in goals]
    for i, goal in enumerate(goals):
        if i in inflows.moves(goal):
            continue
        others = {texts[j] for j, other in enumerate(goals) if i in inflows.moves(other)} - {texts[i]}
        for patch in _patches(case, i, others, texts[i]):
            is_right = spent() < until and all(bench.right([patch]))
            if is_right and i in Inflows(case.script, case.window, bench.code([patch])).moves(goal):
                proof = Proof(patch, frozenset({i}), bench.error([patch], ()))
                wrong = Wrong(patch.site, case.first_place(patch.site), None, (proof,), proof.fixed)
                name = case.window.parameters[i].name
                return wrong, f"no line moves {name} by {texts[i]}, which is its gradient: this one reads another"
    return None


def _patches(case: Case, i: int, others: set[str], own: str) -> Iterator[Patch]:
    """Yield the lines down to a step that read the gradient of another parameter, with its own one there."""
    last = index_of(case.events, case.window.parameters[i].changes[-1][0])
    for site in dict.fromkeys(event.site for event in reversed(case.events[: last + 1]) if event.site >= 0):
        value = getattr(case.statement(site), "value", None)
        for name in others & set(texts_in(value)) if value is not None else ():
            yield Patch(site, renamed(value, name, parsed(own)), cost=COST)
