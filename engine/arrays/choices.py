"""Functions of NumPy's that choose by the numbers: what they were asked about is kept in mind as compared.

The graph has only what was chosen; `vectorize` says of which arrays that holds for the numbers of the trace only.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.recording.compared import remember
from engine.value import Value

CHOOSING = {
    *(np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal, np.signbit),
    *(np.where, np.select, np.choose, np.compress, np.extract, np.piecewise, np.place, np.putmask, np.copyto),
    *(np.argmax, np.argmin, np.argsort, np.argpartition, np.argwhere, np.sort, np.partition, np.searchsorted),
    *(np.count_nonzero, np.flatnonzero, np.nonzero, np.nanargmax, np.nanargmin, np.digitize),
}
"""They compare, sort, or pick by a condition."""


def note(function: Any, args: Any) -> None:
    """Keep in mind the Values that a function chooses among, or by."""
    if function in CHOOSING:
        remember(values_in(args))


def note_mask(key: Any, array: Any) -> None:
    """Keep in mind the entries of an array if some of them are picked by truth values: a[mask] = 0."""
    keys = key if isinstance(key, tuple) else (key,)
    if any(isinstance(x, np.ndarray | list) and np.asarray(x).dtype == bool for x in keys):
        remember(values_in([array]))


def values_in(x: Any) -> Iterator[Value]:
    """All Values in nested lists and arrays."""
    if isinstance(x, Value):
        yield x
    elif isinstance(x, np.ndarray) and x.dtype == object:
        yield from (each for each in x.view(np.ndarray).flat if isinstance(each, Value))
    elif isinstance(x, list | tuple):
        for each in x:
            yield from values_in(each)
