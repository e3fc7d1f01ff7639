"""Indices that are the same number by chance: where u is i, e * Q[u] is the gradient of P[u], and in no other pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.scope import indices


def coincide(case: Case) -> bool:
    """Return whether two names by which the lines of a pass index arrays are the same number where it ends."""
    statements = [case.script.program.statements[site] for site in {e.site for e in case.events if e.site >= 0}]
    names = set().union(*map(indices, statements))
    found: list[int] = []

    def look(held: dict[str, Any]) -> None:
        found.extend(int(held[name]) for name in names if isinstance(held.get(name), int | np.integer))

    if len(names) > 1:
        case.run(inspect={case.window.until: look})
    return len(set(found)) < len(found)
