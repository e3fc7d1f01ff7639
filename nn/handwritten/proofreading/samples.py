"""The assignments of a line beside those of a forward array, where the pass goes through one sample after the other.

A line that runs once for each sample, or once for each layer of each sample, has fewer occurrences than a forward array
of all layers. Sample by sample they correspond as they do in a pass without that loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.recording import Event

MOST_ROWS = 3  # how many assignments of a sample are tried one by one; of more, the first and last


def turns(events: Sequence[Event]) -> int:
    """Return in how many turns of the outermost loop that goes on between them some assignments are made."""
    for level in zip(*(event.loops for event in events), strict=False):
        found = set(level)
        if len(found) > 1:
            return len(found)
    return 1


def as_many(group: list[Adjoint], count: int) -> list[list[Adjoint]]:
    """Return those of a forward array that as many assignments can hold: in the same order and reversed.

    A function that is called for each unit of each layer has those of the first layer first, and of the last last.
    """
    more = len(group) - count
    is_units = count > 1 and more > 1 and not any(each.value.ndim for each in group)
    parts = [group[row : row + count] for row in {more, 0}] if (more in (0, 1) or is_units) and len(group) > 1 else []
    return [turned for part in parts for turned in (part, part[::-1])]


def sample_by_sample(group: Sequence[Adjoint], count: int, samples: int) -> Iterator[list[Adjoint]]:
    """Yield those of a forward array that as many assignments can hold: the same ones of each sample, also reversed."""
    if samples < 2 or len(group) % samples or count % samples or len(group) < count:
        return
    each, own = len(group) // samples, count // samples
    if own == each:  # in the same order, or all of it reversed, is `as_many`
        yield from [[a for i in range(samples) for a in group[i * each : (i + 1) * each][::-1]]] if own > 1 else []
        return
    rows = range(each) if own == 1 and each <= MOST_ROWS else sorted({0, each - own})
    for row in rows:
        for step in (1, -1)[: min(own, 2)]:
            yield [a for i in range(samples) for a in group[i * each + row : i * each + row + own][::step]]
