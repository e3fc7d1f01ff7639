"""What a learner's loops compute twice is computed once: equal operations on the same entries of the same arrays.

A mean that is taken off, and taken again for the variance; √(σ² + ε), once for each row. What is made of parameters
alone stays apart: a row of a table that is looked up twice stands for two places, which happen to hold one token.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.lifting.grids import scrambled
from engine.lifting.placement import Placement
from engine.lifting.reading import NONE, Bools, Floats, Ints


class Repeats(NamedTuple):
    """Numbers that are computed already, and for each of them the number that is computed in its place."""

    again: Ints
    first: Ints


def without_repeats(at: Placement, singles: Ints, sums: Ints) -> tuple[Ints, Ints, Repeats]:
    """Return the operations of a level, each once; and those that were left out."""
    found = [repeats_among(at, numbers, keys) for numbers, keys in ((singles, of_singles), (sums, of_sums))]
    again, first = (np.concatenate(columns) for columns in zip(*found, strict=True))
    if len(again):
        singles, sums = (numbers[~np.isin(numbers, again)] for numbers in (singles, sums))
    return singles, sums, Repeats(again, first)


def settle(at: Placement, repeats: Repeats) -> None:
    """Place the operations that were left out, once the others have an array."""
    again, first = repeats
    gone = at.zero[first]
    if gone.any():
        at.leave_out(again[gone])
    at.array[again], at.place[again] = at.array[first], at.place[first]


Keys = Callable[[Placement, Ints, int], tuple[Ints, Bools]]
"""For each number a key that is equal for equal operations, and whether it is made of more than parameters."""


def repeats_among(at: Placement, numbers: Ints, keys_of: Keys) -> Repeats:
    """Return equal operations, but for those that have a label, and the loss."""
    nothing = Repeats(numbers[:0], numbers[:0])
    if len(numbers) < 2:
        return nothing
    for salt in (1, 3):  # two keys: both are never equal by chance
        keys, varying = keys_of(at, numbers, salt)
        _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        several = (counts[inverse] > 1) & varying
        if not several.any():
            return nothing
        numbers, inverse = numbers[several], inverse[several]
    made, leaves = at.reading.made, at.reading.leaves
    plain = [n != at.reading.root and not getattr(made[n - leaves], "label", "") for n in numbers.tolist()]
    numbers, inverse = numbers[plain], inverse[plain]
    _, start, inverse = np.unique(inverse, return_index=True, return_inverse=True)
    first = numbers[start][inverse]
    return Repeats(numbers[numbers != first], first[numbers != first])


def of_singles(at: Placement, numbers: Ints, salt: int) -> tuple[Ints, Bools]:
    """Return the keys of operations: the row, and its operands in order."""
    i = numbers - at.reading.leaves
    start, counts = at.starts[i], at.starts[i + 1] - at.starts[i]
    which, position, first = spread(start, counts)
    operands = at.operands[which]
    mixed = scrambled(entries(at, operands, salt) + position)
    return added(mixed, first) + scrambled(salt * at.codes[i]), moved(at, operands, first)


def of_sums(at: Placement, numbers: Ints, salt: int) -> tuple[Ints, Bools]:
    """Return the keys of sums: their terms, in any order."""
    which, _, first = spread(*terms_of_each(at, numbers))
    p, q = at.terms.p[which], at.terms.q[which]
    factors = added(np.stack([entries(at, p, salt), entries(at, q, salt)], axis=1).ravel(), 2 * np.arange(len(which)))
    mixed = scrambled(factors + scrambled(bits(at.terms.sign[which])))
    return added(mixed, first), moved(at, p, first) | moved(at, q, first)


def terms_of_each(at: Placement, numbers: Ints) -> tuple[Ints, Ints]:
    """Return for each sum where its terms begin, and how many there are."""
    start = np.searchsorted(at.terms.owner, numbers)
    return start, np.searchsorted(at.terms.owner, numbers, side="right") - start


def spread(start: Ints, counts: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the indices of runs one after the other, the place of each in its run, and where the runs begin."""
    first = np.cumsum(counts) - counts
    position = np.arange(counts.sum()) - np.repeat(first, counts)
    return np.repeat(start, counts) + position, position, first


def entries(at: Placement, numbers: Ints, salt: int) -> Ints:
    """Return a key for each operand: its array and its place there, or the number that a constant is."""
    here = np.maximum(numbers, 0)
    constant = bits(at.constants[np.where((numbers < 0) & (numbers != NONE), -1 - numbers, -1)])
    # 64 bits, also where a NumPy index has 32, as in a browser.
    places = np.where(numbers >= 0, (at.array[here].astype(np.int64) + 2) * 2**32 + at.place[here], constant)
    return scrambled(places.astype(np.int64) * salt + (numbers == NONE))


def moved(at: Placement, numbers: Ints, first: Ints) -> Bools:
    """Return for each run whether an operand is more than a parameter or a constant."""
    array = np.where(numbers >= 0, at.array[np.maximum(numbers, 0)], -1)
    found: Bools = np.logical_or.reduceat(array >= at.params, first)
    return found


def added(keys: Ints, first: Ints) -> Ints:
    """Return the sums of runs; a sum that overflows is a key as well."""
    with np.errstate(over="ignore"):
        return np.add.reduceat(keys, first)


def bits(numbers: Floats) -> Ints:
    """Return numbers as whole numbers that differ where they do; -0 differs from 0."""
    return numbers.view(np.int64)
