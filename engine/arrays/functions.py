"""Which of NumPy's functions of whole arrays work on Values.

Some move entries about or choose among them (`moving.py`), reduce them (`reductions.py`), multiply and add them
(`products.py`), or write into an array (`writing.py`). Some ask about the data: they get floats, and return plain
numbers. A function that is in no list is refused by name.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays.entries import data_of
from engine.arrays.moving import MOVE, MOVING
from engine.arrays.products import PRODUCTS
from engine.arrays.reductions import REDUCTIONS
from engine.arrays.writing import WRITING

__all__ = ["FUNCTIONS", "LOOK", "MOVE"]

ASK = [
    *(np.all, np.any, np.allclose, np.array_equal, np.array_equiv, np.isclose, np.isin, np.isneginf, np.isposinf),
    *(np.argmax, np.argmin, np.argpartition, np.argsort, np.argwhere, np.lexsort, np.nanargmax, np.nanargmin),
    *(np.count_nonzero, np.digitize, np.flatnonzero, np.nonzero, np.searchsorted),
]
"""The answer depends on the numbers."""

LOOK = [
    *(*ASK, np.array2string, np.array_repr, np.array_str),
    *(np.diag_indices_from, np.tril_indices_from, np.triu_indices_from),
    *(np.iscomplex, np.isreal, np.iscomplexobj, np.isrealobj),
    *(np.ndim, np.shape, np.size, np.may_share_memory, np.shares_memory),
]
"""These look at the data and give plain numbers."""


def _looking(function: Any) -> Callable[..., Any]:
    """Return NumPy's function of the numbers."""

    def run(*args: Any, **options: Any) -> Any:
        return function(*[_numbers_of(x) for x in args], **{name: _numbers_of(x) for name, x in options.items()})

    return run


def _numbers_of(x: Any) -> Any:
    return data_of(x) if isinstance(x, np.ndarray) and x.dtype == object else x


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    **{function: _looking(function) for function in LOOK},
    **MOVING,
    **REDUCTIONS,
    **PRODUCTS,
    **WRITING,
}
"""NumPy's function, and what does its work on plain arrays."""
