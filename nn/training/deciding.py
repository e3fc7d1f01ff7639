"""How `fit` trains: with a graph for each sample, or with the NumPy program derived from one of them.

A program has to be derived and checked first, so it pays where there is much to do. This file says where, before NumPy
is loaded.
"""

from math import log2
from typing import Any, Literal, TypeAlias

from engine.recording.blocks import is_watched
from engine.table.checks import describe

Vectorized: TypeAlias = bool | Literal["auto"]

PARAMETERS = 200
"""So many parameters make the graph of a sample twice as costly as one of hardly any, which is the unit below."""

DERIVING = 120, 20
"""What deriving a program costs, in these units; and how often the cost of the graph that it is derived from."""

UPDATE = 0.75
"""What an update with a program costs."""


def pays(parameters: int, batch: int, updates: int, *, whole: bool) -> bool:
    """Return whether training with a program is shorter; `whole` if it is derived from the graph of a whole batch.

    >>> pays(21, batch=4, updates=2000, whole=False), pays(21, batch=4, updates=20, whole=False)
    (True, False)
    """
    sample = 1 + parameters / PARAMETERS
    once, times = DERIVING
    deriving = once + times * sample * (batch if whole else 1)
    checks = min(updates, 2 + log2(updates)) * batch * sample
    return updates * batch * sample > deriving + checks + UPDATE * updates


def reason_for_scalars(vectorized: Any, on_update: Any, sizes: tuple[int, int, int], whole: bool) -> str:
    """Return why `fit` trains with scalars, in words; "" if it tries a program. `sizes` are those that `pays` takes.

    Raises:
        ValueError: for another word than "auto", True and False.
    """
    if vectorized not in (True, False, "auto"):
        raise ValueError(f'vectorized got {describe(vectorized)}; "auto", True or False is needed.')
    if vectorized != "auto":
        return "" if vectorized else "vectorized=False"
    if on_update is not None:
        return "on_update is called after each update"
    if is_watched():
        return "detect_anomaly watches each operation"
    parameters, batch, updates = sizes
    if not pays(parameters, batch, updates, whole=whole):
        return f"to derive a program does not pay: updates {updates}, samples in each {batch}"
    return ""
