"""Which Values were compared: what a comparison decides leaves no trace in the graph.

`max(v, w)`, `if v > 0` or `np.where(z > 0, z, 0)` choose by the data of this moment, and the graph has only what was
chosen. `vectorize` says so of a program that was derived from such a graph. A Value that is gone is forgotten.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakSet

_compared: WeakSet[Any] = WeakSet()


def data(x: Any) -> float:
    """Return the number of a Value, which is kept in mind as compared; anything else as it is."""
    if hasattr(x, "_data"):
        _compared.add(x)
    number: float = getattr(x, "_data", x)
    return number


def remember(values: Iterable[Any]) -> None:
    """Remember these Values as compared."""
    _compared.update(values)


def compared_among(numbers: Mapping[Any, int]) -> list[int]:
    """Return the numbers of those Values that were compared, in order.

    >>> from engine.value import Value
    >>> v, w = Value(1.0), Value(2.0)
    >>> v < 3
    True
    >>> compared_among({w: 5, v: 7})
    [7]
    """
    return sorted({numbers[x] for x in list(_compared) if x in numbers})
