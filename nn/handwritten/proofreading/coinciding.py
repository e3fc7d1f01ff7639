"""What is the same by chance in one pass, and in no other: e * Q[u] is the gradient of P[u] where u is i.

So is a of a - t, where the target t of this pass is 0.
"""

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
    return len(set(found)) < len(found) or _takes_off_nothing(case)


def _takes_off_nothing(case: Case) -> bool:
    """Return whether a difference of two things is the first of them in this pass."""
    held: dict[str, Any] = {}
    for event in case.events:
        value: Any = getattr(case.statement(event.site), "value", None) if event.site >= 0 else None
        is_difference = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub)
        first = held.get(ast.unparse(value.left)) if is_difference else None
        if first is not None and event.value is not None and np.array_equal(first, event.value):
            return True
        held[case.text(event.place)] = event.value
    return False
