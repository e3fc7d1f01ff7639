"""What a setting may be: the words for a choice, each spelled in one place, and the ranges of sizes and numbers.

Each check has one message: what was given, and what is allowed.
"""

from collections.abc import Iterable
from typing import Any

from engine.table.checks import as_float, describe

ORIENTATIONS = ("in_out", "out_in")
"""How a weight matrix is stored: (inputs, neurons), as in `x @ W`, or (neurons, inputs), as in `W @ x`."""

REDUCTIONS = ("mean", "sum", "mean_all")
"""What a batch loss divides by: the number of samples, nothing, or the number of entries."""


def one_of(what: str, given: str, allowed: Iterable[str]) -> str:
    """`given` if it is allowed; otherwise ValueError, naming it and what is allowed.

    >>> one_of("reduction", "avg", REDUCTIONS)
    Traceback (most recent call last):
    ValueError: unknown reduction: 'avg' (must be one of 'mean', 'sum', 'mean_all')
    """
    if given not in (allowed := tuple(allowed)):
        raise ValueError(f"unknown {what}: {given!r} (must be one of {', '.join(map(repr, allowed))})")
    return given


def at_least_0(name: str, given: float) -> float:
    """`given`; ValueError if it is below 0 or NaN."""
    if not as_float(given, name) >= 0:
        raise ValueError(f"{name} got {given}; a number of 0 or more is needed.")
    return float(given)


def positive(name: str, given: float, what: str = "number") -> float:
    """`given`; ValueError if it is not above 0."""
    if not as_float(given, name) > 0:
        raise ValueError(f"{name} got {given}; a positive {what} is needed.")
    return float(given)


def share(name: str, given: float) -> float:
    """`given`; ValueError unless it is from 0 to less than 1."""
    if not 0 <= as_float(given, name) < 1:
        raise ValueError(f"{name} got {given}; a number from 0 to less than 1 is needed.")
    return float(given)


def at_least_1(name: str, given: Any) -> int:
    """`given`; ValueError unless it is a whole number of 1 or more."""
    if isinstance(given, bool) or not hasattr(given, "__index__") or given < 1:
        raise ValueError(f"{name} got {describe(given)}; a whole number of 1 or more is needed.")
    return int(given)
