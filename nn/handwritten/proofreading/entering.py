"""Where a factor comes in: the line whose array has it, while what the line reads has not.

A number in front of all gradients, or one that a later line takes off again, is a script's own convention. Where it
is in the steps of some parameters only, each line on the way to them could take it off; wrong is the one that brings it
in.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.matching import matches
from nn.handwritten.proofreading.multiples import multiple, near
from nn.handwritten.proofreading.recording import Array, Place
from nn.handwritten.proofreading.terms import texts_in
from nn.handwritten.proofreading.values import evaluated, parsed


def brings_in(case: Case, place: Place, held: Array, right: Array, factor: float) -> bool:
    """Return whether a line holds a multiple of its right value, although what it reads has the right factor."""
    ratio = multiple(held, right)
    if not ratio or np.isnan(ratio) or near(ratio, 1.0):
        return False
    read = [factors_read(case, place, draw) for draw in (0, 1) if case.truth(draw) is not None]
    is_read = all(any(near(k, factor) or (ratio > 0 and near(-k, factor)) for k in factors) for factors in read)
    truth = case.truth(0)
    named = [a for a in truth.adjoints if not a.is_part] if truth is not None else []
    return is_read and not any(near(match.factor, factor) for match in matches(held, named))


def factors_read(case: Case, place: Place, draw: int, adjoints: Sequence[Adjoint] = ()) -> set[float]:
    """Return the factors of the adjoints, of a draw or given ones, that a line reads on a draw."""
    found: set[float] = set()
    truth = case.truth(draw)
    statement = case.statement(place[0])
    texts = texts_in(statement.value) if getattr(statement, "value", None) is not None else []
    texts += [ast.unparse(statement.target)] if isinstance(statement, ast.AugAssign) else []

    def look(names: dict[str, Any]) -> None:
        for array in (evaluated(parsed(text), names) for text in texts):
            if array is not None and array.size > 1 and truth is not None:
                known = list(matches(array, adjoints or truth.adjoints))
                named = [match for match in known if not match.adjoint.is_part and not match.adjoint.is_data]
                found.update(match.factor for match in named or known)

    case.run(draw, inspect={place: look})
    return found
