"""Numbers as they were handed in: lists, views, tensors, arrays of objects or Values, read as arrays of floats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from nn.handwritten.handed import array_of, untensored
from nn.handwritten.matrix import Array

DOUBLE = np.dtype(float)


class UnreadableArraysError(ValueError):
    """Raised for arguments that do not fit together; the report shows its message."""


@contextmanager
def readable() -> Iterator[None]:
    """Raise UnreadableArraysError, with the same message, for any error of a block that reads arguments."""
    try:
        yield
    except (ValueError, TypeError, OverflowError) as error:
        raise UnreadableArraysError(str(error)) from None


def array(given: Any, name: str) -> Array:
    """Return finite numbers of any shape as floats; lists, views, tensors, arrays of objects or Values alike.

    Raises:
        ValueError, TypeError: for anything else; NaN or infinity is named with its place.
    """
    found = np.asarray(array_of(given, name), dtype=float)
    wrong = np.argwhere(~np.isfinite(found))
    if len(wrong):
        index = ",".join(map(str, wrong[0]))
        raise ValueError(
            f"{name}[{index}] is {found[tuple(wrong[0])]}, one of {len(wrong)} entries of {name} that are not "
            "finite: nothing can be compared with it. Look for a log of 0, a division by 0 or an overflow first."
        )
    return found


def dtype_of(given: Any) -> np.dtype[Any]:
    """Return float16 or float32 if an array has it, else NumPy's usual float.

    bfloat16, which NumPy does not have, counts as float16: it is not much coarser.
    """
    if str(getattr(given, "dtype", "")).endswith("bfloat16"):
        return np.dtype(np.float16)
    kind = getattr(untensored(given), "dtype", DOUBLE)
    return kind if kind in (np.float16, np.float32) else DOUBLE
