"""The same explanation with a factor elsewhere: not three gradients without 1 / N, but one line above all of them.

That line makes a step wrong that was right by chance, where another line has the factor, too: one more fix, and still
fewer than three.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.chain import Repairs
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.recording import index_of
from nn.handwritten.proofreading.swap import multiple_of
from nn.handwritten.proofreading.wrongs import Found

SECONDS = 1.0
MOST_LINES = 4  # how many lines above are tried
FACTOR = 1.0  # what a patch costs less without the number that it multiplies or divides by
SMALL = 1.6  # the cost of an edit that brings a factor in

Again = Callable[[Repairs], Found]


def with_a_factor_above(case: Case, found: Found, again: Again) -> Iterator[Found]:
    """Yield explanations of the same steps in which a line above the wrong ones has the factor that they lack."""
    deadline = case.left(SECONDS)
    patches = [wrong.proofs[0].patch for wrong in found.wrong]
    starts = [plain for patch in patches if (plain := _without_number(case, patch)) is not None]
    for start in (*_above(case, found, patches), *starts):
        made = again(Repairs([start])) if spent() < deadline else Found(done=False)
        if made.done and made.wrong and all(wrong.proofs for wrong in made.wrong):
            yield made


def _without_number(case: Case, patch: Patch) -> Patch | None:
    """Return a patch without the count that its expression is multiplied or divided by, if its line still changes."""
    value, statement = patch.value, case.statement(patch.site)
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Mult | ast.Div):
        return None
    plain = replace(patch, value=value.left, cost=patch.cost - FACTOR)
    arrays = {case.text(event.place) for event in case.events if event.value is not None and event.value.size > 1}
    is_count = isinstance(value.right, ast.Name | ast.Subscript | ast.Call | ast.Attribute)
    is_count &= ast.unparse(value.right) not in arrays
    return plain if is_count and plain.cost > 0 and plain.text(statement) != ast.unparse(statement) else None


def _above(case: Case, found: Found, patches: list[Patch]) -> Iterator[Patch]:
    """Yield the edits that bring the factor of several wrong lines into one above them."""
    search, before = Search(case), {event.place: event.value for event in case.events}
    after = {event.place: event.value for event in search.bench.run(patches).events}
    ratios = Counter[float]()
    for wrong in found.wrong:
        old, new = before.get(wrong.place), after.get(wrong.place)
        k = multiple_of(old, new) if old is not None and new is not None and old.shape == new.shape else None
        ratios.update([k] if k and k == k and not near(abs(k), 1.0) else ())
    order = {unit: index_of(case.events, unit.places[0]) for unit in search.blame.units if unit.last.size > 1}
    first = min(index_of(case.events, wrong.place) for wrong in found.wrong)
    units = [unit for unit, at in order.items() if at < first]
    for k in [k for k, count in ratios.items() if count > 1]:
        for unit in units[:MOST_LINES]:
            hits = search.hits(unit.site, unit.places[0], unit.held[0] / k, is_wide=False)
            few = [patch for patch in hits if patch.value is not None and patch.adds is None and patch.cost <= SMALL]
            few = [patch for patch in few if not search.is_odd(patch)]
            yield from sorted(few, key=lambda patch: patch.cost)[:1]
