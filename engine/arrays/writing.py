"""What is written into an array of Values: checked and copied in one place, `put`.

A leaf gives way to a leaf only. Anything else that is put in is copied, as NumPy copies numbers: the entry of the array
is a result of `identity`, and has a gradient of its own.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays.entries import Plain, copied, is_moving_leaf, lift, operand, own
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


def _target(place: Any, name: str) -> Plain:
    """Return the array that a function writes into; TypeError if it holds numbers only."""
    if not isinstance(place, np.ndarray) or place.dtype != object:
        raise numbers_only(name, place)
    return place


def _put(place: Plain, key: Any, new: Plain) -> None:
    """Copy entries to a key: these functions move no leaves."""
    put(place, key, own(new), fresh=True)


def copyto(dst: Any, src: Any, casting: Any = None, where: Any = True) -> None:
    """np.copyto: dst[where] = src."""
    dst = _target(dst, "np.copyto")
    mask = np.broadcast_to(np.asarray(where, dtype=bool), dst.shape)
    _put(dst, mask, np.broadcast_to(operand(src, "np.copyto"), dst.shape)[mask])


def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """np.fill_diagonal: the entries a[i, i, …] become `val`."""
    a = _target(a, "np.fill_diagonal")
    mask = np.zeros(a.shape, dtype=bool)
    np.fill_diagonal(mask, True, wrap)
    _put(a, mask, np.resize(operand(val, "np.fill_diagonal"), mask.sum()))


def put_along_axis(arr: Any, indices: Any, values: Any, axis: Any) -> None:
    """np.put_along_axis: one entry for each index along an axis."""
    arr = _target(arr, "np.put_along_axis")
    flat = np.take_along_axis(np.arange(arr.size).reshape(arr.shape), np.asarray(indices), axis)
    _put(arr, np.unravel_index(flat, arr.shape), np.broadcast_to(operand(values, "np.put_along_axis"), flat.shape))


def putmask(a: Any, mask: Any, values: Any) -> None:
    """np.putmask: a.flat[n] = values[n] where the mask is true."""
    a, mask = _target(a, "np.putmask"), np.asarray(mask, dtype=bool)
    _put(a, mask, np.resize(operand(values, "np.putmask"), a.shape)[mask])


def place(arr: Any, mask: Any, vals: Any) -> None:
    """np.place: the first values go where the mask is true."""
    arr, mask = _target(arr, "np.place"), np.asarray(mask, dtype=bool)
    _put(arr, mask, np.resize(operand(vals, "np.place"), int(mask.sum())))


def put_flat(a: Any, ind: Any, v: Any, mode: Any = "raise") -> None:
    """np.put: a.flat[ind] = v."""
    a = _target(a, "np.put")
    flat = np.take(np.arange(a.size), ind, mode=mode)
    _put(a, np.unravel_index(flat, a.shape), np.resize(operand(v, "np.put"), np.shape(flat)))


WRITING: dict[Any, Callable[..., Any]] = {
    np.copyto: copyto,
    np.fill_diagonal: fill_diagonal,
    np.put_along_axis: put_along_axis,
    np.putmask: putmask,
    np.place: place,
    np.put: put_flat,
}
"""NumPy's function, and what does its work: each changes its first argument."""
