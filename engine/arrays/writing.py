"""What is written into an array of Values: checked and copied in one place, `put`.

A leaf gives way to a leaf only. Anything else that is put in is copied, as NumPy copies numbers: the entry of the array
is a result of `identity`, and has a gradient of its own.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays.entries import Plain, copied, is_moving_leaf, lift, operand, own
from engine.arrays.reductions import mask_of
from engine.arrays.refusals import LEAVES, numbers_only


def put(place: Plain, key: Any, new: Plain, fresh: bool = False) -> None:
    """Assign `new` to place[key]. Copy its entries, unless `fresh` says that no other array holds them.

    Raises:
        TypeError: if a result or a number would stand in the place of a leaf.
        ValueError: for shapes that do not fit, and a place that cannot be written.
    """
    if not place.flags.writeable:
        raise ValueError("assignment destination is read-only: it is a view of an array that is only to be read.")
    old = np.asarray(place[key], dtype=object)
    entries = np.empty(old.shape, dtype=object)
    entries[...] = lift(new if new.ndim or old.ndim else new.reshape(()))  # NumPy checks the shapes
    pairs = list(zip(old.flat, entries.flat, strict=True))
    if all(x is y for x, y in pairs):  # the last step of W[0] += …, which has changed W already
        return
    if any(is_moving_leaf(x) and not is_moving_leaf(y) for x, y in pairs):
        raise TypeError(LEAVES)
    for i, (before, after) in enumerate(pairs):
        entries.flat[i] = after if fresh or is_moving_leaf(before) else copied(after)
    place[key] = entries if entries.ndim else entries[()]


PARAMETERS = {
    np.copyto: ("dst", "src", "casting", "where"),
    np.fill_diagonal: ("a", "val", "wrap"),
    np.put_along_axis: ("arr", "indices", "values", "axis"),
    np.putmask: ("a", "mask", "values"),
    np.place: ("arr", "mask", "vals"),
    np.put: ("a", "ind", "v", "mode"),
}
"""NumPy's functions that change their first argument, with the names of all their arguments."""

NEW = ("src", "val", "values", "vals", "v")
"""Which argument has the new entries."""


def _writing(function: Any, names: tuple[str, ...]) -> Callable[..., None]:
    """Return what does a function's work: NumPy itself says which of the new entries goes where, by their numbers."""
    name, new = f"np.{function.__name__}", next(word for word in NEW if word in names)

    def run(*args: Any, **options: Any) -> None:
        given = dict(zip(names, args, strict=False)) | options
        target, entries = given.pop(names[0]), operand(given.pop(new), name)
        if not isinstance(target, np.ndarray) or target.dtype != object:
            raise numbers_only(name, target)
        masks = {word: mask_of(given[word], name) for word in ("mask", "where") if word in given}
        chosen = np.full(target.shape, -1)
        function(chosen, **given | masks | {new: np.arange(entries.size).reshape(entries.shape)})
        put(target, chosen >= 0, own(entries.ravel()[chosen[chosen >= 0]]), fresh=True)

    return run


WRITING: dict[Any, Callable[..., None]] = {
    function: _writing(function, names) for function, names in PARAMETERS.items()
}
"""NumPy's function, and what does its work on plain arrays."""
