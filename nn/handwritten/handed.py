"""Numbers that a learner hands in: lists, arrays, tensors and Values alike, as NumPy arrays of their own precision."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import numbers
from engine.table.checks import describe


def untensored(given: Any) -> Any:
    """Return a tensor as a NumPy array, cut off from its graph; also those in lists. All else stays as it is.

    Whatever has the methods `detach`, `cpu` and `numpy` counts as a tensor, so PyTorch is not imported.

    >>> untensored([1.0, 2.0])
    [1.0, 2.0]
    """
    if isinstance(given, list | tuple):
        return type(given)(map(untensored, given)) if type(given) in (list, tuple) else given
    if not all(hasattr(given, name) for name in ("detach", "cpu", "numpy")):
        return given
    tensor = given.detach().cpu()
    try:
        return tensor.numpy()
    except (TypeError, RuntimeError):  # bfloat16, which NumPy does not have; a conjugate view
        return tensor.float().numpy()


def array_of(given: Any, name: str) -> NDArray[Any]:
    """Return real numbers of any shape as an array; float16 and float32 stay what they are.

    Raises:
        TypeError: if an entry is not a real number, None and text included.
        ValueError: if rows have different lengths, or an integer is too large for a float.

    >>> array_of(np.float32([1.0, 2.0]), "dW1").dtype
    dtype('float32')
    >>> array_of([["1.0"]], "dW1")
    Traceback (most recent call last):
    TypeError: dW1 got [['1.0']] (list); an array of real numbers is needed, all rows of one length.
    """
    plain = untensored(given)
    try:
        array = np.asarray(plain)
        return array if array.dtype.kind in "biuf" else np.asarray(numbers(plain), dtype=float)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        kind = getattr(getattr(given, "dtype", None), "kind", "")
        hint = " with complex numbers; take their real part" if kind == "c" else ""
        said = f"{name} got {describe(given)}{hint}; an array of real numbers is needed, all rows of one length."
        raise (TypeError if isinstance(error, TypeError) else ValueError)(said) from None
