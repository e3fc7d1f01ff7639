"""Fourth step of lifting: equal operations on entries of the same arrays become one step of the program.

Level by level, from the leaves up: what is made in the same way from the same arrays is a group, and becomes an array.
"""

from collections.abc import Sequence

import numpy as np

from engine.lifting.placement import Placement
from engine.lifting.reading import Ints, Reading
from engine.lifting.singles import groups_of_singles
from engine.lifting.sums import groups_of_sums
from engine.lifting.terms import Terms, runs
from engine.lifting.views import Array


def grouped(reading: Reading, terms: Terms, named: Sequence[Array], batched: bool) -> Placement:
    """All steps of the program, and where every number of the graph ended up."""
    at = Placement(reading, terms, named, batched)
    singles, sums = by_level(terms.single, terms.level), by_level(terms.sums, terms.level)
    nothing = np.zeros(0, dtype=np.intp)
    for height in sorted({*singles, *sums}):
        found = [
            *groups_of_singles(at, singles.get(height, nothing)),
            *groups_of_sums(at, sums.get(height, nothing)),
        ]
        for _, make in sorted(found, key=lambda group: group[0]):
            make()
    return at


def by_level(numbers: Ints, level: Ints) -> dict[int, Ints]:
    """The numbers of each level, in order."""
    order = np.argsort(level[numbers], kind="stable")
    ordered = numbers[order]
    return {int(level[ordered[a]]): ordered[a:b] for a, b in runs(level[ordered])}
