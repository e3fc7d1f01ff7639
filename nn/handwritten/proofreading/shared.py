"""Several wrong lines that read one array: the line that gave it its name may be the only wrong one.

A1 = cache["Z1"]                     for  cache["A1"]
dW2 = dZ2 @ A1.T                     is wrong with it,
dZ1 = (W2.T @ dZ2) * (1 - A1 ** 2)   and so is this
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.chain import SMALL
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.recording import Place, index_of
from nn.handwritten.proofreading.terms import names_read
from nn.handwritten.proofreading.wrongs import Found, fixed_by

SECONDS = 0.6
MOST = 2  # how many lines are tried


def of_one_line(case: Case, found: Found) -> Found:
    """Return the explanation by one line that made what several wrong lines read, if a small edit of it is enough."""
    steps = {place[0] for place in case.window.moved}  # what goes the wrong way there is wrong there
    if len(found.wrong) < 2 or case.stop is not None or steps & {wrong.site for wrong in found.wrong}:
        return found
    for place in [*_makers(case, found)][:MOST]:
        search = Search(case)
        proofs = search.at(place[0], (place,), None, case.left(SECONDS))
        if proofs and len(proofs[0].fixed) == search.open and proofs[0].patch.cost <= SMALL:
            return Found((fixed_by(case, proofs[0]),), (proofs[0].patch,), (), True)
    return found


def _makers(case: Case, found: Found) -> Iterator[Place]:
    """Yield where an array got its name that all wrong lines read, the last of them first."""
    read = set.intersection(*(names_read(case.statement(wrong.site)) for wrong in found.wrong))
    first = min(index_of(case.events, wrong.place) for wrong in found.wrong)
    for event in reversed(case.events[:first]):
        is_made = event.site >= 0 and isinstance(case.statement(event.site), ast.Assign)
        if is_made and case.text(event.place) in read and not event.changes:
            yield event.place
