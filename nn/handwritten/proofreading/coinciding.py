"""Indices that are the same number by chance: where u is i, e * Q[u] is the gradient of P[u], and in no other pass."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from nn.handwritten.proofreading.case import Case


def coincide(case: Case) -> bool:
    """Return whether two names by which the lines of a pass index arrays are the same number where it ends."""
    statements = [case.script.program.statements[site] for site in {e.site for e in case.events if e.site >= 0}]
    slices = [n.slice for s in statements for n in ast.walk(s) if isinstance(n, ast.Subscript)]
    indices = [part for each in slices for part in (each.elts if isinstance(each, ast.Tuple) else [each])]
    names = {each.id for each in indices if isinstance(each, ast.Name)}
    found: list[int] = []

    def look(held: dict[str, Any]) -> None:
        found.extend(int(held[name]) for name in names if isinstance(held.get(name), int | np.integer))

    if len(names) > 1:
        case.run(inspect={case.window.until: look})
    return len(set(found)) < len(found)
