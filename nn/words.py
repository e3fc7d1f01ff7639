"""The words that every room uses for a choice, each spelled in one place, and refused by name if misspelled."""

from collections.abc import Iterable

ORIENTATIONS = ("in_out", "out_in")
"""How a weight matrix is stored: (inputs, neurons), as in `x @ W`, or (neurons, inputs), as in `W @ x`."""

REDUCTIONS = ("mean", "sum", "mean_all")
"""What a batch loss divides by: the number of samples, nothing, or the number of entries."""

LOSSES = ("mse", "mae", "huber", "hinge", "bce", "cross_entropy")
"""Losses by short name: squared, absolute and Huber's error, hinge, and the cross-entropies from probabilities."""


def one_of(what: str, given: str, allowed: Iterable[str]) -> str:
    """`given` if it is allowed; otherwise ValueError, naming it and what is allowed.

    >>> one_of("reduction", "avg", REDUCTIONS)
    Traceback (most recent call last):
    ValueError: unknown reduction: 'avg' (must be one of 'mean', 'sum', 'mean_all')
    """
    if given not in (allowed := tuple(allowed)):
        raise ValueError(f"unknown {what}: {given!r} (must be one of {', '.join(map(repr, allowed))})")
    return given
