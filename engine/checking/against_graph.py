"""Hand-written gradients beside those of a graph: the right numbers, how exact they can be, and what agrees.

What is right comes from one backward pass; `judge` compares. Only where something does not agree is the rest worked
out: how far rounding may move each gradient (`roundings.py`), and whether another choice at a kink fits (`kinks.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.agreement import CLOSE, Agreement, judge_all, largest_entry
from engine.checking.kinks import Kink, best_fit, kinks_of, on_one_side
from engine.checking.roundings import Array, Graph
from engine.value import Value

Leaves = Mapping[str, NDArray[Any]]

VISIBLE = 1e-3  # a gradient whose rounding is this part of its largest entry cannot be judged, if the loss is the cause


@dataclass(frozen=True, eq=False)
class Checked:
    """What was found for arrays of gradients."""

    right: dict[str, Array]  # the gradients of the graph; at kinks, the subgradient that is nearest to yours
    scales: dict[str, Array]  # for each entry the size that its rounding is measured by, as `judge` takes it
    agreements: dict[str, Agreement]  # what `judge` said of each of yours
    kinks: int = 0  # how many kinks have another slope there than the engine's own: 0 where that makes no difference
    lost: frozenset[str] = frozenset()  # arrays of which nothing can be said: the loss has lost their digits on the way


class Check:
    """The gradients of a loss for arrays of leaves, to be compared with hand-written ones.

    Leaves are {"W1": array, …}, and `right` their gradients, if they are known already. `further`, called only where
    the graph's own rounding matters, gives how far the rounding of another computation, which the hand-written one may
    follow, moves each gradient, in units of eps.

    >>> import numpy as np
    >>> w = np.array([Value(2.0), Value(0.0)])
    >>> check = Check(w[0] * w[0] + w[1].relu(), {"w": w})
    >>> check.against({"w": [4.0, 1.0]}).agreements["w"].kind  # the slope of relu at 0 is anything from 0 to 1
    'equal'
    >>> check.against({"w": [4.0, 2.0]}).agreements["w"].kind
    'different'
    """

    def __init__(
        self,
        loss: Value,
        leaves: Leaves,
        right: Mapping[str, Array] | None = None,
        further: Callable[[], Mapping[str, Array]] | None = None,
    ) -> None:
        self.graph, self.leaves, self.further = Graph(loss), leaves, further
        self.right = dict(right) if right is not None else self._arrays(self.graph.adjoints())

    def against(self, yours: Mapping[str, Any]) -> Checked:
        """Compare hand-written gradients, each of the shape of its leaves; those of some arrays will do."""
        first = self._checked(yours, self.right, dict.fromkeys(self.right, 0.0))
        if all(first.agreements.values()):
            return first
        best = self._checked(yours, self.right, self.scales)
        if all(best.agreements.values()) or not self.kinks:
            return best
        for turned in self._choices(yours):
            right = self._arrays(self.graph.adjoints(turned))
            moved = sum(list(value.partials) != list(partials) for value, partials in turned.items())
            there = self._checked(yours, right, self._with_further(self.graph.roundings(turned)), moved)
            if sum(map(bool, there.agreements.values())) > sum(map(bool, best.agreements.values())):
                best = there
            if all(best.agreements.values()):
                break
        return best

    @cached_property
    def scales(self) -> dict[str, Array]:
        """How far rounding may move each gradient, in units of eps."""
        return self._with_further(self.graph.roundings())

    @cached_property
    def kinks(self) -> list[Kink]:
        """The kinks that the graph stands at."""
        return kinks_of(self.graph)

    @cached_property
    def _is_lossy(self) -> bool:
        """Whether a number on the way is a matter of rounding, as log(1 − a) is with a close to 1."""
        sizes = ((self.graph.size(value), value.data) for value in self.graph.order)
        return any(not size * CLOSE <= 0.1 * VISIBLE * (1 + abs(data)) for size, data in sizes)

    def _checked(self, yours: Mapping[str, Any], right: dict[str, Array], scales: Any, kinks: int = 0) -> Checked:
        hidden = (n for n, x in right.items() if np.max(scales[n], initial=0.0) * CLOSE > VISIBLE * largest_entry(x))
        lost = frozenset(name for name in hidden if self._is_lossy)
        given = {name: (array, right[name], scales[name]) for name, array in yours.items()}
        return Checked(right, dict(scales), judge_all(given, exact=CLOSE), kinks, lost)

    def _choices(self, yours: Mapping[str, Any]) -> Any:
        """Yield partials at the kinks that fit all of yours, then those that fit one array each."""
        leaves = [leaf for name in yours for leaf in self.leaves[name].flat]
        flat = [np.asarray(array, dtype=float).ravel() for array in yours.values()]
        sizes = [float(np.abs(self.right[name]).max(initial=0.0)) for name in yours]
        # One over the size of the array that an entry belongs to: small arrays count like large ones.
        weights = np.repeat([1 / (size or 1.0) for size in sizes], [x.size for x in flat])
        yield from on_one_side(self.kinks)
        yield from best_fit(self.graph, self.kinks, leaves, np.concatenate(flat), weights)
        for i in range(len(flat) if len(flat) > 1 else 0):
            alone = [each if j == i else np.full_like(each, np.nan) for j, each in enumerate(flat)]
            yield from best_fit(self.graph, self.kinks, leaves, np.concatenate(alone), weights)

    def _with_further(self, roundings: Mapping[Value, float]) -> dict[str, Array]:
        found = self._arrays(roundings)
        further = self.further() if self.further else {}
        return {name: sizes + further.get(name, 0.0) for name, sizes in found.items()}

    def _arrays(self, found: Mapping[Value, float]) -> dict[str, Array]:
        return {
            name: np.array([found.get(leaf, 0.0) for leaf in array.flat], dtype=float).reshape(array.shape)
            for name, array in self.leaves.items()
        }
