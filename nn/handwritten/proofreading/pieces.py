"""Rows of an adjoint, and the adjoints of all turns of a loop as one array.

Some scripts go through samples or time in a loop one way, and all at once the other way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from nn.handwritten.proofreading.naming import TURNS
from nn.handwritten.proofreading.samples import as_many, sample_by_sample
from nn.handwritten.proofreading.truth import Adjoint, Truth


def pieces(adjoints: Sequence[Adjoint]) -> Iterator[Adjoint]:
    """Yield the first and last rows of arrays along two axes, the stack of all turns, and the sum of their shares."""
    turns: dict[tuple[int, str], list[Adjoint]] = {}
    for adjoint in adjoints:
        if adjoint.is_part or adjoint.name.endswith(TURNS):
            continue
        turns.setdefault((adjoint.site, adjoint.name), []).append(adjoint)
        for axis in range(min(adjoint.value.ndim, 2)) if adjoint.value.ndim > 1 else ():
            for at in (0, -1):
                row: tuple[slice | int, ...] = (*[slice(None)] * axis, at)
                name = f"{adjoint.name}[{':, ' * axis}{at}]"
                yield replace(adjoint, name=name, value=adjoint.value[row], held=adjoint.held[row])
    yield from shares(adjoints)
    for group in turns.values():
        if len(group) > 1 and len({a.value.shape for a in group}) == 1:
            values, held = np.array([a.value.ravel() for a in group]), np.array([a.held.ravel() for a in group])
            yield replace(group[0], name=group[0].name + TURNS, value=values, held=held)


def shares(adjoints: Sequence[Adjoint]) -> Iterator[Adjoint]:
    """Yield what comes back through all uses of an array in one statement: of W through X[i] @ W, for every i."""
    uses: dict[tuple[int, str, tuple[int, ...]], list[Adjoint]] = {}
    for adjoint in adjoints:
        if adjoint.through:
            uses.setdefault((adjoint.site, adjoint.name, adjoint.value.shape), []).append(adjoint)
    for group in uses.values():
        if len(group) > 1:
            yield replace(group[0], value=np.array(sum(a.value for a in group)))


def stacks(adjoints: Sequence[Adjoint], count: int) -> Iterator[Adjoint]:
    """Yield what as many assignments may leave that fill an array entry by entry: one adjoint of each turn of a loop.

    s += h[j] * w[j, k] is assigned many times for each k, and its adjoint is the same: one of each k is enough.
    """
    turns: dict[tuple[int, str], list[Adjoint]] = {}
    for adjoint in adjoints:
        if not adjoint.name.endswith(TURNS):
            turns.setdefault((adjoint.site, adjoint.name), []).append(adjoint)
    seen: set[bytes] = set()
    for group in turns.values():
        if len(group) < count or len({a.value.shape for a in group}) > 1:
            continue
        for part in as_many(group, count) or sample_by_sample(group, count, count):
            value = np.array([a.value for a in part])
            if value.tobytes() not in seen and value.any():
                seen.add(value.tobytes())
                yield replace(part[0], name=part[0].name + TURNS, value=value)


def whole_uses(truth: Truth) -> Iterator[Adjoint]:
    """Yield all adjoints, those of several uses of an array in one statement as one: what comes back through it."""
    turns = Counter(event.site for event in truth.outcome.events if not event.part)
    uses: dict[tuple[int, str], list[Adjoint]] = {}
    for adjoint in truth.adjoints:
        if adjoint.through:
            uses.setdefault((adjoint.site, adjoint.name), []).append(adjoint)
        else:
            yield adjoint
    for (site, _), found in uses.items():
        many = len(found) // (turns[site] or 1)
        if many < 2 or len(found) % many or len({a.value.shape for a in found}) > 1:
            yield from found
            continue
        for i in range(0, len(found), many):
            together = np.array(sum(a.value for a in found[i : i + many]))
            yield replace(found[i], occurrence=i // many, value=together)
