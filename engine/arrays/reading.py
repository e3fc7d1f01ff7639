"""Read arrays of Values back as arrays of floats: the numbers, or the gradients."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays.entries import Plain, check_unmasked
from engine.table.checks import as_float, describe, is_number
from engine.table.floats import NOT_COMPUTED
from engine.value import Value


def numbers(array: Any) -> Any:
    """Return the data of an array of Values, as floats of the same shape.

    Args:
        array: a ValueArray, any array or nested list of Values and numbers, one Value, or a dict of these.

    Returns:
        A new array of floats; for a dict, a dict of arrays.

    Raises:
        TypeError: for an entry that is neither a Value nor a number.
        ValueError: for rows of different lengths.

    >>> from engine.value import Value
    >>> numbers([[Value(1.0), 2.0], [Value(3.0), Value(4.0)]])
    array([[1., 2.],
           [3., 4.]])
    """
    return _read(array, "numbers(…)", lambda x, name: x.data if isinstance(x, Value) else as_float(x, name))


def gradients(array: Any) -> Any:
    """Return the gradients of an array of Values, as floats of the same shape, after `backward`.

    An entry that no route leads to from the loss has gradient 0. If that is so for *all* entries, `backward`
    was most likely not called, and that is an error, not an array of zeros. In a dict, such as
    `model.arrays()`, all its arrays count together: a layer that takes no part may be among them.

    Args:
        array: a ValueArray, any array or nested list of Values, one Value, or a dict of these.

    Returns:
        A new array of floats; for a dict, a dict of arrays.

    Raises:
        RuntimeError: if no entry has a gradient.
        TypeError: for an entry that is not a Value; a number has no gradient.
        ValueError: for rows of different lengths.

    >>> from engine.value import Value
    >>> w, unused = Value(2.0), Value(1.0)
    >>> gradients([w, unused])
    Traceback (most recent call last):
    RuntimeError: gradients(…) found none: no backward pass has reached any of the 2 entries. Call loss.backward() ...
    >>> (w * w).backward()
    >>> gradients([w, unused])
    array([4., 0.])
    """
    found = _read(array, "gradients(…)", _gradient)
    entries = list(_entries(array, "gradients(…)"))
    if entries and all(x.grad is NOT_COMPUTED for x in entries):
        constant = all(not x.requires_grad for x in entries)
        why = (
            f"all {len(entries)} entries are constants, which are never differentiated (made under no_grad?)"
            if constant
            else f"no backward pass has reached any of the {len(entries)} entries. Call loss.backward() first, on a "
            "loss that was computed from these very Values and not from an earlier set of them"
        )
        raise RuntimeError(f"gradients(…) found none: {why}.")
    return found


def _gradient(x: Any, name: str) -> float:
    if not isinstance(x, Value):
        raise TypeError(f"{name} got {describe(x)}; only a Value has a gradient.")
    return x.grad + 0.0  # not computed, beside computed ones, is no route: 0


def _entries(array: Any, where: str) -> Iterator[Any]:
    """Yield every entry of every array."""
    for each in array.values() if isinstance(array, dict) else [array]:
        yield from nested(each, where).flat


def _read(array: Any, where: str, number_of: Any) -> Any:
    """Return an array with a float for each entry; for a dict, one for each name."""
    if isinstance(array, dict):
        return {name: _read(each, f"{where}: {name}", number_of) for name, each in array.items()}
    found = nested(array, where)
    return np.array([number_of(x, where) for x in found.flat], dtype=float).reshape(found.shape)


def nested(given: Any, where: str) -> Plain:
    """Return whatever was given as a plain array whose entries are numbers or Values."""
    plain = without_tensors(given, where)
    try:
        array = np.array(plain, dtype=object)
    except ValueError:  # arrays of different shapes in a list
        raise _ragged(given, where) from None
    if getattr(plain, "dtype", array.dtype).kind not in "biufO":
        raise TypeError(f"{where} got {describe(given)}; real numbers or Values are needed.")
    for x in array.flat:
        if isinstance(x, list | tuple | np.ndarray):
            raise _ragged(given, where)
        if not isinstance(x, Value) and not is_number(x):
            raise TypeError(f"{where} got {describe(x)}; each entry must be a real number or a Value.")
    return array


def without_tensors(given: Any, where: str) -> Any:
    """Return tensors of PyTorch as arrays of their numbers, also in a list, and arrays of no axes as numbers."""
    if isinstance(given, list | tuple):
        return [without_tensors(x, where) for x in given]
    if hasattr(given, "detach") and hasattr(given, "numpy"):
        if given.is_complex():
            raise TypeError(f"{where} got {describe(given)}; real numbers or Values are needed.")
        given = given.detach().cpu().double().numpy()
    check_unmasked(given, where)
    return given[()] if isinstance(given, np.ndarray) and not given.ndim else given


def _ragged(given: Any, where: str) -> ValueError:
    several = {
        "values": " For several arrays make one call for each: W1, b1 = values(W1), values(b1).",
        "numbers": " For several arrays give a dict: {'W1': W1, 'b1': b1}.",
    }
    hint = several.get(where.partition("(")[0].replace("gradients", "numbers"), "")
    return ValueError(
        f"{where} got {describe(given)}, whose rows have different lengths; all rows of an array have the same.{hint}"
    )
