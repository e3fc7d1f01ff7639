"""What an array of Values holds: Values and nothing else. Numbers that are put in become constants.

The files above compute on *plain* arrays: of dtype object, no subclass, Values and floats mixed. Only what
they return is lifted, so a number in a formula stays a number, as it does beside a single Value.

Where NumPy copies numbers, the copies are results of their own here, by the row `identity`: so the gradient of a copied
array is that of the copy, and not of all that its source is used for. A view has the same Values as its source.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.table.checks import describe, is_number
from engine.value import Constant, Value

Plain: TypeAlias = NDArray[Any]
"""An array of dtype object; in it Values and floats."""


def operand(given: Any, operation: str) -> Plain:
    """Return a number, a Value, a list or an array as a plain array; TypeError, by name, for anything else."""
    check_unmasked(given, operation)
    array = np.asarray(given)
    if array.dtype.kind in "biuf":
        return array.astype(float).astype(object)
    if array.dtype.kind != "O":
        raise TypeError(f"{operation} got {describe(given)}; arrays of real numbers or of Values are needed.")
    for x in array.flat:
        if not isinstance(x, Value) and not is_number(x):
            raise TypeError(f"{operation} got {describe(x)} in an array; each entry must be a Value or a number.")
    return array


def check_unmasked(given: Any, where: str) -> None:
    """Raise ValueError for a masked array in which something is masked."""
    if isinstance(given, np.ma.MaskedArray) and np.ma.is_masked(given):
        raise ValueError(
            f"{where} got a masked array, whose masked entries are not numbers. Fill them, a.filled(0.0), and leave "
            "them out of sums with where=~a.mask."
        )


def lift(array: Plain) -> Plain:
    """Return the same array if all entries are Values; else another, with a constant for each number."""
    if all(isinstance(x, Value) for x in array.flat):
        return array
    lifted = np.frompyfunc(lambda x: x if isinstance(x, Value) else Constant(x), 1, 1)
    return np.asarray(lifted(array), dtype=object)


def own(array: Plain) -> Plain:
    """Return copies of the entries of a plain array, as results of `identity`; numbers and constants stay."""
    return np.asarray(np.frompyfunc(copied, 1, 1)(array), dtype=object)


def copied(x: Any) -> Any:
    """Return one entry as a copy."""
    return x.identity() if isinstance(x, Value) and x.requires_grad else x


def data_of(array: Plain) -> NDArray[np.float64]:
    """Return the numbers in a plain array."""
    return np.array([x.data if isinstance(x, Value) else x for x in array.flat], dtype=float).reshape(array.shape)


def values_in(x: Any) -> Iterator[Value]:
    """Yield all Values in nested lists and arrays."""
    if isinstance(x, Value):
        yield x
    elif isinstance(x, np.ndarray) and x.dtype == object:
        yield from (each for each in x.view(np.ndarray).flat if isinstance(each, Value))
    elif isinstance(x, list | tuple):
        for each in x:
            yield from values_in(each)


def is_moving_leaf(x: Any) -> bool:
    """Return whether x is what training moves: a Value that no operation made, and no constant."""
    return isinstance(x, Value) and x.is_leaf and x.requires_grad
