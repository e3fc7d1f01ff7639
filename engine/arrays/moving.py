"""NumPy's functions that move entries about, choose among them, or make new arrays.

What NumPy gives as a view keeps the Values: a slice, a reshape, a transpose are other ways to look at the same entries.
What NumPy copies is copied: its entries are results of `identity`, with gradients of their own.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays.entries import data_of, lift, operand, own
from engine.arrays.reductions import check_options, mask_of
from engine.arrays.ufuncs import apply


def _named(module: Any, *names: str) -> list[Any]:
    """Return those of these functions that the installed NumPy has."""
    return [getattr(module, name) for name in names if hasattr(module, name)]


VIEWS = [
    *(np.array_split, np.atleast_1d, np.atleast_2d, np.atleast_3d, np.diagonal, np.dsplit, np.expand_dims, np.flip),
    *(np.fliplr, np.flipud, np.hsplit, np.moveaxis, np.ravel, np.real, np.reshape, np.rollaxis, np.rot90, np.split),
    *(np.squeeze, np.swapaxes, np.transpose, np.vsplit),
    *_named(np, "unstack", "matrix_transpose"),
    *_named(np.linalg, "diagonal", "matrix_transpose"),
]
"""The same Values, in another shape or order."""

COPIES = [
    *(np.append, np.block, np.broadcast_arrays, np.broadcast_to, np.column_stack, np.compress, np.concatenate, np.copy),
    *(np.delete, np.diag, np.diagflat, np.dstack, np.extract, np.hstack, np.insert, np.meshgrid, np.repeat, np.resize),
    *(np.roll, np.stack, np.take, np.take_along_axis, np.tile, np.tril, np.triu, np.vstack),
    np.lib.stride_tricks.sliding_window_view,
]
"""New arrays of entries that were gathered, joined or repeated."""

REPEATING = (np.broadcast_arrays, np.broadcast_to, np.lib.stride_tricks.sliding_window_view)
"""Views of NumPy's that show an entry in several places: here each place has an entry of its own."""

JOINING = (np.column_stack, np.concatenate, np.dstack, np.hstack, np.stack, np.vstack)
"""They take a list of arrays; of one array they take the rows, and NumPy would ask its entries once more."""

ARITHMETIC = [
    *(np.cross, np.diff, np.ediff1d, np.kron, np.outer, *_named(np, "trapezoid")),
    *_named(np.linalg, "cross", "outer"),
]
"""NumPy's own code is right for these: it adds, subtracts and multiplies."""

MOVE = [*VIEWS, *COPIES, *ARITHMETIC]

PAD_MODES = ("constant", "edge", "reflect", "symmetric", "wrap")


def _moving(function: Any) -> Callable[..., Any]:
    """Return NumPy's function as it is; with `out` or `dtype` it would write where Values do not fit."""

    def run(*args: Any, **options: Any) -> Any:
        special = [option for option in ("out", "dtype", "casting") if option in options]
        check_options(f"np.{function.__name__}", {option: options.pop(option) for option in special})
        if function in JOINING and args and isinstance(args[0], np.ndarray):
            args = ([np.asarray(x, dtype=object) for x in args[0]], *args[1:])
        result = function(*args, **options)
        return _owned(result, None if function in REPEATING else args) if function in COPIES else result

    return run


def _owned(result: Any, args: Any) -> Any:
    """Return copies of the entries of a result, unless it is a view of one of the arguments."""
    if isinstance(result, list | tuple):
        return type(result)(_owned(x, args) for x in result)
    if not isinstance(result, np.ndarray) or result.dtype != object:
        return result
    is_view = args is not None and any(isinstance(x, np.ndarray) and np.may_share_memory(x, result) for x in args)
    return result if is_view else own(result)


def where(condition: Any, *choices: Any) -> Any:
    """Return the entries of x where the condition holds, else those of y, as copies."""
    mask = mask_of(condition, "np.where")
    return own(np.where(mask, *[operand(x, "np.where") for x in choices])) if choices else np.where(mask)


def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """Return the entries of the first choice whose condition holds, else the default."""
    choices, masks = [operand(x, "np.select") for x in choicelist], [mask_of(x, "np.select") for x in condlist]
    return own(np.select(masks, choices, operand(default, "np.select")[()]))


def clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **more: Any) -> Any:
    """Return min(max(a, lower), upper), with a gradient of 1 inside and at the bounds, 0 outside."""
    lower, upper = more.pop("min", a_min), more.pop("max", a_max)  # NumPy 2.1 has both names
    check_options("np.clip", {"out": out, **more})
    result = operand(a, "np.clip")
    for ufunc, bound in ((np.maximum, lower), (np.minimum, upper)):
        if bound is not None:
            result = np.asarray(apply(ufunc, "__call__", [result, operand(bound, "np.clip")], {}), dtype=object)
    return result[()]


def sort(a: Any, axis: Any = -1, **more: Any) -> Any:
    """Return the entries in the order of their data; equal ones keep their order."""
    check_options("np.sort", {name: x for name, x in more.items() if name not in ("kind", "stable")})
    a = operand(a, "np.sort")
    a, axis = (a.ravel(), 0) if axis is None else (a, axis)
    return own(np.take_along_axis(a, data_of(a).argsort(axis, kind="stable"), axis))


def pad(array: Any, pad_width: Any, mode: Any = "constant", **options: Any) -> Any:
    """Return what np.pad gives, in the modes that only copy entries; a number around them becomes a constant."""
    if mode not in PAD_MODES or options.get("reflect_type", "even") != "even":
        raise TypeError(f"np.pad got mode={mode!r} {options or ''}; with Values: {', '.join(PAD_MODES)}.")
    return own(np.pad(lift(operand(array, "np.pad")), pad_width, mode, **options))


def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """Return a copy for float and object; refuse any other dtype, which would cut the graph."""
    check_float(dtype)
    return own(operand(x, "np.astype")) if copy else x


def check_float(dtype: Any) -> None:
    """Raise TypeError for a dtype that Values do not have."""
    if np.dtype(dtype) not in (np.dtype(float), np.dtype(object)):
        raise TypeError(
            f"astype({dtype!r}) would cut the graph: Values are floats of 64 bits, and astype(float) is allowed. "
            f"For the numbers write numbers(a).astype({getattr(dtype, '__name__', repr(dtype))})."
        )


# --- arrays of constants, to be filled -------------------------------------------------------------


def full_like(
    a: Any, fill_value: Any, dtype: Any = None, order: Any = "K", subok: bool = True, shape: Any = None, **_: Any
) -> Any:
    """Return an array that holds `fill_value` everywhere: constants, or copies of a Value; it takes results.

    NumPy's own numbers where the dtype is one of whole numbers or booleans.
    """
    shape = np.shape(a) if shape is None else shape
    fill = operand(fill_value, "np.full_like")
    if dtype is not None and np.dtype(dtype).kind not in "fO":
        return np.full(shape, data_of(fill), dtype)
    entries = np.empty(shape, dtype=object)
    entries[...] = fill
    return lift(own(entries))


def _filled_with(number: float) -> Callable[..., Any]:
    return lambda a, *others, **options: full_like(a, number, *others, **options)


MOVING: dict[Any, Callable[..., Any]] = {
    **{function: _moving(function) for function in MOVE},
    np.where: where,
    np.select: select,
    np.clip: clip,
    np.sort: sort,
    np.pad: pad,
    **dict.fromkeys(_named(np, "astype"), astype),
    np.zeros_like: _filled_with(0.0),
    np.ones_like: _filled_with(1.0),
    np.empty_like: _filled_with(float("nan")),  # so that an entry that was not filled is seen
    np.full_like: full_like,
}
"""NumPy's function, and what does its work on plain arrays."""
