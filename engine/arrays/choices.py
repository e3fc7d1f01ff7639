"""Functions of NumPy's that choose by the numbers: the Values that they compare are remembered.

The graph has only what was chosen; `vectorize` says of which arrays that holds for the numbers of the trace only.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.arrays.entries import values_in
from engine.arrays.functions import ASK
from engine.arrays.ufuncs import OF_DATA, SAME
from engine.recording.compared import remember

CHOOSING = {
    *(*ASK, *OF_DATA, *SAME, np.fmax, np.fmin),
    *(np.where, np.select, np.compress, np.extract, np.place, np.putmask, np.sort),
    *(np.nansum, np.nanprod, np.nanmean, np.nanvar, np.nanstd, np.nanmax, np.nanmin, np.nan_to_num),
}
"""They answer a question about the numbers, sort, leave out NaN, or pick by a condition."""


def note(function: Any, args: Iterable[Any], where: Any = True) -> None:
    """Remember the Values that a function chooses among, or by; `where` is NumPy's option of this name."""
    if function in CHOOSING or where is not True or (function is np.delete and any(map(is_mask, args))):
        remember(values_in([*args]))


def note_mask(key: Any, array: Any) -> None:
    """Remember the entries of an array if some of them are picked by truth values: a[mask], a[mask] = 0."""
    if any(map(is_mask, key if isinstance(key, tuple) else (key,))):
        remember(values_in(array))


def is_mask(x: Any) -> bool:
    """Return whether x is an array or a list of truth values."""
    return isinstance(x, np.ndarray | list) and np.asarray(x).dtype == bool
