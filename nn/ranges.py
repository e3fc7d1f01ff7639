"""The ranges that sizes and settings have, each with one message: what was given, and what is needed."""

from typing import Any

from engine.checks import as_float, describe


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
