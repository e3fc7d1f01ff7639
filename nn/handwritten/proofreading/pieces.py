"""Rows of an adjoint, and the adjoints of all turns of a loop as one array.

Some scripts go through samples or time in a loop one way, and all at once the other way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint, are_alike, stacked, together
from nn.handwritten.proofreading.naming import TURNS
from nn.handwritten.proofreading.recording import Array, grouped
from nn.handwritten.proofreading.samples import as_many, sample_by_sample
from nn.handwritten.proofreading.truth import Truth

MOST_ROWS = 2  # of more rows each would be a guess


def pieces(adjoints: Sequence[Adjoint]) -> Iterator[Adjoint]:
    """Yield the first and last rows of arrays along two axes, the stack of all turns, and the sum of their shares."""
    whole = [a for a in adjoints if not a.is_part and not a.name.endswith(TURNS)]
    for adjoint in whole:
        for axis in range(min(adjoint.value.ndim, 2)) if adjoint.value.ndim > 1 else ():
            for at in (0, -1):
                row: tuple[slice | int, ...] = (*[slice(None)] * axis, at)
                name = f"{adjoint.name}[{':, ' * axis}{at}]"
                yield replace(adjoint, name=name, value=adjoint.value[row], held=adjoint.held[row])
    yield from shares(adjoints)
    yield from (stacked(group) for group in grouped(whole, _name).values() if len(group) > 1 and are_alike(group))


def shares(adjoints: Sequence[Adjoint]) -> Iterator[Adjoint]:
    """Yield what comes back through all uses of an array in one statement: of W through X[i] @ W, for every i."""
    uses = grouped((a for a in adjoints if a.through), lambda a: (a.site, a.name, a.value.shape))
    yield from (together(group) for group in uses.values() if len(group) > 1)


def stacks(adjoints: Sequence[Adjoint], count: int) -> Iterator[Adjoint]:
    """Yield what as many assignments may leave that fill an array entry by entry: one adjoint of each turn of a loop.

    s += h[j] * w[j, k] is assigned many times for each k, and its adjoint is the same: one of each k is enough.
    """
    turns = grouped((a for a in adjoints if not a.name.endswith(TURNS)), _name)
    seen: set[bytes] = set()
    for group in turns.values():
        if len(group) < count or not are_alike(group):
            continue
        for part in (*sample_by_sample(group, count, count), *as_many(group, count)):
            value = np.array([a.value for a in part])
            if value.tobytes() not in seen and value.any():
                seen.add(value.tobytes())
                yield replace(part[0], name=part[0].name + TURNS, value=value)


def rows(adjoints: Sequence[Adjoint], held: Sequence[Array]) -> Iterator[tuple[Adjoint, tuple[Array, ...]]]:
    """Yield what as many assignments may hold that go through an array, or a list of rows, by rows, columns or entries.

    The forward pass may take all samples at once, and the backward pass one after the other.
    """
    count, shape = len(held), held[0].shape
    whole = [a for a in adjoints if not a.is_part and not a.occurrence and a.value.ndim]
    for a in whole if len(shape) in (1, 2) and all(each.shape == shape for each in held) else ():
        for value in (a.value, a.value.T)[: a.value.ndim]:
            if len(value) == count and value[0].size == held[0].size == max(shape) and value.ndim == 2:
                yield a, tuple(row.reshape(shape) for row in value)
    for group in (
        grouped(whole, lambda a: (a.site, a.name.partition("[")[0])).values()
        if all(not each.ndim for each in held)
        else ()
    ):
        own = group if sum(a.value.size for a in group) == count else [a for a in group if a.value.size == count][:1]
        flat = [entry for a in own for entry in a.value.reshape(-1)]
        turned = own[0].value.T.reshape(-1) if len(own) == 1 and own[0].value.ndim > 1 else ()
        yield from ((own[0], tuple(map(np.asarray, found))) for found in (flat, turned) if len(found))


def rows_of_samples(adjoints: Sequence[Adjoint], shape: tuple[int, ...]) -> Iterator[Adjoint]:
    """Yield the rows of a shape that alone have a gradient, such as those of the users of one sample."""
    for a in adjoints:
        if a.value.ndim > 1 and a.value.shape[1:] == shape and not a.is_part:
            at = np.flatnonzero(a.value.any(axis=tuple(range(1, a.value.ndim))))
            for i in at if len(at) <= MOST_ROWS and len(at) < len(a.value) else ():
                yield replace(a, name=f"{a.name}[{i}]", value=a.value[i], held=a.held[i])


def whole_uses(truth: Truth) -> Iterator[Adjoint]:
    """Yield all adjoints, those of several uses of an array in one statement as one: what comes back through it."""
    turns = Counter(event.site for event in truth.outcome.events if not event.part)
    yield from (adjoint for adjoint in truth.adjoints if not adjoint.through)
    for (site, _), found in grouped((a for a in truth.adjoints if a.through), _name).items():
        many = len(found) // (turns[site] or 1)
        if many < 2 or len(found) % many or not are_alike(found):
            yield from found
            continue
        for i in range(0, len(found), many):
            yield replace(together(found[i : i + many]), occurrence=i // many)


def _name(adjoint: Adjoint) -> tuple[int, str]:
    """Return what the adjoints of one array in all turns of a loop share."""
    return adjoint.site, adjoint.name
