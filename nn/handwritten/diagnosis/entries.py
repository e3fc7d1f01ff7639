"""Numbers as they were handed in: lists, views, tensors, arrays of objects or Values, read as arrays of floats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from engine.arrays import numbers
from engine.table.checks import describe
from nn.handwritten.handed import untensored
from nn.handwritten.matrix import Array

DOUBLE = np.dtype(float)


class UnreadableArraysError(ValueError):
    """What was handed in does not fit together; the message is for the learner."""


@contextmanager
def readable() -> Iterator[None]:
    """Turn errors of a block about what was handed in into an UnreadableArraysError with the same message."""
    try:
        yield
    except (ValueError, TypeError, OverflowError) as error:
        raise UnreadableArraysError(str(error)) from None


def array(given: Any, name: str) -> Array:
    """Return numbers of any shape as floats; lists, views, tensors, arrays of objects or Values alike."""
    given = untensored(given)
    try:
        if isinstance(given, np.ndarray) and given.dtype.kind in "biuf":
            return np.asarray(given, dtype=float)
        return np.asarray(numbers(given), dtype=float)
    except (TypeError, ValueError, AttributeError, OverflowError):
        kind = (
            " with complex numbers; take their real part"
            if getattr(getattr(given, "dtype", None), "kind", "") == "c"
            else ""
        )
        raise UnreadableArraysError(
            f"{name} got {describe(given)}{kind}; an array of real numbers is needed, all rows of one length."
        ) from None


def finite(name: str, found: Array) -> None:
    """Raise UnreadableArraysError for NaN or infinity, naming the first."""
    wrong = np.argwhere(~np.isfinite(found))
    if len(wrong):
        index = ",".join(map(str, wrong[0]))
        raise UnreadableArraysError(
            f"{name}[{index}] is {found[tuple(wrong[0])]}, one of {len(wrong)} entries of {name} that are not "
            "finite: nothing can be compared with it. Look for a log of 0, a division by 0 or an overflow first."
        )


def dtype_of(given: Any) -> np.dtype[Any]:
    """Return float16 or float32 if an array has it, else NumPy's usual float.

    bfloat16, which NumPy does not have, counts as float16: it is not much coarser.
    """
    if str(getattr(given, "dtype", "")).endswith("bfloat16"):
        return np.dtype(np.float16)
    kind = getattr(untensored(given), "dtype", DOUBLE)
    return kind if kind in (np.float16, np.float32) else DOUBLE
